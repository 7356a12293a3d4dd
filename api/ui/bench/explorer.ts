/** The explorer as it is in the product, panned by its own camera. */
import "../src/explore";
import type { GraphView } from "../src/explore";
import { extent } from "../src/explore/draw";
import { asked, longest, panned } from "./frames";

const data = document.createElement("script");
data.type = "application/json";
data.textContent = await asked();
const graph = document.createElement("gluteal-graph") as GraphView;
graph.append(data);
let spent = 0;
const opening = await longest(() => {
  const started = performance.now();
  document.querySelector("main")?.append(graph);
  spent = performance.now() - started;
});
const { view } = graph.session;

Object.assign(globalThis, {
  /** Milliseconds until the picture was made, and between two frames at most meanwhile. */
  opened: { spent, opening },
  /** What another library needs to draw the same. */
  drawing: { nodes: [...view.nodes.values()], places: Object.fromEntries(view.places), edges: [...view.edges.values()] },
  seen: () => graph.camera.seen,
  /** Bring all of it into view, as small as that makes it. */
  whole: () => {
    const { camera } = graph, { x, y, width, height } = extent(view), stage = document.querySelector(".stage")!.getBoundingClientRect();
    camera.zoom(Math.min(stage.width / width, stage.height / height) / camera.seen.scale);
    const { scale } = camera.seen;
    camera.pan((stage.width - width * scale) / 2 - x * scale - camera.seen.x, (stage.height - height * scale) / 2 - y * scale - camera.seen.y);
  },
  pan: (frames: number) => panned(({ x, y }) => graph.camera.pan(x, y), frames),
});
document.body.dataset["ready"] = "yes";
