/**
 * The first look at a sample: up to `pilotEvents` events spread over the whole file. A sample that fits is kept in
 * memory and never read or scored again; of a larger one the look is used to choose edges and find sentinels.
 */
import type { Batch, EventSource } from '../data/eventSource';

export const pilotEvents = 65_536;
export const spanEvents = 8_192;

/** One batch that stays, with the nominal scores of each model once they are known. */
export interface KeptBatch extends Batch {
  scores?: readonly Float64Array[];
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
  for (const span of chosen) {
    for await (const batch of source.read(columns, span)) {
      batches.push({
        length: batch.length,
        columns: new Map([...batch.columns].map(([name, values]) => [name, values.slice(0, batch.length)])),
      });
      await betweenBatches();
    }
  }
  return { batches, complete };
}
