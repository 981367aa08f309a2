import { town } from "../lib/offline";
import { fill } from "../lib/texts";
import { sendAll } from "../outbox/send";
import { all, find, onNews, remove, value, type Entry } from "../outbox/store";

/** What waits, what the server refused and what has arrived. The words and the buttons are the server's: its template is filled in. */
class OutboxList extends HTMLElement {
  private readonly list = document.createElement("div");
  private shown = "";

  connectedCallback(): void {
    if (this.list.isConnected || !town || !window.indexedDB) return;
    this.list.className = "stack";
    this.append(this.list);
    onNews(() => void this.show());
    void this.show();
  }

  private async show(): Promise<void> {
    const entries = await all(town!);
    const now = JSON.stringify(entries.map((e) => [e.id, e.state, e.revision, e.words, e.receipt]));
    if (now === this.shown) return;
    this.shown = now;
    for (const picture of this.list.querySelectorAll("img")) URL.revokeObjectURL(picture.src);
    this.list.replaceChildren(...entries.map((e) => this.write(e)));
    this.querySelector<HTMLElement>("[data-none]")!.hidden = entries.length > 0;
  }

  private write(entry: Entry): Node {
    const part = this.querySelector("template")!.content.cloneNode(true) as DocumentFragment;
    const at = <T extends HTMLElement = HTMLElement>(name: string) => [...part.querySelectorAll<T>(`[data-${name}]`)];
    for (const element of at("state")) if (!element.dataset.state!.split(" ").includes(entry.state)) element.remove();
    for (const element of at("kind")) if (element.dataset.kind !== entry.kind) element.remove();
    const words = value(entry, { report: "text", proposal: "body", order: "Note" }[entry.kind]);
    const title = value(entry, "title") || words.split("\n")[0]!.slice(0, 60) || at("kind")[0]!.textContent!;
    for (const element of at("title")) element.textContent = title;
    for (const element of at("text")) words && words !== title ? (element.textContent = words) : element.remove();
    for (const element of at("when")) element.textContent = new Date(entry.writtenAt).toLocaleString(document.documentElement.lang, { month: "long", day: "numeric", weekday: "short", hour: "numeric", minute: "2-digit" });
    for (const element of at("words")) entry.words ? (element.textContent = entry.words) : element.remove();
    for (const element of at("number")) element.textContent = fill(element.dataset.number!, { n: entry.receipt?.number ?? "" });
    for (const element of at("earlier")) if (!entry.earlier) element.remove();
    for (const link of at<HTMLAnchorElement>("open")) link.href = entry.receipt?.path ?? "";
    for (const link of at<HTMLAnchorElement>("edit")) link.href = `${town}${entry.kind === "order" ? `crew/orders/${value(entry, "order")}` : `${entry.kind}s/new`}#draft=${entry.id}`;
    for (const pictures of at("pictures")) {
      for (const { blob } of entry.photos) {
        const picture = document.createElement("img");
        Object.assign(picture, { src: URL.createObjectURL(blob), alt: "" });
        const item = document.createElement("li");
        item.append(picture);
        pictures.append(item);
      }
      if (entry.photos.length === 0) pictures.remove();
    }
    for (const press of part.querySelectorAll<HTMLElement>(".actions > *")) press.ariaLabel = `${press.textContent!.trim()} ${title}`;
    for (const button of at<HTMLButtonElement>("do")) button.addEventListener("click", () => void this.act(button, entry.id));
    return part;
  }

  private async act(button: HTMLButtonElement, id: string): Promise<void> {
    const said = this.querySelector<HTMLElement>("[data-said]")!;
    if (button.dataset.do === "remove") {
      if (button.dataset.sure && !confirm(button.dataset.sure)) return;
      await remove(id);
    } else {
      button.disabled = true;
      said.textContent = said.dataset.sending!;
      await sendAll(town!, id);
      button.disabled = false;
      said.textContent = (await find(id))?.state === "waiting" ? said.dataset.unheard! : "";
    }
    await this.show();
  }
}

customElements.define("outbox-list", OutboxList);
