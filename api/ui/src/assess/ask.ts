/** Requests of the assessment: its form goes out in the body, parts of its page come back. */
import { Refusal } from "../ask";

/** What the fields say, as the server reads them. */
export function fieldsOf(form: HTMLFormElement, more: Record<string, string> = {}): string {
  const fields = new URLSearchParams();
  const data = new FormData(form);
  const said = (name: string, value: string): boolean => {
    if (value === "" || (name.startsWith("ask-") && value === "unknown")) return false;
    const line = /^(?:status|side|concept|expression|misread)-(\d+)$/.exec(name)?.[1];
    return line === undefined || String(data.get(`text-${line}`) ?? "").trim() !== "";
  };
  for (const [name, value] of data) if (typeof value === "string" && said(name, value)) fields.append(name, value);
  for (const [name, value] of Object.entries(more)) fields.set(name, value);
  return fields.toString();
}

/** Send `fields` (a form, or a presentation as JSON) and get a part of the page;
 * scripts in it never run.
 * @throws Refusal */
export async function part(
  path: string, name: string, fields: string, signal?: AbortSignal, type = "application/x-www-form-urlencoded",
): Promise<Document> {
  const headers = { Accept: "text/html", "Content-Type": type, "Gluteal-Part": name };
  let answer: Response;
  try {
    answer = await fetch(path, { method: "POST", headers, body: fields, cache: "no-store", ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "The service cannot be reached. What you entered is still here; check the connection and change anything to try again.");
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (answer.ok) return page;
  const said = page.querySelector("main h1")?.textContent ?? `The service answered ${answer.status}.`;
  throw new Refusal(answer.status, answer.status === 429 ? "Too many requests at once. Wait a few seconds." : said);
}
