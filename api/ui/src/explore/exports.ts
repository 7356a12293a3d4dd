/** Files of what is shown, made in the browser. */
import { drawn, extent } from "./draw";
import { type GraphEdge, sentence, type View, visibleEdges, visibleNodes } from "./model";

const BASE = "https://w3id.org/gluteal/";
const SUBCLASS = "http://www.w3.org/2000/01/rdf-schema#subClassOf";

export const FORMATS: Readonly<Record<string, { readonly label: string; readonly media: string }>> = {
  png: { label: "PNG", media: "image/png" },
  svg: { label: "SVG", media: "image/svg+xml" },
  csv: { label: "CSV", media: "text/csv" },
  graphml: { label: "GraphML", media: "application/graphml+xml" },
  ttl: { label: "Turtle", media: "text/turtle" },
  jsonld: { label: "JSON-LD", media: "application/ld+json" },
};

/** Colors of files, which know no stylesheet; those of the light page. */
const LOOK: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [".sign", { fill: "#5b2a86" }],
  ["text", { "font-family": "system-ui, sans-serif", "font-size": "12", "text-anchor": "middle", fill: "#16202a" }],
  [".edge .line", { fill: "none", stroke: "#414e5a", "stroke-width": "1.4" }],
  [".edge .arrow", { fill: "#414e5a" }],
  [".edge .name", { "font-size": "10.5", fill: "#414e5a", stroke: "#ffffff", "stroke-width": "3", "paint-order": "stroke" }],
  [".edge.inferred .line", { stroke: "#5b2a86", "stroke-dasharray": "6 4" }],
  [".edge.inferred .arrow, .edge.inferred .name", { fill: "#5b2a86" }],
  [".mark-shape", { stroke: "#16202a", "stroke-width": "1.4", fill: "#ffffff" }],
  [".condition .mark-shape", { fill: "#cfe3f1" }],
  [".finding .mark-shape", { fill: "#fbe3b0" }],
  [".anatomy .mark-shape", { fill: "#d3eadb" }],
  [".region .mark-shape", { fill: "#f6d5d0" }],
  [".action .mark-shape", { fill: "#e2e5e9" }],
  [".more", { "font-size": "10", "text-anchor": "start" }],
];

/** The picture as a document of its own; the same view gives the same bytes. */
export function svg(view: View): string {
  const group = drawn(view, new Set()), { x, y, width, height } = extent(view);
  for (const [selector, look] of LOOK) {
    for (const one of group.querySelectorAll(selector)) for (const [name, value] of Object.entries(look)) one.setAttribute(name, value);
  }
  for (const one of group.querySelectorAll(".hit")) one.remove();
  for (const one of group.querySelectorAll("[tabindex]")) { one.removeAttribute("tabindex"); one.setAttribute("role", "img"); }
  const round = (value: number): number => Math.round(value * 10) / 10;
  const box = [x, y, width, height].map(round).join(" ");
  const back = `<rect x="${round(x)}" y="${round(y)}" width="100%" height="100%" fill="#ffffff"/>`;
  const body = new XMLSerializer().serializeToString(group).replace(' xmlns="http://www.w3.org/2000/svg"', "");
  return `<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}" width="${round(width)}" height="${round(height)}">${back}${body}</svg>\n`;
}

