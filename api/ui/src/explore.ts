/** The explorer: what the server sent as a table, as a picture that can be grown. */
import { html, LitElement, nothing, render, type TemplateResult } from "lit";
import { Camera } from "./explore/camera";
import { drawn, extent, write } from "./explore/draw";
import { download, FORMATS } from "./explore/exports";
import { pressed as keyPressed } from "./explore/keys";
import { type Answer, type GraphEdge, type View, visibleEdges, visibleNodes } from "./explore/model";
import { button, edgePanel, legend, nodePanel, pathPanel, rows } from "./explore/panels";
import { Service, Session } from "./explore/session";

const HELP = "Arrows follow relations to the next entity, E goes through the relations of one, Enter expands or opens a proof, Backspace collapses, + and − zoom, 0 shows all, Ctrl+Z undoes, Ctrl+Y redoes, Escape closes the panel.";

/** Names of relations that can be read beside each other around one entity. */
const NAMED_AT_ONCE = 10;

export class GraphView extends LitElement {
  private service!: Service;
  session!: Session;
  camera!: Camera;
  private stage!: HTMLElement;
  private picture!: SVGElement;
  private side!: HTMLElement;
  private drawn: View | null = null;
  private panel: TemplateResult | null = null;
  private said = "";
  private pathFrom = "";
  private tabled = false;
  /** The edge whose proof stands beside the picture. */
  private proven = "";
  /** The node or edge that the keyboard is at. */
  at = "";

  protected override createRenderRoot(): HTMLElement { return this; }

