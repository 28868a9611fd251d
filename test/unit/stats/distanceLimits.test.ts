import { describe, expect, it } from 'vitest';
import { compareKs } from '../../../src/stats/apparentActual';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import { Migration } from '../../../src/stats/migration';
import { NormalTable } from '../../../src/stats/normalTable';
import { shapeTest } from '../../../src/stats/shapeTest';

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
    const limits = [0.005, 0.05, 0.16].map((p) => [test.wassersteinLow(p), test.wassersteinHigh(p)] as const);
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
    for (const sigmas of [test.wassersteinHigh(0.1587) - 4, 4 - test.wassersteinLow(0.1587)].map((x) => x / error)) {
      expect(sigmas).toBeGreaterThan(0.88);
      expect(sigmas).toBeLessThan(1.12);
    }
  });

  it('begin at 0 where noise alone is often as long', () => {
    const sums = independent(1000, 0);
    const nominal = sums.nominal.map((content, bin) => content + (bin % 2 === 0 ? 5 : -5) * Math.sign(content));
    const test = shapeTest({ ...sums, nominal }, axis, new NormalTable(1));
    expect(test.wasserstein).toBeGreaterThan(0);
    expect(test.wassersteinLow(0.1587)).toBe(0);
  });

  it('are exact where all events move by the same distance: how many there are does not matter', () => {
    const test = shapeTest(paired(1000, 1), axis, new NormalTable(1));
    expect(test.wasserstein).toBeCloseTo(1, 10);
    expect(test.wassersteinHigh(0.0228)).toBeCloseTo(1, 2);
    expect(test.wassersteinLow(0.0228)).toBeCloseTo(1, 2);
  });
});

describe('the difference of two KS distances', () => {
  const within = (apparent: number, actual: number): { low: number; high: number; excess: number } => {
    const compared = compareKs(independent(1000, apparent), independent(1000, actual), new NormalTable(1));
    return { ...compared.excessWithin(0.0455), excess: compared.excess };
  };

  it('is enclosed by its interval', () => {
    const { low, high, excess } = within(1, 3);
    expect(excess).toBeCloseTo(0.25, 10);
    expect(low).toBeLessThan(excess);
    expect(high).toBeGreaterThan(excess);
  });

  it('is surer where the nominal sample cancels', () => {
    const same = within(3, 3);
    const opposite = within(3, -3);
    expect(same.high - same.low).toBeLessThan(0.8 * (opposite.high - opposite.low));
  });
});
