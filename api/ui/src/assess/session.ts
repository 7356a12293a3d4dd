/** The presentation of this tab: its form, step by step, in the storage that ends with the tab. */
import { type Timeline, EMPTY, current } from "../state/timeline";

export const KEY = "gluteal.presentation";

export interface Session {
  /** Each state of the form as it is sent; the last one that counts is what is shown. */
  readonly steps: Timeline<string>;
  /** The red flags of the last answer as the server rendered them; empty where there are none. */
  readonly band: string;
}

export const NOTHING: Session = { steps: EMPTY, band: "" };

/** What is shown now. */
export function shown(session: Session): string {
  return current(session.steps).at(-1) ?? "";
}

function isSession(found: unknown): found is Session {
  const { steps, band } = (found ?? {}) as Partial<Session>;
  return typeof band === "string" && Array.isArray(steps?.events) && steps.events.every((one) => typeof one === "string")
    && Number.isInteger(steps.at) && steps.at >= 0 && steps.at <= steps.events.length;
}

/** Read the presentation; what cannot be read is no presentation. */
export function read(): Session {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    return isSession(found) ? found : NOTHING;
  } catch {
    return NOTHING;
  }
}

/** Keep the presentation, as far as the browser lets pages keep anything. */
export function keep(session: Session): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session));
  } catch {
    // Where storage is full or forbidden the page works on from memory.
  }
  dispatchEvent(new CustomEvent("gluteal-presentation"));
}

export function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Nothing was kept there.
  }
  dispatchEvent(new CustomEvent("gluteal-presentation"));
}
