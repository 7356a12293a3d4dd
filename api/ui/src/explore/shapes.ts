/** The mark of each kind of entity: a shape of its own, so that color is never alone. */

export interface Mark {
  readonly group: string;
  /** An outline 12 to 15 units around the current point, in relative commands alone: drawn where
   * it stands, because every element with a transform is painted as a layer of its own. */
  readonly path: string;
}

function polygon(corners: number, radius: number, turn: number): string {
  let [x, y] = [0, 0];
  const steps = Array.from({ length: corners }, (_, index) => {
    const angle = ((index / corners) * 360 + turn) * (Math.PI / 180);
    const [nextX, nextY] = [Math.round(radius * Math.cos(angle) * 10), Math.round(radius * Math.sin(angle) * 10)];
    const step = `${(nextX - x) / 10} ${(nextY - y) / 10}`;
    [x, y] = [nextX, nextY];
    return step;
  });
  return `m${steps.join("l")}z`;
}

const CIRCLE = "m-12 0a12 12 0 1 1 24 0a12 12 0 1 1 -24 0z";
const MARKS: Record<string, Mark> = {
  condition: { group: "condition", path: "m-9 -11h18a3 3 0 0 1 3 3v16a3 3 0 0 1 -3 3h-18a3 3 0 0 1 -3 -3v-16a3 3 0 0 1 3 -3z" },
  finding: { group: "finding", path: polygon(4, 15, 0) },
  muscle: { group: "anatomy", path: "m-15 0a15 9 0 1 1 30 0a15 9 0 1 1 -30 0z" },
  nerve: { group: "anatomy", path: polygon(3, 15, -90) },
  joint: { group: "anatomy", path: polygon(6, 13, 0) },
  region: { group: "region", path: CIRCLE },
  structure: { group: "anatomy", path: polygon(8, 13, 22.5) },
  treatment: { group: "action", path: "m-5 -13h10v8h8v10h-8v8h-10v-8h-8v-10h8z" },
  examination: { group: "action", path: polygon(5, 14, -90) },
  activity: { group: "action", path: polygon(3, 15, 90) },
  other: { group: "other", path: "m-8 0a8 8 0 1 1 16 0a8 8 0 1 1 -16 0z" },
};
const OF_KIND: Record<string, keyof typeof MARKS> = {
  Condition: "condition", Syndrome: "condition",
  Symptom: "finding", Sign: "finding", TestResult: "finding", ImagingResult: "finding",
  LabResult: "finding", HistoryItem: "finding", Finding: "finding",
  Muscle: "muscle", Nerve: "nerve", NerveRoot: "nerve", Joint: "joint", PainRegion: "region",
  Treatment: "treatment", Examination: "examination", Activity: "activity", Movement: "activity",
  Bone: "structure", Ligament: "structure", Tendon: "structure", Bursa: "structure",
  IntervertebralDisc: "structure", Vessel: "structure", Artery: "structure", Vein: "structure",
  Fascia: "structure", Foramen: "structure", AnatomicalStructure: "structure", Organ: "structure",
};

/** The mark of a schema class; kinds that are seldom met share a small circle. */
export function markOf(kind: string): Mark {
  return MARKS[OF_KIND[kind] ?? "other"] ?? { group: "other", path: CIRCLE };
}

/** The lines of a label as drawn, at most `most` of them; its accessible name is whole. */
export function lines(label: string, width = 19, most = 3): string[] {
  const found: string[] = [];
  for (const word of label.split(" ")) {
    const last = found.at(-1);
    if (last !== undefined && last.length + word.length < width) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  if (found.length <= most) return found;
  return [...found.slice(0, most - 1), `${found[most - 1] ?? ""} …`];
}
