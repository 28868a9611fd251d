import { describe, expect, it } from 'vitest';
import { conformalFactor, coverages, normalCrps } from '../../../src/stats/coverage';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/coverage.json';

describe('the CRPS of a normal distribution', () => {
  it('is the integral of its definition', () => {
    for (const [z, value] of reference.normalCrps) expect(normalCrps(z!)).toBeCloseTo(value!, 8);
  });
});

describe('conformal intervals', () => {
  const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

  it('have the ⌈(n + 1)·level⌉-th smallest size as their factor', () => {
    const z = Float64Array.from({ length: 19 }, (_, index) => (index % 2 === 0 ? 1 : -1) * (index + 1));
    // ⌈20·0.9⌉ = 18.
    expect(conformalFactor(z, ones(19), 0.9)).toBe(18);
    expect(conformalFactor(z, ones(19), 0.5)).toBe(10);
  });

  it('cannot be given for a level that so few events do not know', () => {
    expect(conformalFactor(Float64Array.of(1, 2, 3), ones(3), 0.9)).toBe(Infinity);
  });

  it('count an event of weight 2 as often as two events', () => {
    const z = Float64Array.from({ length: 400 }, (_, index) => index / 100);
    const twice = Float64Array.from([...z, ...z]);
    expect(conformalFactor(z, ones(400).fill(2), 0.8)).toBeCloseTo(conformalFactor(twice, ones(800), 0.8), 1);
  });

  it('hold at least what they say, on average, whatever the distribution', () => {
    const random = new Random('conformal');
    // Exponential sizes: nothing normal.
    const draw = (n: number): Float64Array => Float64Array.from({ length: n }, () => -Math.log(1 - random.uniform()));
    const experiments = 2000;
    let held = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const factor = conformalFactor(draw(50), ones(50), 0.9);
      held += coverages(draw(20), ones(20), [factor])[0]!.value / experiments;
    }
    // Between 0.9 and 0.9 + 1/51 in expectation.
    expect(held).toBeGreaterThan(0.9 - 0.004);
    expect(held).toBeLessThan(0.9 + 1 / 51 + 0.004);
  });
});

describe('coverage', () => {
  it('of unit weights has the binomial error', () => {
    const [found] = coverages(Float64Array.of(0.5, -0.5, 2, -3), new Float64Array(4).fill(1), [1]);
    expect(found?.value).toBe(0.5);
    expect(found?.error).toBeCloseTo(Math.sqrt(0.25 / 4), 12);
  });

  it('is undefined without a positive sum of weights', () => {
    expect(coverages(Float64Array.of(0), Float64Array.of(-1), [1])).toEqual([undefined]);
  });
});
