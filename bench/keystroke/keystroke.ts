/** From a text to its diagnostics, as the editor does it after each pause in typing, with facts that are known. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { noFacts, type Facts } from '../../src/checks/facts';
import { applySuppressions, checkParsed, collectReferences } from '../../src/checks/static';
import { parseAnalysis, type ParsedAnalysis } from '../../src/config/parse';
import type { DataFacts } from '../../src/data/dataFacts';
import { factsFrom, gatherFacts } from '../../src/engine/facts';
import { lensesOf } from '../../src/language/lenses';
import { linksOf } from '../../src/language/links';
import { namesOf } from '../../src/language/names';
import { foldsOf, outlineOf } from '../../src/language/outline';
import { tokensOf } from '../../src/language/tokens';
import type { Words } from '../../src/language/words';
import type { ModelFacts } from '../../src/model/modelFacts';
import { Random } from '../../src/stats/random';

export interface Timing {
  readonly lines: number;
  /** Milliseconds. */
  readonly median: number;
  readonly p95: number;
  readonly max: number;
  /** The part of the median that is parsing. */
  readonly parsing: number;
  /** Median of what the editor asks besides: names, colours, outline, folding, links and the lines over entries. */
  readonly language: number;
  /** Of all edits, how many left a text that could be run. */
  readonly runnable: number;
}

const edits = 200;

export async function timeExample(file: string): Promise<Timing> {
  const text = readFileSync(file, 'utf8');
  const { analysis } = parseAnalysis(text);
  if (analysis === undefined) throw new Error(`${file} is not an analysis.`);
  const { data, models } = collectReferences(analysis);
  const gathered = await gatherFacts(path.dirname(file), data, models);
  return time(text, factsFrom(data, models, gathered));
}

/**
 * 2,000 lines: 100 samples, 160 nuisances.
 * @param modelFile a model whose facts, with other features, stand for those of the model that is named
 */
export async function timeLarge(modelFile: string): Promise<Timing> {
  const text = largeAnalysis();
  const columns = [...features, ...weights].map((name) => ({ name, type: 'float32', kind: 'number' as const }));
  const file = { path: '/data/sample.root', size: 1e9, mtime: 0 };
  const data: DataFacts = { ok: true, files: [file], columns, events: 1e6, details: {} };
  const gathered = await gatherFacts(path.dirname(modelFile), [], [path.basename(modelFile)]);
  const [known] = gathered.models;
  if (known?.ok !== true || 'preprocessing' in known) throw new Error(`${modelFile} cannot be read.`);
  const model: ModelFacts = {
    ...known,
    inputs: [{ name: 'features', type: 'float32', shape: ['batch', features.length] }],
    featureNames: features,
  };
  return time(text, { data: () => data, model: () => model, preprocessing: () => undefined });
}

function time(text: string, facts: Facts): Timing {
  const texts = typed(text);
  // What VS Code's host has compiled after a minute of typing.
  for (const one of texts.slice(0, 50)) diagnose(one, facts);
  diagnose(text, noFacts);
  const clean = diagnose(text, facts);
  if (!clean.runnable || clean.diagnostics > 0)
    throw new Error(`The text to start from has ${clean.diagnostics} diagnostics.`);
  const totals: number[] = [];
  const parsings: number[] = [];
  const language: number[] = [];
  let runnable = 0;
  for (const one of texts) {
    const started = performance.now();
    const result = diagnose(one, facts);
    totals.push(performance.now() - started);
    parsings.push(result.parsing);
    language.push(timeLanguage(result.parsed, facts));
    if (result.runnable) runnable++;
  }
  return {
    lines: text.split('\n').length,
    median: quantile(totals, 0.5),
    p95: quantile(totals, 0.95),
    max: Math.max(...totals),
    parsing: quantile(parsings, 0.5),
    language: quantile(language, 0.5),
    runnable,
  };
}

/** What the editor asks of each text while it is typed, in milliseconds. */
function timeLanguage(parsed: ParsedAnalysis, facts: Facts): number {
  const started = performance.now();
  namesOf(parsed);
  tokensOf(parsed, facts);
  outlineOf(parsed);
  foldsOf(parsed);
  linksOf(parsed);
  lensesOf(parsed, { facts, report: undefined, age: 'none' }, {} as Words);
  return performance.now() - started;
}

