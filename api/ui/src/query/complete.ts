/** Fields that complete the name of an entity while it is typed. */
import { get } from "../ask";

interface Found { readonly items: readonly { readonly label: string; readonly kind: string }[] }

const PAUSE_MS = 120;

/** Fill the list of `field` with names that begin with what it holds. */
export function complete(field: HTMLInputElement): void {
  const kinds = (field.dataset["complete"] ?? "").split(" ").filter(Boolean);
  let waiting = 0, asking: AbortController | null = null;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      asking?.abort();
      asking = new AbortController();
      void fill(field, kinds, asking.signal);
    }, PAUSE_MS);
  });
}

/** The address that completes `text`; one kind is left to the service to filter by. */
export function address(text: string, kinds: readonly string[]): string {
  const asked = new URLSearchParams({ q: text });
  if (kinds.length === 1 && kinds[0]) asked.set("kind", kinds[0] === "Finding" ? "findings" : kinds[0]);
  return `/v1/autocomplete?${asked}`;
}

async function fill(field: HTMLInputElement, kinds: readonly string[], signal: AbortSignal): Promise<void> {
  const text = field.value.trim();
  if (!text || !field.list) return;
  try {
    const found = await get<Found>(address(text, kinds), signal);
    field.list.replaceChildren(...found.items.map(({ label }) => Object.assign(document.createElement("option"), { value: label })));
  } catch {
    // A name that is typed in full is understood without completion.
  }
}
