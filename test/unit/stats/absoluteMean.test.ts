import { describe, expect, it } from 'vitest';
import {
  absoluteMean,
  absoluteMeanLimits,
  detectableAbsoluteMean,
  type AbsoluteMean,
} from '../../../src/stats/absoluteMean';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/absoluteMean.json';

const { fractions, sigmas, cases } = reference;
const [one, two] = [0.3173105, 0.0455003];

function meanOf(drawn: readonly number[], covariance?: Float64Array): AbsoluteMean {
  return absoluteMean(
    fractions,
    drawn.map((value, term) => ({ value, error: sigmas[term]! })),
    covariance,
  );
}

function held(drawn: readonly number[][], truth: number, p: number): number {
  const holding = drawn.filter((values) => {
    const { low, high } = absoluteMeanLimits(meanOf(values), p);
    return low <= truth && truth <= high;
  });
  return holding.length / drawn.length;
}

describe('the interval of a mean distance', () => {
  it.each(cases)('holds the truth as often as it says, or more often: $name', ({ drawn, truth }) => {
    // Three standard errors of 400 draws.
    expect(held(drawn, truth, one)).toBeGreaterThan(0.683 - 0.07);
    expect(held(drawn, truth, two)).toBeGreaterThan(0.954 - 0.032);
  });

  it.each(cases.slice(0, 4))('does so no more often than it has to where differences are alike: $name', (of) => {
    expect(held(of.drawn, of.truth, one)).toBeLessThan(0.683 + 0.15);
  });

  it('is the measured distance where nothing fluctuates', () => {
    const mean = absoluteMean(
      [0.5, 0.5],
      [0.1, -0.3].map((value) => ({ value, error: 0 })),
    );
    expect(absoluteMeanLimits(mean, 0.01)).toEqual({ low: 0.2, high: 0.2 });
    expect(detectableAbsoluteMean(mean, { tolerance: 0.02, p: 0.01, power: 0.9 })).toBe(0.02);
  });

  it('begins at zero where the distance is what noise makes, and is wider with more confidence', () => {
    const mean = meanOf(cases[0]!.drawn[0]!);
    expect(absoluteMeanLimits(mean, two).low).toBe(0);
    expect(absoluteMeanLimits(mean, two).high).toBeGreaterThan(absoluteMeanLimits(mean, one).high);
  });

  it('is wider where all terms move together', () => {
    const drawn = fractions.map(() => 0.2);
    const width = (mean: AbsoluteMean): number => {
      const { low, high } = absoluteMeanLimits(mean, one);
      return high - low;
    };
    const together = Float64Array.from(
      { length: 100 },
      (_, cell) => sigmas[Math.floor(cell / 10)]! * sigmas[cell % 10]!,
    );
    expect(width(meanOf(drawn, together))).toBeGreaterThan(2 * width(meanOf(drawn)));
  });
});

describe('the distance that would have been found', () => {
  it('is found in nine of ten where all terms differ by it', () => {
    const [tolerance, p, draws] = [0.02, 0.01, 300];
    const named = detectableAbsoluteMean(meanOf(cases[0]!.drawn[0]!), { tolerance, p, power: 0.9 });
    const random = new Random('mean distance');
    const found = Array.from({ length: draws }, () => sigmas.map((sigma) => named + sigma * random.normal())).filter(
      (drawn) => absoluteMeanLimits(meanOf(drawn), p).low > tolerance,
    );
    expect(found.length / draws).toBeGreaterThan(0.85);
    expect(named).toBeLessThan(4 * tolerance);
  });
});
