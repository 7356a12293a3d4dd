/** The pairs that were contrasted, one after another, and their address. */
import { pack, unpack } from "../state/fragment";
import { canRedo, canUndo, current, done, EMPTY, redone, type Timeline, undone } from "../state/timeline";
import { lengthened, shortened } from "../state/entity";

/** Identifiers of two conditions, the one in the first column first. */
export interface Pair {
  readonly one: string;
  readonly other: string;
}

const MOST = 5000;

/** Pairs as text, two short numbers each. */
export const written = (pairs: readonly Pair[]): string =>
  pairs.map(({ one, other }) => `${shortened(one)}.${shortened(other)}`).join(" ");

/** The pairs of a text; what cannot be read is left out, whoever wrote the address. */
export function read(text: string): Pair[] {
  return text.split(" ").slice(0, MOST).flatMap((part) => {
    const [one, other, rest] = part.split(".").map(lengthened);
    return one && other && rest === undefined ? [{ one, other }] : [];
  });
}

export class Session {
  private timeline: Timeline<Pair> = EMPTY;

  /** `base` is the pair that the page came with; `null` where none was chosen. */
  constructor(private readonly base: Pair | null) {}

  get canUndo(): boolean { return canUndo(this.timeline); }
  get canRedo(): boolean { return canRedo(this.timeline); }
  /** The pair that is shown; `null` before the first one. */
  get pair(): Pair | null { return current(this.timeline).at(-1) ?? this.base; }

  /** Contrast `pair`; tell whether that is something new. */
  do(pair: Pair): boolean {
    if (pair.one === this.pair?.one && pair.other === this.pair.other) return false;
    this.timeline = done(this.timeline, pair);
    return true;
  }

  undo(): void { this.timeline = undone(this.timeline); }
  redo(): void { this.timeline = redone(this.timeline); }

  /** What stands behind `#`; nothing before the first event. */
  async fragment(): Promise<string> {
    const pairs = current(this.timeline);
    return pairs.length ? pack(written(pairs)) : "";
  }

  /** Go to what a fragment says; tell whether that is something new. */
  async restore(fragment: string): Promise<boolean> {
    const pairs = read((fragment && (await unpack(fragment))) || "");
    if (written(pairs) === written(current(this.timeline))) return false;
    this.timeline = { events: pairs, at: pairs.length };
    return true;
  }
}
