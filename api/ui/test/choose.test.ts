import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { CHOSEN, Chooser, type Chosen } from "../src/assess/choose";

const FOUND = [{ slug: "night-sweats", label: "night sweats" }, { slug: "night-pain", label: "night pain", matched: "nocturnal pain" }];
let chooser: Chooser, field: HTMLInputElement, heard: Chosen[], asked: string[];

beforeEach(async () => {
  vi.useFakeTimers();
  asked = [];
  vi.stubGlobal("fetch", async (path: string) => {
    asked.push(path);
    return new Response(JSON.stringify({ items: path.includes("zork") ? [] : FOUND }));
  });
  chooser = new Chooser();
  document.body.replaceChildren(chooser);
  await chooser.updateComplete;
  field = chooser.querySelector("input") as HTMLInputElement;
  heard = [];
  chooser.addEventListener(CHOSEN, (event) => heard.push((event as CustomEvent<Chosen>).detail));
});
afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

async function type(text: string): Promise<void> {
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await vi.advanceTimersByTimeAsync(200);
  await chooser.updateComplete;
}
async function press(key: string): Promise<void> {
  field.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  await chooser.updateComplete;
}
const selected = (): string[] => [...chooser.querySelectorAll("[aria-selected=true]")].map((one) => one.id);

test("one letter asks nothing; more open the list with what each name matched", async () => {
  await type("n");
  expect([asked.length, field.getAttribute("aria-expanded")]).toEqual([0, "false"]);
  await type("nigh");
  expect(asked).toEqual(["/v1/autocomplete?q=nigh&kind=findings"]);
  expect(field.getAttribute("aria-expanded")).toBe("true");
  expect([...chooser.querySelectorAll("li")].map((one) => one.textContent)).toEqual(["night sweats", "night pain also called nocturnal pain"]);
});

test("arrows go round, and the field names the option that they are at", async () => {
  await type("night");
  await press("ArrowUp");
  expect(selected()).toEqual(["add-option-1"]);
  await press("ArrowDown");
  expect([selected(), field.getAttribute("aria-activedescendant")]).toEqual([["add-option-0"], "add-option-0"]);
  await press("Enter");
  expect(heard).toEqual([FOUND[0]]);
  expect([field.value, chooser.querySelector("ul")?.hidden, field.hasAttribute("aria-activedescendant")]).toEqual(["", true, false]);
});

test("a name that is typed in full is the finding; other wording is taken as it stands", async () => {
  await type("Night Pain");
  await press("Enter");
  await type("zork");
  expect(chooser.querySelector("li")?.textContent).toContain("Nothing is called “zork”");
  await press("Enter");
  await press("Enter");
  expect(heard.map((one) => [one.slug, one.label])).toEqual([["night-pain", "night pain"], ["", "zork"]]);
});

test("a pointer chooses, Escape closes, and typing on forgets what the arrows were at", async () => {
  await type("night");
  chooser.querySelector("#add-option-1")?.dispatchEvent(new Event("pointerdown", { bubbles: true, cancelable: true }));
  expect(heard.map((one) => one.slug)).toEqual(["night-pain"]);
  await type("night");
  await press("Escape");
  expect(chooser.querySelector("ul")?.hidden).toBe(true);
  await type("night");
  await press("ArrowDown");
  field.value = "night wor";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await press("Enter");
  expect(heard.at(-1)).toEqual({ slug: "", label: "night wor" });
});
