/** The combobox that adds findings by name: an ARIA combobox with a list, for keys and pointer. */
import { get } from "../ask";

interface Found {
  readonly slug: string;
  readonly label: string;
  readonly matched?: string;
}

const WAIT = 120;

export class Chooser {
  private found: readonly Found[] = [];
  private at = -1;
  private asking: AbortController | null = null;
  private timer = 0;

  constructor(
    private readonly field: HTMLInputElement, private readonly list: HTMLElement,
    private readonly chosen: (found: Found) => void,
  ) {
    field.addEventListener("input", (event) => {
      event.stopPropagation();
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.look(), WAIT);
    });
    field.addEventListener("change", (event) => event.stopPropagation());
    field.addEventListener("keydown", (event) => this.pressed(event));
    field.addEventListener("blur", () => this.close());
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = (event.target as Element).closest("[role=option]");
      if (option) this.take(Number(option.getAttribute("data-at")));
    });
  }

  private async look(): Promise<void> {
    this.asking?.abort();
    const typed = this.field.value.trim();
    if (typed.length < 2) return this.close();
    const asking = this.asking = new AbortController();
    try {
      const path = `/v1/autocomplete?q=${encodeURIComponent(typed.slice(0, 200))}&kind=findings`;
      const answer = await get<{ items: Found[] }>(path, asking.signal);
      this.found = answer.items;
      this.draw(typed);
    } catch {
      if (this.asking === asking) this.close();
    }
  }

  private draw(typed: string): void {
    this.at = -1;
    const options = this.found.map((one, at) => {
      const option = document.createElement("li");
      option.role = "option";
      option.id = `add-option-${at}`;
      option.dataset["at"] = String(at);
      option.ariaSelected = "false";
      option.textContent = one.label;
      if (one.matched && one.matched !== one.label) {
        const also = document.createElement("span");
        also.className = "small";
        also.textContent = ` also called ${one.matched}`;
        option.append(also);
      }
      return option;
    });
    if (!options.length) {
      const none = document.createElement("li");
      none.role = "option";
      none.ariaDisabled = "true";
      none.textContent = `Nothing is called “${typed}”. Enter adds it in your words.`;
      options.push(none);
    }
    this.list.replaceChildren(...options);
    this.list.hidden = false;
    this.field.ariaExpanded = "true";
    this.field.removeAttribute("aria-activedescendant");
  }

  private close(): void {
    this.asking?.abort();
    this.list.hidden = true;
    this.field.ariaExpanded = "false";
    this.field.removeAttribute("aria-activedescendant");
    this.at = -1;
  }

  private move(by: number): void {
    if (this.list.hidden || !this.found.length) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    for (const [at, option] of [...this.list.children].entries()) {
      option.ariaSelected = String(at === this.at);
      if (at === this.at) option.scrollIntoView({ block: "nearest" });
    }
    this.field.setAttribute("aria-activedescendant", `add-option-${this.at}`);
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") this.move(1);
    else if (event.key === "ArrowUp") this.move(this.at < 0 ? 0 : -1);
    else if (event.key === "Escape" && !this.list.hidden) this.close();
    else if (event.key === "Enter") this.take(this.at);
    else return;
    event.preventDefault();
  }

  private take(at: number): void {
    clearTimeout(this.timer);
    const typed = this.field.value.trim();
    const same = this.found.find((one) => one.label.toLowerCase() === typed.toLowerCase());
    const found = this.found[at] ?? same ?? (typed ? { slug: "", label: typed } : undefined);
    if (found === undefined) return;
    this.field.value = "";
    this.close();
    this.chosen(found);
  }
}
