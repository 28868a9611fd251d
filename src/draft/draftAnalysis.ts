/**
 * A first analysis file from what headers say of some files: it runs as it is, and its comments say what to fill in.
 * What no header tells is left as a comment and never guessed: a model is only used where its features are known.
 */
import type { DataFacts } from '../data/dataFacts';
import type { ModelFacts } from '../model/modelFacts';
import { draftNuisances, type DraftNuisance } from './draftNuisances';
import { commentOut, yamlText } from './yamlText';

export interface DraftInput {
  /** As they are to stand in the file: relative to it, with `/`. */
  readonly data: readonly { readonly reference: string; readonly facts: DataFacts }[];
  readonly models: readonly { readonly reference: string; readonly facts: ModelFacts }[];
}

/** Names that an expression can hold, if need be in backticks. */
const nameable = /^[^`\p{Cc}]+$/u;

/** Columns that are the whole weight of an event, by their names. */
const weightNames = /^(event_?|mc_?|sample_?|gen_?)*(weight|weights|wgt|w)$/i;
const weightParts = /weight|(^|_)(wgt|sf|w)(_|$)/i;
const labelNames = /^(label|labels|y|target|is_?signal|class)$/i;

export function draftAnalysis({ data, models }: DraftInput): string {
  const columns = commonColumns(data.map(({ facts }) => facts));
  const weight = columns.find((name) => weightNames.test(name));
  const known = models.flatMap(({ reference, facts }) => {
    const features = knownFeatures(facts, columns);
    return features === undefined ? [] : [{ reference, features }];
  });
  const unknown = models.filter(({ reference }) => !known.some((model) => model.reference === reference));
  const names = uniqueNames(data.map(({ reference }) => reference));
  const used = new Set([...(weight === undefined ? [] : [weight]), ...known.flatMap(({ features }) => features)]);
  return `${[
    head,
    samplesPart(data, names, columns, weight),
    modelsPart(known, unknown, columns, weight),
    nominalPart(names),
    nuisancesPart(draftNuisances(columns), known.length > 0 ? used : new Set()),
    tail,
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

const head = `# What Pullscope checks: which samples, which model, which nuisances. It runs as it stands; what the files
# could not tell is in comments. Write on below 'samples', and look at the squiggles as you go.
pullscope: 1`;

const tail = `# Every check is on with its defaults. To change one:
# checks:
#   nuisance/large: { level: error, tolerance: 20% }
#   nuisance/no-effect: off`;

function samplesPart(
  data: DraftInput['data'],
  names: readonly string[],
  columns: readonly string[],
  weight: string | undefined,
): string {
  const label = columns.find((name) => labelNames.test(name));
  const sides = new Set(draftNuisances(columns).flatMap(({ up, down }) => [up, down]));
  const parts = columns.filter((name) => name !== weight && weightParts.test(name) && !sides.has(name));
  const lines = data.flatMap(({ reference, facts }, index) => [
    `  ${yamlText(names[index] ?? '')}:`,
    `    file: ${yamlText(reference)}${facts.events === undefined ? '' : ` # ${facts.events.toLocaleString('en-GB')} events`}`,
    ...(weight === undefined ? [] : [`    weight: ${expressionText(weight)}`]),
    ...(label === undefined ? [] : [`    label: ${expressionText(label)}`]),
  ]);
  const hints = [
    ...(weight === undefined
      ? [
          parts.length === 0
            ? '# weight: a column or an expression; without one, every event counts 1'
            : `# weight: ${parts.slice(0, 6).join('*')}   # a product, perhaps of these; without one, every event counts 1`,
        ]
      : []),
    '# select: an expression, such as nJets >= 5; events where it is 0 are left out',
    ...(label === undefined
      ? ['# label: 0   # class of the events: a number, a column or an expression; 1 is signal']
      : []),
  ];
  const missing = data.length === 0 ? ['  mc: { file: mc.root:tree, weight: weight, label: 0 }'] : [];
  return [
    '# Events, in files that stand relative to this one. Lists and wildcards are allowed: [a.root, "mc_*.root:tree"].',
    data.length === 0 ? '# samples:' : 'samples:',
    ...commentOut(missing),
    ...lines,
    ...(data.length === 0 ? [] : hints.map((hint) => `    ${hint}`)),
  ].join('\n');
}

function modelsPart(
  known: readonly { readonly reference: string; readonly features: readonly string[] }[],
  unknown: DraftInput['models'],
  columns: readonly string[],
  weight: string | undefined,
): string {
  const block = (name: string, reference: string, features: readonly string[], indent: string): string[] => [
    `${indent}${name}:`,
    `${indent}  file: ${yamlText(reference)}`,
    `${indent}  features: [${features.map(expressionText).join(', ')}]`,
  ];
  const points = '# working-points: { loose: 0.3, tight: 0.6 }   # cuts on the score: their efficiencies are watched';
  const [only] = known;
  const names = uniqueNames(known.map(({ reference }) => reference));
  const used =
    only === undefined
      ? []
      : known.length === 1
        ? [
            '# The features are those that the model names, in its order.',
            ...block('model', only.reference, only.features, ''),
            `  ${points}`,
          ]
        : [
            '# Several models are compared, each with the first. Their features are those that they name, in their order.',
            'models:',
            ...known.flatMap(({ reference, features }, index) => [
              ...block(yamlText(names[index] ?? ''), reference, features, '  '),
              `    ${points}`,
            ]),
          ];
  const candidates = columns
    .filter((name) => name !== weight && !labelNames.test(name) && !weightParts.test(name))
    .slice(0, 3);
  const example = candidates.length === 0 ? ['x1', 'x2'] : candidates;
  const open = unknown.length > 0 ? unknown : known.length > 0 ? [] : [undefined];
  const comments = open.flatMap((model) => [
    model === undefined
      ? '# The model, in ONNX, with its features: columns or expressions, in the order in which it was trained.'
      : `# ${yamlText(model.reference)} does not name its features, or they are no columns here. List them in its order${inputCount(model.facts)}:`,
    ...commentOut([
      ...block('model', model?.reference ?? 'model.onnx', model?.facts.featureNames ?? example, ''),
      `  ${points.replace(/^# /, '')}`,
    ]),
  ]);
  return [...used, ...comments].join('\n');
}

function nominalPart(names: readonly string[]): string {
  const why = '# What the model was trained on: everything else is compared with these.';
  const other =
    names.length > 1
      ? '# application: { data: NAME }   # a sample where the model is applied, out of those above'
      : '# application: { data: data }   # a sample where the model is applied';
  if (names.length === 0) return [why, '# nominal: [mc]', other].join('\n');
  return [why, `nominal: [${names.map(yamlText).join(', ')}]`, other].join('\n');
}

function nuisancesPart(
  nuisances: readonly DraftNuisance[],
  /** Columns that a model or its weights are made of: without a model there is nothing to vary. */
  used: ReadonlySet<string>,
): string {
  const lines = ({ name, column, up, down }: DraftNuisance): string[] => [
    `  ${yamlText(name)}:`,
    `    up: { replace: { ${yamlText(column)}: ${expressionText(up)} } }`,
    `    down: { replace: { ${yamlText(column)}: ${expressionText(down)} } }`,
  ];
  const active = nuisances.filter(({ column }) => used.has(column));
  const idle = nuisances.filter((nuisance) => !active.includes(nuisance)).slice(0, 5);
  const why =
    '# Systematic uncertainties: the same events with columns replaced by others, or other samples in their place.';
  const examples = [
    ...(active.length === 0 ? ['nuisances:'] : []),
    ...idle.flatMap(lines),
    ...(nuisances.length === 0
      ? ['  scale:', '    up: { replace: { x: x*1.02 } }', '    down: { replace: { x: x*0.98 } }']
      : []),
    '  generator: { kind: two-point, alternative: { NOMINAL: OTHER_SAMPLE } }',
    '  # size: 2%   # in a nuisance: what the analysis claims; beyond it, a finding',
  ];
  const idleHint =
    idle.length === 0
      ? []
      : [
          '# These pairs of columns look like variations; they need a model, and their columns in a weight or a feature:',
        ];
  return [
    why,
    ...(active.length === 0 ? [] : ['nuisances:', ...active.flatMap(lines)]),
    ...idleHint,
    ...commentOut(examples),
  ].join('\n');
}

function commonColumns(facts: readonly DataFacts[]): readonly string[] {
  const [first, ...others] = facts.map(({ columns }) =>
    columns.filter(({ name, kind }) => kind !== 'unreadable' && nameable.test(name)).map(({ name }) => name),
  );
  return (first ?? []).filter((name) => others.every((columns) => columns.includes(name)));
}

/** Of some files, those that have a column for each feature that a model names: what the model may be tried on. */
export function fittingData(models: DraftInput['models'], candidates: DraftInput['data']): DraftInput['data'] {
  return candidates.filter(({ facts }) =>
    models.some((model) => knownFeatures(model.facts, commonColumns([facts])) !== undefined),
  );
}

/** The names in the model's metadata, where all of them are columns. */
function knownFeatures(
  { featureNames, inputs }: ModelFacts,
  columns: readonly string[],
): readonly string[] | undefined {
  const [input] = inputs;
  // Several inputs need more than a list of features: see docs/analysis-file.md.
  if (inputs.length !== 1 || featureNames === undefined || featureNames.length === 0 || input?.shape.length !== 2)
    return undefined;
  return featureNames.every((name) => columns.includes(name)) ? featureNames : undefined;
}

function inputCount({ inputs }: ModelFacts): string {
  const [input] = inputs;
  const size = input?.shape[1];
  return inputs.length === 1 && typeof size === 'number' ? ` (${size.toString()})` : '';
}

/** A column's name as an expression; in backticks where it would mean something else. */
function expressionText(column: string): string {
  const plain = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(column) && yamlText(column) === column;
  return plain && column !== 'this' && column !== 'undefined' ? column : yamlText(`\`${column}\``);
}

/** From the files' names, without what YAML or an expression would trip over. */
function uniqueNames(references: readonly string[]): string[] {
  const taken = new Set<string>();
  return references.map((reference) => {
    const file = reference.split('/').at(-1) ?? reference;
    const bare = file.replace(/\.(root|parquet|feather|arrow|csv|tsv|txt|h5|hdf5|npy|npz|onnx)(\.gz)?(:.*)?$/i, '');
    const base = bare.replaceAll(/\W+/g, '_').replaceAll(/^_+|_+$/g, '') || 'sample';
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}_${count.toString()}`;
    taken.add(name);
    return name;
  });
}
