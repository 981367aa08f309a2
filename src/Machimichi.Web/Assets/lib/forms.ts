import { fill, text } from "./texts";
import { later, make } from "./dom";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export function careForForms(): void {
  forgetAccepted();
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) keepTyped(form);
  for (const area of document.querySelectorAll<HTMLTextAreaElement>("[data-counter]")) countLetters(area);
  document.querySelector<HTMLElement>("[data-focus]")?.focus();
  document.addEventListener("submit", sendOnce);
  // Back from the next page, a page out of the browser's memory still has its button turned off.
  addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form[data-sent]").forEach(open));
}

const labels = new WeakMap<Element, string>();

function sendOnce(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.hasAttribute("data-sent")) return event.preventDefault();
  form.setAttribute("data-sent", "");
  const button = event.submitter;
  // After the browser has read the fields: a disabled button's own value would not be sent.
  setTimeout(() => {
    if (!(button instanceof HTMLButtonElement)) return;
    const word = form.dataset.sending || text("form.sending");
    labels.set(button, button.innerHTML);
    button.disabled = true;
    button.classList.add("busy");
    if (word && !button.ariaLabel) button.textContent = word;
  });
}

function open(form: Element): void {
  form.removeAttribute("data-sent");
  for (const button of form.querySelectorAll<HTMLButtonElement>("button.busy")) {
    button.disabled = false;
    button.classList.remove("busy");
    button.innerHTML = labels.get(button) ?? button.innerHTML;
  }
}

const place = (name: string) => `kept:${name}`;

function keepTyped(form: HTMLFormElement): void {
  const key = place(form.dataset.keep!);
  const fields = () => ([...form.elements] as Field[]).filter(isKept);

  const kept = JSON.parse(sessionStorage.getItem(key) || "{}") as Record<string, string>;
  for (const field of fields()) {
    const value = kept[field.name];
    // A box that nobody ticked leaves no trace; where something else was kept, its absence means that it was taken away.
    if (field instanceof HTMLInputElement && isChoice(field)) {
      if (Object.keys(kept).length > 0) field.checked = value?.split("\n").includes(field.value) ?? false;
    } else if (value === undefined) continue;
    else field.value = value;
  }

  const keep = later(250, () => {
    const now: Record<string, string> = {};
    for (const field of fields()) {
      const choice = isChoice(field);
      if (choice && !(field as HTMLInputElement).checked) continue;
      now[field.name] = choice && now[field.name] !== undefined ? `${now[field.name]}\n${field.value}` : field.value;
    }
    sessionStorage.setItem(key, JSON.stringify(now));
  });
  form.addEventListener("input", keep);
  form.addEventListener("place", keep);
}

function forgetAccepted(): void {
  for (const meta of document.querySelectorAll<HTMLMetaElement>('meta[name="kept"]')) sessionStorage.removeItem(place(meta.content));
}

const isChoice = (field: Field) => field.type === "radio" || field.type === "checkbox";

function isKept(field: Field): boolean {
  if (!field.name || field.dataset.forget !== undefined) return false;
  // Of the hidden fields only the place is a person's own; the others belong to this answer of the server.
  if (field.type === "hidden") return field.form?.querySelector(`[lat-input="${field.name}"], [lon-input="${field.name}"]`) != null;
  return !/^(password|file|submit|button|reset|fieldset|output)$/.test(field.type);
}

function countLetters(area: HTMLTextAreaElement): void {
  const counter = make("span", { class: "counter" });
  const spoken = make("span", { class: "sr", role: "status" });
  area.after(counter, spoken);
  const speak = later(1200, () => (spoken.textContent = left() <= 50 ? counter.textContent : ""));
  const left = () => area.maxLength - area.value.length;
  const show = () => {
    counter.textContent = fill(area.dataset.counter!, { left: left(), used: area.value.length, max: area.maxLength });
    counter.classList.toggle("over", left() < 0);
    speak();
  };
  area.addEventListener("input", show);
  show();
}
