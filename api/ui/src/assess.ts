/** The assessment: ranks after each edit, undoes and redoes, keeps the presentation of this tab. */
import { Refusal } from "./ask";
import { fieldsOf, part } from "./assess/ask";
import { CHOSEN, type Chosen } from "./assess/choose";
import { patch } from "./assess/patch";
import { forget, keep, read, shown } from "./assess/session";
import { swap } from "./assess/swap";
import { canRedo, canUndo, done, redone, undone } from "./state/timeline";
import type { BodyMap } from "./bodymap";

const TYPING = 250;
/** After so long without an answer the old ranking is dimmed; before, that would only be drawn twice. */
const SLOW = 300;
const LARGEST = 1_000_000;

export class Assess extends HTMLElement {
  private session = read();
  private asking: AbortController | null = null;
  private timer = 0;
  private late = 0;
  private first = "";

  private get form(): HTMLFormElement {
    return this.querySelector("form") as HTMLFormElement;
  }

  connectedCallback(): void {
    this.addEventListener("input", (event) => this.edited(event));
    this.addEventListener("change", (event) => this.changed(event));
    this.addEventListener("submit", (event) => this.submitted(event));
    this.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("keydown", this.pressed);
    this.addEventListener(CHOSEN, (event) => this.add((event as CustomEvent<Chosen>).detail));
    for (const hidden of this.querySelectorAll<HTMLElement>(".tools")) hidden.hidden = false;
    // The figures do what the list does; it stays within reach, folded.
    for (const box of this.querySelectorAll<HTMLDetailsElement>(".places details")) box.open = box.querySelector(":checked") !== null;
    this.begin();
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.pressed);
    this.asking?.abort();
  }

  /** Show what this tab holds, or keep what the page came with. */
  private begin(): void {
    const here = fieldsOf(this.form);
    if (location.pathname === "/" && shown(this.session)) return void this.show(shown(this.session), "form");
    if (here && here !== shown(this.session)) {
      const band = document.querySelector("gluteal-band")?.innerHTML.trim() ?? "";
      this.session = { steps: done(this.session.steps, here), band };
      keep(this.session);
    }
    this.ready();
  }

  private edited(event: Event): void {
    const target = event.target as HTMLElement;
    if (!target.matches("textarea, input:not([type=radio]):not([type=checkbox]):not([type=file])")) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.step(), TYPING);
  }

  private changed(event: Event): void {
    const target = event.target as HTMLInputElement;
    if (target.type === "file") return void this.open(target);
    this.step(target.name.startsWith("ask-") ? "form" : "results");
  }

  /** Take the fields as the next step, if they say something new. */
  private step(name: "form" | "results" = "results", fields = fieldsOf(this.form)): void {
    clearTimeout(this.timer);
    if (fields === shown(this.session)) return;
    this.session = { ...this.session, steps: done(this.session.steps, fields) };
    keep(this.session);
    void this.show(fields, name);
  }

  private add({ label, slug }: Chosen): void {
    const used = [...this.form.elements].map((one) => /^text-(\d+)$/.exec(one.getAttribute("name") ?? "")?.[1] ?? -1);
    const next = Math.max(-1, ...used.map(Number)) + 1;
    const more = { [`text-${next}`]: label, [`status-${next}`]: "present", ...(slug ? { [`concept-${next}`]: slug } : {}) };
    this.step("form", fieldsOf(this.form, more));
  }

  /** Ask for the part `name` that answers `fields`, and show it unless a newer one was asked for. */
  private async show(fields: string, name: "form" | "results", type?: string): Promise<boolean> {
    this.asking?.abort();
    const asking = this.asking = new AbortController();
    this.busy(true);
    try {
      const answer = await part("/assess", name, fields, asking.signal, type);
      if (asking.signal.aborted) return false;
      this.put(answer);
      return true;
    } catch (error) {
      if (this.asking === asking) this.say(error instanceof Refusal ? error.message : "The service gave no answer that can be shown.", true);
      return false;
    } finally {
      if (this.asking === asking) this.busy(false);
    }
  }

  private put(page: Document): void {
    for (const made of page.querySelectorAll("[data-swap]")) {
      const old = this.querySelector(`[data-swap="${made.getAttribute("data-swap")}"]`);
      // What is said already is not said again.
      if (old && !(made.matches("[data-faults]") && made.innerHTML.trim() === old.innerHTML.trim())) swap(old, made, old.id === "results" ? patch : undefined);
    }
    this.mark((page.querySelector<HTMLElement>("[data-faults]")?.dataset["faults"] ?? "").split(" "));
    const map = this.querySelector<BodyMap>("gluteal-bodymap");
    const boxes = page.querySelectorAll("input[name=site]");
    if (map && boxes.length) map.chosen = [...boxes].filter((one) => one.hasAttribute("checked")).map((one) => one.getAttribute("value") ?? "");
    this.session = { ...this.session, band: page.querySelector("[data-part=band]")?.innerHTML.trim() ?? "" };
    keep(this.session);
    this.ready();
    this.tell();
  }

  /** Mark the fields that are `wrong`, and take the mark and its reason from those that no longer are. */
  private mark(wrong: readonly string[]): void {
    for (const field of this.querySelectorAll<HTMLInputElement>("[aria-invalid]")) {
      if (wrong.includes(field.name)) continue;
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      this.querySelector(`#fault-${CSS.escape(field.name)}`)?.remove();
    }
    for (const name of wrong) {
      const field = this.form.elements.namedItem(name);
      if (field instanceof HTMLElement) field.setAttribute("aria-invalid", "true");
    }
  }

  /** Say what comes first now, if that is new. */
  private tell(): void {
    const card = this.querySelector(".condition");
    const name = card?.querySelector("h3")?.textContent ?? "";
    const first = name ? `First: ${name}, ${card?.querySelector(".band-word")?.textContent ?? ""}.` : this.querySelector("#results h2")?.textContent ?? "";
    this.querySelector(".to-results span")?.replaceChildren(first);
    if (first !== this.first) this.say(first);
    this.first = first;
  }

  private say(text: string, failed = false): void {
    const line = this.querySelector<HTMLElement>("[data-said]");
    if (!line) return;
    line.textContent = text;
    line.className = failed ? "problem failed" : "hidden";
  }

  private busy(busy: boolean): void {
    const results = this.querySelector("#results");
    clearTimeout(this.late);
    results?.setAttribute("aria-busy", String(busy));
    if (busy) this.late = window.setTimeout(() => results?.classList.add("late"), SLOW);
    else results?.classList.remove("late");
  }

  private ready(): void {
    const set = (name: string, on: boolean): void => {
      const button = this.querySelector<HTMLButtonElement>(`[data-do=${name}]`);
      if (button) button.disabled = !on;
    };
    set("undo", canUndo(this.session.steps));
    set("redo", canRedo(this.session.steps));
  }

  private move(how: typeof undone): void {
    clearTimeout(this.timer);
    const steps = how(this.session.steps);
    if (steps.at === this.session.steps.at) return;
    this.session = { ...this.session, steps };
    keep(this.session);
    void this.show(shown(this.session), "form");
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    const target = event.target as Element;
    if (target.matches("textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=file])")) return;
    event.preventDefault();
    this.move(event.shiftKey ? redone : undone);
  };

  private clicked(event: Event): void {
    const control = (event.target as Element).closest<HTMLElement>("[data-do]");
    const what = control?.dataset["do"];
    if (what === "undo" || what === "redo") this.move(what === "undo" ? undone : redone);
    else if (what === "open") this.querySelector<HTMLInputElement>("input[type=file]")?.click();
    else if (what === "clear") this.clear(event);
  }

  private clear(event: Event): void {
    event.preventDefault();
    clearTimeout(this.timer);
    this.asking?.abort();
    forget();
    this.form.reset();
    location.assign("/");
  }

  private async open(field: HTMLInputElement): Promise<void> {
    const file = field.files?.[0];
    field.value = "";
    if (!file) return;
    if (file.size > LARGEST) return this.say("This file is too large to be a presentation.", true);
    if (await this.show(await file.text(), "form", "application/json")) {
      this.session = { ...this.session, steps: done(this.session.steps, fieldsOf(this.form)) };
      keep(this.session);
      this.ready();
    }
  }

  private submitted(event: SubmitEvent): void {
    const button = event.submitter as HTMLButtonElement | null;
    const action = button?.getAttribute("formaction") ?? "";
    if (action === "/assess/proof") void this.prove(event, button as HTMLButtonElement);
    else if (!action) {
      event.preventDefault();
      this.step("form");
    }
  }

  private async prove(event: Event, button: HTMLButtonElement): Promise<void> {
    event.preventDefault();
    const { open } = await import("./assess/proof");
    try {
      const page = await part("/assess/proof", "proof", fieldsOf(this.form, { condition: button.value }));
      if (page.querySelector("[data-part=proof]")) open(this, page);
      else this.say("The proof waits until what is marked is mended.", true);
    } catch (error) {
      this.say(error instanceof Refusal ? error.message : "The proof cannot be shown.", true);
    }
  }
}

customElements.define("gluteal-assess", Assess);
