/** The plan page: the plan of the presentation that this tab holds. */
import { Refusal } from "./ask";
import { part } from "./assess/ask";
import { read, shown } from "./assess/session";
import { swap } from "./assess/swap";

export class Plan extends HTMLElement {
  connectedCallback(): void {
    const fields = shown(read());
    if (fields && this.querySelector(".carried") === null) void this.show(fields);
  }

  private async show(fields: string): Promise<void> {
    this.setAttribute("aria-busy", "true");
    try {
      const made = (await part("/plan", "plan", fields)).querySelector("[data-part=plan]");
      if (made) swap(this, made);
    } catch (error) {
      const line = document.createElement("p");
      line.className = "problem";
      line.textContent = error instanceof Refusal ? error.message : "The plan cannot be shown.";
      this.append(line);
    } finally {
      this.removeAttribute("aria-busy");
    }
  }
}

customElements.define("gluteal-plan", Plan);
