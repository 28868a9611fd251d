import { describe, expect, it } from 'vitest';
import { calibrationError, reliability, reliabilityGroups, type ScoreSums } from '../../../src/stats/calibration';
import { absoluteMeanLimits } from '../../../src/stats/absoluteMean';
import { Random } from '../../../src/stats/random';

function estimates(values: readonly number[], error: number): { value: number; error: number }[] {
  return values.map((value) => ({ value, error }));
}

const fractions = [0.4, 0.3, 0.2, 0.1];

describe('the calibration error', () => {
  it('is the mean distance where nothing fluctuates', () => {
    const { plain, debiased, mean } = calibrationError(fractions, estimates([0.1, -0.1, 0.2, 0], 0));
    expect([plain, debiased]).toEqual([expect.closeTo(0.11, 12), expect.closeTo(0.11, 12)]);
    expect(absoluteMeanLimits(mean, 0.01)).toEqual({ low: plain, high: plain });
  });

  it.each([
    ['nothing is wrong', [0, 0, 0, 0]],
    ['the score is off by about what fluctuates', [0.02, -0.02, 0, 0.02]],
    ['the score is far off', [0.1, -0.05, 0.08, 0.2]],
  ])('is nearer to the truth without its bias, and its limits hold it, where %s', (_, truth) => {
    const random = new Random('calibration');
    const error = 0.02;
    const actual = truth.reduce((sum, d, bin) => sum + fractions[bin]! * Math.abs(d), 0);
    const experiments = 1000;
    const bias = { plain: 0, debiased: 0 };
    let missed = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const drawn = calibrationError(
        fractions,
        truth.map((d) => ({ value: d + error * random.normal(), error })),
      );
      bias.plain += (drawn.plain - actual) / experiments;
      bias.debiased += (drawn.debiased - actual) / experiments;
      const { low, high } = absoluteMeanLimits(drawn.mean, 0.1);
      if (low > actual || high < actual) missed++;
    }
    expect(Math.abs(bias.debiased)).toBeLessThanOrEqual(Math.abs(bias.plain) + 1e-3);
    // A coverage of 90 % or more, with three standard errors of 1,000 experiments.
    expect(missed / experiments).toBeLessThan(0.13);
  });
});

function sums(w: readonly number[], p: readonly number[]): ScoreSums {
  const of = (value: (bin: number) => number): Float64Array => Float64Array.from(w, (_, bin) => value(bin));
  return {
    w: of((bin) => w[bin]!),
    ww: of((bin) => Math.abs(w[bin]!)),
    wp: of((bin) => w[bin]! * p[bin]!),
    wwp: of((bin) => Math.abs(w[bin]!) * p[bin]!),
    wwpp: of((bin) => Math.abs(w[bin]!) * p[bin]! ** 2),
  };
}

describe('reliability', () => {
  it('of unit weights has the binomial error of its fraction', () => {
    const [bin] = reliability([
      { truth: 0, factor: 1, sums: sums([300], [0.25]) },
      { truth: 1, factor: 1, sums: sums([100], [0.25]) },
    ])!;
    expect(bin!.observed.value).toBe(0.25);
    expect(bin!.observed.error).toBeCloseTo(Math.sqrt((0.25 * 0.75) / 400), 12);
    expect(bin!.difference.value).toBeCloseTo(0, 12);
  });

  it('is undefined where a bin has no positive sum of weights', () => {
    expect(reliability([{ truth: 0, factor: 1, sums: sums([10, -1], [0.2, 0.8]) }])).toBeUndefined();
  });
});

describe('the bins of a reliability diagram', () => {
  const side = (w: readonly number[], ww: readonly number[] = w) => ({
    w: Float64Array.from(w),
    ww: Float64Array.from(ww),
  });

  it('are merged until each holds enough effective events of every side', () => {
    const groups = reliabilityGroups([side([20, 5, 8, 30, 2]), side([20, 20, 20, 20, 20])], 10);
    expect([...groups!]).toEqual([0, 1, 1, 2, 2]);
  });

  it('hold a negative bin together with one that outweighs it', () => {
    const groups = reliabilityGroups([side([50, 50, -20], [60, 40, 20])], 10);
    expect([...groups!]).toEqual([0, 1, 1]);
  });

  it('are none where all together are not enough', () => {
    expect(reliabilityGroups([side([4, 3, 2])], 10)).toBeUndefined();
  });
});
