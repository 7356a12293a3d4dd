/** Putting a new part of a page in place of the old one, without taking anything from the reader:
 * what was open stays open, and what had the focus keeps it. */

/** What tells an element again in another rendering of the same page. */
function keyOf(element: Element | null): string {
  if (element === null) return "";
  if (element.id) return `#${CSS.escape(element.id)}`;
  const name = element.getAttribute("name");
  if (name) {
    const value = element.getAttribute("value");
    return `[name="${CSS.escape(name)}"]${value === null ? "" : `[value="${CSS.escape(value)}"]`}`;
  }
  const box = element.closest("[data-keep]");
  if (box && element.matches("summary")) return `[data-keep="${CSS.escape(box.getAttribute("data-keep") ?? "")}"] > summary`;
  const link = element.getAttribute("href");
  return link ? `a[href="${CSS.escape(link)}"]` : "";
}

/** Replace what `old` holds by what `made` holds. */
export function swap(old: Element, made: Element): void {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const key = keyOf(focused);
  const area = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement ? focused : null;
  const caret = area && area.type !== "radio" && area.type !== "checkbox" ? area.selectionStart : null;
  const open = new Set<string>();
  for (const box of old.querySelectorAll<HTMLDetailsElement>("details[open][data-keep]")) open.add(box.dataset["keep"] ?? "");
  old.replaceChildren(...[...made.childNodes].map((node) => document.importNode(node, true)));
  for (const box of old.querySelectorAll<HTMLDetailsElement>("details[data-keep]")) box.open ||= open.has(box.dataset["keep"] ?? "");
  const again = key ? old.querySelector<HTMLElement>(key) : null;
  again?.focus({ preventScroll: true });
  if (caret !== null && (again instanceof HTMLInputElement || again instanceof HTMLTextAreaElement)) again.setSelectionRange(caret, caret);
}
