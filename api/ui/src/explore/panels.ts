/** What stands beside and below the picture: details of what is chosen, the legend, the table. */
import { html, nothing, type TemplateResult } from "lit";
import { type GraphEdge, type GraphNode, keyOf, sentence, type View, visibleEdges, words } from "./model";
import { markOf } from "./shapes";

/** A button that asks for `act`; `off` where there is nothing to do. */
export const button = (text: string, act: string, off = false): TemplateResult =>
  html`<button type="button" data-act=${act} ?disabled=${off}>${text}</button>`;

/** A node: how many neighbors of which relation could still be shown. `counts` come from the
 * service, for all its neighbors; `null` while they are on their way. */
export function nodePanel(view: View, node: GraphNode, counts: Readonly<Record<string, number>> | null): TemplateResult {
  const shown = new Map<string, Set<string>>();
  for (const edge of view.edges.values()) {
    const other = edge.source === node.id ? edge.target : edge.target === node.id ? edge.source : null;
    if (other) shown.set(edge.relation, (shown.get(edge.relation) ?? new Set()).add(other));
  }
  const chip = ([relation, count]: [string, number]): TemplateResult => {
    const there = Math.min(count, shown.get(relation)?.size ?? 0);
    return html`<li><button type="button" class="chip" data-act="expand" data-id=${node.id} data-relation=${relation}
      ?disabled=${there === count}>${relation === "subClassOf" ? "is a kind of" : words(relation)} ${there} of ${count}</button></li>`;
  };
  return html`<section aria-label=${node.label}>
    <h2>${node.label}</h2>
    <p><span class="mark">${words(node.kind)}</span></p>
    <p class="actions">
      <button type="button" class="primary" data-act="expand" data-id=${node.id} data-relation="">Expand all</button>
      <button type="button" data-act="collapse" data-id=${node.id}>Collapse</button>
      <button type="button" data-act="path" data-id=${node.id}>Path from here</button>
    </p>
    <p class="small">${counts ? "Neighbors shown, by relation. Press one to show the rest." : "Counting neighbors …"}</p>
    <ul class="chips">${Object.entries(counts ?? {}).map(chip)}</ul>
    <p><a href="/v1/entities/${node.slug}">Open its page</a></p>
  </section>`;
}

/** A record by its name: those of claims begin with SF, of criteria with C, of other rules with letters and a number. */
function record(name: string): TemplateResult {
  const list = name.startsWith("SF-") ? "claims" : /^(?:C-|[A-Z]+-?\d)/.test(name) ? "rules" : "";
  return html`<li>${list ? html`<a class="chip" href="/v1/${list}/${name}">${name}</a>` : html`<code>${name}</code>`}</li>`;
}

/** An edge: what it rests on. The proof of an inferred one comes as the page of the proof has it,
 * or as words that say why it does not; `null` while it is on its way. */
export function edgePanel(view: View, edge: GraphEdge, proof: Element | string | null, citations: ReadonlyMap<string, string> = new Map()): TemplateResult {
  const proven = typeof proof === "object" && proof ? proof : html`<p class="small">${proof ?? "Getting the proof …"}</p>`;
  return html`<section aria-label=${sentence(view, edge)}>
    <h2>${sentence(view, edge)}</h2>
    <p><span class="mark ${edge.inferred ? "inferred" : ""}">${edge.inferred ? "∴ inferred" : "asserted"}</span>
      ${edge.strength} ${edge.estimate ? html`<span class="mark">estimate</span>` : nothing}</p>
    ${edge.records.length ? html`<h3>Records</h3><ul class="chips">${edge.records.map(record)}</ul>` : nothing}
    ${edge.inferred && !edge.sources.length ? nothing : html`<h3>Sources</h3>`}
    ${edge.sources.length ? html`<ul>${edge.sources.map((key) => html`<li>${citations.get(key) ?? ""} <span class="small">${key}</span></li>`)}</ul>`
      : edge.inferred ? nothing : html`<p class="small">None named.</p>`}
    ${edge.inferred ? html`<h3>Proof</h3>${proven}` : nothing}
    ${edge.proof ? html`<p><a href="/v1/proofs/${edge.proof}">Open the proof as a page</a></p>` : nothing}
    <p>Pages: ${[edge.source, edge.target].map((id, at) => html`${at ? " · " : ""}<a href="/v1/entities/${view.nodes.get(id)?.slug ?? id}">${view.nodes.get(id)?.label ?? id}</a>`)}</p>
  </section>`;
}

