/** The short version of `npm run bench:calibration`: the same measurements with few repetitions and wide limits. */
import { describe, expect, it } from 'vitest';
import { alarming, kinds, measureAlarms } from '../../../bench/calibration/falseAlarms';
import { measureCoverage, variations } from '../../../bench/calibration/coverage';
import { measureTriples } from '../../../bench/calibration/goodhart';
import { questions } from '../../../bench/calibration/questions';
import { upperGamma } from '../../../bench/calibration/rivals';
import { measureSize, pairings } from '../../../bench/calibration/size';
import { measureHonesty } from '../../../bench/calibration/undecided';
import { weightModels } from '../../../bench/calibration/weightModels';

const exponential = weightModels.find(({ name }) => name === 'exp(x)')!;
const question = (name: string) => questions.find((one) => one.name === name)!;

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
  it.each(kinds)('raise no alarm: $name', async (kind) => {
    const { any, strict, messages } = await measureAlarms(kind, 1);
    expect(messages).toEqual([]);
    expect(any).toBe(0);
    expect(strict).toEqual(alarming.map(() => 0));
  });
});

describe('intervals', () => {
  it.each(variations)('hold the truth as often as they say: $name', async (variation) => {
    for (const { quantity, held, repetitions } of await measureCoverage(variation, '1', 400, 12)) {
      // Far below 68.3 and 95.4 %: for 24 intervals 10 and 19 have a probability of 1 %.
      const few = repetitions < 20;
      expect([quantity, held[0] > (few ? 0.24 : 0.4)]).toEqual([quantity, true]);
      expect([quantity, held[1] > (few ? 0.66 : 0.75)]).toEqual([quantity, true]);
    }
  });
});

describe('an undecided answer', () => {
  it.each(['shift/feature', 'nuisance/large: yield, other events', 'decorrelation/apparent'])(
    'names an effect that would have been found: %s',
    async (name) => {
      const { undecided, found } = await measureHonesty(question(name), 300, 16);
      expect(undecided).toBeGreaterThan(10);
      // 11 of 16 and fewer have a probability of 2 % where 90 % are found.
      expect(found).toBeGreaterThan(0.65);
    },
  );
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
