/** Panning and zooming by pointer, wheel, pinch and keys. A pan moves a layer that is painted
 * already; only a zoom, which scales the group inside it, paints anew. */
import type { Box } from "./draw";

/** Below this scale labels cannot be read. */
const LEGIBLE = 0.8;
const LEAST = 0.08, MOST = 4;
/** Room around the picture, in pixels, for the frame of what has the focus. */
const MARGIN = 200;
/** A pointer that moves by fewer pixels means a click. */
const STILL = 6;

/** How far to move what covers `length` from `start` in a window of `room`: to its middle where it
 * fits, else so that `center` is in the middle and nothing of the window is wasted. */
function along(start: number, length: number, room: number, center: number): number {
  if (length <= room) return (room - length) / 2 - start;
  return Math.min(-start, Math.max(room - length - start, room / 2 - center));
}

export class Camera {
  private x = 0;
  private y = 0;
  private scale = 1;
  private readonly pointers = new Map<number, { x: number; y: number }>();
  private moved = 0;
  private target: Element | null = null;
  private box: Box = { x: 0, y: 0, width: 1, height: 1 };

  /** Listen on `stage`, the window, and move `layer`, which lies in it. */
  constructor(private readonly stage: HTMLElement, private readonly layer: HTMLElement) {
    // A motion that never begins and adds nothing. Where one is announced, Chromium moves what is
    // painted and looks at nothing in it; with "will-change" alone it goes through all of it anew.
    layer.animate({ transform: ["none", "none"] }, { duration: 1, composite: "add" }).pause();
    stage.addEventListener("wheel", (event) => this.wheeled(event), { passive: false });
    stage.addEventListener("pointerdown", (event) => this.pressed(event));
    stage.addEventListener("pointermove", (event) => this.dragged(event));
    for (const name of ["pointerup", "pointercancel", "pointerleave"] as const) {
      stage.addEventListener(name, (event) => this.pointers.delete(event.pointerId));
    }
    stage.addEventListener("click", (event) => { if (this.moved > STILL) event.stopPropagation(); }, { capture: true });
  }

  /** Move `target`, a new picture that covers `box`, as the last one was. */
  hold(target: Element, box: Box): void {
    this.target = target;
    this.box = box;
    this.apply();
  }

  /** Show `box` whole where that stays legible, else its part around (`x`, `y`). */
  fit(box: Box, center: { x: number; y: number }): void {
    const { width, height } = this.size();
    const whole = Math.min(width / box.width, height / box.height, 1.25);
    this.scale = Math.max(whole, LEGIBLE);
    this.x = along(box.x * this.scale, box.width * this.scale, width, center.x * this.scale);
    this.y = along(box.y * this.scale, box.height * this.scale, height, center.y * this.scale);
    this.apply();
  }

  zoom(by: number, at?: { x: number; y: number }): void {
    const { width, height } = this.size();
    const { x, y } = at ?? { x: width / 2, y: height / 2 };
    const scale = Math.min(MOST, Math.max(LEAST, this.scale * by)), ratio = scale / this.scale;
    [this.x, this.y, this.scale] = [x - (x - this.x) * ratio, y - (y - this.y) * ratio, scale];
    this.apply();
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.apply();
  }

  /** Bring the place (`x`, `y`) of the picture into view. */
  reveal(x: number, y: number): void {
    const { width, height } = this.size(), margin = 70;
    const at = { x: x * this.scale + this.x, y: y * this.scale + this.y };
    const into = (value: number, most: number): number =>
      value < margin ? margin - value : value > most - margin ? most - margin - value : 0;
    this.pan(into(at.x, width), into(at.y, height));
  }

  /** Show all of the picture whatever the size of the stage, as paper needs it, or stop doing so. */
  whole(on: boolean): void {
    const picture = this.target?.closest("svg");
    if (!picture) return;
    const { x, y, width, height } = picture.getBBox(), isWhole = on && width > 0 && height > 0;
    this.stage.classList.toggle("whole", isWhole);
    if (isWhole) picture.setAttribute("viewBox", [x - 4, y - 4, width + 8, height + 8].map(Math.round).join(" "));
    else picture.removeAttribute("viewBox");
  }

  private size(): { width: number; height: number } {
    const { width, height } = this.stage.getBoundingClientRect();
    return { width: width || 800, height: height || 500 };
  }

  /** How far the picture is moved, in pixels, and how much it is scaled. */
  get seen(): { x: number; y: number; scale: number } {
    return { x: this.x, y: this.y, scale: this.scale };
  }

  private apply(): void {
    // Between pixels the painted layer would blur.
    const round = (value: number): number => Math.round(value * devicePixelRatio) / devicePixelRatio;
    this.layer.style.transform = `translate(${round(this.x)}px, ${round(this.y)}px)`;
    const scaled = `scale(${Math.round(this.scale * 1e4) / 1e4})`;
    if (this.target?.getAttribute("transform") === scaled) return;
    this.target?.setAttribute("transform", scaled);
    this.lay();
  }

  /** Lay paper under the whole picture: a layer that nothing shines through is copied to the screen
   * as it is, which takes half the time of mixing it with what is below. */
  private lay(): void {
    const paper = this.layer.firstElementChild;
    if (!(paper instanceof HTMLElement)) return;
    const { x, y, width, height } = this.box;
    const [left, top] = [x, y].map((start) => Math.floor(Math.min(0, start * this.scale) - MARGIN)) as [number, number];
    const [right, bottom] = [x + width, y + height].map((end) => Math.ceil(Math.max(0, end * this.scale) + MARGIN)) as [number, number];
    for (const [name, value] of Object.entries({ left, top, width: right - left, height: bottom - top })) paper.style.setProperty(name, `${value}px`);
  }

  private place(event: MouseEvent): { x: number; y: number } {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  private wheeled(event: WheelEvent): void {
    // Without a modifier the wheel scrolls the page, except where the picture has the focus.
    if (!event.ctrlKey && !event.metaKey && !this.stage.contains(document.activeElement)) return;
    event.preventDefault();
    this.zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)), this.place(event));
  }

  private pressed(event: PointerEvent): void {
    if (this.pointers.size === 0) this.moved = 0;
    this.pointers.set(event.pointerId, this.place(event));
  }

  private dragged(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) return;
    const now = this.place(event);
    const others = [...this.pointers].filter(([id]) => id !== event.pointerId);
    this.pointers.set(event.pointerId, now);
    const other = others[0]?.[1];
    this.moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
    // From here on it is no click: nothing under the pointer is looked for or lit up.
    if (this.moved > STILL && !this.stage.hasPointerCapture(event.pointerId)) this.stage.setPointerCapture(event.pointerId);
    if (other) {
      const apart = (one: { x: number; y: number }): number => Math.hypot(one.x - other.x, one.y - other.y) || 1;
      this.zoom(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      return;
    }
    this.pan(now.x - before.x, now.y - before.y);
  }
}
