import { icon, make, PlaceFields, type Place } from "../lib/dom";
import { placeOf } from "../lib/exif";
import { text } from "../lib/texts";

/** Around a file field: shows what was chosen, makes it small enough for a weak signal, and takes the place it was taken at. */
class PhotoInput extends HTMLElement {
  private chosen: File[] = [];
  private place!: PlaceFields;
  private placeNote?: HTMLElement;
  private readonly list = make("ul", { class: "photos" });
  private readonly status = make("p", { class: "hint", role: "status" });

  connectedCallback(): void {
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    if (!input || this.list.isConnected) return;
    this.place = new PlaceFields(this);
    this.append(this.status, this.list);
    input.addEventListener("change", () => void this.add(input, [...(input.files ?? [])]));
    const pick = input.closest(".photo-pick");
    for (const kind of ["dragenter", "dragleave", "drop"])
      pick?.addEventListener(kind, () => pick.classList.toggle("over", kind === "dragenter"));
  }

  private async add(input: HTMLInputElement, files: File[]): Promise<void> {
    this.status.textContent = text("photo.working");
    for (const file of files) {
      this.usePlace(placeOf(await file.slice(0, 256 * 1024).arrayBuffer()));
      const ready = await shrink(file, Number(this.getAttribute("max")) || 2560);
      if (!input.multiple) this.chosen = [];
      this.chosen.push(ready);
    }
    this.status.textContent = "";
    this.show(input);
  }

  private show(input: HTMLInputElement): void {
    const limit = Number(this.getAttribute("count")) || Infinity;
    if (this.chosen.length > limit) {
      this.chosen.length = limit;
      this.status.textContent = text("photo.limit", { count: limit });
    }
    const transfer = new DataTransfer();
    for (const file of this.chosen) transfer.items.add(file);
    input.files = transfer.files;

    for (const image of this.list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
    this.list.replaceChildren(
      ...this.chosen.map((file, index) => {
        const name = text("photo.nth", { n: index + 1 });
        const remove = make("button", { type: "button", class: "icon-btn", "aria-label": text("photo.remove", { n: index + 1 }) }, icon("x"));
        remove.addEventListener("click", () => {
          this.chosen.splice(index, 1);
          this.show(input);
          input.focus();
        });
        const image = make("img", { src: URL.createObjectURL(file), alt: name });
        // A kind of photo that this browser can't draw is still sent: its name stands in for it.
        image.addEventListener("error", () => image.replaceWith(make("span", { class: "small" }, file.name)));
        return make("li", {}, image, remove);
      }),
    );
  }

  /** A place that the person has already chosen is worth more than the camera's. */
  private usePlace(found: Place | undefined): void {
    if (!found || this.placeNote || this.place.value) return;
    this.place.set(found);
    const refuse = make("button", { type: "button", class: "btn quiet" }, text("photo.place.refuse"));
    this.placeNote = make("div", { class: "banner photo-place", role: "status" }, icon("pin"), make("b", {}, text("photo.place.used")), refuse);
    refuse.addEventListener("click", () => {
      this.place.set(undefined);
      this.placeNote?.replaceChildren(icon("check"), make("b", {}, text("photo.place.refused")));
    });
    this.append(this.placeNote);
  }
}

/** Redrawing also leaves behind what the camera wrote into the file. What can't be drawn goes as it is: the server knows more kinds. */
async function shrink(file: File, longest: number): Promise<File> {
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => undefined);
  if (!bitmap) return file;
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  const canvas = make("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d")!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", 0.86));
  return blob ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
}

customElements.define("photo-input", PhotoInput);
