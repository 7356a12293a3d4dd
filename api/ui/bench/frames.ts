/** Frames of a pan, the same for every picture that is measured. */

/** How far one frame moves a picture: a quick drag of the hand. */
const PIXELS = 8;

/** Where one of `frames` frames moves a picture: all of them lead once around a circle. */
function step(frame: number, frames: number): { x: number; y: number } {
  const angle = (frame / frames) * 2 * Math.PI;
  return { x: PIXELS * Math.cos(angle), y: PIXELS * Math.sin(angle) };
}

const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));

/** Pan for `frames` frames; the milliseconds between them. */
export async function panned(pan: (move: { x: number; y: number }) => void, frames: number): Promise<number[]> {
  const between: number[] = [];
  let before = await frame();
  for (let at = 0; at < frames; at += 1) {
    pan(step(at, frames));
    const now = await frame();
    between.push(now - before);
    before = now;
  }
  return between;
}

/** The longest time in milliseconds between two frames while `work` is done and drawn. */
export async function longest(work: () => void): Promise<number> {
  let before = await frame(), most = 0;
  work();
  for (let at = 0; at < 4; at += 1) {
    const now = await frame();
    most = Math.max(most, now - before);
    before = now;
  }
  return most;
}

/** The graph that the page was asked to show. */
export async function asked(): Promise<string> {
  return (await fetch(`${new URLSearchParams(location.search).get("graph")}`)).text();
}
