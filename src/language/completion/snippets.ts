/** Whole entries to fill in: a sample, a nuisance of each kind, a model, a file. */
import type { Analysis, ConfigPath } from '../../config/analysis';
import type { TextRange } from '../../config/document';
import type { Knowledge } from '../knowledge';
import type { Word, Words } from '../words';
import { nominalSamples } from '../../checks/static/references';
import { commonColumns } from './columns';
import { literal, type Suggestion } from './suggestion';

/** What stands in the blanks of a snippet, out of the analysis where it says it. */
interface Blanks {
  readonly sample: string;
  readonly other: string;
  readonly weight: string;
  readonly feature: string;
}

const nuisances: readonly (readonly [word: Word, text: (blanks: Blanks) => string])[] = [
  [
    'newReweighting',
    ({ weight }) =>
      `\${1:pileup}:
  up: { replace: { \${2:${weight}}: \${3:${weight}_UP} } }
  down: { replace: { \${2}: \${4:${weight}_DOWN} } }`,
  ],
  [
    'newShift',
    ({ feature }) =>
      `\${1:scale}:
  up: { replace: { \${2:${feature}}: \${2}*\${3:1.02} } }
  down: { replace: { \${2}: \${2}*\${4:0.98} } }
  size: \${5:2%}`,
  ],
  [
    'newTwoPoint',
    ({ sample, other }) =>
      `\${1:generator}:
  kind: two-point
  alternative: { \${2:${sample}}: \${3:${other}} }
  cross-check: { \${2}: \${4:${other}} }`,
  ],
  [
    'newFiles',
    ({ sample }) =>
      `\${1:jes}:
  up: { samples: { \${2:${sample}}: \${3:${sample}_up} } }
  down: { samples: { \${2}: \${4:${sample}_down} } }`,
  ],
  ['newNormalisation', () => `\${1:luminosity}:\n  kind: normalisation\n  size: \${2:2%}`],
  [
    'newColumn',
    ({ other }) => `\${1:z}:
  column: \${2:z}
  sample: \${3:${other}}
  prior: normal(\${4:0}, \${5:1})`,
  ],
  [
    'newParameter',
    ({ feature }) => `\${1:energy_scale}:
  parameter: \${2:scale}
  prior: normal(\${3:1}, \${4:0.01})
  grid: [\${5:0.97}, \${6:1.03}, \${7:7}]
  replace: { \${8:${feature}}: \${8}*\${2} }`,
  ],
];

const sample = `\${1:name}:
  file: \${2:file.root:tree}
  weight: \${3:1}
  label: \${4:0}`;

const model = `\${1:name}:
  file: \${2:model.onnx}
  features: [\${3}]
  working-points: { \${4:tight}: \${5:0.5} }`;

const file = `pullscope: 1

samples:
  \${1:background}:
    file: \${2:background.root:tree}
    weight: \${3:1}
    label: 0
  \${4:signal}:
    file: \${5:signal.root:tree}
    weight: \${6:1}
    label: 1

model:
  file: \${7:model.onnx}
  features: [\${8:feature}]
  working-points: { \${9:tight}: \${10:0.5} }

nominal: [\${1}, \${4}] # what the model was trained on

nuisances:
  \${11:scale}:
    up: { replace: { \${8}: \${8}*1.02 } }
    down: { replace: { \${8}: \${8}*0.98 } }
    size: 2%
`;

/** Snippets for entries of a map. */
export function snippetsFor(
  map: ConfigPath,
  analysis: Analysis,
  { facts }: Pick<Knowledge, 'facts'>,
  range: TextRange,
  words: Words,
): readonly Suggestion[] {
  const of = (word: Word, insert: string): Suggestion => snippet(words[word], insert, range);
  if (map.length !== 1) return [];
  switch (map[0]) {
    case 'samples':
      return [of('newSample', sample)];
    case 'models':
      return [of('newModel', model)];
    case 'nuisances': {
      const blanks = blanksOf(analysis, facts);
      return nuisances.map(([word, text]) => of(word, text(blanks)));
    }
    default:
      return [];
  }
}

export function wholeFile(range: TextRange, words: Words): Suggestion {
  return { ...snippet(words.newFile, file, range), rank: 0 };
}

function snippet(label: string, insert: string, range: TextRange): Suggestion {
  return {
    label,
    kind: 'snippet',
    documentation: insert.replaceAll(/\$\{(\d+):([^}]*)\}/g, '$2').replaceAll(/\$\{\d+\}/g, '…'),
    insert,
    isSnippet: true,
    range,
    rank: 2,
  };
}

function blanksOf(analysis: Analysis, facts: Knowledge['facts']): Blanks {
  const nominal = nominalSamples(analysis);
  const names = new Set(nominal.map(({ name }) => name));
  const [first] = nominal;
  const other = [...analysis.samples.keys()].find((name) => !names.has(name));
  const columns = commonColumns(nominal, facts).map(({ name }) => name);
  const plain = (name: string | undefined, otherwise: string): string =>
    name !== undefined && /^\w+$/.test(name) ? literal(name) : otherwise;
  const feature = analysis.models
    .values()
    .next()
    .value?.features.find(({ text }) => /^\w+$/.test(text))?.text;
  return {
    sample: plain(first?.name, 'nominal_sample'),
    other: plain(other, 'other_sample'),
    weight: plain(
      columns.find((name) => /weight/i.test(name)),
      'weight_pileup',
    ),
    feature: plain(feature, 'feature'),
  };
}
