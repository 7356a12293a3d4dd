/** What a person did, one short text an event, so that hundreds of them fit into an address. */

export type Act =
  | { readonly kind: "expand"; readonly id: string; readonly relation: string }
  | { readonly kind: "collapse"; readonly id: string }
  | { readonly kind: "relation"; readonly name: string }
  | { readonly kind: "type"; readonly name: string }
  | { readonly kind: "path"; readonly from: string; readonly to: string };

const number = (id: string): string => Number(id.replace(/^\D+/, "")).toString(36);
const curie = (text: string): string => `GKG:${parseInt(text, 36).toString().padStart(7, "0")}`;

/** One event as text: entities by number, relations and kinds by name. */
export function written(act: Act): string {
  switch (act.kind) {
    case "expand": return `e${number(act.id)}${act.relation && `.${act.relation}`}`;
    case "collapse": return `c${number(act.id)}`;
    case "relation": return `r${act.name}`;
    case "type": return `k${act.name}`;
    case "path": return `p${number(act.from)}.${number(act.to)}`;
  }
}

const NAME = /^[A-Za-z][A-Za-z0-9]{0,60}$/;
const ID = /^[0-9a-z]{1,6}$/;

/** The event of a text; `null` where it is none, whoever wrote the address. */
export function read(text: string): Act | null {
  const [first = "", second = ""] = text.slice(1).split(".");
  switch (text[0]) {
    case "e": return ID.test(first) && (!second || NAME.test(second))
      ? { kind: "expand", id: curie(first), relation: second } : null;
    case "c": return ID.test(first) ? { kind: "collapse", id: curie(first) } : null;
    case "r": return NAME.test(first) ? { kind: "relation", name: first } : null;
    case "k": return NAME.test(first) ? { kind: "type", name: first } : null;
    case "p": return ID.test(first) && ID.test(second)
      ? { kind: "path", from: curie(first), to: curie(second) } : null;
    default: return null;
  }
}

/** A list of events as text. */
export const writtenAll = (acts: readonly Act[]): string => acts.map(written).join(" ");

/** The events of a text; what cannot be read is left out. */
export function readAll(text: string): Act[] {
  return text.split(" ").map(read).filter((act): act is Act => act !== null).slice(0, 5000);
}
