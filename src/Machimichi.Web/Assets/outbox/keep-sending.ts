import { town } from "../lib/offline";
import { sendAll } from "./send";
import { all, onNews } from "./store";

const halfAMinute = 30_000;

/** Shows on each page how much waits, and sends it: at the start, when the network is back, and every half minute. */
export function keepSending(): void {
  if (!town || !window.indexedDB || !navigator.serviceWorker) return;
  const look = () => void show();
  onNews(look);
  look();
  const send = () => void sendWhatWaits();
  send();
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  setInterval(send, halfAMinute);
}

async function sendWhatWaits(): Promise<void> {
  // A form that is open to be mended must not be overtaken by its older text.
  const mending = location.hash.startsWith("#draft=");
  if (!mending && (await all(town!)).some((e) => e.state === "waiting")) await sendAll(town!);
}

async function show(): Promise<void> {
  const entries = await all(town!);
  const sent = entries.filter((e) => e.state === "sent").length;
  for (const [kind, count] of [["waiting", entries.length - sent], ["sent", sent]] as const) {
    const note = document.querySelector<HTMLElement>(`.on-its-way [data-note=${kind}]`);
    if (!note) continue;
    note.hidden = count === 0;
    note.querySelector(".num")!.textContent = String(count);
  }
  // The list itself says all of it; a bar that comes above it would only move its buttons from under a thumb.
  const bar = document.querySelector<HTMLElement>(".on-its-way");
  if (bar) bar.hidden = entries.length === 0 || document.querySelector("outbox-list") !== null;
}
