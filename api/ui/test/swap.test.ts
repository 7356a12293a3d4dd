import { beforeEach, expect, test } from "vitest";
import { swap } from "../src/assess/swap";

const question = (name: string): string =>
  `<li><input type="radio" name="ask-${name}" value="present"><input type="radio" name="ask-${name}" value="unknown" checked></li>`;

function part(html: string): HTMLElement {
  const made = document.createElement("div");
  made.innerHTML = html;
  return made;
}

function begin(html: string, focus: string): HTMLElement {
  const old = part(html);
  document.body.replaceChildren(old);
  old.querySelector<HTMLElement>(focus)?.focus();
  return old;
}

beforeEach(() => document.body.replaceChildren());

test("what has the focus keeps it, with its caret", () => {
  const old = begin(`<input id="age" value="34"><a href="/x">x</a>`, "#age");
  old.querySelector("input")?.setSelectionRange(1, 1);
  swap(old, part(`<p>new</p><input id="age" value="34">`));
  expect(document.activeElement?.id).toBe("age");
  expect((document.activeElement as HTMLInputElement).selectionStart).toBe(1);
});

test("an answered question that goes away leaves the focus with the next one", () => {
  const old = begin(question("a") + question("b") + question("c"), "[name=ask-b][value=present]");
  swap(old, part(question("a") + question("c")));
  const now = document.activeElement as HTMLInputElement;
  expect([now.name, now.value]).toEqual(["ask-c", "unknown"]);
});

test("the last question leaves the focus with the one before it, and nothing takes it from elsewhere", () => {
  const old = begin(question("a") + question("b"), "[name=ask-b][value=present]");
  swap(old, part(question("a")));
  expect((document.activeElement as HTMLInputElement).name).toBe("ask-a");
  (document.activeElement as HTMLElement).blur();
  swap(old, part(question("c")));
  expect(document.activeElement).toBe(document.body);
});

test("what is open stays open", () => {
  const old = begin(`<details data-keep="x" open><summary>x</summary></details>`, "summary");
  swap(old, part(`<details data-keep="x"><summary>x</summary></details><details data-keep="y"></details>`));
  expect([...old.querySelectorAll("details")].map((box) => box.open)).toEqual([true, false]);
  expect(document.activeElement?.localName).toBe("summary");
});
