import { home, marked, pagesName, shell } from "./shell";

const mostPages = 60;

/**
 * Only pages that anybody may read are kept. Those of one person (their own things, the staff's, the crew's), whatever has a
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

export async function keptPage(address: URL): Promise<Response | undefined> {
  const name = nameOf(address);
  const kept = name && (await (await caches.open(pagesName)).match(name, { ignoreVary: true }));
  return kept ? marked(kept, kept.headers.get("x-seen") ?? "") : undefined;
}

export async function keepPage(address: URL, answer: Response): Promise<void> {
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

export async function forgetPages(): Promise<void> {
  await caches.delete(pagesName);
}
