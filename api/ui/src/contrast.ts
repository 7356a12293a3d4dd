/** The contrast of two conditions: pairs follow each other without leaving the page, with undo, and
 * the address holds them all. What is shown is rendered by the server, as it is without scripts. */
import { swap } from "./assess/swap";
import { type Pair, Session } from "./contrast/session";

const PART = "[data-part=contrast]";
const FAILED = "The service cannot be reached. Check the connection and try again.";

export class Contrast extends HTMLElement {
  private session!: Session;
  /** Pages that were shown, by their pairs, so that undoing asks nothing of the service. */
  private readonly pages = new Map<string, Promise<Document>>();
  /** The page as it came. */
  private first!: Document;

  connectedCallback(): void {
    if (this.session) return;
    this.first = document.cloneNode(true) as Document;
    const base = this.chosen();
    this.session = new Session(base);
    if (base) this.pages.set(address(base), Promise.resolve(this.first));
    for (const tools of this.querySelectorAll<HTMLElement>(".tools")) tools.hidden = false;
    this.addEventListener("submit", (event) => this.submitted(event));
    this.addEventListener("click", (event) => this.clicked(event));
    document.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("popstate", () => void this.restore());
    if (location.hash.length > 1) void this.restore();
  }

  /** The pair that the fields hold; `null` while one is to be chosen. */
  private chosen(): Pair | null {
    const id = (name: string): string => this.querySelector<HTMLSelectElement>(`[name=${name}]`)?.selectedOptions[0]?.dataset["id"] ?? "";
    const one = id("a"), other = id("b");
    return one && other ? { one, other } : null;
  }

  private submitted(event: Event): void {
    const pair = this.chosen();
    if (!pair) return;
    event.preventDefault();
    this.choose(pair);
  }

  private clicked(event: MouseEvent): void {
    const act = (event.target as Element).closest<HTMLElement>("[data-act]")?.dataset["act"];
    const { pair } = this.session;
    if (act === "undo" || act === "redo") this.move(act);
    else if (act === "copy") void this.copy();
    else if (act === "swap" && pair && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      this.choose({ one: pair.other, other: pair.one });
    }
  }

  private pressed(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (event.target as Element).matches("input, textarea")) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    this.move(key === "y" || event.shiftKey ? "redo" : "undo");
  }

  private choose(pair: Pair): void {
    if (this.session.do(pair)) void this.changed();
  }

  private move(how: "undo" | "redo"): void {
    const { pair } = this.session;
    this.session[how]();
    if (pair !== this.session.pair) void this.changed();
  }

  private async restore(): Promise<void> {
    if (await this.session.restore(location.hash.slice(1))) await this.show();
  }

  private async changed(): Promise<void> {
    this.setAttribute("aria-busy", "true");
    const fragment = await this.session.fragment();
    history.replaceState(null, "", `${location.pathname}${location.search}${fragment && `#${fragment}`}`);
    await this.show();
  }

  private async show(): Promise<void> {
    const { pair } = this.session;
    this.setAttribute("aria-busy", "true");
    try {
      const page = await this.page(pair);
      if (pair !== this.session.pair) return;
      const old = this.querySelector(PART), made = page.querySelector(PART);
      if (!old || !made) return this.say(FAILED, true);
      swap(old, made);
      document.title = page.title;
      this.say(made.querySelector("h1")?.textContent ?? "");
    } catch {
      if (pair === this.session.pair) this.say(FAILED, true);
    } finally {
      this.ready();
    }
  }

  private page(pair: Pair | null): Promise<Document> {
    if (!pair) return Promise.resolve(this.first);
    const path = address(pair), known = this.pages.get(path) ?? fetched(path);
    this.pages.set(path, known);
    known.catch(() => this.pages.delete(path));
    return known;
  }

  private ready(): void {
    this.removeAttribute("aria-busy");
    for (const [act, can] of [["undo", this.session.canUndo], ["redo", this.session.canRedo]] as const) {
      const button = this.querySelector<HTMLButtonElement>(`[data-act=${act}]`);
      if (button) button.disabled = !can;
    }
  }

  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("The address of this contrast is copied.", true);
    } catch {
      this.say("The browser lets no page copy. The address of this window is the link.", true);
    }
  }

  /** Say `text` to who listens, and to who looks as well where it is `seen`. */
  private say(text: string, seen = false): void {
    const line = this.querySelector<HTMLElement>("[data-said]");
    if (!line) return;
    line.textContent = text;
    line.classList.toggle("hidden", !seen);
  }
}

const address = ({ one, other }: Pair): string => `/contrast?${new URLSearchParams({ a: one, b: other })}`;

async function fetched(path: string): Promise<Document> {
  const answer = await fetch(path, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

customElements.define("gluteal-contrast", Contrast);
