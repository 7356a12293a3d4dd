import { render } from "lit";
import { beforeEach, describe, expect, it } from "vitest";
import { type GraphEdge, type GraphNode, type View } from "../src/explore/model";
import { edgePanel, legend, nodePanel, pathPanel, rows } from "../src/explore/panels";
import { opened } from "../src/explore/replay";

const node = (id: string, label: string, kind: string): GraphNode => ({ id, slug: label.replaceAll(" ", "-"), label, kind, x: 0, y: 0 });
const edge = (source: string, relation: string, target: string, more: Partial<GraphEdge> = {}): GraphEdge => ({
  source, target, relation, label: relation.replace(/[A-Z]/g, (one) => ` ${one.toLowerCase()}`), inferred: false, basis: "stated",
  proof: null, strength: null, estimate: null, records: [], sources: [], ...more });
const STATED = edge("N", "innervates", "B", { records: ["F001", "SF-A093", "C-piriformis-1", "table 3"], sources: ["smith10"], strength: "strong", estimate: true });
const INFERRED = edge("B", "canCompress", "N", { inferred: true, proof: "B.canCompress.N" });
const VIEW: View = opened({ of: ["N"], nodes: [node("N", "sciatic nerve", "Nerve"), node("B", "<b>piriformis", "Muscle")], edges: [STATED, INFERRED], shown: 2 });

let place: HTMLElement;
beforeEach(() => { place = document.createElement("div"); document.body.replaceChildren(place); });
const words = (selector: string): string[] =>
  [...place.querySelectorAll(selector)].map((one) => (one.textContent ?? "").replace(/\s+/g, " ").trim());

describe("the panel of an entity", () => {
  it("counts what is shown of each relation, and offers only what is not", () => {
    render(nodePanel(VIEW, VIEW.nodes.get("N") as GraphNode, { innervates: 3, canCompress: 1, subClassOf: 2 }), place);
    expect(words(".chip")).toEqual(["innervates 1 of 3", "can compress 1 of 1", "is a kind of 0 of 2"]);
    expect([...place.querySelectorAll<HTMLButtonElement>(".chip")].map((one) => one.disabled)).toEqual([false, true, false]);
    expect(place.querySelector(".chip")?.getAttribute("data-relation")).toBe("innervates");
    expect(place.querySelector("a")?.getAttribute("href")).toBe("/v1/entities/sciatic-nerve");
  });
  it("says that it is counting until it knows", () => {
    render(nodePanel(VIEW, VIEW.nodes.get("N") as GraphNode, null), place);
    expect(words(".small")).toEqual(["Counting neighbors …"]);
  });
});

describe("the panel of a relation", () => {
  it("names records, sources and that a figure is an estimate", () => {
    render(edgePanel(VIEW, STATED, null), place);
    expect(words("h2")).toEqual(["sciatic nerve innervates <b>piriformis"]);
    expect(place.querySelector("b")).toBeNull();
    expect(words(".mark")).toEqual(["asserted", "estimate"]);
    expect([...place.querySelectorAll("a")].map((one) => one.getAttribute("href"))).toEqual(["/v1/rules/F001", "/v1/claims/SF-A093", "/v1/rules/C-piriformis-1", "/v1/entities/sciatic-nerve", "/v1/entities/<b>piriformis"]);
    expect(words("code")).toEqual(["table 3"]);
    expect(place.textContent).toContain("smith10");
    expect(place.textContent).not.toContain("Proof");
  });
  it("shows the proof once it is there, or why it is not", () => {
    render(edgePanel(VIEW, INFERRED, null), place);
    expect(words(".small").at(-1)).toBe("Getting the proof …");
    const proof = document.createElement("article");
    render(edgePanel(VIEW, INFERRED, proof), place);
    expect(place.contains(proof)).toBe(true);
    render(edgePanel(VIEW, INFERRED, "Not now."), place);
    expect([place.contains(proof), words(".small").at(-1)]).toEqual([false, "Not now."]);
    expect(place.querySelector("a")?.getAttribute("href")).toBe("/v1/proofs/B.canCompress.N");
  });
});

describe("paths", () => {
  it("are lines that open their relations", () => {
    render(pathPanel({ ...VIEW, paths: [{ length: 1, steps: [{ ...INFERRED, forward: true, reads: "it can compress it" }] }] }), place);
    expect(words(".step")).toEqual(["it can compress it ∴"]);
    expect(place.querySelector(".step")?.getAttribute("data-key")).toBe("B canCompress N");
  });
  it("say why there are none", () => {
    render(pathPanel({ ...VIEW, note: "no path within 6 steps" }), place);
    expect(words("p")).toEqual(["no path within 6 steps"]);
  });
});

describe("the legend", () => {
  it("counts kinds and relations, and leaves the focus where it is when one is hidden", () => {
    render(legend(VIEW), place);
    expect(words("button")).toEqual(["muscle 1", "nerve 1", "can compress 1", "innervates 1"]);
    const chip = place.querySelector<HTMLElement>("[data-name=Muscle]");
    chip?.focus();
    render(legend({ ...VIEW, hiddenKinds: new Set(["Muscle"]) }), place);
    expect(document.activeElement).toBe(chip);
    expect([...place.querySelectorAll("button")].map((one) => one.getAttribute("aria-pressed"))).toEqual(["false", "true", "true", "true"]);
  });
});

describe("the table", () => {
  it("has a row for each relation, by name, with its proof", () => {
    const body = document.createElement("tbody");
    render(rows(VIEW), body);
    place.append(body);
    expect([...body.querySelectorAll("tr")].map((row) => row.getAttribute("data-edge"))).toEqual(["B canCompress N", "N innervates B"]);
    expect(words("tr:first-child td")).toEqual(["<b>piriformis", "can compress", "sciatic nerve", "∴ inferred", "", "none named"]);
    expect(words("tr:last-child td").slice(3)).toEqual(["asserted F001 SF-A093 C-piriformis-1 table 3", "strong estimate", "smith10"]);
  });
});
