import { describe, expect, it } from 'vitest';
import { compareKs } from '../../../src/stats/apparentActual';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import { Migration } from '../../../src/stats/migration';
import { NormalTable } from '../../../src/stats/normalTable';
import { normalTail } from '../../../src/stats/normal';
import { Random } from '../../../src/stats/random';
import { shapeTest } from '../../../src/stats/shapeTest';
import reference from '../../fixtures/reference/distanceLength.json';

const bins = 20;
const axis = { edges: Float64Array.from({ length: bins - 1 }, (_, i) => i + 1), low: 0, high: bins };

/** n events spread evenly over eight bins, against as many whose bins lie `moved` further up. */
function independent(n: number, moved: number): Contrast {
  const content = (from: number): Float64Array =>
    Float64Array.from({ length: bins }, (_, bin) => (bin >= from && bin < from + 8 ? n / 8 : 0));
  const [nominal, varied] = [content(4), content(4 + moved)];
  return contrastOf(bins, [{ kind: 'independent', nominal, nominalSquares: nominal, varied, variedSquares: varied }]);
}

/** The same, of the same events. */
function paired(n: number, moved: number): Contrast {
  const migration = new Migration(bins);
  for (let bin = 4; bin < 12; bin++) migration.addSums(bin, bin + moved, n / 8, n / 8, n / 8);
  const { nominal, varied } = independent(n, moved);
  return contrastOf(bins, [{ kind: 'paired', nominal, varied, cells: migration.cells() }]);
}

describe('limits of a Wasserstein distance', () => {
  it('enclose it, and widen with confidence', () => {
    const test = shapeTest(independent(1000, 1), axis, new NormalTable(1));
    const limits = [0.01, 0.1, 0.32].map((p) => Object.values(test.wassersteinWithin(p)) as [number, number]);
    limits.forEach(([low, high], index) => {
      const [innerLow, innerHigh] = limits[index + 1] ?? [test.wasserstein, test.wasserstein];
      expect(low).toBeLessThan(innerLow);
      expect(high).toBeGreaterThan(innerHigh);
    });
  });

  it('are those of the difference of the means, where all moves one way by much', () => {
    const test = shapeTest(independent(4000, 4), axis, new NormalTable(1));
    // Two samples spread evenly over eight bins.
    const error = Math.sqrt((2 * (8 ** 2 - 1)) / 12 / 4000);
    expect(test.wasserstein).toBeCloseTo(4, 10);
    // To the accuracy of 999 draws.
    const { low, high } = test.wassersteinWithin(0.3173);
    for (const sigmas of [high - 4, 4 - low].map((x) => x / error)) {
      expect(sigmas).toBeGreaterThan(0.88);
      expect(sigmas).toBeLessThan(1.12);
    }
  });

  it('begin at 0 where noise alone is often as long', () => {
    const sums = independent(1000, 0);
    const nominal = sums.nominal.map((content, bin) => content + (bin % 2 === 0 ? 5 : -5) * Math.sign(content));
    const test = shapeTest({ ...sums, nominal }, axis, new NormalTable(1));
    expect(test.wasserstein).toBeGreaterThan(0);
    expect(test.wassersteinWithin(0.3173).low).toBe(0);
  });

  it('are exact where all events move by the same distance: how many there are does not matter', () => {
    const test = shapeTest(paired(1000, 1), axis, new NormalTable(1));
    expect(test.wasserstein).toBeCloseTo(1, 10);
    const { low, high } = test.wassersteinWithin(0.0455);
    expect(high).toBeCloseTo(1, 2);
    expect(low).toBeCloseTo(1, 2);
  });
});

