const icons = new URL(/* @vite-ignore */ "../icons/sprite.svg", import.meta.url).href;
const svgNames = "http://www.w3.org/2000/svg";

type Child = Node | string | null | undefined | false;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

export function icon(name: string): SVGElement {
  const svg = document.createElementNS(svgNames, "svg");
  svg.setAttribute("class", "i");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svgNames, "use");
  use.setAttribute("href", `${icons}#${name}`);
  svg.append(use);
  return svg;
}

/** Said aloud by screen readers and shown for a few seconds. */
export function tell(message: string): void {
  if (!message) return;
  const note = make("div", { class: "undo", role: "status" });
  document.body.append(note);
  // A status is read only when its words come after the status itself.
  requestAnimationFrame(() => note.append(message));
  setTimeout(() => note.remove(), 4000);
}

export function later<A extends unknown[]>(milliseconds: number, run: (...all: A) => void): (...all: A) => void {
  let timer = 0;
  return (...all) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => run(...all), milliseconds);
  };
}

export function number(value: string | null | undefined): number | undefined {
  const parsed = value ? Number(value) : NaN;
  return Number.isFinite(parsed) ? parsed : undefined;
}

export interface Place {
  lat: number;
  lon: number;
}

/** The two fields of a form that hold its place; elements tell each other of a change by the form's "place" event. */
export class PlaceFields {
  private readonly lat: HTMLInputElement | null;
  private readonly lon: HTMLInputElement | null;

  constructor(readonly owner: HTMLElement) {
    this.lat = this.field("lat-input");
    this.lon = this.field("lon-input");
  }

  get value(): Place | undefined {
    const lat = number(this.lat?.value);
    const lon = number(this.lon?.value);
    return lat === undefined || lon === undefined ? undefined : { lat, lon };
  }

  /** How sure a phone is of the place, in metres, goes with it; of one that a finger chose nobody can say. */
  set(place: Place | undefined, accuracy?: number): void {
    if (!this.lat || !this.lon) return;
    const sure = this.form?.elements.namedItem("accuracy");
    if (sure instanceof HTMLInputElement) sure.value = accuracy ? String(Math.round(accuracy)) : "";
    this.lat.value = place ? place.lat.toFixed(6) : "";
    this.lon.value = place ? place.lon.toFixed(6) : "";
    this.form?.dispatchEvent(new CustomEvent("place", { detail: { from: this.owner } }));
  }

  onChange(run: (place: Place | undefined) => void): void {
    this.form?.addEventListener("place", (event) => {
      if ((event as CustomEvent).detail?.from !== this.owner) run(this.value);
    });
  }

  private get form(): HTMLFormElement | null {
    return this.owner.closest("form");
  }

  private field(attribute: string): HTMLInputElement | null {
    const name = this.owner.getAttribute(attribute);
    const found = name ? this.form?.elements.namedItem(name) : null;
    return found instanceof HTMLInputElement ? found : null;
  }
}
