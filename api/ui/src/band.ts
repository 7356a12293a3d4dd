/** The red flags of the presentation of this tab, on every page. They fold to a strip and never
 * go away while they stand. */
import { KEY, read } from "./assess/session";

export class Band extends HTMLElement {
  private drawn = "";

  connectedCallback(): void {
    addEventListener("gluteal-presentation", this.draw);
    addEventListener("storage", (event) => { if (event.key === KEY) this.draw(); });
    if (this.querySelector(".band") === null) this.draw();
    else this.drawn = this.innerHTML.trim();
  }

  disconnectedCallback(): void {
    removeEventListener("gluteal-presentation", this.draw);
  }

  /** Show what the last answer said; whether it is folded stays as it is. */
  private readonly draw = (): void => {
    const { band } = read();
    if (band === this.drawn) return;
    const folded = this.querySelector("details")?.open === false;
    const page = new DOMParser().parseFromString(band, "text/html");
    this.replaceChildren(...page.body.childNodes);
    const box = this.querySelector("details");
    if (box && folded) box.open = false;
    this.drawn = band;
  };
}

customElements.define("gluteal-band", Band);
