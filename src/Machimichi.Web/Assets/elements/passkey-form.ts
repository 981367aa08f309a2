import { tell } from "../lib/dom";
import { text } from "../lib/texts";

type Answers = { toJSON(): unknown };

/** Around a form with a hidden field "credential": asks the phone or the computer for a passkey before the form is sent. Without passkeys the form stays hidden. */
class PasskeyForm extends HTMLElement {
  private waiting: AbortController | undefined;

  connectedCallback(): void {
    const form = this.querySelector("form");
    if (!form || !("PublicKeyCredential" in window) || !("parseRequestOptionsFromJSON" in PublicKeyCredential)) return;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      if (this.field(form).value) return;
      event.preventDefault();
      this.waiting?.abort();
      void this.ask(form);
    });
    if (this.hasAttribute("conditional")) void this.offer(form);
    addEventListener("pageshow", (event) => event.persisted && (this.field(form).value = ""));
  }

  /** Passkeys among what the browser proposes for the address field; nothing is shown where it can't. */
  private async offer(form: HTMLFormElement): Promise<void> {
    if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    this.waiting = new AbortController();
    await this.ask(form, this.waiting.signal);
  }

  private async ask(form: HTMLFormElement, signal?: AbortSignal): Promise<void> {
    try {
      const answer = await fetch(this.getAttribute("options")!, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const json = await answer.json();
      if (!answer.ok) return tell(json.detail ?? text("passkey.failed"));
      const credential =
        this.getAttribute("kind") === "create"
          ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) })
          : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json), ...(signal ? { mediation: "conditional", signal } : {}) });
      if (!credential) return;
      this.field(form).value = JSON.stringify((credential as unknown as Answers).toJSON());
      form.requestSubmit();
    } catch (problem) {
      const name = (problem as Error).name;
      if (name === "InvalidStateError") tell(text("passkey.known-here"));
      else if (name !== "AbortError" && !signal) tell(text("passkey.failed"));
    }
  }

  private field(form: HTMLFormElement): HTMLInputElement {
    return form.elements.namedItem("credential") as HTMLInputElement;
  }
}

customElements.define("passkey-form", PasskeyForm);
