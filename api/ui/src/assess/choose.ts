/** The combobox that adds findings by name: an ARIA combobox with a list, for keys and pointer. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { get } from "../ask";

/** A finding of the knowledge graph, or wording where `slug` is empty. */
export interface Chosen {
  readonly slug: string;
  readonly label: string;
  readonly matched?: string;
}

const WAIT_MS = 120;
/** The event that says what was chosen; `detail` is a `Chosen`. */
export const CHOSEN = "gluteal-chosen";

export class Chooser extends LitElement {
  static override properties = {
    found: { state: true }, at: { state: true }, asked: { state: true },
  };

  /** What the service found for `asked`, and which of it the keyboard is at; -1 for none. */
  private found: readonly Chosen[] = [];
  private at = -1;
  /** What the open list answers; empty while it is closed. */
  private asked = "";
  private asking: AbortController | null = null;
  private timer = 0;

  protected override createRenderRoot(): HTMLElement { return this; }

  private get field(): HTMLInputElement {
    return this.querySelector("input") as HTMLInputElement;
  }

  protected override render(): TemplateResult {
    return html`<label for="add">Add a finding</label>
      <input id="add" role="combobox" aria-controls="add-options" aria-autocomplete="list" placeholder="fever, or SLR +ve on L" autocomplete="off"
        aria-expanded=${this.asked !== ""} aria-activedescendant=${this.at < 0 ? nothing : `add-option-${this.at}`}
        @input=${this.typed} @change=${(event: Event) => event.stopPropagation()} @keydown=${this.pressed} @blur=${this.close}>
      <ul id="add-options" role="listbox" aria-label="Findings" ?hidden=${!this.asked} @pointerdown=${this.pointed}>${this.options()}</ul>`;
  }

  private options(): TemplateResult[] {
    if (this.asked && !this.found.length) {
      return [html`<li role="option" aria-disabled="true">Nothing is called “${this.asked}”. Enter adds it in your words.</li>`];
    }
    return this.found.map(({ label, matched }, at) => html`<li role="option" id="add-option-${at}" data-at=${at} aria-selected=${at === this.at}>${label}${
      matched && matched !== label ? html`<span class="small"> also called ${matched}</span>` : nothing}</li>`);
  }

  protected override updated(): void {
    this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  private typed(event: Event): void {
    event.stopPropagation();
    clearTimeout(this.timer);
    this.at = -1;
    this.timer = window.setTimeout(() => void this.look(), WAIT_MS);
  }

  private async look(): Promise<void> {
    this.asking?.abort();
    const typed = this.field.value.trim();
    if (typed.length < 2) return this.close();
    const asking = this.asking = new AbortController();
    try {
      const path = `/v1/autocomplete?q=${encodeURIComponent(typed.slice(0, 200))}&kind=findings`;
      const { items } = await get<{ items: Chosen[] }>(path, asking.signal);
      [this.found, this.at, this.asked] = [items, -1, typed];
    } catch {
      if (this.asking === asking) this.close();
    }
  }

  private close(): void {
    this.asking?.abort();
    [this.at, this.asked] = [-1, ""];
  }

  private move(by: number): void {
    const count = this.asked ? this.found.length : 0;
    if (count) this.at = this.at < 0 && by < 0 ? count - 1 : (this.at + by + count) % count;
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(-1);
    else if (event.key === "Escape" && this.asked) this.close();
    else if (event.key === "Enter") this.take(this.at);
    else return;
    event.preventDefault();
  }

  private pointed(event: Event): void {
    event.preventDefault();
    const option = (event.target as Element).closest<HTMLElement>("[data-at]");
    if (option) this.take(Number(option.dataset["at"]));
  }

  private take(at: number): void {
    clearTimeout(this.timer);
    const typed = this.field.value.trim();
    const same = this.found.find((one) => one.label.toLowerCase() === typed.toLowerCase());
    const found = this.found[at] ?? same ?? (typed ? { slug: "", label: typed } : undefined);
    if (found === undefined) return;
    this.field.value = "";
    this.close();
    this.dispatchEvent(new CustomEvent<Chosen>(CHOSEN, { detail: found, bubbles: true }));
  }
}

customElements.define("gluteal-chooser", Chooser);
