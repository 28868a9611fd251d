import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../src/checks/facts';
import { checkParsed } from '../../../../src/checks/static';
import { parseAnalysis } from '../../../../src/config/parse';
import { dataWith, factsOf, modelWith, tensor } from './knownFacts';

const model = modelWith({
  inputs: [tensor('x', ['batch', 2])],
  outputs: [tensor('counts', ['batch', 30])],
  names: ['mass', 'nH'],
});
const facts = factsOf({ 'd.csv': dataWith('energy', 'counts') }, { 'e.onnx': model });

interface Parts {
  readonly data?: string;
  readonly parameters?: string;
  readonly nuisances?: string;
  readonly more?: string;
}

function written({
  data = 'value: counts, error: sqrt(counts), x: energy',
  parameters = '{ mass: [1, 2] }',
  nuisances = "{ nH: { known: 0.1, tight: 'normal(0.1, 0.01)', trained: [0, 1] } }",
  more = '',
}: Parts): string {
  return `pullscope: 1\nemulator:\n  model: e.onnx\n  data: { file: d.csv, ${data} }\n  parameters: ${parameters}\n  nuisances: ${nuisances}\n${more}`;
}

function findings(parts: Parts, known: Facts = facts): string[] {
  const parsed = parseAnalysis(written(parts));
  expect(parsed.problems).toEqual([]);
  return checkParsed(parsed, known).flatMap(({ code, status, message }) =>
    status === 'finding' ? [`${code}: ${message}`] : [],
  );
}

const cases: readonly (readonly [string, Parts, string])[] = [
  [
    'an empty range',
    { parameters: '{ mass: [1, 1] }' },
    "config/value: The range of 'mass' is empty: write where it begins and where it ends.",
  ],
  [
    'a nuisance of which nothing is said',
    { nuisances: '{ nH: { trained: [0, 1] } }' },
    "config/missing-key: Nothing is said of 'nH': give it 'known', 'tight' or 'loose'.",
  ],
  [
    'a prior without a width',
    { nuisances: "{ nH: { tight: 'normal(0.1, 0)' } }" },
    "config/value: The standard deviation of 'nH' must be positive; what is known exactly stands under 'known'.",
  ],
  [
    'a prior outside of where the emulator was trained',
    { nuisances: "{ nH: { tight: 'normal(3, 1)', trained: [0, 1] } }" },
    "config/value: 'nH' is expected at 3, outside of where the emulator was trained (0 to 1).",
  ],
  [
    'data without errors',
    { data: 'value: counts' },
    "config/missing-key: The data have no errors: add 'error', such as sqrt(counts), or 'covariance', or 'likelihood: poisson' for counts.",
  ],
  [
    'counts with errors',
    { more: '  likelihood: poisson\n' },
    "config/value: Counts have the errors that their expectation gives them: leave this out, or write 'likelihood: gaussian'.",
  ],
  [
    'a column that the table does not have',
    { data: 'value: count, error: sqrt(counts)' },
    "config/unknown-column: 'd.csv' has no column 'count'. Did you mean 'counts'?",
  ],
  [
    'a parameter that the model does not take',
    { parameters: '{ radius: [8, 17] }' },
    "model/inputs: The model takes 'mass', which is no parameter or nuisance; there are radius, nH.",
  ],
  [
    'fewer columns than the model has',
    { nuisances: '{}' },
    "model/inputs: The model's input 'x' float32 [batch, 2] does not take 1 parameter and 0 nuisances, which are 1 column: declare all that it takes.",
  ],
  [
    'inputs in another order than the model names',
    { more: '  inputs: [nH, mass]\n' },
    "model/inputs: The model was trained with the inputs mass, nH, but here they are nH, mass: put them in its order, or leave 'inputs' out.",
  ],
  [
    'an output that the model does not have',
    { more: '  output: count\n' },
    "model/output: The model has no output 'count'; it has 'counts' float32 [batch, 30]. Did you mean 'counts'?",
  ],
];

describe('an emulator is told, before anything runs,', () => {
  it.each(cases)('of %s', (_, parts, message) => {
    expect(findings(parts)).toEqual([message]);
  });

  it('of a nuisance with fewer scenarios than another', () => {
    const three = modelWith({ inputs: [tensor('x', ['batch', 3])] });
    const known = factsOf({ 'd.csv': dataWith('energy', 'counts') }, { 'e.onnx': three });
    const nuisances = "{ nH: { known: 0.1, loose: 'normal(0, 1)' }, D: { known: 5 } }";
    expect(findings({ nuisances }, known)).toEqual([
      "config/missing-key: 'D' has no 'loose', which other nuisances have: all of them need it.",
    ]);
  });

  it('that its inputs are right', () => {
    const outcomes = checkParsed(parseAnalysis(written({})), facts);
    expect(outcomes).toMatchObject([
      {
        code: 'model/inputs',
        status: 'pass',
        message: 'The emulator takes 2 parameters and nuisances, as many as are declared, by their names.',
      },
    ]);
  });

  it('of the model that is not there', () => {
    const none = factsOf(
      { 'd.csv': dataWith('energy', 'counts') },
      { 'e.onnx': { ok: false, code: 'file-not-found', message: 'There is no e.onnx.' } },
    );
    expect(findings({}, none)).toEqual(['config/file-not-found: There is no e.onnx.']);
  });
});
