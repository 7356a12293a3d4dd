/** Identifiers of entities, short enough for addresses that hold hundreds of them. */

const SHORT = /^[0-9a-z]{1,6}$/;

/** The number of a CURIE such as `GKG:0004013`, in base 36. */
export const shortened = (id: string): string => Number(id.replace(/^\D+/, "")).toString(36);

/** The CURIE of a short number; `null` where the text is none. */
export const lengthened = (text: string): string | null =>
  SHORT.test(text) ? `GKG:${parseInt(text, 36).toString().padStart(7, "0")}` : null;
