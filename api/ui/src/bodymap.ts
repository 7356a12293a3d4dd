/** The figures of the body map. The checkboxes beside them are what the form sends; a shape and its
 * checkboxes always say the same, and either may be changed. */

export interface Box {
  readonly x: number;
  readonly y: number;
}

type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight";
const ALONG: Record<Arrow, readonly [number, number]> = {
  ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0],
};
/** How much farther a place to the side counts than one straight ahead. */
const SIDEWAYS = 2.5;

/** The index of the place that lies next to place `at` in the direction of `arrow`; `at` itself
 * where there is none. */
export function neighbor(places: readonly Box[], at: number, arrow: Arrow): number {
  const from = places[at];
  if (from === undefined) return at;
  const [dx, dy] = ALONG[arrow];
  let best = at, least = Infinity;
  places.forEach((place, index) => {
    const across = place.x - from.x, down = place.y - from.y;
    const ahead = across * dx + down * dy;
    const aside = Math.abs(across * dy) + Math.abs(down * dx);
    const distance = ahead + aside * SIDEWAYS;
    if (index !== at && ahead > 1 && distance < least) [best, least] = [index, distance];
  });
  return best;
}

/** The value of the checkbox of a shape, such as `upper-buttock@left`. */
export function valueOf(shape: Element): string {
  return `${shape.getAttribute("data-region")}@${shape.getAttribute("data-side")}`;
}

const isArrow = (key: string): key is Arrow => key in ALONG;

export class BodyMap extends HTMLElement {
  private shapes: SVGElement[] = [];
  private boxes = new Map<string, HTMLInputElement>();

  connectedCallback(): void {
    if (this.shapes.length) return;
    this.shapes = [...this.querySelectorAll<SVGElement>("[data-region]")];
    for (const box of this.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) this.boxes.set(box.value, box);
    this.addEventListener("click", (event) => this.clicked(event));
    this.addEventListener("keydown", (event) => this.pressed(event));
    this.addEventListener("change", () => this.show());
    this.addEventListener("focusin", (event) => this.reached(event.target));
    this.addEventListener("pointerover", (event) => this.name(event.target));
    this.addEventListener("pointerleave", () => this.name(document.activeElement));
    // A form that is reset, or filled in by the browser's way back, changes boxes without a word.
    this.closest("form")?.addEventListener("reset", () => setTimeout(() => this.show()));
    addEventListener("pageshow", () => this.show());
    this.show();
    const first = this.shapes.find((shape) => shape.getAttribute("aria-checked") === "true") ?? this.shapes[0];
    first?.setAttribute("tabindex", "0");
  }

  /** Check exactly the places of `values`, without an event. */
  set chosen(values: readonly string[]) {
    for (const [value, box] of this.boxes) box.checked = values.includes(value);
    this.show();
  }

  get chosen(): string[] {
    return [...this.boxes.values()].filter((box) => box.checked).map((box) => box.value);
  }

  /** Make the shapes and the counts say what the boxes say. */
  private show(): void {
    for (const shape of this.shapes) {
      const box = this.boxes.get(valueOf(shape));
      shape.setAttribute("aria-checked", String(box?.checked ?? false));
    }
    for (const group of this.querySelectorAll("details")) {
      const count = group.querySelectorAll("input:checked").length;
      const shown = group.querySelector(".count");
      if (shown !== null) shown.textContent = count ? `${count} chosen` : "";
    }
  }

  private toggle(shape: Element): void {
    const box = this.boxes.get(valueOf(shape));
    if (box === undefined) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  private clicked(event: Event): void {
    const target = event.target as Element;
    const shape = target.closest("[data-region]");
    if (shape !== null) {
      this.rove(shape as SVGElement);
      this.toggle(shape);
    }
    const view = target.closest("button[data-view]")?.getAttribute("data-view");
    if (view) this.turn(view);
  }

  private turn(view: string): void {
    this.querySelector(".figures")?.setAttribute("data-view", view);
    for (const button of this.querySelectorAll("button[data-view]")) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-view") === view));
    }
    const visible = this.visible();
    if (!visible.some((shape) => shape.getAttribute("tabindex") === "0") && visible[0]) this.rove(visible[0], false);
  }

  private pressed(event: KeyboardEvent): void {
    const shape = (event.target as Element).closest<SVGElement>("[data-region]");
    if (shape === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter") this.toggle(shape);
    else if (isArrow(event.key)) this.move(shape, event.key);
    else return;
    event.preventDefault();
  }

  private visible(): SVGElement[] {
    return this.shapes.filter((shape) => shape.getClientRects().length > 0);
  }

  private move(shape: SVGElement, arrow: Arrow): void {
    const visible = this.visible();
    const middles = visible.map((one) => {
      const box = one.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    });
    const next = visible[neighbor(middles, visible.indexOf(shape), arrow)];
    if (next) this.rove(next);
  }

  /** Make `shape` the one that the Tab key reaches. */
  private rove(shape: SVGElement, focus = true): void {
    for (const one of this.shapes) one.setAttribute("tabindex", one === shape ? "0" : "-1");
    if (focus) shape.focus();
  }

  private reached(target: EventTarget | null): void {
    if (target instanceof SVGElement && target.matches("[data-region]")) this.rove(target, false);
    this.name(target);
  }

  private name(target: EventTarget | null): void {
    const shape = target instanceof Element ? target.closest("[data-region]") : null;
    const line = this.querySelector(".pointed");
    if (line !== null) line.textContent = shape?.getAttribute("aria-label") ?? "";
  }
}

customElements.define("gluteal-bodymap", BodyMap);