  override connectedCallback(): void {
    const sent = this.querySelector("script[type='application/json']")?.textContent;
    if (!sent || this.session) return;
    this.service = new Service(new URLSearchParams(location.search));
    this.session = new Session(JSON.parse(sent) as Answer, this.service);
    super.connectedCallback();
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => {
      // Beside the picture undo and redo are the only keys that mean something.
      if ((event.ctrlKey || event.metaKey) && !this.stage.contains(event.target as Node)) keyPressed(this, event);
    });
    this.paint();
    this.fit();
    if (this.session.view.paths.length) this.show(pathPanel(this.session.view));
    addEventListener("beforeprint", () => this.camera.whole(true));
    addEventListener("afterprint", () => this.camera.whole(false));
    addEventListener("popstate", () => void this.restore());
    if (location.hash.length > 1) void this.restore();
  }

  protected override render(): TemplateResult {
    const { view, canUndo, canRedo } = this.session, nodes = visibleNodes(view).length, edges = visibleEdges(view).length;
    const of = view.total > nodes ? `${nodes} of ${view.total}` : `All ${view.total}`;
    return html`<p class="shown" role="status">${this.said || html`<strong>${of}</strong> entities shown, with ${edges} relation${edges === 1 ? "" : "s"}. ${view.note}`}</p>
      <div class="tools" role="group" aria-label="Picture">
        ${button("Undo", "undo", !canUndo)} ${button("Redo", "redo", !canRedo)}
        <button type="button" data-act="in" aria-label="Zoom in">+</button> <button type="button" data-act="out" aria-label="Zoom out">−</button>
        ${button("Show all", "fit")} ${button("Copy link", "copy")}
        <details class="menu"><summary>Save as</summary><ul>${Object.entries(FORMATS).map(([name, { label }]) =>
          html`<li><button type="button" data-act="save" data-name=${name}>${label}</button></li>`)}</ul></details>
        <button type="button" data-act="help" aria-label="Help">?</button>
      </div>
      <div class="picture">
        <div class="stage" role="group" aria-label="Graph" aria-roledescription="graph">
          <div class="layer"><div class="paper"></div><svg width="1" height="1"></svg></div>
        </div>
        <aside class="side card" aria-label="Details" tabindex="-1" ?hidden=${!this.panel}>${this.panel
          ? html`<button type="button" class="close" data-act="close">Close</button>${this.panel}` : nothing}</aside>
      </div>
      ${legend(view)}`;
  }

  protected override firstUpdated(): void {
    this.stage = this.querySelector(".stage") as HTMLElement;
    this.picture = this.stage.querySelector("svg") as SVGElement;
    this.side = this.querySelector(".side") as HTMLElement;
    this.camera = new Camera(this.stage, this.querySelector(".layer") as HTMLElement);
    this.classList.add("ready");
    this.stage.addEventListener("dblclick", (event) => this.twice(event));
    this.stage.addEventListener("keydown", (event) => keyPressed(this, event));
    this.stage.addEventListener("focusin", (event) => this.focused((event.target as Element).closest<SVGElement>("[data-edge],[data-node]")));
    this.stage.addEventListener("pointerover", (event) => this.light((event.target as Element).closest("[data-edge],[data-node]")));
    this.side.addEventListener("pointerover", (event) => this.premise(event.target as Element));
  }

  /** Draw a new view into the picture; the keyboard stays where it was. */
  protected override updated(): void {
    const { view } = this.session, focused = this.stage.contains(document.activeElement);
    if (view === this.drawn) return;
    const group = drawn(view, this.session.starts);
    this.picture.replaceChildren(group);
    this.camera.hold(group, extent(view));
    // The server's own table stands until something is done.
    if (this.drawn) this.table(view);
    this.drawn = view;
    this.rove(this.find(this.at) ? this.at : [...this.session.starts][0] ?? "", focused);
  }

  /** Show what is so now, at once: what follows reaches into the picture. */
  private paint(): void {
    this.requestUpdate();
    this.performUpdate();
  }

  private table(view: View): void {
    const body = document.querySelector<HTMLElement>("[data-part=table] tbody"), found = rows(view);
    if (body && !this.tabled) body.replaceChildren();
    this.tabled = true;
    if (body) render(found, body);
    document.querySelector("[data-part=table] .count")?.replaceChildren(String(found.length));
  }

  find(key: string): SVGElement | null {
    return key ? this.stage.querySelector<SVGElement>(`[data-node="${CSS.escape(key)}"],[data-edge="${CSS.escape(key)}"]`) : null;
  }

  /** Make the node or edge `key` the one place of the picture that Tab reaches. */
  rove(key: string, focus = true): void {
    const target = this.find(key) ?? this.stage.querySelector<SVGElement>("[data-node]");
    if (!target) return;
    this.find(this.at)?.setAttribute("tabindex", "-1");
    this.at = target.dataset["node"] ?? target.dataset["edge"] ?? "";
    target.setAttribute("tabindex", "0");
    if (!focus) return;
    target.focus({ preventScroll: true });
    const place = this.session.view.places.get(target.dataset["node"] ?? "");
    if (place) this.camera.reveal(place.x, place.y);
  }

  fit(): void {
    const { view, starts } = this.session;
    this.camera.fit(extent(view), view.places.get([...starts][0] ?? "") ?? { x: 0, y: 0 });
  }

  /** Show `panel` beside the picture, or nothing there. */
  show(panel: TemplateResult | null, proven = ""): void {
    this.panel = panel;
    this.proven = proven;
    this.paint();
  }

  private focused(target: SVGElement | null): void {
    this.light(target);
    if (target) this.rove(target.dataset["node"] ?? target.dataset["edge"] ?? "", false);
  }

  private light(target: Element | null): void {
    for (const lit of this.stage.querySelectorAll(".lit")) lit.classList.remove("lit");
    const node = target?.getAttribute("data-node");
    const edges = node ? this.stage.querySelectorAll(`[data-edge^="${node} "],[data-edge$=" ${node}"]`) : [];
    for (const one of [...(target ? [target] : []), ...edges]) lightUp(one);
    this.stage.classList.toggle("crowded", this.stage.querySelectorAll(".edge.lit").length > NAMED_AT_ONCE);
    const edge = target?.getAttribute("data-edge");
    if (edge && this.proven === edge) this.premises();
  }

  /** Light up every edge that the proof beside the picture uses. */
  premises(): void {
    for (const line of this.side.querySelectorAll("[data-premise]")) lightUp(this.find(line.getAttribute("data-premise") ?? ""));
  }

  private premise(target: Element): void {
    const key = target.closest("[data-premise]")?.getAttribute("data-premise");
    if (key) this.light(this.find(key));
  }

  /** Bring entities into what the details beside the picture leave of it; the last one wins. */
  private reveal(...ids: string[]): void {
    for (const place of ids.map((id) => this.session.view.places.get(id))) if (place) this.camera.reveal(place.x, place.y);
  }

  async openNode(id: string): Promise<void> {
    const { view } = this.session, node = view.nodes.get(id);
    if (!node) return;
    this.show(nodePanel(view, node, null));
    this.reveal(id);
    const counts = await this.service.counts(id).catch(() => null);
    if (this.at === id) this.show(nodePanel(this.session.view, node, counts ?? {}));
  }

  async openEdge(key: string): Promise<void> {
    const edge = this.session.view.edges.get(key);
    if (!edge) return;
    this.show(edgePanel(this.session.view, edge, null), key);
    this.reveal(edge.source, edge.target);
    const [proof, citations] = await Promise.all([edge.proof ? proofOf(edge) : null, this.service.citations()]);
    if (this.proven !== key) return;
    this.show(edgePanel(this.session.view, edge, proof, citations), key);
    this.premises();
  }

  async act(step: Promise<void>): Promise<void> {
    const pressed = document.activeElement?.getAttribute("data-act") ?? "";
    this.setAttribute("aria-busy", "true");
    await step;
    this.removeAttribute("aria-busy");
    this.said = "";
    this.paint();
    this.keepFocus(pressed);
    const fragment = await this.session.fragment();
    history.replaceState(null, "", `${location.pathname}${location.search}${fragment && `#${fragment}`}`);
  }

  /** A button that was used up hands the focus to the one that takes it back. */
  private keepFocus(act: string): void {
    const other = { undo: "redo", redo: "undo" }[act];
    if (other && this.querySelector(`[data-act=${act}]:disabled`)) this.querySelector<HTMLElement>(`[data-act=${other}]`)?.focus();
  }

  private async restore(): Promise<void> {
    await this.session.restore(location.hash.slice(1));
    this.paint();
    this.fit();
  }

  expand(id: string, relation = ""): Promise<void> {
    return this.act(this.session.do({ kind: "expand", id, relation })).then(() => this.openNode(id));
  }

  collapse(id: string): Promise<void> {
    this.show(null);
    return this.act(this.session.do({ kind: "collapse", id }));
  }

  private twice(event: Event): void {
    const id = (event.target as Element).closest("[data-node]")?.getAttribute("data-node");
    if (id) void this.expand(id);
  }

  private clicked(event: Event): void {
    const target = (event.target as Element).closest("[data-act],[data-node],[data-edge]");
    if (!target) return;
    const value = (name: string): string => target.getAttribute(`data-${name}`) ?? "";
    const node = value("node"), edge = value("edge");
    if (node && this.pathFrom && this.pathFrom !== node) void this.path(node);
    else if (node) { this.rove(node); void this.openNode(node); }
    else if (edge) { this.rove(edge); void this.openEdge(edge); }
    else void this.tool(value("act"), value);
  }

  private async path(to: string): Promise<void> {
    const from = this.pathFrom;
    this.pathFrom = "";
    await this.act(this.session.do({ kind: "path", from, to }));
    this.show(pathPanel(this.session.view));
  }

  async tool(act: string, value: (name: string) => string): Promise<void> {
    switch (act) {
      case "undo": return this.act(this.session.undo());
      case "redo": return this.act(this.session.redo());
      case "in": return this.camera.zoom(1.25);
      case "out": return this.camera.zoom(0.8);
      case "fit": return this.fit();
      case "close": this.show(null); return this.rove(this.at);
      case "help": return this.show(html`<p>${HELP}</p>`);
      case "expand": return this.expand(value("id"), value("relation"));
      case "collapse": return this.collapse(value("id"));
      case "edge": this.rove(value("key")); return this.openEdge(value("key"));
      case "path":
        this.pathFrom = value("id");
        return this.show(html`<p>Now choose the entity where the path ends.</p>`);
      case "relation": return this.act(this.session.do({ kind: "relation", name: value("name") }));
      case "type": return this.act(this.session.do({ kind: "type", name: value("name") }));
      case "copy":
        await navigator.clipboard?.writeText(location.href).catch(() => undefined);
        this.said = "The address of this picture is copied.";
        return this.paint();
      case "save": return download(value("name"), this.session.view);
    }
  }
}

function lightUp(one: Element | null): void {
  if (!one) return;
  one.classList.add("lit");
  write(one);
}

/** The proof of an inferred edge, as its page has it, or why there is none. */
async function proofOf(edge: GraphEdge): Promise<Element | string> {
  try {
    const answer = await fetch(`/v1/proofs/${edge.proof}`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-fragment=proof]");
    return answer.ok && found ? document.importNode(found, true) : "The proof cannot be shown now.";
  } catch {
    return "The service cannot be reached. Check the connection and try again.";
  }
}

if (!customElements.get("gluteal-graph")) customElements.define("gluteal-graph", GraphView);
