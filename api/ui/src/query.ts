/** The query page: the editor, running without leaving the page, completion and copying. */
import { Refusal } from "./ask";
import { complete } from "./query/complete";
import { filtered } from "./query/filter";
import { type Editor } from "./query/editor";

/** What a problem document says, for a refusal that comes before the page is reached. */
function words(text: string): string {
  try {
    const problem = JSON.parse(text) as { title?: string; detail?: string };
    return `${problem.title ?? "The service refused"}: ${problem.detail ?? ""}. Wait a few seconds, then run it again.`;
  } catch {
    return "The service gave no answer that can be shown.";
  }
}

export class Workbench extends HTMLElement {
  private editor: Editor | null = null;
  private running: AbortController | null = null;

  connectedCallback(): void {
    const form = this.querySelector<HTMLFormElement>("form.editor");
    form?.addEventListener("submit", (event) => { event.preventDefault(); void this.run(form); });
    form?.querySelector(".cancel")?.addEventListener("click", () => this.running?.abort());
    const area = form?.querySelector("textarea");
    area?.addEventListener("focus", () => void this.edit(area), { once: true });
    area?.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form?.requestSubmit();
    });
    for (const field of this.querySelectorAll<HTMLInputElement>("input[data-complete]")) complete(field);
    const find = this.querySelector<HTMLInputElement>("#find");
    if (find) filtered(find, this.querySelectorAll("aside details"));
    this.addEventListener("click", (event) => void this.copy(event.target as Element));
    this.ready();
  }

  /** What a new result needs: the button that copies. */
  private ready(): void {
    for (const button of this.querySelectorAll<HTMLElement>(".copy")) button.hidden = false;
  }

  private async edit(area: HTMLTextAreaElement): Promise<void> {
    try {
      const { open } = await import("./query/editor");
      this.editor = open(area, () => area.form?.requestSubmit());
    } catch {
      // Without the editor the plain field does all that is needed.
    }
  }

  private async run(form: HTMLFormElement): Promise<void> {
    this.running?.abort();
    const running = this.running = new AbortController();
    this.busy(form, true);
    try {
      const body = new URLSearchParams({ query: form.querySelector("textarea")?.value ?? "" });
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" }, signal: running.signal });
      const text = await answer.text();
      if (!answer.headers.get("Content-Type")?.startsWith("text/html")) throw new Refusal(answer.status, words(text));
      this.show(new DOMParser().parseFromString(text, "text/html"));
    } catch (error) {
      if (this.running !== running) return;
      const canceled = error instanceof DOMException && error.name === "AbortError";
      if (canceled) this.say("Canceled.");
      else this.say(error instanceof Refusal ? error.message : "The service cannot be reached. Check the connection and run the query again.");
    } finally {
      if (this.running === running) this.busy(form, false);
    }
  }

  /** Take the result out of the page that the server rendered. */
  private show(page: Document): void {
    const made = page.querySelector("#result") ?? page.querySelector("main .problem");
    const result = this.querySelector("#result");
    if (made === null || result === null) return this.say("The service gave no answer that can be shown.");
    result.replaceChildren(...(made.id === "result" ? [...made.childNodes] : [made]));
    this.ready();
    const place = result.querySelector<HTMLElement>("[data-line]");
    if (place) this.editor?.mark(Number(place.dataset["line"]), Number(place.dataset["column"]));
  }

  private say(text: string): void {
    const line = document.createElement("p");
    line.className = "empty";
    line.textContent = text;
    this.querySelector("#result")?.replaceChildren(line);
  }

  private busy(form: HTMLFormElement, busy: boolean): void {
    this.querySelector("#result")?.setAttribute("aria-busy", String(busy));
    const cancel = form.querySelector<HTMLElement>(".cancel");
    if (cancel) cancel.hidden = !busy;
  }

  private async copy(target: Element): Promise<void> {
    const box = target.closest(".copy")?.closest("details");
    if (!box) return;
    const text = box.querySelector("pre")?.textContent ?? "";
    const said = box.querySelector(".copied");
    try {
      await navigator.clipboard.writeText(text);
      if (said) said.textContent = "Copied";
    } catch {
      getSelection()?.selectAllChildren(box.querySelector("pre") as Element);
      if (said) said.textContent = "Selected; copy it with Ctrl+C";
    }
  }
}

customElements.define("gluteal-sparql", Workbench);
