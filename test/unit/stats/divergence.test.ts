import { describe, expect, it } from 'vitest';
import { Binning } from '../../../src/stats/binning';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import {
  jensenShannon,
  jensenShannonDivergence,
  populationStability,
  relativeDifference,
  type Divergence,
} from '../../../src/stats/divergence';
import { Migration } from '../../../src/stats/migration';
import { normalTail } from '../../../src/stats/normal';
import { Random } from '../../../src/stats/random';
import { lengthLimits } from '../../../src/stats/squaredLength';
import reference from '../../fixtures/reference/shift.json';
import { divergences, nominal as weights, x } from '../../fixtures/reference/overlap.json';
import overlap from '../../fixtures/reference/overlap.json';

const nominal = Float64Array.from(reference.divergence.nominal);
const applied = Float64Array.from(reference.divergence.applied);
const both = [populationStability, jensenShannonDivergence];
const all = [...both, relativeDifference];

describe('divergences', () => {
  it('are those of scipy, before their bias is taken away', () => {
    expect(populationStability(counts(nominal, applied))?.plugIn).toBeCloseTo(reference.divergence.psi, 12);
    expect(jensenShannonDivergence(counts(nominal, applied))?.plugIn).toBeCloseTo(reference.divergence.js, 12);
    expect(jensenShannon(nominal, applied)).toBeCloseTo(reference.divergence.js, 12);
    expect(relativeDifference(counts(nominal, applied))?.plugIn).toBeCloseTo(reference.divergence.relative, 12);
  });

  it('have the bias that they are on average where nothing differs, as 8,000 pairs of samples have it', () => {
    const total = nominal.reduce((sum, content) => sum + content, 0);
    const [first, second] = [2000, 3000].map((n) => nominal.map((content) => (content * n) / total)) as [
      Float64Array,
      Float64Array,
    ];
    const [psi, jsd] = both.map((of) => -of(counts(first, second))!.length.value);
    expect(psi! / reference.divergence.psiNull).toBeCloseTo(1, 1);
    expect(jsd! / reference.divergence.jsNull).toBeCloseTo(1, 1);
    // Equal weights: (B − 1)(1/n + 1/n'), but for what some hundred events in a bin add to that.
    expect(psi! / (5 * (1 / 2000 + 1 / 3000))).toBeCloseTo(1, 2);
  });

  it('are symmetric, do not change with scale, and are 0 for one shape', () => {
    const numbers = ({ plugIn, length: { value, nullVariance, nullThird, growth } }: Divergence): number[] => [
      plugIn,
      value,
      nullVariance,
      nullThird,
      growth,
    ];
    for (const of of all) {
      const found = numbers(of(counts(nominal, applied))!);
      for (const same of [of(counts(applied, nominal))!, of(counts(nominal, applied, 1e9))!]) {
        numbers(same).forEach((value, index) => expect(value).toBeCloseTo(found[index]!, 13));
      }
      const tripled = nominal.map((one) => 3 * one);
      expect(of(counts(nominal, tripled))!.plugIn).toBeCloseTo(0, 13);
    }
  });

  it('of shapes apart are one bit, and not defined without bins that are positive', () => {
    const [a, b] = [Float64Array.of(1, 0), Float64Array.of(0, 5)];
    expect(jensenShannon(a, b)).toBe(1);
    for (const of of all) expect(of(counts(a, b))).toBeUndefined();
    for (const of of all) expect(of(counts(Float64Array.of(1), Float64Array.of(1)))).toBeUndefined();
  });

  it('are not defined where signed weights leave a negative bin, or nothing', () => {
    const signed = Float64Array.of(2, -1, 3);
    const positive = Float64Array.of(1, 1, 1);
    for (const of of all) {
      expect(of(counts(signed, positive))).toBeUndefined();
      expect(of(counts(positive, signed))).toBeUndefined();
      expect(of(counts(positive, new Float64Array(3)))).toBeUndefined();
    }
  });
});

describe.each([
  ['psi', populationStability],
  ['jsd', jensenShannonDivergence],
] as const)('the %s of two samples that share events of signed weights', (name, of) => {
  const known = divergences[name];
  const biasOf = ({ plugIn, length }: Divergence): number => plugIn - length.value;

  it('has the bias and the error of a Poisson bootstrap of the events', () => {
    const found = of(sharing(divergences.tilted))!;
    const { value, nullVariance, growth } = found.length;
    expect(found.plugIn).toBeCloseTo(known.value, 12);
    expect(biasOf(found) / known.bias).toBeCloseTo(1, 1);
    // The replicas scatter around the plug-in value.
    expect(Math.sqrt(nullVariance + growth * (value + biasOf(found))) / known.error).toBeCloseTo(1, 1);
  });

  it('has the mean and scatter of pairs of samples drawn anew where nothing differs', () => {
    const found = of(sharing(overlap.applied))!;
    // The scatter of one pair tells V to some per cent only.
    expect(Math.abs(biasOf(found) / known.expected - 1)).toBeLessThan(0.1);
    expect(Math.abs(Math.sqrt(found.length.nullVariance) / known.scatter - 1)).toBeLessThan(0.1);
    expect(Math.abs(found.length.value)).toBeLessThan(4 * known.scatter);
  });
});

