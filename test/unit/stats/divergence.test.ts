import { describe, expect, it } from 'vitest';
import { Binning } from '../../../src/stats/binning';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import { jensenShannon, jensenShannonDivergence, populationStability } from '../../../src/stats/divergence';
import { Migration } from '../../../src/stats/migration';
import reference from '../../fixtures/reference/shift.json';
import { divergences, nominal as weights, x } from '../../fixtures/reference/overlap.json';
import overlap from '../../fixtures/reference/overlap.json';

const nominal = Float64Array.from(reference.divergence.nominal);
const applied = Float64Array.from(reference.divergence.applied);
const both = [populationStability, jensenShannonDivergence];

describe('divergences', () => {
  it('are those of scipy', () => {
    expect(populationStability(counts(nominal, applied))?.value).toBeCloseTo(reference.divergence.psi, 12);
    expect(jensenShannonDivergence(counts(nominal, applied))?.value).toBeCloseTo(reference.divergence.js, 12);
    expect(jensenShannon(nominal, applied)).toBeCloseTo(reference.divergence.js, 12);
  });

  it('say what they are on average where nothing differs, as 8,000 pairs of samples have it', () => {
    const total = nominal.reduce((sum, content) => sum + content, 0);
    const [first, second] = [2000, 3000].map((n) => nominal.map((content) => (content * n) / total)) as [
      Float64Array,
      Float64Array,
    ];
    const [psi, jsd] = both.map((of) => of(counts(first, second))!.expected);
    expect(psi! / reference.divergence.psiNull).toBeCloseTo(1, 1);
    expect(jsd! / reference.divergence.jsNull).toBeCloseTo(1, 1);
    // Equal weights: (B − 1)(1/n + 1/n').
    expect(psi).toBeCloseTo(5 * (1 / 2000 + 1 / 3000), 12);
  });

  it('are symmetric, do not change with scale, and are 0 for one shape', () => {
    for (const of of both) {
      const { value, error, expected } = of(counts(nominal, applied))!;
      const swapped = of(counts(applied, nominal))!;
      expect(swapped.value).toBeCloseTo(value, 13);
      expect(swapped.error).toBeCloseTo(error, 13);
      expect(swapped.expected).toBeCloseTo(expected, 13);
      const scaled = of(counts(nominal, applied, 1e9))!;
      expect(scaled.value).toBeCloseTo(value, 13);
      expect(scaled.error).toBeCloseTo(error, 13);
      const same = of(
        counts(
          nominal,
          nominal.map((one) => 3 * one),
        ),
      )!;
      expect(same.value).toBeCloseTo(0, 13);
    }
  });

  it('of shapes apart are one bit, and no PSI', () => {
    const [a, b] = [Float64Array.of(1, 0), Float64Array.of(0, 5)];
    expect(jensenShannon(a, b)).toBe(1);
    expect(jensenShannonDivergence(counts(a, b))?.value).toBe(1);
    expect(populationStability(counts(a, b))).toBeUndefined();
  });

  it('are not defined where signed weights leave a negative bin, or nothing', () => {
    const signed = Float64Array.of(2, -1, 3);
    const positive = Float64Array.of(1, 1, 1);
    for (const of of both) {
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

  it('has the error of a Poisson bootstrap of the events', () => {
    const found = of(sharing(divergences.tilted))!;
    expect(found.value).toBeCloseTo(known.value, 12);
    expect(found.error / known.error).toBeCloseTo(1, 1);
  });

  it('has the mean and scatter of pairs of samples drawn anew where nothing differs', () => {
    const found = of(sharing(overlap.applied))!;
    // The scatter of one pair tells V to some per cent only.
    expect(Math.abs(found.expected / known.expected - 1)).toBeLessThan(0.1);
    // First-order error of this pair's chance difference, and the scatter of all.
    expect(found.error / known.scatter).toBeGreaterThan(0.9);
    expect(found.value).toBeLessThan(known.expected + 4 * known.scatter);
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
