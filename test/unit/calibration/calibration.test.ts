/** The short version of `npm run bench:calibration`: the same measurements with few repetitions and wide limits. */
import { beforeAll, describe, expect, it } from 'vitest';
import { measureAtTolerance } from '../../../bench/calibration/atTolerance';
import { alarming, kinds, measureAlarms, type Alarms } from '../../../bench/calibration/falseAlarms';
import { measureCoverage, variations } from '../../../bench/calibration/coverage';
import { correlations, measureDependenceCoverage } from '../../../bench/calibration/coverageOfDependence';
import { appliedShifts, measureDivergenceCoverage } from '../../../bench/calibration/coverageOfDivergences';
import { shiftNumbers } from '../../../bench/calibration/coverageOfShifts';
import { dials, measureSlopeCoverage } from '../../../bench/calibration/coverageOfSlopes';
import { fittedSettings, measureFitCoverage } from '../../../bench/calibration/coverageOfFits';
import { calibrationNumbers } from '../../../bench/calibration/coverageOfCalibration';
import { ensembleNumbers } from '../../../bench/calibration/coverageOfEnsembles';
import { orderNumbers } from '../../../bench/calibration/coverageOfOrder';
import { measureTriples } from '../../../bench/calibration/goodhart';
import type { Coverage } from '../../../bench/calibration/held';
import { normalDistanceCorrelation } from '../../../bench/calibration/normalDistanceCorrelation';
import { measureQuotedNumbers } from '../../../bench/calibration/quotedNumbers';
import { questions } from '../../../bench/calibration/questions';
import { upperGamma } from '../../../bench/calibration/rivals';
import { questionsOfFits } from '../../../bench/calibration/questionsOfFits';
import { questionsOfModels } from '../../../bench/calibration/questionsOfModels';
import { questionsOfPredictions } from '../../../bench/calibration/questionsOfPredictions';
import { undecidedQuestions } from '../../../bench/calibration/shownWhere';
import { measureSize, pairings } from '../../../bench/calibration/size';
import { measureHonesty } from '../../../bench/calibration/undecided';
import { weightModels } from '../../../bench/calibration/weightModels';
import { catalogue } from '../../../src/config/catalogue';

const exponential = weightModels.find(({ name }) => name === 'exp(x)')!;
const question = (name: string) => [...questions, ...undecidedQuestions].find((one) => one.name === name)!;

describe('the size of the shape test', () => {
  it.each(pairings)('is that asked for where weights depend on x: %s', (pairing) => {
    const { rejected } = measureSize(exponential, pairing, 500, 40);
    // 7 of 40 and more have a probability of 0.3 % at α = 0.05; 4 and more one of 0.07 % at α = 0.01.
    expect(rejected.simulated[0]).toBeLessThan(7 / 40);
    expect(rejected.simulated[1]).toBeLessThan(4 / 40);
  });

  it('is not that of a test which takes events for independent of their weights', () => {
    expect(measureSize(exponential, 'independent', 500, 30).rejected.raw[0]).toBeGreaterThan(0.25);
  });
});

