/** What a person did, one short text an event, so that hundreds of them fit into an address. */
import { lengthened, shortened } from "../state/entity";

export type Act =
  | { readonly kind: "expand"; readonly id: string; readonly relation: string }
  | { readonly kind: "collapse"; readonly id: string }
  | { readonly kind: "relation"; readonly name: string }
  | { readonly kind: "type"; readonly name: string }
  | { readonly kind: "path"; readonly from: string; readonly to: string };

/** One event as text: entities by number, relations and kinds by name. */
export function written(act: Act): string {
  switch (act.kind) {
    case "expand": return `e${shortened(act.id)}${act.relation && `.${act.relation}`}`;
    case "collapse": return `c${shortened(act.id)}`;
    case "relation": return `r${act.name}`;
    case "type": return `k${act.name}`;
    case "path": return `p${shortened(act.from)}.${shortened(act.to)}`;
  }
}

const NAME = /^[A-Za-z][A-Za-z0-9]{0,60}$/;

/** The event of a text; `null` where it is none, whoever wrote the address. */
export function read(text: string): Act | null {
  const [first = "", second = ""] = text.slice(1).split(".");
  const id = lengthened(first), to = lengthened(second);
  switch (text[0]) {
    case "e": return id && (!second || NAME.test(second)) ? { kind: "expand", id, relation: second } : null;
    case "c": return id ? { kind: "collapse", id } : null;
    case "r": return NAME.test(first) ? { kind: "relation", name: first } : null;
    case "k": return NAME.test(first) ? { kind: "type", name: first } : null;
    case "p": return id && to ? { kind: "path", from: id, to } : null;
    default: return null;
  }
}

/** A list of events as text. */
export const writtenAll = (acts: readonly Act[]): string => acts.map(written).join(" ");

/** The events of a text; what cannot be read is left out. */
export function readAll(text: string): Act[] {
  return text.split(" ").map(read).filter((act): act is Act => act !== null).slice(0, 5000);
}
