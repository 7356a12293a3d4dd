/** Views from events: the same events over the same knowledge give the same view. */
import type { Act } from "./events";
import { MOST_NODES, type Answer, type GraphEdge, type GraphNode, keyOf, type View } from "./model";
import { beside, first } from "./place";

/** Gets the neighbourhood of an entity, or paths; the caller keeps answers. */
export interface Source {
  around(id: string, relation: string): Promise<Answer>;
  paths(from: string, to: string): Promise<Answer>;
}

/** What the page began with, alone. */
function begun(answer: Answer): Answer {
  const starts = new Set(answer.of ?? [answer.from, answer.to]);
  return { ...answer, nodes: answer.nodes.filter((node) => starts.has(node.id)).slice(0, MOST_NODES), edges: [] };
}

/** The view of what the server sent with the page. */
export function opened(answer: Answer): View {
  const isTooMuch = answer.nodes.length > MOST_NODES;
  const { nodes, edges } = isTooMuch ? begun(answer) : answer;
  return {
    nodes: new Map(nodes.map((node) => [node.id, node])), edges: new Map(edges.map((edge) => [keyOf(edge), edge])), places: first(nodes),
    parents: new Map(), hiddenRelations: new Set(), hiddenKinds: new Set(),
    paths: answer.paths ?? [], total: answer.total ?? answer.nodes.length,
    note: isTooMuch ? `Not drawn: more than ${MOST_NODES} entities cannot be read in one picture. Expand one relation at a time, or filter.` : answer.reason ?? "",
  };
}

/** `view` with what `answer` adds, brought by the node `origin`. */
function added(view: View, answer: Answer, origin: string): View {
  const newcomers = answer.nodes.filter((node) => !view.nodes.has(node.id));
  if (view.nodes.size + newcomers.length > MOST_NODES) {
    return { ...view, note: `Not expanded: more than ${MOST_NODES} entities cannot be read in one picture. Collapse something, or choose one relation.` };
  }
  const nodes = new Map(view.nodes);
  for (const node of answer.nodes) nodes.set(node.id, { ...nodes.get(node.id), ...node });
  const edges = new Map(view.edges);
  for (const edge of answer.edges) edges.set(keyOf(edge), edge);
  const parents = new Map(view.parents);
  for (const node of newcomers) if (node.id !== origin) parents.set(node.id, origin);
  return {
    ...view, nodes, edges, parents, places: beside(view.places, newcomers, answer.edges, origin),
    total: view.total + newcomers.length + Math.max(0, (answer.total ?? 0) - answer.shown), note: "",
  };
}

/** `view` without what the node `id` has brought, or without the node where it brought nothing. */
function collapsed(view: View, id: string): View {
  const gone = new Set<string>();
  const brought = (parent: string): void => {
    for (const [child, by] of view.parents) {
      if (by === parent && !gone.has(child) && child !== id) { gone.add(child); brought(child); }
    }
  };
  brought(id);
  if (!gone.size && view.nodes.size > 1) gone.add(id);
  const kept = <Value>(map: ReadonlyMap<string, Value>): Map<string, Value> =>
    new Map([...map].filter(([key]) => !gone.has(key)));
  const stays = (edge: GraphEdge): boolean => !gone.has(edge.source) && !gone.has(edge.target);
  return {
    ...view, nodes: kept<GraphNode>(view.nodes), places: kept(view.places), parents: kept(view.parents),
    edges: new Map([...view.edges].filter(([, edge]) => stays(edge))), note: "",
  };
}

const toggled = (set: ReadonlySet<string>, name: string): Set<string> =>
  set.has(name) ? new Set([...set].filter((one) => one !== name)) : new Set([...set, name]);

/** The view after `act`. What the service refuses is told in the note, and changes nothing. */
export async function after(view: View, act: Act, source: Source): Promise<View> {
  try {
    switch (act.kind) {
      case "expand": return added(view, await source.around(act.id, act.relation), act.id);
      case "collapse": return collapsed(view, act.id);
      case "relation": return { ...view, hiddenRelations: toggled(view.hiddenRelations, act.name), note: "" };
      case "type": return { ...view, hiddenKinds: toggled(view.hiddenKinds, act.name), note: "" };
      case "path": {
        const answer = await source.paths(act.from, act.to);
        return { ...added(view, answer, act.from), paths: answer.paths ?? [], note: answer.reason ?? "" };
      }
    }
  } catch (error) {
    return { ...view, note: error instanceof Error ? error.message : "The service cannot be reached." };
  }
}
