import { beforeEach, expect, test } from "vitest";
import { patch } from "../src/assess/patch";
import { swap } from "../src/assess/swap";

function part(html: string): HTMLElement {
  const made = document.createElement("div");
  made.innerHTML = html;
  return made;
}

const card = (name: string, rank: number, chips: string): string =>
  `<li class="card condition" data-condition="${name}"><b>${rank}</b><ul>${[...chips].map((one) => `<li><button name="condition" value="${name}:${one}">${one}</button></li>`).join("")}</ul></li>`;

beforeEach(() => document.body.replaceChildren());

test.each([
  [card("a", 1, "xyz") + card("b", 2, "q"), card("b", 1, "qr") + card("a", 2, "zx")],
  [`<p>one</p>`, `<p class="small">two<b>three</b></p>four`],
  [`<h2 id="a" title="x">a</h2><!--x--><p></p>`, `<p></p><h2 id="a">b</h2>`],
  [`<ul></ul>`, ``],
  [``, `<ol start="6"><li>a</li></ol>`],
])("%s becomes %s", (before, after) => {
  const old = part(before);
  patch(old, part(after));
  expect(old.innerHTML).toBe(part(after).innerHTML);
});

test("a card that moves is the same card, and what says the same in it is not touched", () => {
  const old = part(card("a", 1, "xyz") + card("b", 2, "q"));
  const [a, z] = [old.querySelector("[data-condition=a]"), old.querySelector("[value='a:z']")];
  patch(old, part(card("b", 1, "q") + card("a", 2, "yz")));
  expect(old.querySelector("[data-condition=a]")).toBe(a);
  expect(old.querySelector("[value='a:z']")).toBe(z);
});

test("a choice that the new rendering does not know is not kept", () => {
  const asked = `<input type="radio" name="ask-a" value="present"><input type="radio" name="ask-a" value="unknown" checked>`;
  const old = part(asked);
  (old.firstElementChild as HTMLInputElement).checked = true;
  patch(old, part(asked));
  expect([...old.querySelectorAll("input")].map((one) => one.checked)).toEqual([false, true]);
});

test("what is open stays open, and the focus stays with what it was on when that moves", () => {
  const box = (more: string): string => `<details class="rest" data-keep="x"><summary>x</summary>${more}</details>`;
  const old = part(card("a", 1, "x") + card("b", 2, "q") + box("1"));
  document.body.append(old);
  old.querySelector("details")?.setAttribute("open", "");
  old.querySelector<HTMLElement>("[value='b:q']")?.focus();
  swap(old, part(card("b", 1, "q") + card("a", 2, "xy") + box("2")), patch);
  expect(old.querySelector("details")?.open).toBe(true);
  expect(document.activeElement?.getAttribute("value")).toBe("b:q");
});
