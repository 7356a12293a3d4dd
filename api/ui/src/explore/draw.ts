/** The picture: one SVG, each node and edge a named element of the accessibility tree. */
import { type GraphEdge, type GraphNode, keyOf, type Place, sentence, type View, visibleEdges, visibleNodes, words } from "./model";
import { lines, markOf } from "./shapes";

const SVG = "http://www.w3.org/2000/svg";
/** With more edges than this their labels show only where one looks. */
export const LABELED_EDGES = 16;

export function element(name: string, attributes: Record<string, string | number> = {}, ...children: (Node | string)[]): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.append(...children);
  return made;
}

const short = (value: number): string => String(Math.round(value * 10) / 10);

/** Three dots, the mark of what is inferred: drawn, so that it is no part of a name. */
const THEREFORE = [[-1.6, -3], [-3.5, 6], [7, 0]].map(([x, y]) => `m${x} ${y}a1.6 1.6 0 1 1 3.2 0a1.6 1.6 0 1 1 -3.2 0z`).join("");

interface Line {
  readonly d: string;
  readonly arrow: string;
  readonly middle: Place;
}

/** The line of an edge, bent aside by `bend` where several join the same two nodes. */
export function line(from: Place, to: Place, bend: number): Line {
  const dx = to.x - from.x, dy = to.y - from.y, length = Math.hypot(dx, dy) || 1;
  const ux = dx / length, uy = dy / length;
  const control = { x: (from.x + to.x) / 2 - uy * bend, y: (from.y + to.y) / 2 + ux * bend };
  const toward = (end: Place): Place => {
    const x = control.x - end.x, y = control.y - end.y, far = Math.hypot(x, y) || 1;
    return { x: end.x + (x / far) * 18, y: end.y + (y / far) * 18 };
  };
  const start = toward(from), end = toward(to);
  const ex = end.x - control.x, ey = end.y - control.y, far = Math.hypot(ex, ey) || 1;
  const ax = ex / far, ay = ey / far;
  const corner = (side: number): string => `${short(end.x - ax * 9 + side * -ay * 4.5)} ${short(end.y - ay * 9 + side * ax * 4.5)}`;
  const at = `${short(start.x)} ${short(start.y)}`, stop = `${short(end.x)} ${short(end.y)}`;
  return {
    d: bend ? `M${at}Q${short(control.x)} ${short(control.y)} ${stop}` : `M${at}L${stop}`,
    arrow: `M${stop}L${corner(1)}L${corner(-1)}Z`,
    middle: { x: (start.x + end.x) / 4 + control.x / 2, y: (start.y + end.y) / 4 + control.y / 2 },
  };
}

/** How far each edge bends, so that edges between the same two nodes do not hide each other. */
function bends(edges: readonly GraphEdge[]): Map<string, number> {
  const counts = new Map<string, number>(), found = new Map<string, number>();
  for (const edge of edges) {
    const turned = edge.source > edge.target;
    const pair = turned ? `${edge.target} ${edge.source}` : `${edge.source} ${edge.target}`;
    const index = counts.get(pair) ?? 0;
    counts.set(pair, index + 1);
    const size = Math.ceil(index / 2) * 46 * (index % 2 ? 1 : -1);
    found.set(keyOf(edge), turned ? -size : size);
  }
  return found;
}

/** The labels of edges that nobody has looked at yet. */
const unwritten = new WeakMap<Element, () => SVGElement>();

/** Write the label of an edge, if it is not written: thousands that show only where one looks take
 * longer to lay out than everything else. */
export function write(edge: Element): void {
  const label = unwritten.get(edge);
  if (label) edge.append(label());
  unwritten.delete(edge);
}

