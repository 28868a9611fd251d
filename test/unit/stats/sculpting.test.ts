import { describe, expect, it } from 'vitest';
import { jensenShannon } from '../../../src/stats/divergence';
import { Random } from '../../../src/stats/random';
import { normalTail } from '../../../src/stats/normal';
import { lengthLimits, type SquaredLength } from '../../../src/stats/squaredLength';
import { groupBins, mergeSparseBins, sculpting, type BinnedSide } from '../../../src/stats/sculpting';
import reference from '../../fixtures/reference/sculpting.json';

function side([sumWeights, sumWeights2]: readonly (readonly number[])[]): BinnedSide {
  return sums(Float64Array.from(sumWeights!), Float64Array.from(sumWeights2!));
}

/** Many events alike, where nothing else is said. */
function sums(sumWeights: Float64Array, sumWeights2: Float64Array, sumWeights4?: Float64Array): BinnedSide {
  return { sumWeights, sumWeights2, sumWeights4: sumWeights4 ?? new Float64Array(sumWeights.length) };
}

/** Standard deviation at the measured value. */
function errorOf({ value, nullVariance, growth }: SquaredLength): number {
  return Math.sqrt(nullVariance + growth * value);
}

const random = new Random('sculpting');

/** Unit weights: Poisson numbers around the contents, near enough normal. */
function counts(contents: readonly number[]): BinnedSide {
  const drawn = Float64Array.from(contents, (content) =>
    Math.max(1, Math.round(content + Math.sqrt(content) * random.normal())),
  );
  return sums(drawn, drawn, drawn);
}

/** Poisson numbers of events of log-normal weights. */
function heavy(contents: readonly number[]): BinnedSide {
  const side = sums(
    new Float64Array(contents.length),
    new Float64Array(contents.length),
    new Float64Array(contents.length),
  );
  contents.forEach((content, bin) => {
    const events = Math.max(2, Math.round(content + Math.sqrt(content) * random.normal()));
    for (let event = 0; event < events; event++) {
      const w = Math.exp(random.normal());
      side.sumWeights[bin]! += w;
      side.sumWeights2[bin]! += w ** 2;
      side.sumWeights4[bin]! += w ** 4;
    }
  });
  return side;
}

describe('the divergence of what passes and what fails', () => {
  const found = sculpting(side(reference.first), side(reference.second))!;

  it('is that of scipy, before its bias is taken away', () => {
    expect(Math.abs(found.plugIn - reference.value)).toBeLessThan(1e-12);
  });

  it('has the bias of a Poisson bootstrap of weighted events', () => {
    expect((found.plugIn - found.length.value) / reference.bias).toBeCloseTo(1, 1);
  });

  it('has the error of a Poisson bootstrap of weighted events', () => {
    expect(errorOf(found.length) / reference.error).toBeCloseTo(1, 1);
  });

  it('is 0 on average, with its scatter, for equal distributions', () => {
    const shape = [50, 100, 200, 300, 200, 100, 50];
    const experiments = 2000;
    const all = Array.from({ length: experiments }, () => sculpting(counts(shape), counts(shape))!);
    const values = all.map(({ length }) => length.value);
    const mean = values.reduce((sum, value) => sum + value, 0) / experiments;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / experiments);
    expect(Math.abs(mean)).toBeLessThan((3.5 * spread) / Math.sqrt(experiments));
    const noise = all.reduce((sum, one) => sum + Math.sqrt(one.length.nullVariance), 0) / experiments;
    expect(noise / spread).toBeCloseTo(1, 1);
  });

  it.each([
    ['other shapes', [80, 150, 250, 250, 150, 70, 50]],
    ['shapes that are nearly the same', [55, 105, 205, 295, 195, 95, 50]],
    ['the same shape', [50, 100, 200, 300, 200, 100, 50]],
  ])('has an interval that holds the truth as often as it says: %s', (_, second) => {
    const first = [50, 100, 200, 300, 200, 100, 50];
    const exact = sculpting(
      sums(Float64Array.from(first), new Float64Array(7)),
      sums(Float64Array.from(second), new Float64Array(7)),
    )!.plugIn;
    let [one, two] = [0, 0];
    const experiments = 2000;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const { length } = sculpting(counts(first), counts(second))!;
      const holds = (sigmas: number): boolean => {
        const { low, high } = lengthLimits(length, 2 * normalTail(sigmas));
        return low <= exact && exact <= high;
      };
      if (holds(1)) one++;
      if (holds(2)) two++;
    }
    expect(Math.abs(one / experiments - 0.683)).toBeLessThan(0.03);
    expect(Math.abs(two / experiments - 0.954)).toBeLessThan(0.02);
  });

  it.each([
    ['the same shape', [40, 40, 40, 40], [1, 1, 1, 1]],
    ['other shapes', [40, 40, 40, 40], [0.4, 0.8, 1.2, 1.6]],
  ])('has an interval that knows how badly a few heavy events tell their scatter: %s', (_, few, shape) => {
    const many = shape.map((part) => 200 * part);
    const exact = jensenShannon(Float64Array.from(few), Float64Array.from(many))!;
    const held = { known: [0, 0], unknown: [0, 0] };
    const experiments = 2000;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const { length } = sculpting(heavy(few), heavy(many))!;
      const { freedom, ...unknown } = length;
      expect(freedom).toBeGreaterThan(2);
      [1, 2].forEach((sigmas, index) => {
        const holds = (of: SquaredLength): number => {
          const { low, high } = lengthLimits(of, 2 * normalTail(sigmas));
          return low <= exact + 1e-12 && exact <= high ? 1 / experiments : 0;
        };
        held.known[index]! += holds(length);
        held.unknown[index]! += holds(unknown);
      });
    }
    // Their errors are 1.0 and 0.5 %.
    expect(Math.abs(held.known[0]! - 0.683)).toBeLessThan(0.03);
    expect(Math.abs(held.known[1]! - 0.954)).toBeLessThan(0.025);
    expect(held.unknown[0]!).toBeLessThan(held.known[0]! - 0.005);
  });

  it('is not defined in one bin, or where a bin is not positive', () => {
    expect(sculpting(counts([10]), counts([10]))).toBeUndefined();
    const negative = sums(Float64Array.of(5, -1), Float64Array.of(5, 1));
    expect(sculpting(counts([10, 10]), negative)).toBeUndefined();
  });
});

