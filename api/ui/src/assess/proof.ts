/** A proof in a dialog over the assessment. */
import { html, render } from "lit";

/** Show the proof that `page` holds; the dialog gives the focus back when it closes. */
export function open(host: Element, page: Document): void {
  const made = page.querySelector("article");
  const title = made?.querySelector("h1");
  if (!made || !title) return;
  const place = document.createElement("div");
  const close = (): void => place.querySelector("dialog")?.close();
  const aside = (event: Event): void => { if (event.target === event.currentTarget) close(); };
  render(html`<dialog aria-label=${title.textContent ?? "Proof"} @click=${aside} @close=${() => place.remove()}>
    <button type="button" class="close" @click=${close}>Close</button>${document.importNode(made, true)}</dialog>`, place);
  host.append(place);
  place.querySelector("dialog")?.showModal();
  place.querySelector(".asked-for")?.scrollIntoView({ block: "center" });
}
