import { describe, expect, it } from 'vitest';
import { aleatoricEntropy, binaryEntropy, epistemicEntropy, spreadOf } from '../../../src/stats/ensemble';
import { Random } from '../../../src/stats/random';

function members(...scores: readonly number[]): Float64Array[] {
  return scores.map((score) => Float64Array.of(score));
}

describe('the entropy of an event', () => {
  it('is a bit at one half, and nothing where the class is certain', () => {
    expect([0, 0.5, 1].map(binaryEntropy)).toEqual([0, 1, 0]);
  });

  it('is all epistemic where members are certain and do not agree', () => {
    const scores = members(0, 1);
    expect(aleatoricEntropy(scores, 0)).toBe(0);
    // One bit between the two, twice that for many such members.
    expect(epistemicEntropy(scores, 0, 0)).toBe(2);
  });

  it('is all aleatoric where members agree', () => {
    const scores = members(0.3, 0.3, 0.3);
    const aleatoric = aleatoricEntropy(scores, 0);
    expect(aleatoric).toBeCloseTo(binaryEntropy(0.3), 12);
    expect(epistemicEntropy(scores, 0, aleatoric)).toBeLessThan(1e-15);
  });

  it('is none outside of 0 and 1', () => {
    expect(aleatoricEntropy(members(0.5, 1.2), 0)).toBeNaN();
  });

  it('has an epistemic part that does not depend on how many members there are', () => {
    const random = new Random('members');
    const mean = (size: number): number => {
      const events = 4000;
      let sum = 0;
      for (let event = 0; event < events; event++) {
        const scores = members(...Array.from({ length: size }, () => 0.4 + 0.05 * random.normal()));
        sum += epistemicEntropy(scores, 0, aleatoricEntropy(scores, 0));
      }
      return sum / events;
    };
    const many = mean(50);
    expect(mean(2) / many).toBeCloseTo(1, 1);
    expect(mean(5) / many).toBeCloseTo(1, 1);
  });
});

describe('the spread of an event', () => {
  it('is the standard deviation with M − 1', () => {
    expect(spreadOf(members(0.1, 0.2, 0.6), 0)).toBeCloseTo(Math.sqrt(0.07), 12);
  });
});