describe.each([
  ['PSI', populationStability],
  ['JSD', jensenShannonDivergence],
  ['relative difference', relativeDifference],
] as const)('the interval of a %s', (name, of) => {
  const random = new Random(`divergence/${name}`);
  const shape = [80, 120, 200, 200, 120, 80];
  const drawn = (contents: readonly number[]): Float64Array =>
    Float64Array.from(contents, (content) => Math.max(1, Math.round(content + Math.sqrt(content) * random.normal())));

  it.each([
    ['the same shape', shape],
    ['shapes that are nearly the same', [90, 130, 205, 195, 110, 70]],
    ['other shapes', [140, 160, 220, 160, 80, 40]],
  ])('holds the truth as often as it says: %s', (_, other) => {
    const truth = of(counts(Float64Array.from(shape), Float64Array.from(other)))!.plugIn;
    const experiments = 2000;
    let [one, two] = [0, 0];
    for (let experiment = 0; experiment < experiments; experiment++) {
      const { length } = of(counts(drawn(shape), drawn(other)))!;
      const holds = (sigmas: number): boolean => {
        const { low, high } = lengthLimits(length, 2 * normalTail(sigmas));
        return low <= truth && truth <= high;
      };
      if (holds(1)) one++;
      if (holds(2)) two++;
    }
    // Their errors are 1.0 and 0.5 %.
    expect(Math.abs(one / experiments - 0.683)).toBeLessThan(0.03);
    expect(Math.abs(two / experiments - 0.954)).toBeLessThan(0.02);
  });
});

describe.each([
  ['PSI', populationStability],
  ['JSD', jensenShannonDivergence],
  ['relative difference', relativeDifference],
] as const)('the %s of bins with a few heavy events', (name, of) => {
  const random = new Random(`divergence/heavy/${name}`);
  /** Σw and Σw² of a Poisson number of events in each bin, of log-normal weights. */
  const drawn = (contents: readonly number[]) => {
    const sums = { weights: new Float64Array(contents.length), squares: new Float64Array(contents.length) };
    contents.forEach((content, bin) => {
      const events = Math.max(2, Math.round(content + Math.sqrt(content) * random.normal()));
      for (let event = 0; event < events; event++) {
        const w = Math.exp(random.normal());
        sums.weights[bin]! += w;
        sums.squares[bin]! += w * w;
      }
    });
    return sums;
  };

  it('is 0 on average where nothing differs', () => {
    const experiments = 2500;
    const all = Array.from({ length: experiments }, () => {
      const [few, many] = [drawn([40, 40, 40, 40]), drawn([200, 200, 200, 200])];
      const side = { nominal: few.weights, nominalSquares: few.squares };
      const other = { varied: many.weights, variedSquares: many.squares };
      return of(contrastOf(4, [{ kind: 'independent', ...side, ...other }]))!.length;
    });
    const mean = all.reduce((sum, { value }) => sum + value, 0) / experiments;
    const spread = Math.sqrt(all.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / experiments);
    // Its error is 0.02. With the bias at the measured shapes it is 0.13 and more.
    expect(Math.abs(mean) / spread).toBeLessThan(0.08);
  });
});

/** Unit weights, but for their scale. */
function counts(first: Float64Array, second: Float64Array, scale = 1): Contrast {
  const squares = (contents: Float64Array): Float64Array => contents.map((content) => scale ** 2 * Math.abs(content));
  const scaled = (contents: Float64Array): Float64Array => contents.map((content) => scale * content);
  return contrastOf(first.length, [
    {
      kind: 'independent',
      nominal: scaled(first),
      nominalSquares: squares(first),
      varied: scaled(second),
      variedSquares: squares(second),
    },
  ]);
}

/** The nominal events against the same with other weights; those of weight 0 are in one sample only. */
function sharing(applied: readonly number[]): Contrast {
  const binning = new Binning(Float64Array.from(divergences.edges));
  const cells = new Migration(binning.bins);
  const [before, after] = [new Float64Array(binning.bins), new Float64Array(binning.bins)];
  x.forEach((value, event) => {
    const [bin, w, v] = [binning.index(value), weights[event]!, applied[event]!];
    before[bin]! += w;
    after[bin]! += v;
    cells.addSums(bin, bin, w * w, w * v, v * v);
  });
  return contrastOf(binning.bins, [{ kind: 'paired', nominal: before, varied: after, cells: cells.cells() }]);
}
