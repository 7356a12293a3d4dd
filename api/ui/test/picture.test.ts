import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { GraphView } from "../src/explore";
import { Camera } from "../src/explore/camera";
import { element } from "../src/explore/draw";
import { type Answer, sentence, words } from "../src/explore/model";
import { opened } from "../src/explore/replay";
import { Service, Session } from "../src/explore/session";
import { lines, markOf } from "../src/explore/shapes";

const [A, B, C] = ["GKG:0000001", "GKG:0000002", "GKG:0000003"] as const;
const node = (id: string, kind: string, more: object = {}) => ({ id, slug: id.slice(4), label: `thing ${id.slice(-1)}`, kind, x: Number(id.slice(4)) * 9, y: 3, ...more });
const edge = (source: string, target: string) => ({
  source, target, relation: "canCompress", label: "can compress", inferred: false, basis: "stated", proof: null, strength: null, estimate: null, records: [], sources: [] });
const BASE: Answer = { of: [A], nodes: [node(A, "Muscle"), node(B, "Nerve")], edges: [edge(A, B)], shown: 2, total: 5 };
const MORE: Answer = { of: [B], nodes: [node(B, "Nerve", { hidden_by_relation: { canCompress: 2 } }), node(C, "Condition")], edges: [edge(B, C)], shown: 2, total: 2 };

let asked: string[];
beforeEach(() => {
  asked = [];
  vi.stubGlobal("fetch", async (path: string) => { asked.push(path); return new Response(JSON.stringify(MORE)); });
  history.replaceState(null, "", location.pathname);
});
afterEach(() => { vi.unstubAllGlobals(); document.body.replaceChildren(); });

describe("marks and names", () => {
  it("give each large group a shape of its own, and strangers a small one", () => {
    const kinds = ["Condition", "Symptom", "Muscle", "Nerve", "Joint", "PainRegion", "Treatment", "Examination", "Activity", "Bone"];
    expect(new Set(kinds.map((kind) => markOf(kind).path)).size).toBe(kinds.length);
    expect(markOf("Zork").group).toBe("other");
  });
  it("break long labels and say that they go on", () => {
    expect(lines("sciatic nerve")).toEqual(["sciatic nerve"]);
    expect(lines("one two three four", 8, 2)).toEqual(["one two", "three …"]);
  });
  it("read like words", () => {
    expect(words("IntervertebralDisc")).toBe("intervertebral disc");
    expect(sentence(opened(BASE), edge(A, B))).toBe("thing 1 can compress thing 2");
  });
});

describe("the camera", () => {
  const stage = document.createElement("div"), layer = document.createElement("div"), group = element("g");
  const paper = document.createElement("div"), box = { x: -100, y: -50, width: 200, height: 100 };
  layer.append(paper);
  stage.getBoundingClientRect = () => ({ width: 400, height: 200, left: 0, top: 0 }) as DOMRect;
  const camera = new Camera(stage, layer);
  const at = (): string => `${layer.style.transform} ${group.getAttribute("transform")}`;
  it("fits what is shown into its middle, and no larger than life", () => {
    camera.hold(group, box);
    camera.fit(box, { x: 0, y: 0 });
    expect(at()).toBe("translate(200px, 100px) scale(1.25)");
  });
  it("lays paper under all of it, and under the frame of what has the focus", () => {
    expect(["left", "top", "width", "height"].map((name) => paper.style.getPropertyValue(name))).toEqual(["-325px", "-263px", "650px", "526px"]);
  });
  it("zooms around the middle, within bounds", () => {
    camera.zoom(0.8);
    expect(at()).toBe("translate(200px, 100px) scale(1)");
    camera.zoom(1000);
    expect(at()).toContain("scale(4)");
    camera.zoom(1 / 4);
  });
  it("moves what lies outside into view, and what is in view not at all", () => {
    camera.reveal(0, 0);
    expect(at()).toBe("translate(200px, 100px) scale(1)");
    camera.reveal(500, 0);
    expect(at()).toBe("translate(-170px, 100px) scale(1)");
  });
  it("follows a pointer that is down", () => {
    const before = at();
    for (const [name, x] of [["pointermove", 10], ["pointerdown", 10], ["pointermove", 30], ["pointerup", 30], ["pointermove", 90]] as const) {
      stage.dispatchEvent(Object.assign(new Event(name), { pointerId: 1, clientX: x, clientY: 5 }));
    }
    expect([before, at()]).toEqual(["translate(-170px, 100px) scale(1)", "translate(-150px, 100px) scale(1)"]);
  });
});

