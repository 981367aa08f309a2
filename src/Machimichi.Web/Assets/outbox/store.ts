/** One report, proposal or ending of an order on its way. It stays on this device until the server has it and the person has seen the receipt. */
export interface Entry {
  id: string;
  /** The town's part of the address, "/town/". */
  town: string;
  kind: "report" | "proposal" | "order";
  /** The form's own key: with it the server takes the same thing once, however often it is sent. */
  key: string;
  fields: [string, string][];
  photos: Photo[];
  /** Photos that the server had taken in before, by their ids. */
  received: string[];
  state: "waiting" | "refused" | "sent";
  /** What the server said when it refused, or has to say of what it took. */
  words?: string;
  /** What was sent without hearing an answer, oldest first: the server may have one of these. */
  unanswered?: string[];
  /** Counts each change by the person, so that an answer to an older text is not taken for one to the newer. */
  revision: number;
  /** A photo that the server has thrown away is sent anew, under a new name. */
  round: number;
  receipt?: { number: number; path: string };
  /** What arrived is what was written before the last change. */
  earlier?: boolean;
  writtenAt: string;
}

export interface Photo {
  blob: Blob;
  name: string;
  /** Which photo of an order it is: the name of its field. */
  role?: string;
  id?: string;
}

const news = "outbox";

/** Fields that belong to the page they came with, not to what was written. */
const ofThePage = /^(__RequestVerificationToken|_handler|key|photo|photos|carry|Before|After)$/;

export const orderPhotos = ["Before", "After"];

export function write(town: string, kind: Entry["kind"], key: string, form: FormData): Entry {
  const fields = [...form].filter((f): f is [string, string] => typeof f[1] === "string" && !ofThePage.test(f[0]));
  const chosen = (name: string) => form.getAll(name).filter((p): p is File => p instanceof File && p.size > 0);
  const photos: Photo[] = [...chosen("photos").map((p) => ({ blob: p, name: p.name })), ...orderPhotos.flatMap((role) => chosen(role).map((p) => ({ blob: p, name: p.name, role })))];
  return {
    id: key,
    town,
    kind,
    key,
    fields,
    photos,
    received: form.getAll("photo").filter((p): p is string => typeof p === "string"),
    state: "waiting",
    revision: 0,
    round: 0,
    writtenAt: new Date().toISOString(),
  };
}

export const value = (entry: Entry, name: string): string => entry.fields.find(([n]) => n === name)?.[1] ?? "";

export async function all(town: string): Promise<Entry[]> {
  const entries = (await act<Entry[]>("readonly", (store) => store.getAll())).filter((e) => e.town === town);
  return entries.sort((a, b) => a.writtenAt.localeCompare(b.writtenAt));
}

export const find = (id: string): Promise<Entry | undefined> => act("readonly", (store) => store.get(id));

export async function put(entry: Entry): Promise<void> {
  await act("readwrite", (store) => store.put(entry));
  tell();
}

export async function remove(id: string): Promise<void> {
  await act("readwrite", (store) => store.delete(id));
  tell();
}

/** Changes what is there now, not what was read a while ago; what was deleted meanwhile stays deleted. */
export async function change(id: string, how: (entry: Entry) => void): Promise<Entry | undefined> {
  const changed = await act<Entry | undefined>("readwrite", (store, done) => {
    const asked = store.get(id);
    asked.onsuccess = () => {
      const entry = asked.result as Entry | undefined;
      if (!entry) return done(undefined);
      how(entry);
      store.put(entry);
      done(entry);
    };
  });
  tell();
  return changed;
}

/** Runs whenever an entry came, changed or went, in this window, another one or the worker. */
export function onNews(run: () => void): void {
  new BroadcastChannel(news).addEventListener("message", run);
}

function tell(): void {
  // A channel does not hear itself, and each page listens with one of its own.
  const channel = new BroadcastChannel(news);
  channel.postMessage("");
  channel.close();
}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  return (opened ??= new Promise((done, fail) => {
    const asked = indexedDB.open("machimichi", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "id" });
    asked.onsuccess = () => {
      // A later version of this script in another window may change the shelves; it must not wait for this one.
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = undefined;
      };
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  }));
}

/** One transaction; done when it is on the disk, not when it was asked for. */
async function act<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore, done: (result: T) => void) => IDBRequest | void): Promise<T> {
  const database = await open();
  return new Promise((done, fail) => {
    const transaction = database.transaction("outbox", mode, { durability: "strict" });
    let result: T;
    const asked = work(transaction.objectStore("outbox"), (r) => (result = r));
    transaction.oncomplete = () => done(asked ? (asked.result as T) : result);
    transaction.onabort = () => fail(transaction.error);
  });
}
