/** Mistakes that the static checks find, each in an analysis that has no other. */
import { expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../../src/checks/facts';
import { checkParsed } from '../../../../src/checks/static';
import { parseAnalysis } from '../../../../src/config/parse';
import type { Preprocessing } from '../../../../src/model/modelFacts';
import { annotated } from '../../config/annotatedText';
import { tthExample } from '../../config/exampleAnalyses';
import { dataWith, factsOf, modelWith } from './knownFacts';

export interface Case {
  readonly mistake: string;
  /** «Marks» what the finding is shown at. */
  readonly text: string;
  readonly facts?: Facts;
  readonly code: string;
  readonly severity?: string;
  readonly message: string;
  readonly fix?: string;
  readonly evidence?: Readonly<Record<string, number>>;
}

/** One mistake gives one finding, at its word. */
export function findEach(cases: readonly Case[]): void {
  it.each(cases)('$mistake', ({ text: marked, facts = noFacts, code, severity = 'error', message, fix, evidence }) => {
    const { text, ranges } = annotated(marked);
    const parsed = parseAnalysis(text);
    expect(parsed.problems).toEqual([]);
    const findings = checkParsed(parsed, facts).filter(({ status }) => status === 'finding');
    expect(findings.map((found) => [found.code, found.severity, found.message])).toEqual([[code, severity, message]]);
    const [found] = findings;
    expect(found && parsed.locate(found.at)).toEqual(ranges[0]);
    expect(found?.fix?.text).toBe(fix);
    expect(found?.evidence).toEqual(evidence ?? {});
  });
}

const weights = ['weight_normalise', 'weight_pileup', 'weight_mc', 'weight_leptonSF', 'weight_jvt'];
export const columns = dataWith(
  ...weights,
  'weight_pileup_UP',
  'weight_pileup_DOWN',
  'HT_all',
  'nJets',
  'nBTags_70',
  'channel:text',
);
const tth = modelWith({ names: ['HT_all', 'nJets', 'nBTags_70'] });
export const example = factsOf(
  {
    'tt_PP8.root:nominal_Loose': columns,
    'ttH_PP8.root:nominal_Loose': columns,
    'tt_aMCNloP8.root:nominal_Loose': columns,
  },
  { 'tth.onnx': tth },
);

export function inExample(from: string, to: string): string {
  expect(tthExample).toContain(from);
  return tthExample.replace(from, to);
}

/** A small analysis of two samples in which some lines are others. */
export function small(
  lines: { readonly samples?: string; readonly model?: string; readonly rest?: string } = {},
): string {
  return [
    'pullscope: 1',
    'samples:',
    '  tt: { file: tt.csv, weight: w, label: 0 }',
    '  ttH: { file: ttH.csv, weight: w, label: 1 }',
    ...(lines.samples === undefined ? [] : [`  ${lines.samples}`]),
    `model: { file: m.onnx, ${lines.model ?? 'features: [a, b]'} }`,
    'nominal: [tt, ttH]',
    ...(lines.rest === undefined ? [] : [lines.rest]),
    '',
  ].join('\n');
}

export const table = dataWith('w', 'a', 'b', 'w_up', 'note:text');
export const scaled = (name: string) => ({ name, centre: 0, factor: 1 });
export const withPreprocessing = (preprocessing: Preprocessing, model = modelWith({ features: 2 })) =>
  factsOf(
    { 'tt.csv': table, 'ttH.csv': table },
    { 'm.onnx': model, 'scaler.json': { ok: true, path: '/scaler.json', size: 1, mtime: 0, preprocessing } },
  );
export const smallFacts = (model = modelWith({ features: 2 })) =>
  factsOf({ 'tt.csv': table, 'ttH.csv': table }, { 'm.onnx': model });
