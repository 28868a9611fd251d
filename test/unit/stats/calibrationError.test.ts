import { describe, expect, it } from 'vitest';
import { calibrationError } from '../../../src/stats/calibrationError';
import { Random } from '../../../src/stats/random';
import { detectableLength, lengthLimits } from '../../../src/stats/squaredLength';

function estimates(values: readonly number[], error: number): { value: number; error: number }[] {
  return values.map((value) => ({ value, error }));
}

const bins = 12;
const even = Array.from({ length: bins }, (_, bin) => ({
  fraction: 1 / bins,
  predicted: 0.2 + (0.6 * (bin + 0.5)) / bins,
}));
const sigma = 0.03;

/** What is wrong with each bin. */
const wrong: Readonly<Record<string, readonly number[]>> = {
  'nothing is wrong': even.map(() => 0),
  'all bins are off alike, by as much as fluctuates': even.map(() => sigma),
  'bins are off more and more': even.map((_, bin) => 0.15 * ((bin + 0.5) / bins - 0.5)),
  'one bin is far off': even.map((_, bin) => (bin === 4 ? 0.2 : 0)),
};

/** Noise of neighbours that takes from one bin what it gives to the next, as events do that move along the score. */
const across = 0.4;

function drawn(truth: readonly number[], random: Random, exchanged: number): { value: number; error: number }[] {
  const [own, moved] = [Math.sqrt(1 - 2 * exchanged), Math.sqrt(exchanged)].map((part) => part * sigma);
  const edges = Array.from({ length: bins + 1 }, () => moved! * random.normal());
  return truth.map((d, bin) => ({
    value: d + own! * random.normal() + edges[bin + 1]! - edges[bin]!,
    error: sigma,
  }));
}

function covarianceOf(exchanged: number): Float64Array {
  const of = (apart: number): number => sigma ** 2 * (apart === 0 ? 1 : apart === 1 ? -exchanged : 0);
  return Float64Array.from({ length: bins * bins }, (_, cell) => of(Math.abs(Math.floor(cell / bins) - (cell % bins))));
}

function held(truth: readonly number[], exchanged: number): readonly number[] {
  const random = new Random('calibration error');
  const draws = 600;
  const square = truth.reduce((sum, d) => sum + d * d, 0) / bins;
  const covariance = covarianceOf(exchanged);
  const counts = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const error = calibrationError(even, drawn(truth, random, exchanged), covariance);
    [0.3173105, 0.0455003].forEach((p, which) => {
      const { low, high } = lengthLimits(error.square, p);
      if (low <= square && square <= high) counts[which]!++;
    });
  }
  return counts.map((count) => count / draws);
}

describe('the calibration error', () => {
  it('is the distance itself where nothing fluctuates: its mean square, and its mean', () => {
    const { plain, debiased, square } = calibrationError(
      [0.4, 0.3, 0.2, 0.1].map((fraction, bin) => ({ fraction, predicted: 0.2 * (bin + 1) })),
      estimates([0.1, -0.1, 0.2, 0], 0),
    );
    expect([plain, debiased]).toEqual([expect.closeTo(0.11, 12), expect.closeTo(0.11, 12)]);
    expect(square.value).toBeCloseTo(0.015, 12);
    expect(lengthLimits(square, 0.01)).toEqual({ low: square.value, high: square.value });
  });

  // Three standard errors of 600 draws.
  it.each(Object.entries(wrong))('has limits that hold it as often as they say where %s', (_, truth) => {
    const [one, two] = held(truth, 0);
    expect(Math.abs(one! - 0.683)).toBeLessThan(0.057);
    expect(Math.abs(two! - 0.954)).toBeLessThan(0.026);
  });

  it.each(Object.entries(wrong).slice(0, 3))(
    'has nearly such ones where events move along the score and %s',
    (_, truth) => {
      const [one, two] = held(truth, across);
      expect(Math.abs(one! - 0.683)).toBeLessThan(0.057);
      expect(two!).toBeGreaterThan(0.954 - 0.026);
    },
  );

  it('of a mean distance is nearer to the truth without its bias', () => {
    const random = new Random('mean distance');
    const truth = 0.02;
    const sums = { plain: 0, debiased: 0 };
    const draws = 1000;
    for (let draw = 0; draw < draws; draw++) {
      const { plain, debiased } = calibrationError(
        even,
        even.map(() => ({ value: truth + sigma * random.normal(), error: sigma })),
      );
      sums.plain += (plain - truth) / draws;
      sums.debiased += (debiased - truth) / draws;
    }
    expect(sums.plain).toBeGreaterThan(0.005);
    expect(Math.abs(sums.debiased)).toBeLessThan(0.8 * sums.plain);
  });

  it('that would have been found is found in nine of ten', () => {
    const random = new Random('found');
    const [tolerance, p, draws] = [0.02, 0.01, 400];
    const blank = calibrationError(even, drawn(wrong['nothing is wrong']!, random, 0)).square;
    const named = detectableLength(blank, { tolerance: tolerance ** 2, p, floor: 0, power: 0.9 });
    let found = 0;
    for (let draw = 0; draw < draws; draw++) {
      const { square } = calibrationError(
        even,
        drawn(
          even.map(() => Math.sqrt(named)),
          random,
          0,
        ),
      );
      if (lengthLimits(square, p).low > tolerance ** 2) found++;
    }
    expect(found / draws).toBeGreaterThan(0.87);
    expect(Math.sqrt(named)).toBeLessThan(3 * tolerance);
  });
});