describe('bins of few events', () => {
  it('are merged with their neighbours until both sides have enough, also at the end', () => {
    const first = side([
      [1, 20, 20, -1, 20, 20, 3],
      [1, 20, 20, 1, 20, 20, 3],
    ]);
    const groups = mergeSparseBins(first, first, 10);
    expect([...groups]).toEqual([0, 0, 1, 2, 2, 3, 3]);
    expect([...groupBins(first, groups).sumWeights]).toEqual([21, 20, 19, 23]);
  });

  it('are as many as the smaller side is worth, with equal parts of Σw²', () => {
    const many = side([Array.from({ length: 12 }, () => 100), Array.from({ length: 12 }, () => 100)]);
    const few = side([Array.from({ length: 12 }, () => 5), Array.from({ length: 12 }, () => 5)]);
    expect([...mergeSparseBins(many, few, 15)]).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(mergeSparseBins(few, many, 15)).toEqual(mergeSparseBins(many, few, 15));
  });

  it('leave the divergence of other shapes without a bias, whatever their events are by chance', () => {
    const first = Array.from({ length: 40 }, (_, bin) => 5 + bin / 5);
    const second = first.map(() => 60);
    const experiments = 2500;
    const misses = Array.from({ length: experiments }, () => {
      const sides = [counts(first), counts(second)] as const;
      const groups = mergeSparseBins(...sides, 40);
      const truth = [first, second].map((contents) => Float64Array.from(contents));
      const [p, q] = truth.map((sumWeights) => groupBins(sums(sumWeights, sumWeights), groups).sumWeights);
      return sculpting(groupBins(sides[0], groups), groupBins(sides[1], groups))!.length.value - jensenShannon(p!, q!)!;
    });
    const mean = misses.reduce((sum, miss) => sum + miss, 0) / experiments;
    const spread = Math.sqrt(misses.reduce((sum, miss) => sum + miss ** 2, 0) / experiments);
    expect(Math.abs(mean)).toBeLessThan(0.08 * spread);
  });

  it('are one bin where nothing is enough', () => {
    const empty = side([
      [0, 1],
      [0, 1],
    ]);
    expect([...mergeSparseBins(empty, empty, 10)]).toEqual([0, 0]);
  });
});
