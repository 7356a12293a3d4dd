/** The key `/` goes to the search field, as the field says. */

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.composedPath()[0] ?? null)) return;
  const field = document.querySelector<HTMLInputElement>("#site-search");
  if (field === null) return;
  event.preventDefault();
  field.focus();
  field.select();
});