interface Diagnosed {
  readonly parsed: ParsedAnalysis;
  readonly parsing: number;
  readonly runnable: boolean;
  readonly diagnostics: number;
}

function diagnose(text: string, facts: Facts): Diagnosed {
  const started = performance.now();
  const parsed = parseAnalysis(text);
  const parsing = performance.now() - started;
  const { outcomes, problems } = applySuppressions(parsed, checkParsed(parsed, facts), false);
  const findings = outcomes.filter(({ status }) => status === 'finding');
  const ranges = [
    ...[...parsed.problems, ...problems].map(({ range }) => range),
    ...findings.map(({ at }) => parsed.locate(at)),
  ];
  return { parsed, parsing, runnable: parsed.runnable, diagnostics: ranges.length };
}

/** Half are keys struck anywhere in the text, half the letters of a nuisance as it is written at its end. */
function typed(text: string): string[] {
  const random = new Random('bench/keystroke');
  const pick = (n: number): number => Math.floor(random.uniform() * n);
  const keys = 'abcxyz019 .,:*{}[]"\'#\n-';
  const anywhere = Array.from({ length: edits / 2 }, () => {
    const at = pick(text.length);
    return (
      text.slice(0, at) + (pick(3) === 0 ? '' : keys[pick(keys.length)]!) + text.slice(at + (pick(2) === 0 ? 1 : 0))
    );
  });
  const added =
    '  typed_now:\n    up: { replace: { weight: weight*1.02 } }\n    down: { replace: { weight: weight*0.98 } }\n    size: 2%\n';
  const start = text.endsWith('\n') ? text : `${text}\n`;
  const letters = Array.from({ length: edits / 2 }, (_, index) => start + added.slice(0, index + 1));
  return [...anywhere, ...letters];
}

const features = Array.from({ length: 20 }, (_, index) => `feature_${index}`);
const weights = [
  'weight',
  'weight_pileup',
  ...Array.from({ length: 160 }, (_, index) => `weight_sys_${index}_up`),
].concat(Array.from({ length: 160 }, (_, index) => `weight_sys_${index}_down`));

function largeAnalysis(): string {
  const lines = ['pullscope: 1', '', 'samples:'];
  const samples = Array.from({ length: 100 }, (_, index) => `process_${index}`);
  samples.forEach((name, index) => {
    lines.push(
      `  ${name}:`,
      `    file: ntuples/${name}.root:nominal`,
      `    weight: weight*weight_pileup*${1 + index / 100}`,
      `    select: feature_0 > 25 && feature_1 < ${1000 + index}`,
      `    label: ${index % 2}`,
    );
  });
  lines.push(
    '',
    'model:',
    '  file: model.onnx',
    '  features:',
    ...features.map((name) => `    - ${name}`),
    '  output: score',
  );
  lines.push('  working-points: { loose: 0.3, tight: 0.6 }', '', 'nominal:');
  lines.push(...samples.map((name) => `  - ${name}`), '', 'nuisances:');
  for (let index = 0; lines.length < 2000 - 10; index++) {
    if (index % 2 === 0) {
      lines.push(
        `  weight_${index}: # a scale factor`,
        '    kind: detector',
        '    up:',
        '      replace:',
        `        weight: weight_sys_${index % 160}_up`,
        '    down:',
        '      replace:',
        `        weight: weight_sys_${index % 160}_down`,
        `    size: ${1 + (index % 10)}%`,
      );
    } else {
      lines.push(
        `  energy_scale_${index}:`,
        '    up:',
        '      replace:',
        `        feature_${index % 20}: feature_${index % 20}*1.0${1 + (index % 9)}`,
        '    down:',
        '      replace:',
        `        feature_${index % 20}: feature_${index % 20}*0.9${index % 9}`,
        '    size: 10%',
      );
    }
  }
  return `${lines.join('\n')}\n`;
}

function quantile(values: readonly number[], probability: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(probability * sorted.length) - 1]!;
}
