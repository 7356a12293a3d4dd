/** What the explorer shows: nodes at their places, edges, and what each node still hides. */

export interface GraphNode {
  readonly id: string;
  readonly slug: string;
  readonly label: string;
  readonly kind: string;
  /** Where the build has put it, on the grid of the whole graph. */
  readonly x: number;
  readonly y: number;
  readonly distance?: number;
  readonly degree?: number;
  readonly hidden?: number;
  readonly hidden_by_relation?: Readonly<Record<string, number>>;
}

export interface GraphEdge {
  readonly source: string;
  readonly target: string;
  readonly relation: string;
  readonly label: string;
  readonly inferred: boolean;
  readonly proof: string | null;
  readonly basis: string;
  readonly strength: string | null;
  readonly estimate: boolean | null;
  readonly records: readonly string[];
  readonly sources: readonly string[];
}

export interface PathStep extends GraphEdge {
  readonly forward: boolean;
  readonly reads: string;
}

/** What the service answers: a neighbourhood, or paths. */
export interface Answer {
  readonly of?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly shown: number;
  readonly total?: number;
  readonly paths?: readonly { readonly length: number; readonly steps: readonly PathStep[] }[];
  readonly reason?: string;
}

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Everything after some events. A view is never changed; each event makes a new one. */
export interface View {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  readonly places: ReadonlyMap<string, Place>;
  /** Which node brought another: what collapsing that one takes away. */
  readonly parents: ReadonlyMap<string, string>;
  readonly hiddenRelations: ReadonlySet<string>;
  readonly hiddenKinds: ReadonlySet<string>;
  readonly paths: NonNullable<Answer["paths"]>;
  /** How many entities there were to show, where that is known. */
  readonly total: number;
  readonly note: string;
}

/** More than this many nodes tell nothing in a picture and make it slow. */
export const MOST_NODES = 2000;

export const keyOf = (edge: GraphEdge): string => `${edge.source} ${edge.relation} ${edge.target}`;

export function visibleNodes(view: View): GraphNode[] {
  return [...view.nodes.values()].filter((node) => !view.hiddenKinds.has(node.kind));
}

export function visibleEdges(view: View): GraphEdge[] {
  const shown = new Set(visibleNodes(view).map((node) => node.id));
  return [...view.edges.values()].filter((edge) =>
    shown.has(edge.source) && shown.has(edge.target) && !view.hiddenRelations.has(edge.relation));
}

/** A schema class in words: "IntervertebralDisc" is an "intervertebral disc". */
export function words(kind: string): string {
  return kind.replace(/(?<=[a-z])[A-Z]/g, (capital) => ` ${capital}`).toLowerCase();
}

/** The edge as a sentence. */
export function sentence(view: View, edge: GraphEdge): string {
  const name = (id: string): string => view.nodes.get(id)?.label ?? id;
  return `${name(edge.source)} ${edge.label} ${name(edge.target)}`;
}
