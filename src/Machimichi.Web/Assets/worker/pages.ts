import { crewName, home, marked, pagesName, shell } from "./shell";

const mostPages = 60;

/**
 * A crew's orders are kept on its phone until it signs out or the program no longer knows it: they name no resident, and a hole on an island must be
 * found and reported mended without a signal.
 */
const crews = /^crew(\/orders\/\d+)?\/?$/;

/**
 * Of the others only pages that anybody may read are kept. Those of one person (their own things, the staff's), whatever has a
 * secret in its address, and what the server marks as one reader's are not: a phone is lent, lost and sold.
 */
const everybodys = /^(|proposals|proposals\/\d+|reports|reports\/\d+|calls|calls\/[\w-]+|answers|roads|map|about|send)$/;

function nameOf(address: URL): string | undefined {
  const query = new URLSearchParams(address.search);
  query.delete("lang");
  const path = address.pathname.slice(home.length).replace(/\/$/, "");
  const plain = [...query.keys()].every((name) => /^(page|order|district|category|state|q|size)$/.test(name));
  if (!everybodys.test(path) || !plain || shell.pages.includes(path)) return undefined;
  return `${home}${path}${query.size > 0 ? `?${query}` : ""}`;
}

const isCrews = (address: URL) => crews.test(address.pathname.slice(home.length));

export async function keptPage(address: URL): Promise<Response | undefined> {
  if (isCrews(address)) {
    const own = await (await caches.open(crewName)).match(address.pathname, { ignoreVary: true });
    return own && marked(own, own.headers.get("x-seen") ?? "");
  }
  const name = nameOf(address);
  const kept = name && (await (await caches.open(pagesName)).match(name, { ignoreVary: true }));
  return kept ? marked(kept, kept.headers.get("x-seen") ?? "") : undefined;
}

export async function keepPage(address: URL, answer: Response): Promise<void> {
  if (isCrews(address)) return keepCrew(address, answer);
  const name = nameOf(address);
  if (!name || answer.status !== 200 || answer.headers.has("x-own") || !answer.headers.get("content-type")?.startsWith("text/html")) return;
  const headers = new Headers(answer.headers);
  headers.set("x-seen", new Date().toISOString());
  const html = await answer.text();
  const cache = await caches.open(pagesName);
  // Taken out and put back, so that the ones at the front are those not opened for longest.
  await cache.delete(name);
  await cache.put(name, new Response(html, { headers }));
  const names = await cache.keys();
  for (const old of names.slice(0, Math.max(0, names.length - mostPages))) await cache.delete(old);
}

async function keepCrew(address: URL, answer: Response): Promise<void> {
  const cache = await caches.open(crewName);
  // Sent to the sign-in: whoever holds the phone now is nobody that the program knows.
  if (answer.redirected || answer.type === "opaqueredirect" || [401, 403].includes(answer.status)) return void (await caches.delete(crewName));
  if (answer.status !== 200) return;
  const html = await keepWithPictures(cache, address.pathname, answer);
  if (address.pathname !== `${home}crew`) return;
  // The list brings its orders along, and throws away those that are no longer in it.
  const orders = [...new Set([...html.matchAll(/href="([^"]*\/crew\/orders\/\d+)"/g)].map((m) => m[1]!))];
  for (const { url } of await cache.keys()) {
    const path = new URL(url).pathname;
    if (/\/crew\/orders\/\d+$/.test(path) && !orders.includes(path)) await cache.delete(url);
  }
  for (const path of orders) {
    const order = await fetch(path, { credentials: "same-origin" }).catch(() => undefined);
    if (order?.ok && !order.redirected) await keepWithPictures(cache, path, order);
  }
}

async function keepWithPictures(cache: Cache, path: string, answer: Response): Promise<string> {
  const headers = new Headers(answer.headers);
  headers.set("x-seen", new Date().toISOString());
  const html = await answer.text();
  await cache.put(path, new Response(html, { headers }));
  for (const [, picture] of html.matchAll(/<img[^>]* src="([^"]+)"/g)) {
    if (!picture!.startsWith(home) || (await cache.match(picture!))) continue;
    const image = await fetch(picture!, { credentials: "same-origin" }).catch(() => undefined);
    if (image?.ok) await cache.put(picture!, image);
  }
  return html;
}

/** A picture of an order, from the network while there is one. */
export async function crewPicture(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return (await (await caches.open(crewName)).match(request, { ignoreVary: true })) ?? Response.error();
  }
}

export async function forgetPages(): Promise<void> {
  await Promise.all([caches.delete(pagesName), caches.delete(crewName)]);
}
