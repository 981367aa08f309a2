import { choosePhotos, seen, town } from "../lib/offline";
import { find, put, write, type Entry } from "./store";

/**
 * A form that can wait. It goes the ordinary way while there is a network; kept on the device, without a network, or opened to
 * mend what waits, it goes into the outbox. One that was on its way when the network broke is put there by the worker.
 */
export async function careForOutboxForms(): Promise<void> {
  forgetKept();
  const form = document.querySelector<HTMLFormElement>("form[data-outbox]");
  if (!form || !town || !navigator.serviceWorker || !window.indexedDB) return;
  const kind = form.dataset.outbox as Entry["kind"];
  const draft = /^#draft=(.+)$/.exec(location.hash)?.[1];
  const key = form.elements.namedItem("key") as HTMLInputElement;
  // The form that is kept is the same each time it is opened; what is written in it is not.
  if (seen !== undefined) key.value = newKey();
  if (seen !== undefined) joinCall(form);
  form.addEventListener("submit", (event) => {
    if ((event.submitter as HTMLButtonElement | null)?.name === "carry") return;
    if (!draft && (!navigator.serviceWorker.controller || (seen === undefined && navigator.onLine))) return;
    event.preventDefault();
    void keep(form, kind, key.value, draft);
  });
  if (draft) await fillIn(form, draft);
}

async function keep(form: HTMLFormElement, kind: Entry["kind"], key: string, draft: string | undefined): Promise<void> {
  const before = draft ? await find(draft) : undefined;
  // Sent meanwhile: it is shown as such, and what was changed too late is not sent as a second one.
  if (before?.state === "sent") return location.assign(`${town}outbox`);
  const entry = write(town!, kind, before?.key ?? key, new FormData(form));
  if (before) Object.assign(entry, { revision: before.revision + 1, unanswered: before.unanswered, received: before.received, writtenAt: before.writtenAt });
  // The same file of another place in the list is another photo to the server.
  if (before) entry.round = before.photos.length > 0 ? before.round + 1 : before.round;
  await put(entry);
  void navigator.storage?.persist?.();
  await askForSync();
  location.assign(`${town}outbox#put=${form.dataset.keep ?? ""}`);
}

async function fillIn(form: HTMLFormElement, draft: string): Promise<void> {
  const entry = await find(draft);
  if (!entry || entry.state === "sent") return;
  for (const field of [...form.elements] as (HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement)[]) {
    if (!field.name || field.type === "file" || field.name === "key" || /^_/.test(field.name)) continue;
    const values = entry.fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field instanceof HTMLInputElement && /^(radio|checkbox)$/.test(field.type)) field.checked = values.includes(field.value);
    else field.value = values[0] ?? "";
  }
  if (entry.kind === "order") return chooseOrderPhotos(form, entry);
  const photos = new DataTransfer();
  for (const { blob, name } of entry.photos) photos.items.add(new File([blob], name, { type: blob.type }));
  choosePhotos(photos);
  form.querySelector("details.more")?.toggleAttribute("open", true);
  form.dispatchEvent(new CustomEvent("place", { detail: { from: form } }));
}

function chooseOrderPhotos(form: HTMLFormElement, entry: Entry): void {
  for (const { blob, name, role } of entry.photos) {
    const input = form.elements.namedItem(role ?? "");
    if (!(input instanceof HTMLInputElement)) continue;
    const photo = new DataTransfer();
    photo.items.add(new File([blob], name, { type: blob.type }));
    input.files = photo.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function joinCall(form: HTMLFormElement): void {
  const call = new URLSearchParams(location.search).get("call");
  if (!call || form.elements.namedItem("call")) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "call", value: call });
  form.append(field);
}

function forgetKept(): void {
  const put = /^#put=([\w-]+)$/.exec(location.hash)?.[1];
  if (put) sessionStorage.removeItem(`kept:${put}`);
}

function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

export async function askForSync(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration(town);
  await (registration as unknown as { sync?: { register(tag: string): Promise<void> } })?.sync?.register("outbox").catch(() => undefined);
}
