import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Assess } from "../src/assess";
import { read, shown } from "../src/assess/session";

const results = (note: string): string => `<div data-swap="results"><h2>Differential</h2><div class="condition"><h3>sciatica</h3><span class="band-word">likely</span></div><p class="echo">${note}</p></div>`;
const lines = (text = ""): string => `<ul data-swap="lines"><li><input name="text-0" value="${text}"><input type="radio" name="status-0" value="present" checked></li></ul>`;
let assess: Assess, sent: [string, string][];

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  sent = [];
  vi.stubGlobal("fetch", async (path: string, options: RequestInit) => {
    const given = new URLSearchParams(String(options.body));
    sent.push([(options.headers as Record<string, string>)["Gluteal-Part"] ?? "", String(options.body)]);
    return new Response(path === "/assess/proof" ? "<p>no proof</p>" : `<form>${lines(given.get("text-0") ?? "")}</form>${results(given.get("note") ?? "")}<div data-part="band"><p>flag</p></div>`);
  });
  assess = new Assess();
  assess.innerHTML = `<form><p class="tools" hidden><button type="button" data-do="undo" disabled></button><button type="button" data-do="redo" disabled></button></p>
    <textarea name="note"></textarea>${lines()}<div id="results" data-swap="results"></div><p data-said></p></form>`;
  document.body.replaceChildren(assess);
});
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); document.body.replaceChildren(); });

const note = (): HTMLTextAreaElement => assess.querySelector("textarea") as HTMLTextAreaElement;
const button = (name: string): HTMLButtonElement => assess.querySelector(`[data-do=${name}]`) as HTMLButtonElement;
const echo = (): string | null | undefined => assess.querySelector(".echo")?.textContent;
async function write(...texts: string[]): Promise<void> {
  for (const text of texts) {
    note().value = text;
    note().dispatchEvent(new Event("input", { bubbles: true }));
  }
  await vi.advanceTimersByTimeAsync(400);
}

test("what is typed is ranked after a pause, told once, and kept in this tab with its red flags", async () => {
  expect(assess.querySelector<HTMLElement>(".tools")?.hidden).toBe(false);
  await write("leg", "leg pain");
  expect(sent).toEqual([["results", "note=leg+pain"]]);
  expect([echo(), assess.querySelector("[data-said]")?.textContent]).toEqual(["leg pain", "First: sciatica, likely."]);
  expect([shown(read()), read().band]).toEqual(["note=leg+pain", "<p>flag</p>"]);
});

test("undo and redo ask for the form of that step, by button and by key", async () => {
  await write("leg pain");
  await write("leg pain at night");
  expect([button("undo").disabled, button("redo").disabled]).toEqual([false, true]);
  button("undo").click();
  await vi.advanceTimersByTimeAsync(50);
  expect([sent.at(-1), echo()]).toEqual([["form", "note=leg+pain"], "leg pain"]);
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, shiftKey: true, bubbles: true, cancelable: true }));
  await vi.advanceTimersByTimeAsync(50);
  expect([echo(), button("redo").disabled]).toEqual(["leg pain at night", true]);
});

test("a finding that was chosen becomes the next line", async () => {
  assess.dispatchEvent(new CustomEvent("gluteal-chosen", { detail: { slug: "fever", label: "fever" } }));
  await vi.advanceTimersByTimeAsync(50);
  expect(Object.fromEntries(new URLSearchParams(sent[0]?.[1]))).toEqual({ "text-1": "fever", "status-1": "present", "concept-1": "fever" });
});

test("a failure is told beside what was ranked before, and an older answer never comes after a newer", async () => {
  await write("leg pain");
  vi.stubGlobal("fetch", async () => { throw new TypeError("offline"); });
  await write("leg pain at night");
  expect([echo(), assess.querySelector("[data-said]")?.textContent]).toEqual(["leg pain", expect.stringContaining("still here")]);
  const waiting: ((answer: Response) => void)[] = [];
  vi.stubGlobal("fetch", () => new Promise<Response>((done) => { waiting.push(done); }));
  await write("first");
  await write("second");
  waiting[1]?.(new Response(results("second")));
  waiting[0]?.(new Response(results("first")));
  await vi.advanceTimersByTimeAsync(50);
  expect(echo()).toBe("second");
});
