/**
 * The first look at a sample: up to `pilotEvents` events spread over the whole file. A sample that fits is kept in
 * memory and never read or scored again; of a larger one the look is used to choose edges and find sentinels.
 */
import type { NormalMixtures } from '../stats/normalMixture';
import type { Batch, EventSource, ListColumn } from '../data/eventSource';

export const pilotEvents = 65_536;
export const spanEvents = 8_192;
/** Spans may be larger than asked for; more events than this are not kept. */
const mostEvents = 2 * pilotEvents;

/** One batch that stays, with the nominal scores of each model once they are known. */
export interface KeptBatch extends Batch {
  /** Number of the file it comes from. */
  readonly file?: number;
  scores?: readonly Float64Array[];
  /** Likewise the uncertainties that models predict. */
  sigmas?: readonly (Float64Array | undefined)[];
  /** And the distributions that models predict, for each member. */
  mixtures?: readonly (readonly NormalMixtures[] | undefined)[];
  /** And the scores of each member of an ensemble. */
  members?: readonly (readonly Float64Array[] | undefined)[];
}

export interface KeptEvents {
  readonly batches: readonly KeptBatch[];
  /** True when these are all events of the sample. */
  readonly complete: boolean;
}

/** @throws AnalysisError when the file cannot be read */
export async function lookAt(
  source: EventSource,
  columns: readonly string[],
  betweenBatches: () => Promise<void>,
): Promise<KeptEvents> {
  const spans = source.spans(spanEvents);
  const wanted = Math.max(Math.floor(pilotEvents / spanEvents), 1);
  const complete = spans.length <= wanted;
  const chosen = complete
    ? spans
    : Array.from({ length: wanted }, (_, index) => spans[Math.floor(((index + 0.5) * spans.length) / wanted)]!);
  const batches: KeptBatch[] = [];
  let events = 0;
  for (const span of chosen) {
    for await (const batch of source.read(columns, span)) {
      // A compressed stream is one span, however long: its beginning has to do.
      if (events > mostEvents) return { batches, complete: false };
      batches.push({ ...copyOf(batch), file: span.file });
      events += batch.length;
      await betweenBatches();
    }
  }
  return { batches, complete };
}

/** Memory that kept batches take. */
export function bytesOf({ batches }: KeptEvents): number {
  let bytes = 0;
  for (const { columns, lists, scores = [], members = [], mixtures = [] } of batches) {
    const ofMembers = members.flatMap((one) => one ?? []);
    const predicted = mixtures
      .flatMap((one) => one ?? [])
      .flatMap(({ weights, means, sigmas }) => [weights, means, sigmas]);
    for (const values of [...columns.values(), ...scores, ...ofMembers, ...predicted]) bytes += values.byteLength;
    for (const { offsets, values } of lists?.values() ?? []) bytes += offsets.byteLength + values.byteLength;
  }
  return bytes;
}

/** The arrays of a batch belong to its source. */
function copyOf({ length, columns, lists }: Batch): Batch {
  const numbers = new Map([...columns].map(([name, values]) => [name, values.slice(0, length)]));
  if (lists === undefined) return { length, columns: numbers };
  const copies = [...lists].map(([name, { offsets, values }]): [string, ListColumn] => [
    name,
    { offsets: offsets.slice(0, length + 1), values: values.slice(0, offsets[length]) },
  ]);
  return { length, columns: numbers, lists: new Map(copies) };
}
