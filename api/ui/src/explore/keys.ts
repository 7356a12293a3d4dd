/** The keyboard in the picture: arrows follow relations, the other keys do what the buttons do. */
import type { GraphView } from "../explore";
import { visibleEdges, type Place } from "./model";

const ARROWS: Record<string, readonly [number, number]> = {
  ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1],
};

/** Of the nodes around `from`, the one that lies most in the direction of an arrow. */
export function toward(from: Place, around: ReadonlyMap<string, Place>, key: string): string {
  const [dx, dy] = ARROWS[key] ?? [0, 0];
  let best = "", most = -Infinity;
  for (const [id, place] of around) {
    const x = place.x - from.x, y = place.y - from.y, far = Math.hypot(x, y) || 1;
    const straight = (x * dx + y * dy) / far;
    if (straight > 0.2 && straight - far / 5000 > most) [best, most] = [id, straight - far / 5000];
  }
  return best;
}

function walk(graph: GraphView, key: string): void {
  const { view } = graph.session, edges = visibleEdges(view), ends = graph.at.split(" ");
  const around = new Map<string, Place>();
  const put = (id: string): void => { const place = view.places.get(id); if (place) around.set(id, place); };
  if (ends.length === 3) [ends[0], ends[2]].forEach((id) => put(id ?? ""));
  else for (const edge of edges) {
    if (edge.source === graph.at) put(edge.target);
    if (edge.target === graph.at) put(edge.source);
  }
  const places = [...around.values()];
  const middle = { x: places.reduce((sum, place) => sum + place.x, 0) / (places.length || 1), y: places.reduce((sum, place) => sum + place.y, 0) / (places.length || 1) };
  const next = toward(view.places.get(graph.at) ?? middle, around, key);
  if (next) graph.rove(next);
}

/** The next edge of the node (or beside the edge) that the keyboard is at. */
function nextEdge(graph: GraphView, step: number): void {
  const all = visibleEdges(graph.session.view);
  const id = graph.at.split(" ")[0] ?? "";
  const mine = all.filter((edge) => edge.source === id || edge.target === id).map((edge) => `${edge.source} ${edge.relation} ${edge.target}`);
  const at = mine.indexOf(graph.at);
  const next = mine[(at + step + mine.length) % (mine.length || 1)];
  if (next) graph.rove(next);
}

export function pressed(graph: GraphView, event: KeyboardEvent): void {
  const isNode = !graph.at.includes(" "), plain = (): string => "";
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey) return;
  if (command && event.key.toLowerCase() === "z") void graph.tool(event.shiftKey ? "redo" : "undo", plain);
  else if (command && event.key.toLowerCase() === "y") void graph.tool("redo", plain);
  else if (command) return;
  else if (event.key in ARROWS) walk(graph, event.key);
  else if (event.key === "Enter" || event.key === " ") void (isNode ? graph.expand(graph.at) : graph.openEdge(graph.at));
  else if (event.key === "Backspace" || event.key === "Delete") { if (isNode) void graph.collapse(graph.at); }
  else if (event.key === "+" || event.key === "=") void graph.tool("in", plain);
  else if (event.key === "-") void graph.tool("out", plain);
  else if (event.key === "0") void graph.tool("fit", plain);
  else if (event.key === "?") void graph.tool("help", plain);
  else if (event.key === "Escape") void graph.tool("close", plain);
  else if (event.key === "e" || event.key === "E") nextEdge(graph, event.key === "e" ? 1 : -1);
  else return;
  event.preventDefault();
}
