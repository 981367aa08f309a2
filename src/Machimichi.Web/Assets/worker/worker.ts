import { crewPicture, keptPage, keepPage, forgetPages } from "./pages";
import { sendAll } from "../outbox/send";
import { put, write } from "../outbox/store";
import { answered, crewName, home, languages, languageOf, rememberLanguage, shell, shellName, sharedName, pagesName, marked } from "./shell";

declare const self: ServiceWorkerGlobalScope;

self.addEventListener("install", (event) => event.waitUntil(fetchShell()));
self.addEventListener("activate", (event) => event.waitUntil(dropOtherVersions().then(() => self.clients.claim())));
self.addEventListener("message", (event) => {
  if (event.data === "replace") event.waitUntil(replaceWhenAlone());
});
// Not every browser tells of the network's return; where none does, the pages try by themselves.
self.addEventListener("sync" as keyof ServiceWorkerGlobalScopeEventMap, (event) => (event as ExtendableEvent).waitUntil(sendWhatWaits()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode !== "navigate") {
    if (request.method === "GET" && address.pathname.startsWith("/dist/")) event.respondWith(file(request));
    else if (request.destination === "image" && address.pathname.startsWith(home)) event.respondWith(crewPicture(request));
  } else if (!address.pathname.startsWith(home)) return;
  else if (request.method === "GET") event.respondWith(page(event, address));
  else if (isForm(address)) event.respondWith(sendForm(request, address));
  else if (address.pathname === `${home}share`) event.respondWith(takeShared(request));
  else if (address.pathname === `${home}sign-out`) event.respondWith(forgetPages().then(() => fetch(request)));
});

/** The pages are asked for as nobody in particular: no name, no language of one reader, no cookie is in what is kept. */
async function fetchShell(): Promise<void> {
  const cache = await caches.open(shellName);
  await cache.addAll(shell.files);
  for (const path of shell.pages)
    for (const language of languages) {
      const address = `${home}${path}?lang=${language}`;
      const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
      if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
      await cache.put(address, answer);
    }
}

async function dropOtherVersions(): Promise<void> {
  const ours = [shellName, pagesName, sharedName, crewName];
  for (const name of await caches.keys())
    if (name.startsWith(`${shell.town}:`) && !ours.includes(name)) await caches.delete(name);
}

/** A second window may hold a half-written form whose scripts belong to the version before. It is let finish. */
async function replaceWhenAlone(): Promise<void> {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (windows.filter((w) => new URL(w.url).pathname.startsWith(home)).length <= 1) void self.skipWaiting();
}

/** Files with a hash in their names never change; the others change with the version. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(shellName);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && new URL(request.url).pathname.startsWith("/dist/assets/")) await cache.put(request, answer.clone());
  return answer;
}

async function page(event: FetchEvent, address: URL): Promise<Response> {
  const kept = await keptPage(address);
  try {
    const answer = await answered(fetch(event.request), kept ? 8000 : undefined);
    event.waitUntil(Promise.all([rememberLanguage(answer), keepPage(address, answer.clone())]));
    return answer;
  } catch {
    return kept ?? (await shellPage(address));
  }
}

async function shellPage(address: URL): Promise<Response> {
  const path = address.pathname.slice(home.length);
  const own = shell.pages.includes(path) && !address.searchParams.has("for");
  const cache = await caches.open(shellName);
  const language = await languageOf(address);
  const found = await cache.match(`${home}${own ? path : "offline"}?lang=${language}`, { ignoreVary: true });
  return found ? marked(found, "") : Response.error();
}

/** A photo that another application shares waits here until the form for a report has taken it. */
async function takeShared(request: Request): Promise<Response> {
  const cache = await caches.open(sharedName);
  const sent = await request.formData();
  for (const [at, photo] of sent.getAll("photos").entries())
    if (photo instanceof File) await cache.put(`${home}shared/photo-${at}`, new Response(photo, { headers: { "x-name": encodeURIComponent(photo.name) } }));
  const words = ["title", "text", "url"].map((name) => sent.get(name)).filter((w): w is string => typeof w === "string" && w.trim() !== "");
  if (words.length > 0) await cache.put(`${home}shared/words`, new Response(words.join("\n")));
  return Response.redirect(`${home}reports/new#shared`, 303);
}

const isForm = (address: URL) => /^((reports|proposals)\/new|crew\/orders\/\d+)$/.test(address.pathname.slice(home.length)) && !address.searchParams.has("for");

/** A form whose sending breaks off waits in the outbox, with its own key: should the server have it already, it has it once. */
async function sendForm(request: Request, address: URL): Promise<Response> {
  const copy = request.clone();
  try {
    return await answered(fetch(request));
  } catch {
    const form = await copy.formData();
    const key = form.get("key");
    if (typeof key !== "string" || form.has("carry")) return Response.error();
    const path = address.pathname.slice(home.length);
    const kind = path.startsWith("crew/") ? "order" : path.startsWith("reports/") ? "report" : "proposal";
    await put(write(home, kind, key, form));
    const { sync } = self.registration as unknown as { sync?: { register(tag: string): Promise<void> } };
    await sync?.register("outbox").catch(() => undefined);
    return Response.redirect(`${home}outbox#put=${kind === "order" ? `order-${form.get("order")}` : `${kind}-new`}`, 303);
  }
}

/** To fail is to ask the browser to call again. */
async function sendWhatWaits(): Promise<void> {
  const left = await sendAll(home);
  if (left > 0) throw new Error(`${left} still wait`);
}
