import { icon, make } from "./dom";
import { text } from "./texts";

/** The town's part of the address, "/town/"; undefined on pages of no town. */
export const town: string | undefined = document.querySelector("link[rel=manifest]")?.getAttribute("href")?.replace(/[^/]*$/, "");

/** Was this page kept on the device? Then when it was seen; "" for a form that was kept empty. */
export const seen: string | undefined = document.querySelector<HTMLMetaElement>('meta[name="seen"]')?.content;

export function installWorker(): void {
  if (!town || !navigator.serviceWorker) return;
  // The page comes first: what is fetched for a day without signal must not slow the day with a weak one.
  const start = () => ("requestIdleCallback" in window ? requestIdleCallback(() => void register(town)) : setTimeout(() => void register(town), 2000));
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

async function register(scope: string): Promise<void> {
  // Without a worker (an address without https, a browser that refuses) the pages are as good as they were.
  const worker = await navigator.serviceWorker.register(`${scope}worker.js`, { scope, updateViaCache: "none" }).catch(() => undefined);
  if (!document.querySelector("form[data-keep]")) worker?.waiting?.postMessage("replace");
}

export function sayThatItIsOld(): void {
  if (seen === undefined || document.querySelector("[data-offline]")) return;
  const note = make("div", { class: "banner wait old", role: "status" }, icon("offline"), make("b", {}, wordsFor(seen)));
  if (seen) {
    const again = make("button", { type: "button", class: "btn" }, text("offline.again"));
    again.addEventListener("click", () => location.reload());
    note.append(make("div", {}, again));
  }
  document.querySelector("main")?.prepend(note);
}

function wordsFor(time: string): string {
  if (!time) return text(document.querySelector("form[data-outbox]") ? "offline.form" : "offline.now");
  const at = new Date(time);
  const two = (n: number) => String(n).padStart(2, "0");
  const clock = { h: at.getHours(), m: two(at.getMinutes()) };
  const today = at.toDateString() === new Date().toDateString();
  return today ? text("offline.seen", clock) : text("offline.seen-day", { ...clock, month: at.getMonth() + 1, day: at.getDate() });
}

/** What another application shared (the worker kept it): its photos are chosen, its words written, as if by hand. */
export async function takeShared(): Promise<void> {
  if (location.hash !== "#shared" || !town || !("caches" in window)) return;
  const name = `${town.replaceAll("/", "")}:shared`;
  const cache = await caches.open(name);
  const photos = new DataTransfer();
  for (const request of await cache.keys()) {
    const kept = (await cache.match(request))!;
    if (/\/photo-\d+$/.test(request.url)) {
      const photo = await kept.blob();
      photos.items.add(new File([photo], decodeURIComponent(kept.headers.get("x-name") ?? ""), { type: photo.type }));
    } else {
      const words = document.querySelector<HTMLTextAreaElement>("textarea[name=text]");
      if (words && !words.value) words.value = await kept.text();
    }
  }
  await caches.delete(name);
  history.replaceState(null, "", location.pathname + location.search);
  choosePhotos(photos);
}

export function choosePhotos(photos: DataTransfer): void {
  const input = document.querySelector<HTMLInputElement>("photo-input input[type=file]");
  if (!input || photos.files.length === 0) return;
  input.files = photos.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}
