import { resolve } from 'node:path';
import { describeData } from '../data';
import type { DataFacts } from '../data/dataFacts';
import type { ModelFacts, TensorInfo } from '../model/modelFacts';
import { readModelFacts } from '../model/modelFile';
import { oneOf, parseCommandLine, UsageError } from './usage';

/** What is in a data or model file, from its header. */
export async function inspect(args: string[]): Promise<number> {
  const { values, positionals } = parseCommandLine({
    args,
    allowPositionals: true,
    options: { format: { type: 'string', default: 'text' } },
  });
  const format = oneOf('format', values.format, ['text', 'json']);
  const [reference] = positionals;
  if (reference === undefined || positionals.length > 1) throw new UsageError('inspect takes one file.');
  const folder = resolve('.');
  const facts = /\.onnx$/i.test(reference)
    ? await readModelFacts(folder, reference)
    : await describeData(folder, reference);
  if (!facts.ok) {
    const hint = facts.suggestion === undefined ? '' : ` Did you mean '${facts.suggestion}'?`;
    throw new UsageError(facts.message.includes('did you mean') ? facts.message : facts.message + hint);
  }
  if (format === 'json') process.stdout.write(`${JSON.stringify(facts, null, 2)}\n`);
  else process.stdout.write('inputs' in facts ? modelText(facts) : dataText(facts));
  return 0;
}

function dataText({ files, columns, events, details }: DataFacts): string {
  const facts: [string, string][] = [
    ...files.map(({ path, size }): [string, string] => ['file', `${path} (${bytes(size)})`]),
    ...Object.entries(details),
    ['events', events === undefined ? 'not told by the header' : events.toLocaleString('en-GB')],
    ['columns', String(columns.length)],
  ];
  return (
    pairs(facts) +
    pairs(columns.map(({ name, type, kind }) => [`  ${name}`, kind === 'unreadable' ? `${type} (not read)` : type]))
  );
}

function modelText(facts: ModelFacts): string {
  return pairs([
    ['file', `${facts.path} (${bytes(facts.size)})`],
    ['producer', facts.producer],
    [
      'opset',
      Object.entries(facts.opsets)
        .map(([domain, version]) => (domain === '' ? '' : `${domain} `) + String(version))
        .join(', '),
    ],
    ['IR version', String(facts.irVersion)],
    ['nodes', String(facts.nodes)],
    ...facts.inputs.map((tensor): [string, string] => ['input', tensorText(tensor)]),
    ...facts.outputs.map((tensor): [string, string] => ['output', tensorText(tensor)]),
    ...Object.entries(facts.metadata).map(([key, value]): [string, string] => [`metadata ${key}`, value]),
  ]);
}

function tensorText({ name, type, shape }: TensorInfo): string {
  return `${name}: ${type} [${shape.map((size) => size ?? '?').join(', ')}]`;
}

function pairs(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([key]) => key.length));
  return rows.map(([key, value]) => `${key.padEnd(width)}  ${value}\n`).join('');
}

function bytes(size: number): string {
  if (size < 10_000) return `${size} bytes`;
  return size < 10_000_000 ? `${(size / 1e3).toFixed(0)} kB` : `${(size / 1e6).toFixed(0)} MB`;
}
