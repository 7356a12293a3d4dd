import { afterEach, describe, expect, it, vi } from "vitest";
import { get, post, Refusal } from "../src/ask";
import { fieldsOf, part } from "../src/assess/ask";

const answers = (body: string, status = 200, statusText = ""): ReturnType<typeof vi.fn> => {
  const asked = vi.fn(async (_path: string, _options: RequestInit) => new Response(body, { status, statusText }));
  vi.stubGlobal("fetch", asked);
  return asked;
};
const fails = (error: Error): void => { vi.stubGlobal("fetch", async () => { throw error; }); };
const refusal = async (asked: Promise<unknown>): Promise<[number, string]> => {
  const error = await asked.catch((thrown: unknown) => thrown);
  if (!(error instanceof Refusal)) throw error;
  return [error.status, error.message];
};
afterEach(() => { vi.unstubAllGlobals(); });

describe("requests", () => {
  it("get JSON, and post bodies that nobody keeps", async () => {
    const asked = answers('{"items": [1]}');
    expect(await get("/v1/x")).toEqual({ items: [1] });
    expect(await post("/v1/y", { age: 34 }, "text/html")).toBe('{"items": [1]}');
    expect(asked.mock.calls[1]?.[1]).toMatchObject({ method: "POST", body: '{"age":34}', cache: "no-store", headers: { Accept: "text/html" } });
  });
  it("are refused in the words of the service, or in plain ones", async () => {
    answers('{"title": "Too many", "detail": "wait a little"}', 429);
    expect(await refusal(get("/x"))).toEqual([429, "wait a little"]);
    answers('{"title": "Too many"}', 429);
    expect(await refusal(get("/x"))).toEqual([429, "Too many"]);
    answers("<h1>proxy", 502, "Bad Gateway");
    expect(await refusal(get("/x"))).toEqual([502, "The service answered 502 Bad Gateway."]);
    fails(new TypeError("offline"));
    expect((await refusal(get("/x")))[1]).toContain("cannot be reached");
  });
  it("that were given up stay given up", async () => {
    fails(new DOMException("given up", "AbortError"));
    await expect(get("/x")).rejects.toThrow("given up");
    await expect(part("/x", "form", "")).rejects.toThrow("given up");
  });
});

describe("the form as it is sent", () => {
  const form = (html: string): HTMLFormElement => {
    document.body.innerHTML = `<form>${html}</form>`;
    return document.forms[0] as HTMLFormElement;
  };
  it("leaves out what says nothing, and everything of empty lines", () => {
    const sent = fieldsOf(form(`<input name="age" value="34"><input name="weeks" value="">
      <input name="text-0" value="fever"><input name="status-0" value="absent"><input name="expression-0" value="pain;site=groin"><input name="misread-0" value="yes">
      <input name="text-1" value=""><input name="status-1" value="present"><input name="side-1" value="left"><input name="concept-1" value="x"><input name="expression-1" value="y"><input name="misread-1" value="yes">
      <input name="ask-a" value="unknown"><input name="ask-b" value="misread:left">`), { condition: "c" });
    expect(Object.fromEntries(new URLSearchParams(sent))).toEqual({
      "age": "34", "text-0": "fever", "status-0": "absent", "expression-0": "pain;site=groin", "misread-0": "yes", "ask-b": "misread:left", "condition": "c" });
  });
});

describe("parts of the page", () => {
  it("come back as documents whose scripts never run", async () => {
    const asked = answers("<main><h1>Ranked</h1><script>globalThis.pwned = 1</script></main>");
    const page = await part("/assess", "results", "note=x");
    expect(page.querySelector("h1")?.textContent).toBe("Ranked");
    expect((globalThis as Record<string, unknown>)["pwned"]).toBeUndefined();
    expect(asked.mock.calls[0]?.[1].headers).toMatchObject({ "Gluteal-Part": "results", "Content-Type": "application/x-www-form-urlencoded" });
  });
  it("say why they do not come", async () => {
    answers("<main><h1>This is no presentation</h1></main>", 400);
    expect(await refusal(part("/assess", "form", "{", undefined, "application/json"))).toEqual([400, "This is no presentation"]);
    answers("", 429);
    expect((await refusal(part("/assess", "form", "")))[1]).toContain("Too many requests");
    answers("", 500);
    expect((await refusal(part("/assess", "form", "")))[1]).toBe("The service answered 500.");
    fails(new TypeError("offline"));
    expect((await refusal(part("/assess", "form", "")))[1]).toContain("What you entered is still here");
  });
});
