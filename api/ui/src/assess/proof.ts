/** A proof in a dialog over the assessment. */

/** Show the proof that `page` holds; the dialog gives the focus back when it closes. */
export function open(host: Element, page: Document): void {
  const dialog = document.createElement("dialog");
  const made = page.querySelector("article");
  const title = made?.querySelector("h1");
  if (!made || !title) return;
  dialog.setAttribute("aria-label", title.textContent ?? "Proof");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "close";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(close, document.importNode(made, true));
  host.append(dialog);
  dialog.showModal();
  dialog.querySelector(".asked-for")?.scrollIntoView({ block: "center" });
}
