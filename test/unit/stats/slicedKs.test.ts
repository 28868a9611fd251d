import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/stats/random';
import { fixedDirections, slicedKs, type Cloud } from '../../../src/stats/slicedKs';
import reference from '../../fixtures/reference/shift.json';

/** Two correlated variables and weights of both signs that depend on them, as in the reference. */
function cloud(random: Random, n: number, correlation = 0.7): Cloud {
  const first = Float64Array.from({ length: n }, () => random.normal());
  const second = first.map((value) => correlation * value + Math.sqrt(1 - correlation ** 2) * random.normal());
  const weights = first.map((value) => Math.exp(0.4 * value) * (random.uniform() < 0.2 ? -1 : 1));
  return { columns: [first, second], weights };
}

const eight = reference.slicedKs.directions.map((components) => Float64Array.from(components));

describe('the sliced KS distance', () => {
  it('has the null distribution of 4,000 pairs of samples, along dependent directions and with signed weights', () => {
    const { n, quantiles } = reference.slicedKs;
    const noises = Array.from({ length: 10 }, (_, pair) => {
      const random = new Random(`null ${pair}`);
      return slicedKs(cloud(random, n), cloud(random, n), eight, random).noise;
    });
    for (const [q, expected] of Object.entries(quantiles)) {
      const mean = noises.reduce((sum, noise) => sum + noise(1 - Number(q)), 0) / noises.length;
      // 64 bins instead of every event make the distance some 3 % shorter.
      expect(mean / expected).toBeGreaterThan(0.92);
      expect(mean / expected).toBeLessThan(1.04);
    }
  });

  it('rejects as often as it says where nothing differs', () => {
    const pairs = 250;
    const pValues = Array.from({ length: pairs }, (_, pair) => {
      const random = new Random(`size ${pair}`);
      return slicedKs(cloud(random, 400), cloud(random, 400), eight, random).pValue;
    });
    for (const alpha of [0.05, 0.25]) {
      const rate = pValues.filter((p) => p < alpha).length / pairs;
      expect(Math.abs(rate - alpha)).toBeLessThan(3 * Math.sqrt((alpha * (1 - alpha)) / pairs));
    }
  });

  it('finds a correlation that changes while every axis stays the same', () => {
    const random = new Random('change');
    const side = (correlation: number): Cloud => ({
      ...cloud(random, 3000, correlation),
      weights: new Float64Array(3000).fill(1),
    });
    const found = slicedKs(side(0.7), side(0.3), fixedDirections(2, 64), random);
    expect(found.pValue).toBeLessThan(1e-6);
    expect(Math.max(found.distances[0]!, found.distances[1]!)).toBeLessThan(found.noise(0.01));
    expect(Math.hypot(...found.direction)).toBeCloseTo(1, 12);
  });

  it('changes neither with the scale of weights nor where events are cut in halves', () => {
    const [a, b] = [cloud(new Random('a'), 300), cloud(new Random('b'), 300)];
    const twice = (values: Float64Array): Float64Array => Float64Array.from([...values, ...values]);
    const halves: Cloud = { columns: a.columns.map(twice), weights: twice(a.weights).map((w) => w / 2) };
    const scaled: Cloud = { ...b, weights: b.weights.map((w) => 1e-4 * w) };
    const { ks } = slicedKs(a, b, eight, new Random(1));
    expect(slicedKs(halves, b, eight, new Random(1)).ks).toBeCloseTo(ks, 12);
    const other = slicedKs(a, scaled, eight, new Random(1));
    expect(other.ks).toBeCloseTo(ks, 12);
    expect(other.noise(0.05)).toBeCloseTo(slicedKs(a, b, eight, new Random(1)).noise(0.05), 12);
  });

  it('is the same with the sides exchanged', () => {
    const [a, b] = [cloud(new Random('a'), 300), cloud(new Random('b'), 200)];
    expect(slicedKs(b, a, eight, new Random(1)).ks).toBeCloseTo(slicedKs(a, b, eight, new Random(1)).ks, 12);
  });

  it('knows that events which are in both samples move both', () => {
    const a = cloud(new Random('a'), 500);
    const same = Int32Array.from(a.weights.keys());
    const { ks, pValue, noise } = slicedKs(a, a, eight, new Random(1), same);
    expect([ks, pValue, noise(0.01)]).toEqual([0, 1, expect.closeTo(0, 12)]);
    expect(slicedKs(a, a, eight, new Random(1)).noise(0.01)).toBeGreaterThan(0.05);
  });

  it('is refused for a side without positive weight', () => {
    const a = cloud(new Random('a'), 50);
    expect(() => slicedKs(a, { ...a, weights: new Float64Array(50) }, eight, new Random(1))).toThrow(RangeError);
  });
});

describe('fixed directions', () => {
  it('are the axes and unit vectors that are the same every time', () => {
    const found = fixedDirections(3, 64);
    expect(found.length).toBe(67);
    expect([...found[1]!]).toEqual([0, 1, 0]);
    for (const vector of found) expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
    expect(fixedDirections(3, 64)).toEqual(found);
  });
});