describe("the service", () => {
  it("is asked once for the same, with the filters of the page", async () => {
    const service = new Service(new URLSearchParams("inferred=none&relations=canCompress&kinds=Muscle"));
    await Promise.all([service.around(A, ""), service.around(A, "")]);
    await service.around(A, "innervates");
    await service.paths(A, B);
    const given = asked.map((path) => Object.fromEntries(new URLSearchParams(path.split("?")[1])));
    expect(given.map(({ relations, kinds, inferred }) => [relations, kinds, inferred])).toEqual([
      ["canCompress", "Muscle", "none"], ["innervates", "Muscle", "none"], ["canCompress", undefined, "none"]]);
    expect(await service.counts(B)).toEqual({ canCompress: 2 });
  });
  it("is asked again after it failed", async () => {
    const service = new Service(new URLSearchParams());
    vi.stubGlobal("fetch", async () => { throw new TypeError("offline"); });
    await expect(service.around(A, "")).rejects.toThrow("cannot be reached");
    vi.stubGlobal("fetch", async () => new Response(JSON.stringify(MORE)));
    expect((await service.around(A, "")).shown).toBe(2);
  });
});

describe("a session", () => {
  it("undoes without asking, and comes back from its address", async () => {
    const session = new Session(BASE, new Service(new URLSearchParams()));
    await session.do({ kind: "expand", id: B, relation: "" });
    expect([session.view.nodes.size, asked.length]).toEqual([3, 1]);
    await session.undo();
    await session.redo();
    expect([session.view.nodes.size, asked.length, session.canRedo]).toEqual([3, 1, false]);
    const other = new Session(BASE, new Service(new URLSearchParams()));
    await other.restore(await session.fragment());
    expect([...other.view.nodes.keys()]).toEqual([...session.view.nodes.keys()]);
    await other.restore("zork");
    expect([other.view.nodes.size, await other.fragment()]).toEqual([2, ""]);
  });
});

describe("the explorer", () => {
  let graph: GraphView;
  const text = (selector: string): string => (document.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
  const press = (key: string, more: KeyboardEventInit = {}): void => {
    graph.querySelector(".stage [tabindex='0']")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  };

  beforeEach(() => {
    document.body.innerHTML = '<section data-part="table"><span class="count">9</span><table><tbody><tr><td>of the server</td></tr></tbody></table></section>';
    graph = new GraphView();
    graph.innerHTML = `<script type="application/json">${JSON.stringify(BASE)}</script>`;
    document.body.append(graph);
  });

  it("shows what the server sent, and leaves the server's table until something is done", async () => {
    expect(text(".shown")).toBe("2 of 5 entities shown, with 1 relation.");
    expect(graph.querySelectorAll(".stage [data-node]").length).toBe(2);
    expect(graph.querySelector(".stage [tabindex='0']")?.getAttribute("data-node")).toBe(A);
    expect([text("tbody"), graph.querySelector<HTMLElement>(".side")?.hidden]).toEqual(["of the server", true]);
    await graph.expand(B);
    expect(document.querySelectorAll("tbody tr").length).toBe(2);
    expect([text("[data-part=table] .count"), text(".side h2")]).toEqual(["2", "thing 2"]);
    await vi.waitFor(() => expect(location.hash.length).toBeGreaterThan(1));
  });
  it("tells with a count what an entity could still show, once the service has said it", async () => {
    graph.rove(B);
    await graph.openNode(B);
    expect(text(".side .chip")).toBe("can compress 1 of 2");
    await graph.tool("close", () => "");
    expect([graph.querySelector<HTMLElement>(".side")?.hidden, document.activeElement?.getAttribute("data-node")]).toEqual([true, B]);
  });
  it("is walked by keys", async () => {
    press("e");
    expect(graph.at).toBe(`${A} canCompress ${B}`);
    press("Enter");
    await vi.waitFor(() => expect(text(".side h2")).toBe("thing 1 can compress thing 2"));
    press("?");
    expect(text(".side")).toContain("Arrows follow relations");
    press("Escape");
    expect(graph.querySelector<HTMLElement>(".side")?.hidden).toBe(true);
  });
  it("finds a path between two entities that were pressed", async () => {
    const click = (target: Element | null): void => { target?.dispatchEvent(new MouseEvent("click", { bubbles: true })); };
    await graph.openNode(A);
    click(graph.querySelector(".side [data-act=path]"));
    expect(text(".side")).toContain("where the path ends");
    click(graph.querySelector(`[data-node="${B}"]`));
    await vi.waitFor(() => expect(text(".side h2")).toBe("Paths"));
    expect(asked.some((path) => path.startsWith("/v1/graph/path?"))).toBe(true);
  });
});
