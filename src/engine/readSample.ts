/** Opens and reads the files of a sample; errors stand at the word that names the file. */
import type { Place, Sample } from '../config/analysis';
import { AnalysisError } from '../config/analysisError';
import { openEvents, type EventSource } from '../data';
import { lookAt, type KeptEvents } from '../profile/keptEvents';
import { columnsOf, type Pass } from '../profile/pass';
import { placed } from './placed';

/** A sample that was opened and looked at. */
export interface OpenedSample {
  readonly source: EventSource;
  readonly kept: KeptEvents;
}

/** @throws AnalysisError at the sample's file */
export async function openSample(
  sample: Sample,
  pass: Pass,
  options: { readonly folder: string; readonly signal: AbortSignal },
): Promise<OpenedSample> {
  const place: Place = { path: sample.files[0]?.path ?? sample.path };
  const source = await placed(
    openEvents(
      options.folder,
      sample.files.map(({ text }) => text),
      sample.friends?.map(({ text }) => text),
    ).catch((error: unknown) => {
      const [friend] = sample.friends ?? [];
      if (!(error instanceof AnalysisError) || error.code !== 'friends' || friend === undefined) throw error;
      throw new AnalysisError(error.code, error.message, { path: friend.path });
    }),
    place,
  );
  try {
    return {
      source,
      kept: await placed(
        lookAt(source, columnsOf(pass), () => breathe(options.signal)),
        place,
      ),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** Puts errors of a reader at the sample's file. */
export async function* reading<T>(batches: AsyncIterable<T>, sample: Sample): AsyncGenerator<T> {
  const place: Place = { path: sample.files[0]?.path ?? sample.path };
  const iterator = batches[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await placed(iterator.next(), place);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** Lets messages in (a cancellation above all) and stops if one said so. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  signal.throwIfAborted();
}
