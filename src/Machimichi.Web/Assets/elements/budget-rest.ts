import { fill } from "../lib/texts";

/** Around the ticks of a vote: says what is left of the amount while one chooses. The server decides. */
class BudgetRest extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("change", () => this.show());
    this.show();
  }

  private show(): void {
    const output = this.querySelector("output");
    if (!output) return;
    const ticked = [...this.querySelectorAll<HTMLInputElement>("input[data-cost]:checked")];
    const rest = Number(this.getAttribute("amount")) - ticked.reduce((sum, input) => sum + Number(input.dataset.cost), 0);
    output.hidden = false;
    output.classList.toggle("over", rest < 0);
    output.textContent = fill(this.getAttribute(rest < 0 ? "over" : "left") ?? "", { n: Math.abs(rest).toLocaleString("en") });
  }
}

customElements.define("budget-rest", BudgetRest);
