import { all, change, value, type Entry } from "./store";

interface Problem {
  type?: string;
  detail?: string;
  title?: string;
}

/** No answer came, or one that says nothing about what was sent: it is tried again later. */
class Unheard extends Error {}

/** The server has judged it. */
class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super();
  }
}

/**
 * Sends what waits, one after the other, and tells how many still wait. Only one window or worker sends at a time; where
 * two did all the same, the key of each entry makes the second sending the first one's answer.
 */
export function sendAll(town: string, only?: string): Promise<number> {
  const run = async () => {
    const waiting = (await all(town)).filter((e) => e.state === "waiting" && (!only || e.id === only));
    for (const entry of waiting) {
      try {
        await send(entry);
      } catch (problem) {
        if (!(problem instanceof Unheard)) throw problem;
      }
    }
    return (await all(town)).filter((e) => e.state === "waiting").length;
  };
  return navigator.locks ? navigator.locks.request(`outbox:${town}`, run) : run();
}

async function send(entry: Entry): Promise<void> {
  try {
    const photos = await sendPhotos(entry);
    const body = JSON.stringify(bodyOf(entry, photos));
    // Noted before it goes: whoever is cut off here must know that it may have arrived.
    const before = (entry.unanswered ?? []).filter((b) => b !== body);
    await change(entry.id, (e) => void (e.unanswered = [...before, body]));
    await arrive(entry, await sendBody(entry, body).catch((problem) => orWhatCameBefore(entry, before, problem)));
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    if (problem.problem.type?.endsWith("voice.photo-gone") && entry.round === 0) return sendAnew(entry);
    await change(entry.id, (e) => {
      e.unanswered = undefined;
      if (e.revision !== entry.revision) return;
      e.state = "refused";
      e.words = problem.problem.detail ?? problem.problem.title ?? String(problem.status);
    });
  }
}

/** Changed after a sending that was never answered: if the server has the older text, that one's receipt is the receipt. */
async function orWhatCameBefore(entry: Entry, before: string[], problem: unknown): Promise<Receipt> {
  const older = before.pop();
  if (!(problem instanceof Refused) || problem.status !== 409 || !older) throw problem;
  return { ...(await sendBody(entry, older).catch((another) => orWhatCameBefore(entry, before, another))), earlier: true };
}

async function sendAnew(entry: Entry): Promise<void> {
  const fresh = await change(entry.id, (e) => {
    e.round++;
    e.received = [];
    for (const photo of e.photos) photo.id = undefined;
  });
  if (fresh) await send(fresh);
}

async function arrive(entry: Entry, receipt: Receipt): Promise<void> {
  await change(entry.id, (e) => {
    e.state = "sent";
    e.receipt = { number: receipt.number, path: receipt.path };
    e.earlier = receipt.earlier || e.revision !== entry.revision;
    e.photos = [];
    e.received = [];
    e.unanswered = undefined;
    e.words = receipt.words;
  });
}

/** Each photo has a name made of the entry's key and its place in it: received twice, it is one photo. */
async function sendPhotos(entry: Entry): Promise<string[]> {
  const ids = [...entry.received];
  for (const [nth, photo] of entry.photos.entries()) {
    if (!photo.id) {
      const headers = { "Idempotency-Key": `${entry.key}-${entry.round}-${nth}`, "Content-Type": photo.blob.type || "application/octet-stream" };
      const answer = await ask(`${entry.town}api/v1/photos`, headers, photo.blob, 180_000);
      const { id } = (await answer.json()) as { id: string };
      photo.id = id;
      await change(entry.id, (e) => {
        const same = e.revision === entry.revision ? e.photos[nth] : undefined;
        if (same) same.id = id;
      });
    }
    ids.push(photo.id);
  }
  return ids;
}

interface Receipt {
  number: number;
  path: string;
  earlier?: boolean;
  words?: string;
}

/** JSON with a header of its own: another site's page can send neither in a reader's name, so it needs no token that grows old. */
async function sendBody(entry: Entry, body: string): Promise<Receipt> {
  const to = entry.kind === "order" ? `orders/${value(entry, "order")}/completion` : `${entry.kind}s`;
  const answer = await ask(`${entry.town}api/v1/${to}`, { "Idempotency-Key": entry.key, "Content-Type": "application/json" }, body, 60_000);
  const { number, url, ownUrl, words } = (await answer.json()) as { number: number; url: string; ownUrl?: string; words?: string };
  const address = new URL(ownUrl ?? url, self.location.origin);
  return { number, path: address.pathname + address.search, words };
}

async function ask(address: string, headers: Record<string, string>, body: BodyInit, patience: number): Promise<Response> {
  const answer = await fetch(address, { method: "POST", headers: { ...headers, Accept: "application/json" }, body, credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(patience) }).catch(() => {
    throw new Unheard();
  });
  if (answer.ok) return answer;
  if (answer.status >= 500 || [408, 425, 429].includes(answer.status)) throw new Unheard();
  throw new Refused(answer.status, (await answer.json().catch(() => ({}))) as Problem);
}

function bodyOf(entry: Entry, photos: string[]): Record<string, unknown> {
  const of = (name: string) => value(entry, name);
  if (entry.kind === "order") {
    const photo = (role: string) => photos[entry.photos.findIndex((p) => p.role === role)] ?? null;
    return { note: of("Note"), before: photo("Before"), after: photo("After"), doneAt: entry.writtenAt };
  }
  const number = (name: string) => (of(name) && Number.isFinite(Number(of(name))) ? Number(of(name)) : null);
  const both = {
    category: of("category"),
    district: of("district"),
    landmark: of("landmark"),
    latitude: number("lat"),
    longitude: number("lon"),
    nickname: of("nickname"),
    mail: of("mail"),
    photos,
  };
  if (entry.kind === "proposal") return { ...both, title: of("title"), body: of("body"), call: of("alone") ? null : of("call") || null };
  const asked = `q-${of("category")}-`;
  const details = Object.fromEntries(entry.fields.filter(([name]) => name.startsWith(asked)).map(([name, answer]) => [name.slice(asked.length), answer]));
  return { ...both, accuracy: number("accuracy"), text: of("text"), private: of("private") === "1", urgent: of("urgent") === "1", details };
}
