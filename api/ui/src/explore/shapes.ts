/** The mark of each kind of entity: a shape of its own, so that color is never alone. */

export interface Mark {
  readonly group: string;
  /** An outline around the origin, 12 to 15 units from it. */
  readonly path: string;
}

function polygon(corners: number, radius: number, turn: number): string {
  const points = Array.from({ length: corners }, (_, index) => {
    const angle = ((index / corners) * 360 + turn) * (Math.PI / 180);
    return `${(radius * Math.cos(angle)).toFixed(1)} ${(radius * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
}

const CIRCLE = "M-12 0A12 12 0 1 1 12 0A12 12 0 1 1 -12 0Z";
const MARKS: Record<string, Mark> = {
  condition: { group: "condition", path: "M-9 -11H9A3 3 0 0 1 12 -8V8A3 3 0 0 1 9 11H-9A3 3 0 0 1 -12 8V-8A3 3 0 0 1 -9 -11Z" },
  finding: { group: "finding", path: polygon(4, 15, 0) },
  muscle: { group: "anatomy", path: "M-15 0A15 9 0 1 1 15 0A15 9 0 1 1 -15 0Z" },
  nerve: { group: "anatomy", path: polygon(3, 15, -90) },
  joint: { group: "anatomy", path: polygon(6, 13, 0) },
  region: { group: "region", path: CIRCLE },
  structure: { group: "anatomy", path: polygon(8, 13, 22.5) },
  treatment: { group: "action", path: "M-5 -13H5V-5H13V5H5V13H-5V5H-13V-5H-5Z" },
  examination: { group: "action", path: polygon(5, 14, -90) },
  activity: { group: "action", path: polygon(3, 15, 90) },
  other: { group: "other", path: "M-8 0A8 8 0 1 1 8 0A8 8 0 1 1 -8 0Z" },
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
