import { describe, expect, it } from "vitest";
import { drawn } from "../src/explore/draw";
import { read, readAll, written, writtenAll, type Act } from "../src/explore/events";
import { csv, field, graphml, jsonld, svg, turtle } from "../src/explore/exports";
import { toward } from "../src/explore/keys";
import { type Answer, type GraphEdge, type GraphNode, MOST_NODES, visibleEdges, visibleNodes } from "../src/explore/model";
import { beside, first } from "../src/explore/place";
import { after, opened, type Source } from "../src/explore/replay";
import { pack, unpack } from "../src/state/fragment";

const id = (number: number): string => `GKG:${String(number).padStart(7, "0")}`;
const node = (number: number, kind = "Muscle", label = `thing ${number}`): GraphNode =>
  ({ id: id(number), slug: `thing-${number}`, label, kind, x: (number * 37) % 91, y: (number * 53) % 67, degree: 5 });
const edge = (from: number, to: number, inferred = false): GraphEdge => ({
  source: id(from), target: id(to), relation: "canCompress", label: "can compress", inferred, basis: inferred ? "entailed" : "stated",
  proof: inferred ? "proof" : null, strength: null, estimate: null, records: ["F001"], sources: ["smith10"],
});
const answer = (numbers: number[], edges: GraphEdge[]): Answer =>
  ({ of: [id(numbers[0] ?? 1)], nodes: numbers.map((number) => node(number)), edges, shown: numbers.length, total: numbers.length });
const BASE = answer([1, 2, 3], [edge(1, 2), edge(3, 1, true)]);
const source: Source = {
  around: async (of) => { const n = Number(of.slice(4)); return answer([n, n * 10, n * 10 + 1], [edge(n, n * 10), edge(n, n * 10 + 1)]); },
  paths: async () => ({ ...answer([1, 7], [edge(1, 7)]), paths: [{ length: 1, steps: [{ ...edge(1, 7), forward: true, reads: "it is" }] }] }),
};
const SOME: Act[] = [{ kind: "expand", id: id(2), relation: "" }, { kind: "expand", id: id(3), relation: "canAffect" }, { kind: "relation", name: "canCompress" },
  { kind: "type", name: "Muscle" }, { kind: "path", from: id(1), to: id(7) }, { kind: "collapse", id: id(2) }];

describe("events", () => {
  it("come back from their text as they were", () => {
    for (const act of SOME) expect(read(written(act))).toEqual(act);
    expect(readAll(writtenAll(SOME))).toEqual(SOME);
  });
  it("keep 300 of them within 2,000 characters of an address", async () => {
    let seed = 7;
    const any = (): number => (seed = (seed * 48271) % 2147483647) % 9000;
    const acts = Array.from({ length: 300 }, (): Act => any() % 2 ? { kind: "expand", id: id(any()), relation: "" } : any() % 2 ? { kind: "collapse", id: id(any()) } : { kind: "expand", id: id(any()), relation: "canPresentWith" });
    const packed = await pack(writtenAll(acts));
    expect(packed.length).toBeLessThanOrEqual(2000);
    expect(readAll((await unpack(packed)) ?? "")).toEqual(acts);
  });
  it("are left out where somebody else wrote them", () => {
    expect(readAll("e1 zork <script> e e%% r k1 p1 c12345678 e2./../x")).toEqual([{ kind: "expand", id: id(1), relation: "" }]);
  });
});

describe("places", () => {
  const many = Array.from({ length: 60 }, (_, index) => node(index + 1));
  it("are the same every time", () => expect([...first(many)]).toEqual([...first(many)]));
  it("keep labels apart", () => {
    const places = [...first(many).values()];
    places.forEach((one, index) => places.slice(index + 1).forEach((other) =>
      expect(Math.hypot(one.x - other.x, (one.y - other.y) * (136 / 82))).toBeGreaterThan(110)));
  });
  it("of those that are there do not change when others come", () => {
    const old = first(many), more = [node(100), node(101), node(102)];
    const now = beside(old, more, [edge(1, 100), edge(1, 101), edge(2, 102)], id(1));
    for (const [key, place] of old) expect(now.get(key)).toEqual(place);
    expect(now.size).toBe(63);
    expect([...now]).toEqual([...beside(old, more, [edge(1, 100), edge(1, 101), edge(2, 102)], id(1))]);
  });
});

