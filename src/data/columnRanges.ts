import type { Batch, EventSource } from './eventSource';

/** What was found in one column. */
export interface ColumnRange {
  /** Of finite values; undefined where there is none. */
  readonly low: number | undefined;
  readonly high: number | undefined;
  /** All values: of a list, those of every event. */
  readonly values: number;
  /** Those that are not finite. */
  readonly missing: number;
  /** Of a list: how many values an event has. */
  readonly lengths?: { readonly shortest: number; readonly longest: number };
}

export interface ColumnRanges {
  /** The first events of the file, of which the ranges are. */
  readonly events: number;
  readonly columns: ReadonlyMap<string, ColumnRange>;
}

const spanEvents = 8_192;

/**
 * Reads the first events of a source, as many as asked for or as time allows (one piece in any case).
 * @throws AnalysisError as reading does
 */
export async function columnRanges(source: EventSource, most: number, milliseconds: number): Promise<ColumnRanges> {
  const names = source.columns.filter(({ kind }) => kind !== 'unreadable').map(({ name }) => name);
  const found = new Map<string, Range>(names.map((name) => [name, new Range()]));
  const until = performance.now() + milliseconds;
  let events = 0;
  if (names.length === 0) return { events, columns: found };
  for (const span of source.spans(spanEvents)) {
    for await (const batch of source.read(names, span)) {
      const used = Math.min(batch.length, most - events);
      for (const [name, range] of found) addTo(range, name, batch, used);
      events += used;
      if (events >= most || performance.now() > until) return { events, columns: found };
    }
  }
  return { events, columns: found };
}

class Range implements ColumnRange {
  low: number | undefined;
  high: number | undefined;
  values = 0;
  missing = 0;
  lengths?: { shortest: number; longest: number };
}

function addTo(range: Range, name: string, { columns, lists }: Batch, events: number): void {
  const list = lists?.get(name);
  const values = list?.values ?? columns.get(name) ?? new Float64Array(0);
  const count = list === undefined ? events : (list.offsets[events] ?? 0);
  let low = range.low ?? Infinity;
  let high = range.high ?? -Infinity;
  let missing = 0;
  for (let index = 0; index < count; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      missing++;
      continue;
    }
    if (value < low) low = value;
    if (value > high) high = value;
  }
  range.values += count;
  range.missing += missing;
  if (low <= high) {
    range.low = low;
    range.high = high;
  }
  if (list === undefined) return;
  const lengths = range.lengths ?? { shortest: Infinity, longest: 0 };
  for (let event = 0; event < events; event++) {
    const length = (list.offsets[event + 1] ?? 0) - (list.offsets[event] ?? 0);
    lengths.shortest = Math.min(lengths.shortest, length);
    lengths.longest = Math.max(lengths.longest, length);
  }
  range.lengths = lengths;
}
