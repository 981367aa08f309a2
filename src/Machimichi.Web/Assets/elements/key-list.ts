import { make } from "../lib/dom";

/** The console by keyboard. Every key is written on the page: this only listens for what the page shows. */
class KeyList extends HTMLElement {
  private readonly listen = (event: KeyboardEvent) => this.onKey(event);

  connectedCallback(): void {
    addEventListener("keydown", this.listen);
    // Only beside the picture: on a phone the list lies below it, and the page would open there.
    if (matchMedia("(min-width: 900px)").matches) this.items.find((item) => item.ariaCurrent)?.scrollIntoView({ block: "nearest" });
    for (const button of document.querySelectorAll<HTMLElement>("[data-key]")) {
      button.setAttribute("aria-keyshortcuts", button.dataset.key!);
      if (!button.querySelector("kbd") && button instanceof HTMLButtonElement) button.append(" ", make("kbd", {}, button.dataset.key!.toUpperCase()));
    }
  }

  disconnectedCallback(): void {
    removeEventListener("keydown", this.listen);
  }

  private get items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".c-item, [data-item]")];
  }

  private onKey(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], .maplibregl-map, dialog[open]")) {
      if (event.key === "Escape") target.blur();
      return;
    }
    if (this.press(event.key)) event.preventDefault();
  }

  private press(key: string): boolean {
    const own = [...document.querySelectorAll<HTMLElement>("[data-key]")].find((button) => button.dataset.key!.toLowerCase() === key.toLowerCase());
    if (own) {
      if (own.matches("input, select, textarea")) own.focus();
      else own.click();
      return true;
    }
    switch (key) {
      case "j":
      case "ArrowDown":
        return this.step(this.items, 1);
      case "k":
      case "ArrowUp":
        return this.step(this.items, -1);
      case "x":
      case "X":
      case " ":
        return this.choose();
      case "ArrowRight":
        return this.step(this.film, 1);
      case "ArrowLeft":
        return this.step(this.film, -1);
      case "b":
      case "B":
        return this.toggleBoxes();
      default:
        return false;
    }
  }

  private get film(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".film a")];
  }

  /** Where one of the things is shown beside the list, going on means opening the next; else only the focus moves. */
  private step(things: HTMLElement[], by: number): boolean {
    if (things.length === 0) return false;
    const current = things.findIndex((thing) => thing.ariaCurrent);
    const from = current >= 0 ? current : things.findIndex((thing) => thing.contains(document.activeElement));
    const next = things[from < 0 ? 0 : from + by];
    if (!next) return true;
    if (current >= 0) next.click();
    else (next.matches("a, button") ? next : (next.querySelector<HTMLElement>("a, button") ?? next)).focus();
    return true;
  }

  /** Ticks the row that has the focus, or the first, and goes on to the next: five rows are five keys. */
  private choose(): boolean {
    const items = this.items.filter((item) => item.querySelector("input[type=checkbox]:not(:disabled)"));
    if (items.length === 0) return false;
    const at = Math.max(0, items.findIndex((item) => item.contains(document.activeElement)));
    const box = items[at]!.querySelector<HTMLInputElement>("input[type=checkbox]")!;
    box.checked = !box.checked;
    (items[at + 1] ?? items[at]!).querySelector<HTMLElement>("a")?.focus();
    return true;
  }

  private toggleBoxes(): boolean {
    const view = this.querySelector(".view");
    view?.classList.toggle("no-boxes");
    return view !== null;
  }
}

customElements.define("key-list", KeyList);