describe("views", () => {
  it("expand and collapse to what they were", async () => {
    const start = opened(BASE), grown = await after(start, SOME[0] as Act, source);
    expect([...grown.nodes.keys()]).toEqual([1, 2, 3, 20, 21].map(id));
    const back = await after(grown, { kind: "collapse", id: id(2) }, source);
    expect([...back.nodes.keys()]).toEqual([...start.nodes.keys()]);
    expect([...back.places]).toEqual([...start.places]);
    expect(visibleEdges(back).length).toBe(2);
  });
  it("hide and show kinds and relations", async () => {
    const start = opened(BASE), hide: Act = { kind: "relation", name: "canCompress" };
    const hidden = await after(start, hide, source);
    expect(visibleEdges(hidden)).toEqual([]);
    expect(visibleEdges(await after(hidden, hide, source)).length).toBe(2);
    expect(visibleNodes(await after(start, { kind: "type", name: "Muscle" }, source))).toEqual([]);
  });
  it("refuse more than a picture can hold, and say so", async () => {
    const crowd = answer(Array.from({ length: MOST_NODES + 1 }, (_, index) => index + 1), []);
    const start = opened(BASE), same = await after(start, SOME[0] as Act, { ...source, around: async () => crowd });
    expect(same.nodes.size).toBe(3);
    expect(same.note).toContain("2000");
    const opening = opened(crowd);
    expect([...opening.nodes.keys()]).toEqual([id(1)]);
    expect([opening.edges.size, opening.total]).toEqual([0, MOST_NODES + 1]);
    expect(opening.note).toContain("2000");
  });
  it("say what the service refused, and stay", async () => {
    const refused = await after(opened(BASE), SOME[0] as Act, { ...source, around: async () => { throw new Error("not now"); } });
    expect([refused.nodes.size, refused.note]).toEqual([3, "not now"]);
  });
});

describe("the picture", () => {
  it("names every node and edge, and says what is inferred", () => {
    const names = [...drawn(opened(BASE), new Set()).querySelectorAll("[data-node],[data-edge]")].map((one) => one.getAttribute("aria-label"));
    expect(names).toContain("thing 1 can compress thing 2, asserted");
    expect(names).toContain("thing 3 can compress thing 1, inferred");
    expect(names.length).toBe(5);
  });
  it("lets arrows walk to what lies that way", () => {
    const around = new Map([["left", { x: -9, y: 1 }], ["down", { x: 1, y: 9 }]]);
    expect(toward({ x: 0, y: 0 }, around, "ArrowLeft")).toBe("left");
    expect(toward({ x: 0, y: 0 }, around, "ArrowDown")).toBe("down");
    expect(toward({ x: 0, y: 0 }, around, "ArrowUp")).toBe("");
  });
});

describe("files", () => {
  const hostile = opened({ ...BASE, nodes: [node(1, "Muscle", '=1+1,"<&>\n\\'), node(2), node(3)] });
  it("hold no formula", () => {
    expect(field("=1+1")).toBe("'=1+1");
    expect(field("@x,y")).toBe("\"'@x,y\"");
    expect(csv(hostile).split("\r\n")[1]).toContain("\"'=1+1");
  });
  it("are the same for the same view", () => {
    for (const file of [svg, csv, graphml, turtle, jsonld]) expect(file(hostile)).toBe(file(hostile));
  });
  it("escape what their formats reserve", () => {
    expect(graphml(hostile)).toContain("=1+1,&quot;&lt;&amp;&gt;");
    expect(turtle(hostile)).toContain('"=1+1,\\"<&>\\n\\\\"@en');
    expect(JSON.parse(jsonld(hostile))["@graph"].length).toBe(3);
  });
});
