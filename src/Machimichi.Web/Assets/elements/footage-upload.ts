import { make } from "../lib/dom";
import { text } from "../lib/texts";

const chunk = 16 * 1024 * 1024;
// A lid may stay closed over night: asked again every half minute for ten hours.
const patience = [0, 1_000, 3_000, 10_000, ...Array<number>(1200).fill(30_000)];

/** Makes of the upload form one that goes on where it stopped: whole folders, hundreds of files, over a line that breaks. Without it the form sends itself. */
class FootageUpload extends HTMLElement {
  private readonly bar = make("progress", { class: "bar", max: "1000", value: "0", hidden: "" });
  private readonly words = make("p", { class: "small", role: "status" });
  private busy = false;

  connectedCallback(): void {
    const form = this.querySelector("form");
    const files = form?.querySelector<HTMLInputElement>("input[type=file]");
    if (!form || !files || this.querySelector("[data-folder]")) return;
    const folder = make("input", { class: "input", type: "file", id: "folder", webkitdirectory: "", multiple: "", "data-folder": "" });
    files.closest(".field")?.after(make("div", { class: "field" }, make("label", { for: "folder" }, text("upload.folder")), folder));
    folder.addEventListener("change", () => (files.required = !folder.files?.length));
    this.bar.setAttribute("aria-label", text("upload.progress-label"));
    form.append(this.bar, this.words);
    addEventListener("beforeunload", (event) => this.busy && event.preventDefault());
    form.addEventListener(
      "submit",
      (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (!this.busy) void this.send(form, [...(files.files ?? []), ...(folder.files ?? [])]);
      },
      { capture: true },
    );
  }

  private async send(form: HTMLFormElement, files: File[]): Promise<void> {
    if (files.length === 0) return void (this.words.textContent = text("upload.none"));
    this.busy = true;
    this.bar.hidden = false;
    const button = form.querySelector("button");
    if (button) button.disabled = true;
    try {
      const batch = this.batch();
      const whole = files.reduce((sum, file) => sum + file.size, 0) || 1;
      let before = 0;
      for (const [index, file] of files.entries()) {
        await this.one(file, batch, (sent) => this.show(index, files.length, (before + sent) / whole));
        before += file.size;
      }
      this.show(files.length, files.length, 1);
      this.busy = false;
      localStorage.removeItem(this.key);
      for (const input of form.querySelectorAll<HTMLInputElement>("input[type=file]")) input.disabled = true;
      form.append(make("input", { type: "hidden", name: "batch", value: batch }));
      form.action = this.getAttribute("import")!;
      form.submit();
    } catch {
      this.busy = false;
      if (button) button.disabled = false;
      this.words.textContent = text("upload.failed");
    }
  }

  private async one(file: File, batch: string, progress: (sent: number) => void): Promise<void> {
    const { Upload } = await import("tus-js-client");
    const path = file.webkitRelativePath || file.name;
    await new Promise<void>((done, failed) => {
      const upload = new Upload(file, {
        endpoint: this.getAttribute("endpoint")!,
        chunkSize: chunk,
        retryDelays: patience,
        metadata: { filename: path, batch },
        fingerprint: () => Promise.resolve(`footage ${batch} ${path} ${file.size} ${file.lastModified}`),
        removeFingerprintOnSuccess: false,
        onProgress: progress,
        onSuccess: () => done(),
        onError: failed,
        onShouldRetry: (error) => {
          const status = "originalResponse" in error ? (error.originalResponse?.getStatus() ?? 0) : 0;
          this.words.textContent = text("progress.lost");
          return status === 0 || status === 409 || status === 423 || status >= 500;
        },
      });
      void upload.findPreviousUploads().then(([known]) => {
        if (known) upload.resumeFromPreviousUpload(known);
        upload.start();
      }, failed);
    });
  }

  private get key(): string {
    return `footage-batch ${this.getAttribute("endpoint")}`;
  }

  /** The same until it was imported: whoever comes back tomorrow with the same files goes on. */
  private batch(): string {
    const known = localStorage.getItem(this.key);
    if (known) return known;
    const fresh = crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (Number(c) ^ (crypto.getRandomValues(new Uint8Array(1))[0]! & (15 >> (Number(c) / 4)))).toString(16));
    localStorage.setItem(this.key, fresh);
    return fresh;
  }

  private show(done: number, total: number, share: number): void {
    this.bar.value = Math.round(share * 1000);
    this.words.textContent = text("upload.progress", { done: String(done), total: String(total), percent: String(Math.floor(share * 100)) });
  }
}

customElements.define("footage-upload", FootageUpload);
