import { describe, expect, it } from 'vitest';
import {
  aleatoricEntropy,
  binaryEntropy,
  detectableFactor,
  epistemicEntropy,
  memberEfficiencies,
  spreadOf,
} from '../../../src/stats/ensemble';
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

describe('the deviation of efficiencies', () => {
  /** Members whose efficiencies are drawn around one half; each event passes with that probability, for each member anew. */
  function drawn(random: Random, size: number, deviation: number, events: number) {
    const efficiencies = Array.from({ length: size }, () => 0.5 + deviation * random.normal());
    const passing = new Float64Array(size);
    const agreeing = new Float64Array(size + 1);
    for (let event = 0; event < events; event++) {
      let agreed = 0;
      efficiencies.forEach((efficiency, member) => {
        if (random.uniform() >= efficiency) return;
        passing[member]!++;
        agreed++;
      });
      agreeing[agreed]!++;
    }
    return memberEfficiencies({ passing, squares: passing, agreeing }, events, events)!;
  }

  it('loses what so few events make of it', () => {
    const random = new Random('noise');
    const all = Array.from({ length: 400 }, () => drawn(random, 5, 0, 200));
    const mean = all.reduce((sum, { noise }) => sum + noise, 0) / all.length;
    // Binomial scatter of independent members: √(0.25/200).
    expect(mean).toBeCloseTo(Math.sqrt(0.25 / 200), 3);
  });

  it('lies within its limits as often as they say', () => {
    const random = new Random('limits');
    const [experiments, p] = [1000, 0.1];
    let [above, below] = [0, 0];
    for (let experiment = 0; experiment < experiments; experiment++) {
      const { low, high } = drawn(random, 5, 0.1, 200).limits(p);
      if (low > 0.1) above++;
      if (high < 0.1) below++;
    }
    // 10 % at either end, with three standard errors of 1,000 experiments.
    expect(above / experiments).toBeLessThan(0.1 + 0.03);
    expect(below / experiments).toBeLessThan(0.1 + 0.03);
    expect(above / experiments).toBeGreaterThan(0.1 - 0.04);
  });

  it('is undefined without a positive sum of weights', () => {
    const none = new Float64Array(3);
    expect(memberEfficiencies({ passing: none, squares: none, agreeing: new Float64Array(4) }, -1, 1)).toBeUndefined();
  });

  it('of more members is told from a smaller threshold on', () => {
    expect(detectableFactor(50, 0.01, 0.9)).toBeLessThan(detectableFactor(5, 0.01, 0.9));
    expect(detectableFactor(50, 0.01, 0.9)).toBeGreaterThan(1);
  });
});
