/** Places of nodes. The build has computed those of the whole graph; here they are scaled to what
 * is shown, labels are kept apart, and newcomers find a place beside what brought them. The same
 * input gives the same places: no chance and no clock is involved. */
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import type { GraphEdge, GraphNode, Place } from "./model";

/** The room that a node with its label needs; heights are stretched so that a circle serves. */
const WIDE = 136, HIGH = 82, STRETCH = WIDE / HIGH;

interface Body extends SimulationNodeDatum {
  readonly id: string;
  x: number;
  y: number;
  readonly homeX: number;
  readonly homeY: number;
}

const rounded = (value: number): number => Math.round(value * 10) / 10;

function collected(bodies: readonly Body[]): Map<string, Place> {
  return new Map(bodies.map((body) => [body.id, { x: rounded(body.x), y: rounded(body.y / STRETCH) }]));
}

/** How much the built places are stretched to the side and down, so that as many labels as there
 * are fit into a picture that is wider than high. */
function factors(nodes: readonly GraphNode[]): [number, number] {
  if (nodes.length < 2) return [1, 1];
  const xs = nodes.map((node) => node.x), ys = nodes.map((node) => node.y);
  const width = Math.max(1, Math.max(...xs) - Math.min(...xs));
  const height = Math.max(1, Math.max(...ys) - Math.min(...ys));
  const scale = Math.sqrt((nodes.length * WIDE * HIGH * 1.5) / (width * height));
  const wider = Math.sqrt(Math.min(2.2, Math.max(0.6, (1.8 * height) / width)));
  return [scale * wider, scale / wider];
}

/** Places for a first picture: those of the build, scaled, labels pushed apart. */
export function first(nodes: readonly GraphNode[]): Map<string, Place> {
  const [across, down] = factors(nodes);
  const bodies: Body[] = nodes.map((node) => {
    const x = node.x * across, y = node.y * down * STRETCH;
    return { id: node.id, x, y, homeX: x, homeY: y };
  });
  if (bodies.length > 1) {
    forceSimulation(bodies).stop().alphaDecay(0)
      .force("x", forceX<Body>((body) => body.homeX).strength(0.03))
      .force("y", forceY<Body>((body) => body.homeY).strength(0.03))
      .force("apart", forceCollide<Body>(WIDE / 2).strength(1).iterations(2))
      .tick(bodies.length > 600 ? 12 : 90);
  }
  return collected(bodies);
}

/** Places after newcomers have come: `placed` stay where they are, newcomers settle near what they
 * are related to. */
export function beside(
  placed: ReadonlyMap<string, Place>, newcomers: readonly GraphNode[], edges: readonly GraphEdge[], origin: string,
): Map<string, Place> {
  const around = placed.get(origin) ?? { x: 0, y: 0 };
  const old: Body[] = [...placed].map(([id, { x, y }]) => {
    const down = y * STRETCH;
    return { id, x, y: down, fx: x, fy: down, homeX: x, homeY: down };
  });
  const start = newcomers.map((node, index): Body => {
    // A sunflower: every newcomer has a direction and distance of its own.
    const angle = index * 2.39996, distance = WIDE * (0.9 + 0.45 * Math.sqrt(index));
    const x = around.x + distance * Math.cos(angle), y = around.y * STRETCH + distance * Math.sin(angle);
    return { id: node.id, x, y, homeX: around.x, homeY: around.y * STRETCH };
  });
  if (!start.length) return new Map(placed);
  const bodies = [...old, ...start];
  const known = new Set(bodies.map((body) => body.id)), fresh = new Set(start.map((body) => body.id));
  const links = edges
    .filter((edge) => known.has(edge.source) && known.has(edge.target) && (fresh.has(edge.source) || fresh.has(edge.target)))
    .map((edge) => ({ source: edge.source, target: edge.target }));
  forceSimulation(bodies).stop()
    .force("links", forceLink<Body, { source: string | Body; target: string | Body }>(links).id((body) => body.id).distance(WIDE * 1.2).strength(0.2))
    .force("charge", forceManyBody<Body>().strength(-220).distanceMax(WIDE * 3))
    .force("apart", forceCollide<Body>(WIDE / 2).strength(1).iterations(2))
    .tick(bodies.length > 600 ? 20 : 140);
  return new Map([...placed, ...collected(start)]);
}
