import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Contrast } from "../src/contrast";
import { type Pair, read, Session, written } from "../src/contrast/session";
import { lengthened, shortened } from "../src/state/entity";
import { pack, unpack } from "../src/state/fragment";

const [A, B, C] = ["GKG:0004013", "GKG:0004001", "GKG:0004099"] as const;
const SOME: Pair[] = [{ one: A, other: B }, { one: B, other: A }, { one: C, other: A }];

describe("identifiers", () => {
  it("come back as they were, and nothing else does", () => {
    for (const id of [A, B, "GKG:0000000", "GKG:9999999"]) expect(lengthened(shortened(id))).toBe(id);
    for (const text of ["", "-1", "1.5", "../x", "zzzzzzz", "A"]) expect(lengthened(text)).toBeNull();
  });
});

describe("pairs", () => {
  it("come back from their text, without what somebody else wrote", () => {
    expect(read(written(SOME))).toEqual(SOME);
    expect(read(`${written(SOME.slice(0, 1))} x <script> 1 1.2.3 .. %.%`)).toEqual(SOME.slice(0, 1));
  });
  it("keep 300 of them within 2,000 characters of an address", async () => {
    let seed = 7;
    const any = (): string => `GKG:000${4000 + (seed = (seed * 48271) % 2147483647) % 120}`;
    const pairs = Array.from({ length: 300 }, () => ({ one: any(), other: any() }));
    const packed = await pack(written(pairs));
    expect(packed.length).toBeLessThanOrEqual(2000);
    expect(read((await unpack(packed)) ?? "")).toEqual(pairs);
  });
});

describe("a session", () => {
  it("undoes to the pair that the page came with, and takes the same pair for nothing new", () => {
    const session = new Session(SOME[0] ?? null);
    expect(session.do({ one: A, other: B })).toBe(false);
    expect(session.do({ one: C, other: A })).toBe(true);
    session.undo();
    expect([session.pair, session.canUndo, session.canRedo]).toEqual([SOME[0], false, true]);
    session.redo();
    expect(session.pair).toEqual(SOME[2]);
  });
  it("is restored from its fragment", async () => {
    const session = new Session(null), other = new Session(null);
    for (const pair of SOME) session.do(pair);
    expect(await other.restore(await session.fragment())).toBe(true);
    expect(await other.restore(await session.fragment())).toBe(false);
    other.undo();
    expect(other.pair).toEqual(SOME[1]);
    expect(await other.restore("zork")).toBe(true);
    expect([other.pair, await other.fragment()]).toEqual([null, ""]);
  });
});

describe("the page", () => {
  const part = (title: string, one = "", other = ""): string => {
    const options = (name: string, chosen: string): string => `<select name="${name}"><option value="">choose</option>${SOME.map(({ one: id }) =>
      `<option value="${id}" data-id="${id}"${id === chosen ? " selected" : ""}>${id}</option>`).join("")}</select>`;
    return `<div data-part="contrast"><h1>${title}</h1><form>${options("a", one)}${options("b", other)}<button>Contrast</button></form><a href="/x" data-act="swap">Swap</a></div>`;
  };
  let contrast: Contrast, asked: string[], fails: boolean;
  const settled = (): Promise<void> => vi.waitFor(() => { expect(contrast.hasAttribute("aria-busy")).toBe(false); });
  const title = (): string | null | undefined => contrast.querySelector("h1")?.textContent;
  const act = (name: string): HTMLButtonElement => contrast.querySelector(`[data-act=${name}]`) as HTMLButtonElement;

  beforeEach(() => {
    [asked, fails] = [[], false];
    vi.stubGlobal("fetch", async (path: string) => {
      asked.push(path);
      if (fails) throw new TypeError("gone");
      const given = new URLSearchParams(path.split("?")[1]);
      return new Response(part(`${given.get("a")} or ${given.get("b")}?`, given.get("a") ?? "", given.get("b") ?? ""));
    });
    contrast = new Contrast();
    contrast.innerHTML = `<div class="tools" hidden><button data-act="undo" disabled></button><button data-act="redo" disabled></button></div>
      <p class="hidden" data-said></p>${part("first", A, B)}`;
    // happy-dom takes the first option with a value for the selected one.
    (contrast.querySelector("[name=b]") as HTMLSelectElement).value = B;
    document.body.replaceChildren(contrast);
  });
  afterEach(() => { document.body.replaceChildren(); vi.unstubAllGlobals(); });

  it("swaps and undoes, and asks for each pair once", async () => {
    expect(contrast.querySelector<HTMLElement>(".tools")?.hidden).toBe(false);
    act("swap").click();
    await vi.waitFor(() => expect(title()).toBe(`${B} or ${A}?`));
    await settled();
    expect([act("undo").disabled, act("redo").disabled]).toEqual([false, true]);
    act("undo").click();
    await vi.waitFor(() => expect(title()).toBe("first"));
    await settled();
    act("redo").click();
    await vi.waitFor(() => expect(title()).toBe(`${B} or ${A}?`));
    expect(asked.length).toBe(1);
  });
  it("says it where the service cannot be reached, and shows what it showed", async () => {
    fails = true;
    act("swap").click();
    await vi.waitFor(() => expect(contrast.querySelector("[data-said]")?.textContent).toContain("cannot be reached"));
    expect([title(), contrast.querySelector("[data-said]")?.className]).toEqual(["first", ""]);
    await settled();
    fails = false;
    act("undo").click();
    await settled();
    act("redo").click();
    await vi.waitFor(() => expect(title()).toBe(`${B} or ${A}?`));
  });
});
