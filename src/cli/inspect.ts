import { resolve } from 'node:path';
import { AnalysisError } from '../config/analysisError';
import { runtimeProblems } from '../checks/static/modelRuntime';
import { columnRanges, describeData, listTrees, openEvents, type ColumnRange, type TreeList } from '../data';
import type { DataFacts } from '../data/dataFacts';
import { splitReference } from '../data/reference';
import type { ModelFacts, TensorInfo, WeightFile } from '../model/modelFacts';
import { readModelFacts } from '../model/modelFile';
import { oneOf, parseCommandLine, UsageError } from './usage';

/** What is in a data or model file: from its header, and of data the ranges of the first events. */
export async function inspect(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' }, 'no-ranges': { type: 'boolean', default: false } },
  });
  const format = oneOf('format', values.format, ['text', 'json']);
  const [reference] = positionals;
  if (reference === undefined || positionals.length > 1) throw new UsageError('inspect takes one file.');
  const folder = resolve('.');
  const write = (facts: unknown, text: string): void => {
    process.stdout.write(format === 'json' ? `${JSON.stringify(facts, null, 2)}\n` : text);
  };
  if (/\.onnx$/i.test(reference)) {
    const facts = await readModelFacts(folder, reference);
    if (!facts.ok) throw refusal(facts.message, facts.suggestion);
    write(facts, modelText(facts));
    return 0;
  }
  const facts = await describeData(folder, reference);
  if (facts.ok) {
    const ranges = values['no-ranges'] ? undefined : await rangesOf(folder, reference);
    const shown = ranges === undefined ? {} : { ranges: plainRanges(ranges) };
    write({ ...facts, ...shown }, dataText(facts, ranges));
    return ranges?.problem === undefined ? 0 : 2;
  }
  // A ROOT file of several trees, or of none, is listed where no tree is asked for.
  if (facts.code !== 'unknown-tree' || splitReference(reference).tree !== undefined) {
    throw refusal(facts.message, facts.suggestion);
  }
  const path = resolve(folder, reference);
  const list = await listTrees(path);
  if (list === undefined) throw refusal(facts.message, facts.suggestion);
  write({ path, ...list }, listText(path, list));
  return 0;
}

function refusal(message: string, suggestion: string | undefined): UsageError {
  const hint = suggestion === undefined || message.includes('did you mean') ? '' : ` Did you mean '${suggestion}'?`;
  return new UsageError(message + hint);
}

/** Ranges of the first events, or why there are none. */
interface Ranges {
  readonly events: number;
  readonly columns: ReadonlyMap<string, ColumnRange>;
  readonly problem?: string;
}

const mostEvents = 100_000;
const mostMilliseconds = 2_000;

async function rangesOf(folder: string, reference: string): Promise<Ranges> {
  const source = await openEvents(folder, [reference]);
  try {
    return await columnRanges(source, mostEvents, mostMilliseconds);
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    // The header is told all the same, and with it what is wrong behind it.
    return { events: 0, columns: new Map(), problem: error.message };
  } finally {
    await source.close();
  }
}

function plainRanges({ events, columns, problem }: Ranges): object {
  return { events, columns: Object.fromEntries(columns), ...(problem !== undefined && { problem }) };
}

function dataText({ files, columns, events, details }: DataFacts, ranges: Ranges | undefined): string {
  const facts: [string, string][] = [
    ...files.map(({ path, size }): [string, string] => ['file', `${path} (${bytes(size)})`]),
    ...Object.entries(details),
    ['events', events === undefined ? 'not told by the header' : grouped(events)],
    ['columns', grouped(columns.length)],
  ];
  if (ranges?.problem !== undefined) facts.push(['ranges', ranges.problem]);
  else if (ranges !== undefined && ranges.events > 0) {
    facts.push([
      'ranges',
      ranges.events === events ? 'of all events' : `of the first ${grouped(ranges.events)} events`,
    ]);
  }
  const rows = columns.map(({ name, type, kind }) => {
    const range = ranges?.columns.get(name);
    return [`  ${name}`, kind === 'unreadable' ? `${type} (not read)` : type, ...(range ? rangeCells(range) : [])];
  });
  return table(facts) + table(rows);
}

function rangeCells({ low, high, values, missing, lengths }: ColumnRange): string[] {
  const length = lengths && `${span(lengths.shortest, lengths.longest)} values an event`;
  const range = low === undefined || high === undefined ? '' : span(low, high);
  const share = missing === 0 ? '' : `${((100 * missing) / values).toPrecision(2)} % missing`;
  return [range, [length ?? '', share].filter((part) => part !== '').join(', ')];
}

function span(low: number, high: number): string {
  return low === high ? short(low) : `${short(low)} to ${short(high)}`;
}

/** Whole numbers in full: of runs and events six digits say nothing. */
function short(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  return String(Number(value.toPrecision(6)));
}

function listText(path: string, { trees, histograms, others }: TreeList): string {
  const count = (events: number | undefined): string => `${events === undefined ? '?' : grouped(events)} events`;
  return (
    table([['file', path]]) +
    table([
      ...trees.map((tree) => ['tree', tree.path, count(tree.events)]),
      ...histograms.map((name) => ['histogram', name]),
      ...others.map((other) => ['other', other]),
    ])
  );
}

function modelText(facts: ModelFacts): string {
  return table([
    ['file', `${facts.path} (${bytes(facts.size)})`],
    ['producer', facts.producer],
    [
      'opset',
      Object.entries(facts.opsets)
        .map(([domain, version]) => `${domain} ${version}`)
        .join(', '),
    ],
    ['IR version', String(facts.irVersion)],
    ['nodes', String(facts.nodes)],
    ...runtimeProblems(facts).map((problem): [string, string] => ['problem', problem]),
    ...facts.inputs.map((tensor): [string, string] => ['input', tensorText(tensor)]),
    ...facts.outputs.map((tensor): [string, string] => ['output', tensorText(tensor, facts.classMaps)]),
    ...(facts.featureNames === undefined ? [] : [['features', facts.featureNames.join(', ')]]),
    ...facts.weightFiles.map((file): [string, string] => ['weights', weightText(file)]),
    ...Object.entries(facts.metadata).map(([key, value]): [string, string] => [`metadata ${key}`, firstWords(value)]),
  ]);
}

function tensorText({ name, type, shape }: TensorInfo, classMaps: ModelFacts['classMaps'] = []): string {
  const map = classMaps.find(({ output }) => output === name);
  if (map !== undefined) return `${name}: a probability for each of the classes ${map.classes.join(', ')}`;
  return `${name}: ${type}${shape.length === 0 ? '' : ` [${shape.map((size) => size ?? '?').join(', ')}]`}`;
}

/** A file beside the model that holds weights of it. */
function weightText({ name, needed, size }: WeightFile): string {
  const found = size === undefined ? 'not there' : bytes(size);
  return `${name} (${found}${size === needed ? '' : `, ${bytes(needed)} are needed`})`;
}

const longestValue = 1000;

function firstWords(value: string): string {
  const line = value.replace(/\s+/g, ' ').trim();
  return line.length > longestValue ? `${line.slice(0, longestValue)}… (${grouped(value.length)} characters)` : line;
}

/** Columns as wide as their widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, cell.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return rows.map((row) => `${line(row)}\n`).join('');
}

function grouped(count: number): string {
  return count.toLocaleString('en-GB');
}

function bytes(size: number): string {
  if (size < 10_000) return `${size} bytes`;
  return size < 10_000_000 ? `${(size / 1e3).toFixed(0)} kB` : `${(size / 1e6).toFixed(0)} MB`;
}
