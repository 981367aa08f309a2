import { later } from "../lib/dom";

/** Asks the server what is like the thing being written, and shows the fragment that it answers. */
class SimilarThings extends HTMLElement {
  private asking?: AbortController;
  private asked = "";

  connectedCallback(): void {
    const form = this.closest("form");
    const look = later(500, () => form && void this.look(form));
    form?.addEventListener("input", look);
    form?.addEventListener("place", look);
  }

  private async look(form: HTMLFormElement): Promise<void> {
    const names = (this.getAttribute("from") ?? "title").split(/\s+/);
    const data = new FormData(form);
    const query = new URLSearchParams();
    for (const name of names) {
      const value = data.get(name);
      if (typeof value === "string" && value.trim()) query.set(name, value.trim().slice(0, 400));
    }
    const written = [...query.values()].join("").length;
    const address = `${this.getAttribute("src")}?${query}`;
    if (address === this.asked) return;
    this.asked = address;
    this.asking?.abort();
    if (written < (Number(this.getAttribute("min")) || 4)) return this.replaceChildren();
    this.asking = new AbortController();
    try {
      const answer = await fetch(address, { headers: { accept: "text/html" }, signal: this.asking.signal });
      if (answer.ok) this.innerHTML = await answer.text();
    } catch {
      // Help that doesn't come must not disturb the one who writes.
    }
  }
}

customElements.define("similar-things", SimilarThings);
