/** A list of events and a pointer into it. Undo and redo move the pointer; nothing is forgotten
 * until something new is done after an undo. */
export interface Timeline<Event> {
  readonly events: readonly Event[];
  /** How many of the events count now. */
  readonly at: number;
}

export const EMPTY: Timeline<never> = { events: [], at: 0 };

/** The events that count now, the first one first. */
export function current<Event>(timeline: Timeline<Event>): readonly Event[] {
  return timeline.events.slice(0, timeline.at);
}

/** Do something new: what was undone before is gone. */
export function done<Event>(timeline: Timeline<Event>, event: Event): Timeline<Event> {
  const events = [...current(timeline), event];
  return { events, at: events.length };
}

export function canUndo(timeline: Timeline<unknown>): boolean {
  return timeline.at > 0;
}

export function canRedo(timeline: Timeline<unknown>): boolean {
  return timeline.at < timeline.events.length;
}

/** Step back; at the beginning nothing changes. */
export function undone<Event>(timeline: Timeline<Event>): Timeline<Event> {
  return { ...timeline, at: Math.max(0, timeline.at - 1) };
}

/** Step forward; at the end nothing changes. */
export function redone<Event>(timeline: Timeline<Event>): Timeline<Event> {
  return { ...timeline, at: Math.min(timeline.events.length, timeline.at + 1) };
}
