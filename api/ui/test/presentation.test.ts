import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forget, keep, KEY, NOTHING, read, shown } from "../src/assess/session";
import { open } from "../src/assess/proof";
import { done, EMPTY, undone } from "../src/state/timeline";
import { Band } from "../src/band";
import { Plan } from "../src/plan";

const BAND = '<section class="band" role="alert"><details open><summary>Emergency</summary></details></section>';
const session = (...steps: string[]) => ({ steps: steps.reduce<typeof EMPTY | ReturnType<typeof done<string>>>(done, EMPTY), band: BAND });
beforeEach(() => { sessionStorage.clear(); document.body.replaceChildren(); });
afterEach(() => { vi.unstubAllGlobals(); });

describe("the presentation of a tab", () => {
  it("is what was kept last, and nothing after it is forgotten", () => {
    let heard = 0;
    addEventListener("gluteal-presentation", () => { heard += 1; }, { once: true });
    keep(session("age=34", "age=35"));
    expect([shown(read()), heard]).toEqual(["age=35", 1]);
    expect(shown({ ...read(), steps: undone(read().steps) })).toBe("age=34");
    forget();
    expect([read(), sessionStorage.getItem(KEY)]).toEqual([NOTHING, null]);
  });
  it("is nothing where something else is kept", () => {
    for (const text of ["", "{", "null", "[]", '{"steps": {"events": [1], "at": 0}, "band": ""}', '{"steps": {"events": ["a"], "at": 2}, "band": ""}',
      '{"steps": {"events": ["a"], "at": 1}}', '{"steps": {"events": ["a"], "at": 0.5}, "band": ""}']) {
      sessionStorage.setItem(KEY, text);
      expect(read(), text).toEqual(NOTHING);
    }
  });
  it("lasts in memory where nothing may be kept", () => {
    vi.stubGlobal("sessionStorage", { setItem() { throw new DOMException("full", "QuotaExceededError"); }, removeItem() { throw new Error("no"); }, getItem() { throw new Error("no"); } });
    expect(() => { keep(session("age=34")); forget(); }).not.toThrow();
    expect(read()).toEqual(NOTHING);
  });
});

describe("the band", () => {
  it("shows the red flags of the tab, and stays folded while they change", () => {
    keep(session("a"));
    const band = new Band();
    document.body.append(band);
    expect(band.textContent).toContain("Emergency");
    (band.querySelector("details") as HTMLDetailsElement).open = false;
    const same = band.firstElementChild;
    keep(session("b"));
    expect(band.firstElementChild).toBe(same);
    keep({ ...session("b"), band: BAND.replace("Emergency", "Urgent") });
    expect([band.textContent, band.querySelector("details")?.open]).toEqual(["Urgent", false]);
    forget();
    expect(band.children.length).toBe(0);
  });
  it("leaves what the server sent until something is assessed, and listens no more once it is gone", () => {
    const band = new Band();
    band.innerHTML = BAND;
    document.body.append(band);
    expect(band.textContent).toBe("Emergency");
    band.remove();
    keep({ ...session("c"), band: "" });
    expect(band.textContent).toBe("Emergency");
  });
});

describe("the plan", () => {
  it("is asked for with the presentation of the tab, once", async () => {
    keep(session("note=x"));
    const asked = vi.fn(async (_path: string, _options: RequestInit) => new Response('<div data-part="plan"><h1>Plan</h1><form class="carried"></form></div>'));
    vi.stubGlobal("fetch", asked);
    const plan = new Plan();
    document.body.append(plan);
    await vi.waitFor(() => expect(plan.querySelector("h1")?.textContent).toBe("Plan"));
    expect([asked.mock.calls[0]?.[0], asked.mock.calls[0]?.[1].body]).toEqual(["/plan", "note=x"]);
    plan.remove();
    document.body.append(plan);
    expect(asked.mock.calls.length).toBe(1);
    await vi.waitFor(() => expect(plan.hasAttribute("aria-busy")).toBe(false));
  });
  it("says why it is not there", async () => {
    keep(session("note=x"));
    vi.stubGlobal("fetch", async () => { throw new TypeError("offline"); });
    const plan = new Plan();
    document.body.append(plan);
    await vi.waitFor(() => expect(plan.querySelector(".problem")?.textContent).toContain("cannot be reached"));
  });
});

describe("a proof", () => {
  it("opens over the assessment and leaves nothing behind", () => {
    const host = document.createElement("div"), page = new DOMParser().parseFromString('<article><h1>Why sciatica?</h1></article>', "text/html");
    document.body.append(host);
    open(host, page);
    const dialog = host.querySelector("dialog") as HTMLDialogElement;
    expect([dialog.open, dialog.getAttribute("aria-label")]).toEqual([true, "Why sciatica?"]);
    dialog.querySelector("article")?.click();
    expect(dialog.open).toBe(true);
    dialog.querySelector<HTMLElement>(".close")?.click();
    expect(host.children.length).toBe(0);
    open(host, new DOMParser().parseFromString("<article></article>", "text/html"));
    expect(host.children.length).toBe(0);
  });
});
