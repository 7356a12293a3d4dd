/** The list of events, its views and its address: undo and redo are a pointer into the list. */
import { get } from "../ask";
import { pack, unpack } from "../state/fragment";
import { canRedo, canUndo, current, done, EMPTY, redone, type Timeline, undone } from "../state/timeline";
import { type Act, readAll, written, writtenAll } from "./events";
import type { Answer, View } from "./model";
import { after, opened, type Source } from "./replay";

const AT_ONCE = 40;
const SOURCES_AT_ONCE = 100;

/** Answers of the service, each asked for once. `filters` are those that the page was opened with. */
export class Service implements Source {
  private readonly kept = new Map<string, Promise<Answer>>();
  private cited: Promise<ReadonlyMap<string, string>> | null = null;

  constructor(private readonly filters: URLSearchParams) {}

  private ask(path: string, values: Record<string, string>): Promise<Answer> {
    const asked = new URLSearchParams(values);
    const inferred = this.filters.get("inferred"), relations = this.filters.get("relations"), kinds = this.filters.get("kinds");
    if (inferred) asked.set("inferred", inferred);
    if (relations && !values["relations"]) asked.set("relations", relations);
    if (kinds && path.endsWith("neighbourhood")) asked.set("kinds", kinds);
    const address = `${path}?${asked}`;
    const found = this.kept.get(address) ?? get<Answer>(address);
    this.kept.set(address, found);
    found.catch(() => this.kept.delete(address));
    return found;
  }

  around(id: string, relation: string): Promise<Answer> {
    return this.ask("/v1/graph/neighbourhood", { of: id, depth: "1", limit: String(AT_ONCE + 1), ...(relation && { relations: relation }) });
  }

  /** All neighbors of an entity, counted by relation. */
  async counts(id: string): Promise<Readonly<Record<string, number>>> {
    const answer = await this.ask("/v1/graph/neighbourhood", { of: id, depth: "0", limit: "1" });
    return answer.nodes[0]?.hidden_by_relation ?? {};
  }

  /** What each source is, by its key; asked for when the first relation is opened. */
  citations(): Promise<ReadonlyMap<string, string>> {
    return this.cited ??= this.allSources().catch(() => { this.cited = null; return new Map<string, string>(); });
  }

  private async allSources(): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for (let total = 1, offset = 0; offset < total; offset += SOURCES_AT_ONCE) {
      const page = await get<{ total: number; items: { key: string; citation?: string }[] }>(`/v1/sources?limit=${SOURCES_AT_ONCE}&offset=${offset}`);
      for (const { key, citation } of page.items) if (citation) found.set(key, citation);
      total = page.total;
    }
    return found;
  }

  paths(from: string, to: string): Promise<Answer> {
    return this.ask("/v1/graph/path", { from, to, k: "3" });
  }
}

export class Session {
  timeline: Timeline<Act> = EMPTY;
  view: View;
  private readonly views = new Map<string, View>();

  constructor(private readonly base: Answer, private readonly source: Source) {
    this.view = opened(base);
    this.views.set("", this.view);
  }

  get canUndo(): boolean { return canUndo(this.timeline); }
  get canRedo(): boolean { return canRedo(this.timeline); }
  /** The entities that the page began with. */
  get starts(): ReadonlySet<string> {
    return new Set(this.base.of ?? [this.base.from, this.base.to].filter((id): id is string => Boolean(id)));
  }

  do(act: Act): Promise<void> { return this.move(done(this.timeline, act)); }
  undo(): Promise<void> { return this.move(undone(this.timeline)); }
  redo(): Promise<void> { return this.move(redone(this.timeline)); }

  private async move(timeline: Timeline<Act>): Promise<void> {
    this.timeline = timeline;
    const acts = current(timeline);
    let view = this.views.get("") ?? this.view, key = "";
    for (const act of acts) {
      key += ` ${written(act)}`;
      const known = this.views.get(key);
      view = known ?? await after(view, act, this.source);
      if (!known && !view.note.startsWith("The service")) this.views.set(key, view);
    }
    if (timeline === this.timeline) this.view = view;
  }

  /** What stands behind `#`; nothing before the first event. */
  async fragment(): Promise<string> {
    const acts = current(this.timeline);
    return acts.length ? pack(writtenAll(acts)) : "";
  }

  /** Go to what a fragment says; what it does not say cannot be redone. */
  async restore(fragment: string): Promise<void> {
    const text = fragment ? await unpack(fragment) : "";
    const acts = text ? readAll(text) : [];
    if (writtenAll(acts) === writtenAll(current(this.timeline))) return;
    await this.move({ events: acts, at: acts.length });
  }
}
