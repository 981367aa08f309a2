import { text } from "../lib/texts";

interface Progress {
  percent?: number;
  text?: string;
  done?: boolean;
  failed?: boolean;
}

/** Follows long work by asking again and again; a lost signal only makes it ask less often. */
class LiveProgress extends HTMLElement {
  private timer = 0;

  connectedCallback(): void {
    this.timer = window.setTimeout(() => void this.ask(0), 400);
  }

  disconnectedCallback(): void {
    clearTimeout(this.timer);
  }

  private async ask(misses: number): Promise<void> {
    const every = (Number(this.getAttribute("every")) || 2) * 1000;
    let next = every;
    try {
      const answer = await fetch(this.getAttribute("src")!, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const progress = (await answer.json()) as Progress;
      this.show(progress);
      if (progress.failed) return;
      if (progress.done) return this.finish();
      misses = 0;
    } catch {
      misses++;
      next = Math.min(30_000, every * 2 ** misses);
      if (misses > 1) this.say(text("progress.lost"));
    }
    this.timer = window.setTimeout(() => void this.ask(misses), document.hidden ? next * 4 : next);
  }

  private show(progress: Progress): void {
    const bar = this.querySelector("progress");
    if (bar && progress.percent !== undefined) bar.value = progress.percent;
    this.say(progress.text ?? (progress.percent === undefined ? "" : `${Math.round(progress.percent)} %`));
    this.classList.toggle("failed", Boolean(progress.failed));
  }

  private finish(): void {
    const then = this.getAttribute("then");
    if (then === null) location.reload();
    else if (then) location.assign(then);
  }

  private say(words: string): void {
    const place = this.querySelector("[data-text]");
    if (place && words && place.textContent !== words) place.textContent = words;
  }
}

customElements.define("live-progress", LiveProgress);
