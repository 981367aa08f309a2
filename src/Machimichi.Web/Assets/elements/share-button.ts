import { tell } from "../lib/dom";
import { text } from "../lib/texts";

/** Around a link: hands it to the phone's own sharing, or copies it. */
class ShareButton extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const link = (event.target as Element).closest<HTMLElement>("a, button");
      if (!link) return;
      event.preventDefault();
      void this.share(link instanceof HTMLAnchorElement ? link.href : location.href);
    });
  }

  private async share(url: string): Promise<void> {
    const copyOnly = this.hasAttribute("copy");
    try {
      if (!copyOnly && navigator.share) await navigator.share({ title: document.title, text: this.getAttribute("text") ?? undefined, url });
      else {
        await navigator.clipboard.writeText(url);
        tell(text("share.copied"));
      }
    } catch (problem) {
      if ((problem as Error).name !== "AbortError") tell(text("share.failed", { url }));
    }
  }
}

customElements.define("share-button", ShareButton);