/** A picture of points, twice as fine as the screen as long as browsers can draw that. */
async function png(view: View): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg(view))}`;
  await image.decode();
  const scale = Math.min(2, 8000 / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("no picture"))), "image/png"));
}

/** One field of CSV. What a spreadsheet would take for a formula gets an apostrophe before it. */
export function field(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The edges as rows. */
export function csv(view: View): string {
  const label = (id: string): string => view.nodes.get(id)?.label ?? id;
  const head = ["source_id", "source", "relation", "target_id", "target", "basis", "inferred", "strength", "estimate", "records", "sources"];
  const body = visibleEdges(view).map((edge) => [
    edge.source, label(edge.source), edge.label, edge.target, label(edge.target), edge.basis, String(edge.inferred),
    edge.strength ?? "", edge.estimate === null ? "" : String(edge.estimate), edge.records.join(" "), edge.sources.join(" ")]);
  return [head, ...body].map((row) => row.map(field).join(",")).join("\r\n") + "\r\n";
}

const xml = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The graph as GraphML, a directed multigraph with places. */
export function graphml(view: View): string {
  const keys = [["label", "node", "string"], ["kind", "node", "string"], ["x", "node", "double"], ["y", "node", "double"], ["relation", "edge", "string"], ["inferred", "edge", "boolean"], ["basis", "edge", "string"], ["strength", "edge", "string"], ["sources", "edge", "string"]];
  const data = (of: string, name: string, value: string | number | boolean): string => `<data key="${of}-${name}">${xml(String(value))}</data>`;
  const nodes = visibleNodes(view).map((node) => {
    const place = view.places.get(node.id) ?? { x: 0, y: 0 };
    return `<node id="${xml(node.id)}">${data("node", "label", node.label)}${data("node", "kind", node.kind)}${data("node", "x", place.x)}${data("node", "y", place.y)}</node>`;
  });
  const edges = visibleEdges(view).map((edge, index) => `<edge id="e${index}" source="${xml(edge.source)}" target="${xml(edge.target)}">${data("edge", "relation", edge.relation)}${data("edge", "inferred", edge.inferred)}${data("edge", "basis", edge.basis)}${data("edge", "strength", edge.strength ?? "")}${data("edge", "sources", edge.sources.join(" "))}</edge>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n${keys.map(([name, of, type]) => `<key id="${of}-${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`).join("\n")}\n<graph id="shown" edgedefault="directed">\n${[...nodes, ...edges].join("\n")}\n</graph>\n</graphml>\n`;
}

const entity = (id: string): string => BASE + id.replace(":", "_");
const term = (edge: GraphEdge): string => (edge.relation === "subClassOf" ? SUBCLASS : BASE + edge.relation);
const quoted = (text: string): string => JSON.stringify(text).replaceAll("\u007f", "\\u007F");

/** The edges as plain triples between entities, with labels; whether one is inferred is a comment,
 * because a triple cannot say so. */
export function turtle(view: View): string {
  const labels = visibleNodes(view).map((node) => `<${entity(node.id)}> rdfs:label ${quoted(node.label)}@en .`);
  const triples = visibleEdges(view).map((edge) => `<${entity(edge.source)}> <${term(edge)}> <${entity(edge.target)}> . # ${edge.inferred ? "inferred" : "asserted"}: ${sentence(view, edge).replace(/[\r\n]/g, " ")}`);
  return `@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\n${[...labels, ...triples].join("\n")}\n`;
}

/** The same triples as JSON-LD, without a context to fetch. */
export function jsonld(view: View): string {
  const graph = visibleNodes(view).map((node) => {
    const found: Record<string, unknown> = { "@id": entity(node.id), "http://www.w3.org/2000/01/rdf-schema#label": [{ "@value": node.label, "@language": "en" }] };
    for (const edge of visibleEdges(view)) if (edge.source === node.id) found[term(edge)] = [...((found[term(edge)] as unknown[]) ?? []), { "@id": entity(edge.target) }];
    return found;
  });
  return JSON.stringify({ "@graph": graph }, null, 1) + "\n";
}

const TEXTS: Readonly<Record<string, (view: View) => string>> = { svg, csv, graphml, ttl: turtle, jsonld };

/** Hand the file of the format `name` to whoever asked for it. */
export async function download(name: string, view: View): Promise<void> {
  const media = FORMATS[name]?.media ?? "text/plain", text = TEXTS[name];
  const blob = text ? new Blob([text(view)], { type: `${media};charset=utf-8` }) : await png(view);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `gluteal-graph.${name}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