describe('intervals of distances', () => {
  it.each(reference.cases)(
    'are those of numpy, with 200,000 draws',
    ({ edges, low, high, scale, limits, ...sides }) => {
      const [nominal, varied] = [Float64Array.from(sides.nominal), Float64Array.from(sides.varied)];
      const part = { nominal, nominalSquares: nominal, varied, variedSquares: varied };
      const contrast = contrastOf(nominal.length, [{ kind: 'independent', ...part }]);
      const normals = new NormalTable('distance length');
      const found = {
        ks: compareKs(contrast, contrast, normals).apparent.within,
        wasserstein: shapeTest(contrast, { edges: Float64Array.from(edges), low, high }, normals).wassersteinWithin,
      };
      for (const kind of ['ks', 'wasserstein'] as const) {
        for (const [p, [from, to]] of Object.entries(limits[kind])) {
          const within = found[kind](Number(p));
          // Noise is known to some per cent from 999 draws.
          expect(Math.abs(within.low - from!)).toBeLessThan(0.15 * scale[kind]);
          expect(Math.abs(within.high - to!)).toBeLessThan(0.15 * scale[kind]);
        }
      }
    },
  );

  it.each(reference.coverage)('hold the truth as often as they say, or more, in numpy: $shift, $width', (held) => {
    const { ks, wasserstein, width } = held;
    for (const [one, two] of [ks, wasserstein]) {
      expect(one).toBeGreaterThan(0.64);
      expect(two).toBeGreaterThan(0.935);
      // Of differences with two signs, the direction of the noise is not known.
      if (width === 0) expect(one).toBeLessThan(0.72);
      if (width === 0) expect(two).toBeLessThan(0.98);
    }
  });

  it.each([0, 0.1, 0.3])('hold the truth as often as they say: normal distributions moved by %f σ', (shift) => {
    const random = new Random(`distance length/${shift}`);
    const edges = Float64Array.from({ length: 31 }, (_, bin) => -2.5 + bin / 6);
    const shape = (mean: number): Float64Array =>
      Float64Array.from(
        { length: 32 },
        (_, bin) => normalTail((edges[bin - 1] ?? -Infinity) - mean) - normalTail((edges[bin] ?? Infinity) - mean),
      );
    const of = (contents: readonly Float64Array[]): Contrast => {
      const [nominal, varied] = contents as [Float64Array, Float64Array];
      const sides = { nominal, nominalSquares: nominal, varied, variedSquares: varied };
      return contrastOf(32, [{ kind: 'independent', ...sides }]);
    };
    const shapes = [shape(0), shape(shift)];
    const reach = { edges, low: -4, high: 4 };
    const truth = shapeTest(of(shapes), reach, new NormalTable(1, 99)).wasserstein;
    const experiments = 1000;
    let [one, two] = [0, 0];
    for (let experiment = 0; experiment < experiments; experiment++) {
      const drawn = shapes.map((fractions) =>
        fractions.map((fraction) => Math.max(800 * fraction + Math.sqrt(800 * fraction) * random.normal(), 0)),
      );
      const { wassersteinWithin } = shapeTest(of(drawn), reach, new NormalTable(Math.floor(experiment / 40), 199));
      const holds = (sigmas: number): boolean => {
        const { low, high } = wassersteinWithin(2 * normalTail(sigmas));
        return low <= truth && truth <= high;
      };
      if (holds(1)) one++;
      if (holds(2)) two++;
    }
    // Their errors are 1.5 and 0.7 %.
    expect(Math.abs(one / experiments - 0.683)).toBeLessThan(0.06);
    expect(Math.abs(two / experiments - 0.954)).toBeLessThan(0.035);
  });
});

describe('the difference of two KS distances', () => {
  const within = (apparent: number, actual: number): { low: number; high: number; excess: number } => {
    const compared = compareKs(independent(1000, apparent), independent(1000, actual), new NormalTable(1));
    return { ...compared.excessWithin(0.0455), excess: compared.excess };
  };

  it('is enclosed by its interval', () => {
    const { low, high, excess } = within(1, 3);
    // Noise has made the shorter one longer.
    expect(excess).toBeCloseTo(0.25, 1);
    expect(excess).toBeGreaterThan(0.25);
    expect(low).toBeLessThan(excess);
    expect(high).toBeGreaterThan(excess);
  });

  it('has the error of the difference of two fractions where both are far beyond their noise', () => {
    // Half of either sample lies below the place where it differs most, of 1,000 events each; the nominal ones cancel.
    const { low, high, excess } = within(4, 4);
    expect(excess).toBeCloseTo(0, 1);
    const error = Math.sqrt((2 * 0.5 * 0.5) / 1000);
    for (const reach of [high, -low]) {
      expect(reach / 2 / error).toBeGreaterThan(0.85);
      expect(reach / 2 / error).toBeLessThan(1.15);
    }
  });

  it('is surer where the nominal sample cancels', () => {
    const same = within(3, 3);
    const opposite = within(3, -3);
    expect(same.high - same.low).toBeLessThan(0.8 * (opposite.high - opposite.low));
  });
});
