/** What stands beside and below the picture: details of what is chosen, the legend, the table. */
import { type GraphEdge, type GraphNode, keyOf, sentence, type View, visibleEdges, words } from "./model";
import { element } from "./draw";
import { markOf } from "./shapes";

type Child = Node | string | null | undefined | false;

/** An element with attributes and children; what is falsy is left out. */
export function h(name: string, attributes: Record<string, string | boolean> = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false) made.setAttribute(key, value);
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

export const button = (text: string, act: string, more: Record<string, string | boolean> = {}): HTMLElement =>
  h("button", { type: "button", "data-act": act, ...more }, text);

/** A node: how many neighbors of which relation could still be shown. `counts` come from the
 * service, for all its neighbors. */
export function nodePanel(view: View, node: GraphNode, counts: Readonly<Record<string, number>> | null): HTMLElement {
  const shown = new Map<string, Set<string>>();
  for (const edge of view.edges.values()) {
    const other = edge.source === node.id ? edge.target : edge.target === node.id ? edge.source : null;
    if (other) shown.set(edge.relation, (shown.get(edge.relation) ?? new Set()).add(other));
  }
  const rows = Object.entries(counts ?? {}).map(([relation, count]) => {
    const rest = Math.max(0, count - (shown.get(relation)?.size ?? 0));
    return h("li", {}, button(`${words(relation === "subClassOf" ? "isAKindOf" : relation)} ${count - rest} of ${count}`, "expand", { class: "chip", "data-id": node.id, "data-relation": relation, disabled: rest === 0 }));
  });
  return h("section", { "aria-label": node.label },
    h("h2", {}, node.label), h("p", {}, h("span", { class: "mark" }, words(node.kind))),
    h("p", { class: "actions" }, button("Expand all", "expand", { "data-id": node.id, "data-relation": "", class: "primary" }), button("Collapse", "collapse", { "data-id": node.id }),
      button("Path from here", "path", { "data-id": node.id })),
    h("p", { class: "small" }, counts ? "Neighbors shown, by relation. Press one to show the rest." : "Counting neighbors …"),
    h("ul", { class: "chips" }, ...rows),
    h("p", {}, h("a", { href: `/v1/entities/${node.slug}` }, "Open its page")));
}

/** An edge: what it rests on. The proof of an inferred one comes as the page of the proof has it. */
export function edgePanel(view: View, edge: GraphEdge, proof: Element | null): HTMLElement {
  const records = edge.records.map((name) => h("li", {}, /^[A-Z]+-?\d/.test(name) ? h("a", { href: `/v1/rules/${name}`, class: "chip" }, name) : h("code", {}, name)));
  return h("section", { "aria-label": sentence(view, edge) },
    h("h2", {}, sentence(view, edge)),
    h("p", {}, h("span", { class: edge.inferred ? "mark inferred" : "mark" }, edge.inferred ? "∴ inferred" : "asserted"),
      edge.strength ? ` ${edge.strength}` : null, edge.estimate ? h("span", { class: "mark" }, "estimate") : null),
    edge.records.length ? h("div", {}, h("h3", {}, "Records"), h("ul", { class: "chips" }, ...records)) : null,
    h("h3", {}, "Sources"),
    edge.sources.length ? h("ul", {}, ...edge.sources.map((key) => h("li", {}, key))) : h("p", { class: "small" }, edge.inferred ? "Those of the lines of its proof." : "None named."),
    edge.inferred ? h("h3", {}, "Proof") : null,
    edge.inferred ? proof ?? h("p", { class: "small" }, "Getting the proof …") : null,
    edge.proof ? h("p", {}, h("a", { href: `/v1/proofs/${edge.proof}` }, "Open the proof as a page")) : null);
}

/** Paths in words, each step a line. */
export function pathPanel(view: View): HTMLElement {
  return h("section", { "aria-label": "Paths" }, h("h2", {}, "Paths"),
    view.paths.length ? h("ol", { class: "paths" }, ...view.paths.map((path) => h("li", {},
      h("ol", {}, ...path.steps.map((step) => h("li", {}, button(`${step.reads}${step.inferred ? " ∴" : ""}`, "edge", { class: "plain step", "data-key": keyOf(step) }))))))) : h("p", {}, view.note || "There is none."));
}

/** Kinds and relations in the picture; pressing one hides or shows it. */
export function legend(view: View): HTMLElement {
  const kinds = new Map<string, number>(), relations = new Map<string, { label: string; count: number }>();
  for (const node of view.nodes.values()) kinds.set(node.kind, (kinds.get(node.kind) ?? 0) + 1);
  for (const edge of view.edges.values()) {
    relations.set(edge.relation, { label: edge.label, count: (relations.get(edge.relation)?.count ?? 0) + 1 });
  }
  const sorted = <Value>(map: Map<string, Value>): [string, Value][] => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  const shape = (kind: string): SVGElement => element("svg", { viewBox: "-16 -16 32 32", width: 20, height: 20, "aria-hidden": "true", class: `node ${markOf(kind).group}` }, element("path", { class: "mark-shape", d: markOf(kind).path }));
  const item = (act: string, name: string, off: boolean, ...children: Child[]): HTMLElement =>
    h("li", {}, h("button", { type: "button", class: "chip", "data-act": act, "data-name": name, "aria-pressed": String(!off) }, ...children));
  return h("div", { class: "legend" },
    h("ul", { class: "chips", "aria-label": "Kinds shown" }, ...sorted(kinds).map(([kind, count]) => item("type", kind, view.hiddenKinds.has(kind), shape(kind), `${words(kind)} ${count}`))),
    h("ul", { class: "chips", "aria-label": "Relations shown" }, ...sorted(relations).map(([name, { label, count }]) => item("relation", name, view.hiddenRelations.has(name), `${label} ${count}`))),
    h("p", { class: "small" }, "Solid lines are asserted, dashed lines with ∴ are inferred."));
}

/** The rows of the table twin, in the order of the server's table. */
export function rows(view: View): HTMLElement[] {
  const link = (id: string): HTMLElement => h("a", { href: `/v1/entities/${view.nodes.get(id)?.slug ?? ""}` }, view.nodes.get(id)?.label ?? id);
  const label = (id: string): string => view.nodes.get(id)?.label ?? id;
  const order = (edge: GraphEdge): string => `${label(edge.source)}\u0001${edge.label}\u0001${label(edge.target)}`;
  return visibleEdges(view).map((edge) => [order(edge), edge] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, edge]) =>
    h("tr", { "data-edge": keyOf(edge) }, h("td", {}, link(edge.source)), h("td", {}, edge.label), h("td", {}, link(edge.target)),
      h("td", {}, edge.proof ? h("a", { class: "chip inferred", href: `/v1/proofs/${edge.proof}`, "aria-label": `inferred: the proof that ${sentence(view, edge)}` }, "∴ inferred") : h("span", { class: "mark" }, "asserted"), " ", edge.records.join(" ")),
      h("td", {}, edge.strength ?? "", edge.estimate ? " estimate" : ""), h("td", {}, edge.sources.join(", ") || "none named")));
}
