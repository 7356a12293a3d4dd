import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import "../src/search-key";
import { Workbench } from "../src/query";
import { address, complete } from "../src/query/complete";
import { filtered, holds } from "../src/query/filter";

beforeEach(() => { document.body.replaceChildren(); });
afterEach(() => { vi.unstubAllGlobals(); vi.useRealTimers(); });

describe("the list of saved queries", () => {
  it("is narrowed to entries that hold every word, with its counts", () => {
    document.body.innerHTML = `<input id="f"><details><summary>A <span class="count">2</span></summary><ul><li data-find="nerve">Conditions</li><li>Muscles</li></ul></details>
      <details><ul><li>Claims</li></ul></details>`;
    const field = document.querySelector("input") as HTMLInputElement, groups = [...document.querySelectorAll("details")];
    filtered(field, groups);
    field.value = "NERVE cond";
    field.dispatchEvent(new Event("input"));
    expect([...document.querySelectorAll("li")].map((one) => one.hidden)).toEqual([false, true, true]);
    expect(groups.map((one) => [one.hidden, one.open])).toEqual([[false, true], [true, true]]);
    expect(document.querySelector(".count")?.textContent).toBe("1");
    expect([holds("a b", "b a"), holds("a b", "c"), holds("a", "")]).toEqual([true, false, true]);
  });
});

describe("completion", () => {
  it("leaves one kind to the service and asks of several for all", () => {
    expect(address("sci", ["Nerve"])).toBe("/v1/autocomplete?q=sci&kind=Nerve");
    expect(address("a&b", ["Finding"])).toBe("/v1/autocomplete?q=a%26b&kind=findings");
    expect(address("sci", ["Nerve", "Muscle"])).toBe("/v1/autocomplete?q=sci");
  });
  it("asks once after a pause, and does without where the service fails", async () => {
    vi.useFakeTimers();
    const asked = vi.fn(async (_path: string) => new Response('{"items": [{"label": "sciatic nerve", "kind": "Nerve"}]}'));
    vi.stubGlobal("fetch", asked);
    document.body.innerHTML = '<input list="l" data-complete="Nerve"><datalist id="l"></datalist>';
    const field = document.querySelector("input") as HTMLInputElement, list = document.querySelector("datalist") as HTMLDataListElement;
    Object.defineProperty(field, "list", { value: list });
    complete(field);
    for (const text of ["s", "sc", "sci"]) {
      field.value = text;
      field.dispatchEvent(new Event("input"));
    }
    await vi.advanceTimersByTimeAsync(200);
    expect(asked.mock.calls.map(([path]) => path)).toEqual(["/v1/autocomplete?q=sci&kind=Nerve"]);
    expect(list.querySelector("option")?.value).toBe("sciatic nerve");
    asked.mockRejectedValueOnce(new TypeError("offline"));
    field.dispatchEvent(new Event("input"));
    await vi.advanceTimersByTimeAsync(200);
    expect(list.children.length).toBe(1);
  });
});

describe("the workbench", () => {
  let bench: Workbench;
  const answer = (body: string, status = 200, type = "text/html"): void => {
    vi.stubGlobal("fetch", async () => new Response(body, { status, headers: { "Content-Type": type } }));
  };
  const run = (): void => { bench.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true })); };
  const result = (): string => bench.querySelector("#result")?.textContent ?? "";

  beforeEach(() => {
    bench = new Workbench();
    bench.innerHTML = `<form class="editor" action="/query"><textarea>ASK {}</textarea><button class="cancel" type="button" hidden></button></form><div id="result"></div>`;
    document.body.append(bench);
  });

  it("puts the answer in place and readies its buttons", async () => {
    answer('<div id="result"><p>yes</p><button class="copy" hidden></button></div>');
    run();
    expect([bench.querySelector<HTMLElement>(".cancel")?.hidden, bench.querySelector("#result")?.getAttribute("aria-busy")]).toEqual([false, "true"]);
    await vi.waitFor(() => expect(result()).toBe("yes"));
    expect([bench.querySelector<HTMLElement>(".copy")?.hidden, bench.querySelector<HTMLElement>(".cancel")?.hidden]).toEqual([false, true]);
  });
  it("tells a problem of the page, a refusal before it, and silence in words", async () => {
    answer('<main><div class="problem">No such prefix.</div></main>', 400);
    run();
    await vi.waitFor(() => expect(result()).toBe("No such prefix."));
    answer('{"title": "Too many requests", "detail": "two at once"}', 429, "application/problem+json");
    run();
    await vi.waitFor(() => expect(result()).toBe("Too many requests: two at once. Wait a few seconds, then run it again."));
    vi.stubGlobal("fetch", async () => { throw new TypeError("offline"); });
    run();
    await vi.waitFor(() => expect(result()).toContain("cannot be reached"));
  });
  it("can be canceled", async () => {
    vi.stubGlobal("fetch", (_path: string, { signal }: RequestInit) => new Promise((_done, fail) => {
      signal?.addEventListener("abort", () => fail(new DOMException("given up", "AbortError")));
    }));
    run();
    bench.querySelector<HTMLElement>(".cancel")?.click();
    await vi.waitFor(() => expect(result()).toBe("Canceled."));
  });
});

describe("the key /", () => {
  it("goes to the search field, except where one types or commands", () => {
    document.body.innerHTML = '<input id="site-search"><textarea></textarea><p></p>';
    const area = document.querySelector("textarea") as HTMLTextAreaElement, field = document.querySelector("input");
    const press = (target: Element, more: KeyboardEventInit = {}): void => {
      target.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true, composed: true, cancelable: true, ...more }));
    };
    area.focus();
    press(area);
    press(document.querySelector("p") as Element, { ctrlKey: true });
    expect(document.activeElement).toBe(area);
    press(document.querySelector("p") as Element);
    expect(document.activeElement).toBe(field);
  });
});
