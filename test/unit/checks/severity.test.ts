import { describe, expect, it } from 'vitest';
import { optionOf, severityOf } from '../../../src/checks/severity';
import { questionsOf, type Asking } from '../../../src/checks/familyWise';
import type { CheckSettings } from '../../../src/config/analysis';
import { parsed } from './judging';

const nothing: Asking = {
  checks: new Map(),
  models: new Map(),
  application: new Map(),
  nuisances: new Map(),
  protected: [],
};

function withChecks(code: string, settings: Partial<CheckSettings>): Asking {
  return {
    ...nothing,
    checks: new Map([[code, { path: ['checks', code], options: new Map<string, number>(), ...settings }]]),
  };
}

describe('severityOf', () => {
  it('is the level of the catalogue where checks: says nothing', () => {
    expect(severityOf(nothing, 'data/negative-weights')).toBe('information');
  });

  it('is the level that checks: sets', () => {
    expect(severityOf(withChecks('nuisance/large', { level: 'error' }), 'nuisance/large')).toBe('error');
  });

  it('keeps the level of the catalogue where checks: sets options alone', () => {
    expect(severityOf(withChecks('nuisance/large', {}), 'nuisance/large')).toBe('warning');
  });

  it('is undefined where the check is off', () => {
    expect(severityOf(withChecks('nuisance/large', { level: 'off' }), 'nuisance/large')).toBeUndefined();
  });
});

describe('optionOf', () => {
  it('is the default of the catalogue where checks: says nothing', () => {
    expect(optionOf(nothing, 'nuisance/large', 'tolerance')).toBe(0.1);
  });

  it('is the number that checks: sets', () => {
    const analysis = withChecks('nuisance/large', { options: new Map([['tolerance', 0.2]]) });
    expect(optionOf(analysis, 'nuisance/large', 'tolerance')).toBe(0.2);
  });

  it('refuses an option that the catalogue does not have, safe with names of Object.prototype', () => {
    expect(() => optionOf(nothing, 'nuisance/large', 'constructor')).toThrow("no option 'constructor'");
  });
});

describe('the probability of a false finding', () => {
  const text = `pullscope: 1
samples: { tt: { file: 1.csv }, data: { file: 2.csv } }
model: { file: m.onnx, features: [x] }
nominal: [tt]
application: { data: data }
nuisances: { jes: { up: { replace: { x: x*1.01 } } } }
`;

  it('of a whole analysis is shared evenly by the checks that have something to ask', () => {
    const analysis = parsed(text);
    const questions = questionsOf(analysis);
    expect(questions).toEqual(expect.arrayContaining(['shift/feature', 'shift/score', 'nuisance/large']));
    const without = [
      'nuisance/one-sided',
      'nuisance/normalisation',
      'nuisance/slope',
      'decorrelation/apparent',
      'decorrelation/dependence',
      'decorrelation/sculpting',
      'model/comparison',
    ];
    for (const code of without) expect(questions).not.toContain(code);
    const alphas = questions.map((code) => optionOf(analysis, code, 'alpha'));
    expect(alphas.reduce((sum, alpha) => sum + alpha, 0)).toBeCloseTo(0.01, 12);
    expect(new Set(alphas).size).toBe(1);
  });

  it('is larger for each check where others are off', () => {
    const analysis = parsed(`${text}checks: { shift/feature: off }\n`);
    expect(questionsOf(analysis)).not.toContain('shift/feature');
    expect(optionOf(analysis, 'shift/score', 'alpha')).toBeGreaterThan(optionOf(parsed(text), 'shift/score', 'alpha'));
  });

  it('is what a check is given, where it is', () => {
    const analysis = parsed(`${text}checks: { shift/feature: { alpha: 0.05 } }\n`);
    expect(optionOf(analysis, 'shift/feature', 'alpha')).toBe(0.05);
  });

  it('is not that of a check that says that nothing is there', () => {
    expect(optionOf(parsed(text), 'nuisance/no-effect', 'alpha')).toBe(0.01);
  });
});
