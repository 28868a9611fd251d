/** Opens a file of events and reads from it, as an analysis would, and looks at what comes. */
import { join } from 'node:path';
import {
  batchEvents,
  columnRanges,
  fileStamp,
  listTrees,
  openEvents,
  type Batch,
  type Column,
  type EventSource,
} from '../../src/data';
import { withRootHeader } from '../../src/data/root/rootFile';
import { readHistogram } from '../../src/data/root/rootHistogram';
import { requireAnswer } from './answers';
import { oneOf, type Random } from './mutations';

/** Files of kilobytes may hold events by the billion, packed: more than these are not waited for. */
const mostEvents = 50_000;
const mostColumns = 12;

/** @throws AnalysisError */
export async function readEvents(folder: string, name: string, random: Random): Promise<string> {
  const source = await openEvents(folder, [name]);
  return readSome(source, random);
}

/** A tree or a histogram, of those that the file says it has. @throws AnalysisError */
export async function readRoot(folder: string, name: string, random: Random): Promise<string> {
  const path = join(folder, name);
  const { trees, others } = await withRootHeader(await fileStamp(path), (header) => Promise.resolve(header));
  const histograms = others.filter(({ className }) => className.startsWith('TH'));
  if (histograms.length > 0 && random(2) === 0) {
    const { edges, contents, errors } = await readHistogram(path, oneOf(histograms, random).path);
    const bins = contents.length;
    requireAnswer(edges.length === bins + 1 && errors.length === bins, `a histogram of ${bins} bins does not fit`);
    return 'answer';
  }
  if (random(8) === 0) await listTrees(path);
  const reference = trees.length === 0 ? name : `${name}:${oneOf(trees, random).path}`;
  return readSome(await openEvents(folder, [reference]), random);
}

async function readSome(source: EventSource, random: Random): Promise<string> {
  try {
    if (random(6) === 0) return await readRanges(source);
    const columns = someColumns(source.columns, random);
    const target = oneOf([1e9, 1e9, 5000, 700], random);
    await readSource(source, columns, target);
  } finally {
    await source.close();
  }
  return 'answer';
}

/** As `inspect` does. */
async function readRanges(source: EventSource): Promise<string> {
  const { events, columns } = await columnRanges(source, 5000, 500);
  for (const [name, { low, high, values, missing, lengths }] of columns) {
    requireAnswer((low === undefined) === (high === undefined), `column '${name}' has half a range`);
    requireAnswer((low ?? 0) <= (high ?? 0), `column '${name}' goes from ${low} to ${high}`);
    requireAnswer(missing <= values, `${missing} of ${values} values of '${name}' are missing`);
    requireAnswer(
      lengths !== undefined || values === events,
      `column '${name}' has ${values} values in ${events} events`,
    );
  }
  return 'answer';
}

function someColumns(columns: readonly Column[], random: Random): Column[] {
  const readable = columns.filter(({ kind }) => kind !== 'unreadable');
  if (readable.length <= mostColumns) return readable;
  return Array.from({ length: mostColumns }, () => oneOf(readable, random));
}

async function readSource(source: EventSource, columns: readonly Column[], target: number): Promise<void> {
  const names = columns.map(({ name }) => name);
  let events = 0;
  for (const span of source.spans(target)) {
    for await (const batch of source.read(names, span)) {
      checkBatch(batch, columns);
      events += batch.length;
      if (events > mostEvents) return;
    }
  }
  const promised = source.events;
  requireAnswer(promised === undefined || promised === events, `${events} events of ${promised ?? 0} came`);
}

function checkBatch({ length, columns: numbers, lists }: Batch, columns: readonly Column[]): void {
  requireAnswer(length > 0 && length <= batchEvents, `a batch of ${length} events`);
  for (const { name, kind } of columns) {
    if (kind === 'number') {
      requireAnswer(numbers.get(name)?.length === length, `column '${name}' does not have the length of its batch`);
      continue;
    }
    const list = lists?.get(name);
    requireAnswer(list !== undefined, `there is no list '${name}'`);
    if (list === undefined) continue;
    const { offsets, values } = list;
    requireAnswer(offsets.length > length && offsets[0] === 0, `list '${name}' does not begin at 0`);
    for (let event = 0; event < length; event++) {
      if (offsets[event + 1]! < offsets[event]!) requireAnswer(false, `list '${name}' goes backwards at ${event}`);
    }
    requireAnswer(offsets[length]! <= values.length, `list '${name}' goes beyond its values`);
  }
}