describe('analyses in which nothing is wrong', () => {
  const results = new Map<string, Alarms>();
  beforeAll(async () => {
    // Few events lie beyond the nominal ones: of the third size there are enough to ask what an ensemble says of them.
    for (const kind of kinds) results.set(kind.name, await measureAlarms(kind, 1, 'ensemble' in kind.stubs ? 2 : 0));
  });

  it.each(kinds)('raise no alarm: $name', ({ name }) => {
    const { any, strict, messages } = results.get(name)!;
    expect(messages).toEqual([]);
    expect(any).toBe(0);
    expect(strict).toEqual(alarming.map(() => 0));
  });

  it('ask every question of a shift, a nuisance, a decorrelation, a told value and a prediction, and get an answer', () => {
    const unanswered = alarming.filter((_, check) =>
      [...results.values()].every(({ answered }) => answered[check] === 0),
    );
    expect(unanswered).toEqual([]);
    const codes = catalogue
      .map(({ code }) => code)
      .filter((code) => /^(shift|nuisance|decorrelation|aware|abcd|inference)\//.test(code));
    // These say that nothing is there.
    const others = codes.filter((code) => !alarming.includes(code));
    expect(others).toEqual(['nuisance/no-effect', 'nuisance/noise', 'inference/templates']);
  });
});

describe('intervals', () => {
  /** Far below 68.3 and 95.4 %: of 24 intervals 10 and 19 have a probability of 1 %. */
  function expectHeld(rows: readonly Coverage[]): void {
    for (const { quantity, held, intervals } of rows) {
      const few = intervals < 20;
      expect([quantity, held[0] > (few ? 0.24 : 0.4)]).toEqual([quantity, true]);
      expect([quantity, held[1] > (few ? 0.66 : 0.75)]).toEqual([quantity, true]);
    }
  }

  it.each(variations)('hold the truth as often as they say: $name', async (variation) => {
    expectHeld(await measureCoverage(variation, '1', 400, 12));
  });

  it.each(dials)('of slopes hold the truth as often as they say: $name', async (dial) => {
    const rows = await measureSlopeCoverage(dial, '1', 400, 12);
    expect(rows.map(({ quantity }) => quantity)).toContain('slope of the efficiency');
    expectHeld(rows);
  });

  it.each(correlations)('of dependence hold the truth as often as they say: correlation %d', async (rho) => {
    const rows = await measureDependenceCoverage(rho, '1', 400, 12);
    expect(rows.map(({ quantity }) => quantity)).toEqual(['distanceCorrelationSquared', 'jsd']);
    expectHeld(rows);
  });

  it.each(appliedShifts)('of divergences hold the truth as often as they say: a shift of %d', async (shift) => {
    const rows = await measureDivergenceCoverage(shift, '1', 400, 24);
    expect(rows.map(({ quantity }) => quantity)).toEqual(['psi', 'jsd']);
    expectHeld(rows);
  });

  it.each(shiftNumbers)('of $code hold the truth as often as they say: $name', async (numbers) => {
    const rows = await measureQuotedNumbers(numbers, '1', 300, 24);
    expect(rows.map(({ intervals }) => intervals)).toEqual(rows.map(() => 24));
    expect(rows.length).toBeGreaterThan(0);
    expectHeld(rows);
  });

  it.each(fittedSettings)('of what fits promise hold the truth as often as they say: $name', async (setting) => {
    const rows = await measureFitCoverage(setting, '1', 2000, 16);
    expect(rows.map(({ quantity }) => quantity)).toContain('constraintWithoutNoise');
    expectHeld(rows);
  });

  it.each([...calibrationNumbers, ...ensembleNumbers, ...orderNumbers])(
    'of $code hold the truth as often as they say: $name',
    async (numbers) => {
      const rows = await measureQuotedNumbers(numbers, '1', 300, 20);
      expect(rows.length).toBeGreaterThan(0);
      expectHeld(rows);
    },
  );
});

describe('an effect that is as large as is accepted', () => {
  it.each([...questionsOfPredictions, ...questionsOfModels, ...questionsOfFits])(
    'is no finding: $name',
    async (asked) => {
      const { findings } = await measureAtTolerance(asked, 500, 8);
      // 2 of 8 have a probability of 0.3 % at α = 0.01.
      expect(findings).toBeLessThan(2);
    },
  );
});

describe('a region that is not what is predicted', () => {
  it.each([
    ['abcd/closure: yield', 0.6],
    ['abcd/closure: shape', 0.5],
    ['abcd/dependence: odds ratio', 0.6],
  ])('is found: %s', async (name, effect) => {
    const asked = questionsOfPredictions.find((one) => one.name === name)!;
    const found = [];
    for (let analysis = 0; analysis < 8; analysis++) found.push(await asked.ask(effect, 4000, 'found', analysis));
    expect(found.filter(({ status }) => status === 'finding').length).toBeGreaterThan(6);
  });
});

describe('an undecided answer', () => {
  it.each([
    'shift/feature',
    'shift/joint: correlation',
    'shift/support: range',
    'nuisance/large: yield, other events',
    'nuisance/slope: mean score, column',
    'decorrelation/apparent',
    'decorrelation/dependence',
    'decorrelation/sculpting',
    'aware/gain: another model',
    'aware/gain: by being told',
    'aware/interpolation',
    'learned/flips',
    'learned/observables',
    'abcd/closure: yield',
    'inference/over-constrained',
    'inference/model',
    'model/comparison',
    'calibration/off',
    'calibration/drifts: other events',
    'calibration/coverage',
    'calibration/coverage: conformal, applied',
    'epistemic/blind',
    'epistemic/corruption: growth of the spread',
    'epistemic/corruption: fall of the AUC',
  ])('names an effect that would have been found: %s', async (name) => {
    const { undecided, found } = await measureHonesty(question(name), 300, 16);
    expect(undecided).toBeGreaterThan(10);
    // 11 of 16 and fewer have a probability of 2 % where 90 % are found.
    expect(found).toBeGreaterThan(0.65);
  });
});

describe('a hidden uncertainty', () => {
  it('is found where the cross-check differs by far, and never where it does not', async () => {
    const triples = await measureTriples(14, 6000);
    const found = triples.filter(({ status }) => status === 'finding');
    expect(found.length).toBeGreaterThan(0);
    expect(found.every(({ excess }) => excess > 0.03)).toBe(true);
    expect(triples.filter(({ excess, status }) => excess > 0.12 && status !== 'finding')).toEqual([]);
  });
});

describe('the incomplete gamma function', () => {
  it.each([
    // χ² with 1, 19 and 40 degrees of freedom: 95 % and 99 % quantiles, and the mean.
    [0.5, 3.841458820694124, 0.05],
    [9.5, 30.14352720564616, 0.05],
    [20, 63.690739751564458, 0.01],
    [20, 40, 0.4702573],
  ])('gives the tail of χ²: a = %d, χ² = %d', (a, chiSquared, p) => {
    expect(upperGamma(a, chiSquared / 2)).toBeCloseTo(p, 7);
  });
});

describe('the distance correlation of normal numbers', () => {
  it.each([
    // Independent, the same, and the limit of small correlations.
    [0, 0],
    [1, 1],
    [0.01, 0.01 ** 2 / (4 * (1 + Math.PI / 3 - Math.sqrt(3)))],
  ])('has its known limits: correlation %d', (rho, expected) => {
    expect(normalDistanceCorrelation(rho)).toBeCloseTo(expected, 7);
  });
});
