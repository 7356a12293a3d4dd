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

const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]), select, textarea, summary";

/** Where the focus may go, the best place first: where it is, else what follows it, else what
 * comes before it. An answered question goes away, and the next one is what a reader wants. */
function placesToGo(old: Element, focused: Element): string[] {
  const all = [...old.querySelectorAll(FOCUSABLE)];
  const at = all.indexOf(focused);
  const around = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0)).reverse()];
  return [focused, ...around].map(keyOf).filter((key) => key !== "");
}

/** The first of `places` that is in `box`; of radio buttons that were not focused, the chosen one. */
function found(box: Element, places: readonly string[]): HTMLElement | null {
  for (const [n, place] of places.entries()) {
    const here = box.querySelector<HTMLInputElement>(place);
    if (here === null) continue;
    const chosen = `input[type=radio][name="${CSS.escape(here.name)}"]:checked`;
    return (n > 0 && here.type === "radio" && box.querySelector<HTMLElement>(chosen)) || here;
  }
  return null;
}

/** Let `old` hold what `made` holds: a copy of it, or `made` itself where `put` puts it there. */
export function swap(old: Element, made: Element, put?: (old: Element, made: Element) => void): void {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const places = focused ? placesToGo(old, focused) : [];
  const area = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement ? focused : null;
  const caret = area && area.type !== "radio" && area.type !== "checkbox" ? area.selectionStart : null;
  const open = new Set<string>();
  for (const box of old.querySelectorAll<HTMLDetailsElement>("details[open][data-keep]")) open.add(box.dataset["keep"] ?? "");
  const fresh = put ? made : document.importNode(made, true);
  for (const box of fresh.querySelectorAll<HTMLDetailsElement>("details[data-keep]")) box.open ||= open.has(box.dataset["keep"] ?? "");
  if (put) put(old, fresh);
  else old.replaceChildren(...fresh.childNodes);
  if (focused && document.activeElement === focused && keyOf(focused) === places[0]) return;
  const again = found(old, places);
  again?.focus({ preventScroll: again.matches(places[0] ?? "") });
  if (caret !== null && again?.matches(places[0] ?? "") && (again instanceof HTMLInputElement || again instanceof HTMLTextAreaElement)) again.setSelectionRange(caret, caret);
}
