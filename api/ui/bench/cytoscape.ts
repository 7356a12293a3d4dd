/** The same picture drawn by cytoscape: the same nodes at the same places, marks of the same size,
 * the same lines of labels, arrows and dashes, seen through the same window. */
import type { Core, LayoutOptions } from "cytoscape";
import { lines } from "../src/explore/shapes";
import type { GraphEdge, GraphNode, Place } from "../src/explore/model";
import { panned } from "./frames";
import { cytoscape } from "./peer";

interface Drawing {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly places: Readonly<Record<string, Place>>;
}

interface Seen { readonly width: number; readonly height: number; readonly x: number; readonly y: number; readonly zoom: number }

let core: Core | undefined;

/** Show `drawing` as it is `seen`. */
function show(drawing: Drawing, seen: Seen): void {
  core?.destroy();
  const box = document.querySelector<HTMLElement>("main")!;
  box.style.width = `${seen.width}px`;
  box.style.height = `${seen.height}px`;
  core = cytoscape({
    container: box,
    elements: {
      nodes: drawing.nodes.map(({ id, label }) => ({ data: { id, label: lines(label).join("\n") } })),
      edges: drawing.edges.map(({ source, target, inferred }) => ({ data: { source, target, inferred: Number(inferred) } })),
    },
    layout: { name: "preset", positions: drawing.places, zoom: seen.zoom, pan: { x: seen.x, y: seen.y }, fit: false },
    style: [
      { selector: "node", style: { width: 26, height: 24, "background-color": "#cfe3f1", "border-width": 1.4, "border-color": "#0b4a6f", label: "data(label)", "text-wrap": "wrap", "text-valign": "bottom", "text-margin-y": 4, "font-size": 12, color: "#16202a", "text-outline-width": 1.5, "text-outline-color": "#ffffff" } },
      { selector: "edge", style: { width: 1.3, "line-color": "#66727e", "target-arrow-color": "#66727e", "target-arrow-shape": "triangle", "curve-style": "bezier" } },
      { selector: "edge[inferred=1]", style: { "line-style": "dashed", "line-color": "#5b2a86", "target-arrow-color": "#5b2a86" } },
    ],
  });
}

/** How many nodes are in the window. */
function shown(): number {
  const { x1, x2, y1, y2 } = core!.extent();
  return core!.nodes().filter((node) => {
    const { x, y } = node.position();
    return x > x1 && x < x2 && y > y1 && y < y2;
  }).length;
}

/** The milliseconds of fcose over what is shown: where places are not computed before, a reader waits
 * for it. */
async function laidOut(): Promise<number> {
  const started = performance.now();
  const layout = core?.layout({ name: "fcose", animate: false, fit: false } as LayoutOptions);
  const stopped = layout?.promiseOn("layoutstop");
  layout?.run();
  await stopped;
  return performance.now() - started;
}

Object.assign(globalThis, { show, shown, laidOut, pan: (frames: number) => panned((move) => core?.panBy(move), frames) });
document.body.dataset["ready"] = "yes";
