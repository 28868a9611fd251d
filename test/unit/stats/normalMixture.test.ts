/** Mixtures of normal distributions against scipy: normalMixture.py. */
import { describe, expect, it } from 'vitest';
import { normalCrps } from '../../../src/stats/coverage';
import { mixtureCrps, mixtureNormalScore, type NormalMixtures } from '../../../src/stats/normalMixture';
import reference from '../../fixtures/reference/normalMixture.json';

function mixture(weights: readonly number[], means: readonly number[], sigmas: readonly number[]): NormalMixtures {
  return {
    components: weights.length,
    weights: Float64Array.from(weights),
    means: Float64Array.from(means),
    sigmas: Float64Array.from(sigmas),
  };
}

describe('a mixture of normal distributions', () => {
  it.each(reference.cases)('has the CRPS and the distribution of scipy at $x of $means', (one) => {
    const members = [mixture(one.weights, one.means, one.sigmas)];
    expect(mixtureCrps(members, 0, one.x)).toBeCloseTo(one.crps, 9);
    expect(mixtureNormalScore(members, 0, one.x)).toBeCloseTo(one.z, 9);
  });

  it('of one component is the normal distribution', () => {
    for (const z of [-3, -0.2, 0, 1.7]) {
      expect(mixtureCrps([mixture([1], [2], [3])], 0, 2 + 3 * z)).toBeCloseTo(3 * normalCrps(z), 12);
      expect(mixtureNormalScore([mixture([1], [2], [3])], 0, 2 + 3 * z)).toBeCloseTo(z, 12);
    }
  });

  it('of an ensemble has equal shares of its members', () => {
    const members = [mixture([3, 1], [0, 1], [1, 2]), mixture([5], [4], [1])];
    const whole = [mixture([0.375, 0.125, 0.5], [0, 1, 4], [1, 2, 1])];
    expect(mixtureCrps(members, 0, 2.5)).toBeCloseTo(mixtureCrps(whole, 0, 2.5), 12);
    expect(mixtureNormalScore(members, 0, 2.5)).toBeCloseTo(mixtureNormalScore(whole, 0, 2.5), 12);
  });

  it('is that of its event', () => {
    const two = { ...mixture([1, 1, 1, 3], [0, 1, 5, 6], [1, 1, 2, 2]), components: 2 };
    expect(mixtureCrps([two], 1, 5)).toBeCloseTo(mixtureCrps([mixture([1, 3], [5, 6], [2, 2])], 0, 5), 12);
  });

  it('of points is the distance from them', () => {
    expect(mixtureCrps([mixture([1], [2], [0])], 0, 5)).toBe(3);
    expect(mixtureNormalScore([mixture([1, 1], [0, 2], [0, 0])], 0, 1)).toBeCloseTo(0, 12);
  });

  it('is finite far outside, and no number where a width is negative', () => {
    expect(mixtureNormalScore([mixture([1], [0], [1])], 0, 1e4)).toBe(40);
    expect(mixtureNormalScore([mixture([1], [0], [1])], 0, -1e4)).toBe(-40);
    expect(mixtureNormalScore([mixture([1, 1], [0, 0], [1, -1])], 0, 0)).toBeNaN();
    expect(mixtureCrps([mixture([1, 1], [0, 0], [1, -1])], 0, 0)).toBeNaN();
  });
});
