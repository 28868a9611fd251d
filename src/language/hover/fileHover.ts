import { count } from '../../checks/wording';
import { describeTensors } from '../../model/refusal';
import type { DataFacts } from '../../data/dataFacts';
import type { ModelFacts, PreprocessingFacts } from '../../model/modelFacts';
import type { Knowledge } from '../knowledge';
import { say, type Words } from '../words';
import type { Block } from './markdown';
import { table } from './sampleHover';

/** Columns that are listed. */
const mostColumns = 24;

/** What the header of a file says. */
export function fileBlocks(
  reference: string,
  kind: 'data' | 'model' | 'preprocessing' | 'table' | 'fit',
  { facts, age }: Knowledge,
  words: Words,
): readonly Block[] {
  const title: Block = { kind: 'title', name: reference, what: kind === 'model' ? words.modelFile : words.file };
  const known =
    kind === 'model'
      ? facts.model(reference)
      : kind === 'preprocessing'
        ? facts.preprocessing(reference)
        : facts.data(reference);
  if (known === undefined) return age === 'untrusted' ? [title, { kind: 'note', text: words.untrusted }] : [title];
  if (!known.ok) return [title, { kind: 'text', text: known.message }];
  if ('columns' in known) return [title, ...ofData(known, words)];
  return [title, ...('inputs' in known ? ofModel(known, words) : ofPreprocessing(known, words))];
}

function ofData({ files, columns, events, details }: DataFacts, words: Words): readonly Block[] {
  const size = files.reduce((sum, one) => sum + one.size, 0);
  const shown = columns.slice(0, mostColumns).map(({ name, type }) => `${name} (${type})`);
  const more = columns.length - shown.length;
  return [
    ...table([
      ...(files.length > 1 ? [[words.file, count(files.length)]] : []),
      ...(events === undefined ? [] : [[words.events, count(events)]]),
      [words.size, bytes(size)],
      ...Object.entries(details).map(([name, value]) => [name, value]),
    ]),
    { kind: 'text', text: say(words, 'columns', count(columns.length)) },
    {
      kind: 'text',
      text: shown.join(', ') + (more > 0 ? ` ${say(words, 'moreColumns', count(more))}` : ''),
    },
  ];
}

function ofModel(facts: ModelFacts, words: Words): readonly Block[] {
  const opsets = Object.entries(facts.opsets).map(([domain, version]) => `${domain || 'ai.onnx'} ${version}`);
  return table([
    [words.inputs, describeTensors(facts.inputs)],
    [words.outputs, describeTensors(facts.outputs)],
    ...(facts.featureNames === undefined ? [] : [[words.trainedOn, facts.featureNames.join(', ')]]),
    [words.opset, opsets.join(', ')],
    ...(facts.producer === '' ? [] : [[words.producer, facts.producer]]),
    [words.size, bytes(facts.size)],
  ]);
}

function ofPreprocessing({ size, preprocessing }: PreprocessingFacts, words: Words): readonly Block[] {
  const variables =
    preprocessing.kind === 'scaler'
      ? preprocessing.variables
      : preprocessing.inputs.flatMap((input) => input.variables);
  const names = variables.flatMap(({ name }) => name ?? []);
  return table([
    [words.trainedOn, names.length > 0 ? names.join(', ') : count(variables.length)],
    [words.size, bytes(size)],
  ]);
}

/** `1.2 MB`, in powers of 1000 as file managers count. */
export function bytes(size: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, size)) / 3)));
  const value = size / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toPrecision(2)} ${units[power] ?? 'B'}`;
}
