import { describe, expect, it } from 'vitest';
import { checkParsed } from '../../../../src/checks/static';
import { parseAnalysis } from '../../../../src/config/parse';
import { dataWith, factsOf, modelWith } from './knownFacts';
import { findEach, small, smallFacts, table } from './oneMistake';

const regions = 'A: a > 1 && b > 1, B: a <= 1 && b > 1, C: a <= 1 && b <= 1, D: a > 1 && b <= 1';
const predicted = (more = '', of = 'tt', selections = regions): string =>
  small({ rest: `abcd: { qcd: { samples: [${of}], regions: { ${selections} }${more} } }` });

describe('a mistake in a prediction gives one finding at its word:', () => {
  findEach([
    {
      mistake: 'a sample that is not defined',
      text: predicted('', '«qcdd»'),
      facts: smallFacts(),
      code: 'config/undefined-name',
      message: "No sample is called 'qcdd'. There are 'tt' and 'ttH'.",
    },
    {
      mistake: 'a model that is not defined',
      text: predicted(', weight: «modell»'),
      facts: smallFacts(),
      code: 'config/undefined-name',
      message: "No model is called 'modell'. Did you mean 'model'?",
      fix: 'model',
    },
    {
      mistake: 'a column that is not there',
      text: predicted('', 'tt', regions.replace('D: a > 1', 'D: «aa» > 1')),
      facts: smallFacts(),
      code: 'config/unknown-column',
      message: "Sample 'tt' ('tt.csv') has no column 'aa'. Did you mean 'a'?",
      fix: 'a',
    },
    {
      mistake: 'a score that is a column, too',
      text: predicted(', variable: «score»'),
      facts: factsOf(
        { 'tt.csv': dataWith('w', 'a', 'b', 'score'), 'ttH.csv': table },
        { 'm.onnx': modelWith({ features: 2 }) },
      ),
      code: 'config/expression',
      message:
        "'score' is the score of a model and a column of sample 'tt' ('tt.csv'): call the model otherwise, under 'models'.",
    },
  ]);
});

describe('a prediction', () => {
  it('may name the score of its model, and uses its samples', () => {
    const text = predicted(', axes: [score, b], subtract: [more]').replace(
      '  ttH: {',
      '  more: { file: ttH.csv, weight: w }\n  ttH: {',
    );
    const parsed = parseAnalysis(text);
    expect(parsed.problems).toEqual([]);
    expect(checkParsed(parsed, smallFacts()).filter(({ status }) => status === 'finding')).toEqual([]);
    const qcd = parsed.analysis?.abcd?.get('qcd');
    expect(qcd?.subtract.map(({ sample }) => sample)).toEqual(['more']);
    expect(qcd?.axes?.map((axis) => axis.text)).toEqual(['score', 'b']);
  });

  it('that is not complete is none yet', () => {
    const { analysis, problems } = parseAnalysis(
      small({ rest: 'abcd: { qcd: { samples: [tt], regions: { A: a > 1 } } }' }),
    );
    expect(problems.map(({ code }) => code)).toContain('config/missing-key');
    expect(analysis?.abcd?.size).toBe(0);
  });
});