/** Paths in words, each step a line. */
export function pathPanel(view: View): TemplateResult {
  const paths = view.paths.map((path) => html`<li><ol>${path.steps.map((step) => html`<li>
    <button type="button" class="plain step" data-act="edge" data-key=${keyOf(step)}>${step.reads}${step.inferred ? " ∴" : ""}</button></li>`)}</ol></li>`);
  return html`<section aria-label="Paths"><h2>Paths</h2>
    ${paths.length ? html`<ol class="paths">${paths}</ol>` : html`<p>${view.note || "There is none."}</p>`}</section>`;
}

const shape = (kind: string): TemplateResult =>
  html`<svg viewBox="-16 -16 32 32" width="20" height="20" aria-hidden="true" class="node ${markOf(kind).group}"><path class="mark-shape" d=${markOf(kind).path}></path></svg>`;

/** Kinds and relations in the picture; pressing one hides or shows it. */
export function legend(view: View): TemplateResult {
  const kinds = new Map<string, number>(), relations = new Map<string, number>(), labels = new Map<string, string>();
  for (const node of view.nodes.values()) kinds.set(node.kind, (kinds.get(node.kind) ?? 0) + 1);
  for (const edge of view.edges.values()) {
    relations.set(edge.relation, (relations.get(edge.relation) ?? 0) + 1);
    labels.set(edge.relation, edge.label);
  }
  const items = (act: string, counts: Map<string, number>, hidden: ReadonlySet<string>, content: (name: string) => unknown): TemplateResult[] =>
    [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => html`<li>
      <button type="button" class="chip" data-act=${act} data-name=${name} aria-pressed=${!hidden.has(name)}>${content(name)} ${count}</button></li>`);
  return html`<div class="legend">
    <ul class="chips" aria-label="Kinds shown">${items("type", kinds, view.hiddenKinds, (kind) => [shape(kind), words(kind)])}</ul>
    <ul class="chips" aria-label="Relations shown">${items("relation", relations, view.hiddenRelations, (name) => labels.get(name))}</ul>
    <p class="small">Solid lines are asserted, dashed lines with ∴ are inferred.</p>
  </div>`;
}

/** The rows of the table twin, in the order of the server's table. */
export function rows(view: View): TemplateResult[] {
  const label = (id: string): string => view.nodes.get(id)?.label ?? id;
  const link = (id: string): TemplateResult => html`<a href="/v1/entities/${view.nodes.get(id)?.slug ?? ""}">${label(id)}</a>`;
  const order = (edge: GraphEdge): string => `${label(edge.source)}\u0001${edge.label}\u0001${label(edge.target)}`;
  const basis = (edge: GraphEdge): TemplateResult => edge.proof
    ? html`<a class="chip inferred" href="/v1/proofs/${edge.proof}" aria-label="inferred: the proof that ${sentence(view, edge)}">∴ inferred</a>`
    : html`<span class="mark">asserted</span>`;
  return visibleEdges(view).map((edge) => [order(edge), edge] as const).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, edge]) => html`<tr data-edge=${keyOf(edge)}>
    <td>${link(edge.source)}</td><td>${edge.label}</td><td>${link(edge.target)}</td>
    <td>${basis(edge)} ${edge.records.join(" ")}</td>
    <td>${edge.strength} ${edge.estimate ? "estimate" : nothing}</td><td>${edge.sources.join(", ") || "none named"}</td></tr>`);
}