function drawnEdge(view: View, edge: GraphEdge, bend: number): SVGElement {
  const from = view.places.get(edge.source), to = view.places.get(edge.target);
  if (!from || !to) return element("g");
  const { d, arrow, middle } = line(from, to, bend);
  const name = `${sentence(view, edge)}, ${edge.inferred ? "inferred" : "asserted"}${edge.estimate ? ", an estimate" : ""}`;
  const made = element("g", { class: `edge${edge.inferred ? " inferred" : ""}`, role: "button", tabindex: -1, "aria-label": name, "data-edge": keyOf(edge) },
    element("path", { class: "hit", d }),
    element("path", { class: "line", d }),
    element("path", { class: "arrow", d: arrow }),
    ...(edge.inferred ? [element("path", { class: "sign", d: `M${short(middle.x)} ${short(middle.y - 9)}${THEREFORE}` })] : []),
  );
  unwritten.set(made, () => element("text", { class: "name", x: short(middle.x), y: short(middle.y + 7) }, edge.label));
  return made;
}

/** How many neighbors of `node` are not in the picture; 0 where that is unknown. */
export function beyond(node: GraphNode, edges: readonly GraphEdge[]): number {
  if (node.degree === undefined) return 0;
  const near = new Set<string>();
  for (const edge of edges) {
    if (edge.source === node.id) near.add(edge.target);
    if (edge.target === node.id) near.add(edge.source);
  }
  return Math.max(0, node.degree - near.size);
}

function drawnNode(view: View, node: GraphNode, hidden: number, isStart: boolean): SVGElement {
  const { x, y } = view.places.get(node.id) ?? { x: 0, y: 0 };
  const { group, path } = markOf(node.kind);
  const label = lines(node.label);
  const name = `${node.label}, ${words(node.kind)}${hidden ? `, ${hidden} more not shown` : ""}`;
  const wide = Math.max(44, ...label.map((text) => text.length * 7));
  return element("g", { class: `node ${group}${isStart ? " start" : ""}`, role: "button", tabindex: -1, "aria-label": name, "data-node": node.id },
    element("rect", { class: "hit", x: short(x - wide / 2), y: short(y - 22), width: wide, height: 40 + 14 * label.length }),
    element("path", { class: "mark-shape", d: `M${short(x)} ${short(y)}${path}` }),
  );
}

/** Everything that pans and zooms together. */
export function drawn(view: View, starts: ReadonlySet<string>): SVGElement {
  const edges = visibleEdges(view), nodes = visibleNodes(view), bent = bends(edges);
  const near = new Map<string, GraphEdge[]>(nodes.map((node) => [node.id, []]));
  for (const edge of view.edges.values()) for (const id of [edge.source, edge.target]) near.get(id)?.push(edge);
  const hidden = new Map(nodes.map((node) => [node.id, beyond(node, near.get(node.id) ?? [])]));
  const writing = nodes.flatMap((node) => {
    const { x, y } = view.places.get(node.id) ?? { x: 0, y: 0 }, more = hidden.get(node.id);
    const name = `name${starts.has(node.id) ? " start" : ""}`;
    return [
      ...lines(node.label).map((text, index) => element("text", { class: name, x: short(x), y: short(y + 29 + 14 * index) }, text)),
      ...(more ? [element("text", { class: "more", x: short(x + 17), y: short(y - 8) }, `+${more}`)] : []),
    ];
  });
  const relations = edges.map((edge) => drawnEdge(view, edge, bent.get(keyOf(edge)) ?? 0));
  const isLabeled = edges.length <= LABELED_EDGES;
  if (isLabeled) relations.forEach(write);
  return element("g", { class: `everything${isLabeled ? " labeled" : ""}` },
    element("g", { role: "group", "aria-label": "Relations" }, ...relations),
    element("g", { role: "group", "aria-label": "Entities" }, ...nodes.map((node) =>
      drawnNode(view, node, hidden.get(node.id) ?? 0, starts.has(node.id)))),
    // The accessible names of the nodes say all of this.
    element("g", { "aria-hidden": "true" }, ...writing),
  );
}

export interface Box { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

/** What the picture covers, labels included. */
export function extent(view: View): Box {
  const places = visibleNodes(view).map((node) => view.places.get(node.id) ?? { x: 0, y: 0 });
  if (!places.length) return { x: 0, y: 0, width: 1, height: 1 };
  const xs = places.map((place) => place.x), ys = places.map((place) => place.y);
  const x = Math.min(...xs) - 80, y = Math.min(...ys) - 40;
  return { x, y, width: Math.max(...xs) + 80 - x, height: Math.max(...ys) + 80 - y };
}
