import fc from 'fast-check';
import { serialize } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../src/data/expression/expression';
import { AbcdFiller, mergeAbcd, type AbcdProfile, type AbcdQuestion } from '../../../src/profile/abcdProfile';
import { Binning, uniformEdges } from '../../../src/stats/binning';
import { Random } from '../../../src/stats/random';

const question: AbcdQuestion = {
  key: 'qcd',
  regions: [
    'x < 0.5 && score >= 0.5',
    'x < 0.5 && score < 0.5',
    'x >= 0.5 && score < 0.5',
    'x >= 0.5 && score >= 0.5',
  ].map(parseExpression),
  axes: ['x', 'score'].map(parseExpression),
  variable: parseExpression('y'),
  weight: 0,
  scores: new Map([['score', 0]]),
};

interface Event {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly score: number;
  readonly position: number;
}

/** Event by event: where in the file each stands is its own, so that the same rows are kept in whatever order. */
function fill(all: readonly Event[], asked = question): AbcdProfile {
  const filler = new AbcdFiller(asked, new Binning(uniformEdges(0, 1, 4)), 1, 'tt');
  for (const { x, y, w, score, position } of all) {
    const columns = new Map([
      ['x', Float64Array.of(x)],
      ['y', Float64Array.of(y)],
    ]);
    const values = { weight: Float64Array.of(w), select: Float64Array.of(1), label: undefined };
    filler.add(
      { length: 1, columns },
      { ...values, features: [], measured: [], extra: [] },
      [Float64Array.of(score)],
      [Float64Array.of(score / 2)],
      7,
      position,
    );
  }
  return filler.profile();
}

function events(n: number, name = 'abcd'): Event[] {
  const random = new Random(name);
  return Array.from({ length: n }, (_, position) => ({
    x: random.uniform(),
    y: position % 17 === 0 ? Number.NaN : 1.4 * random.uniform() - 0.2,
    w: (random.uniform() < 0.2 ? -1 : 1) * Math.exp(random.normal()),
    score: random.uniform(),
    position,
  }));
}

const bytes = (profile: AbcdProfile): Buffer => serialize(profile);

describe('the profile of four regions', () => {
  it('has the same bytes in whatever order events come, and from whatever parts', () => {
    const all = events(300);
    const whole = bytes(fill(all));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: 300 }), fc.nat({ max: 299 }), (shuffled, at) => {
        expect(bytes(fill(shuffled))).toEqual(whole);
        const merged = mergeAbcd(fill(shuffled.slice(0, at)), fill(shuffled.slice(at)));
        expect(bytes(merged)).toEqual(whole);
      }),
      { seed: 3, numRuns: 10 },
    );
  });

  it('has the sums of its events, region by region and bin by bin', () => {
    const all = events(200);
    const { regions, weighted, low, high } = fill(all);
    const bins = 7;
    const inB = all.filter(({ x, score }) => x < 0.5 && score < 0.5);
    const sum = (of: readonly number[]): number => of.reduce((total, one) => total + one, 0);
    const ofRegion = (values: Float64Array, region: number): number =>
      sum([...values.subarray(region * bins, (region + 1) * bins)]);
    expect(ofRegion(regions.sumWeights, 1)).toBeCloseTo(sum(inB.map(({ w }) => w)), 12);
    expect(ofRegion(regions.sumWeights2, 1)).toBeCloseTo(sum(inB.map(({ w }) => w * w)), 12);
    expect(ofRegion(weighted[0]!.sumWeights, 0)).toBeCloseTo(
      sum(inB.map(({ w, score }) => (w * score) / (1 - score))),
      12,
    );
    expect(ofRegion(weighted[1]!.sumWeights, 0)).toBeCloseTo(
      sum(inB.map(({ w, score }) => (w * score) / (2 - score))),
      12,
    );
    // Underflow, four bins, overflow, and events without a value.
    expect(regions.counts[1 * bins + 6]).toBe(inB.filter(({ y }) => Number.isNaN(y)).length);
    expect(regions.counts[1 * bins]).toBe(inB.filter(({ y }) => y < 0).length);
    const inCD = all.filter(({ x, y }) => x >= 0.5 && !Number.isNaN(y)).map(({ y }) => y);
    expect([low, high]).toEqual([Math.min(...inCD), Math.max(...inCD)]);
  });

  it('counts events for which there is no second weight', () => {
    const all = events(40).map((event) => ({ ...event, x: 0.7, score: 0.1 }));
    const broken = all.map((event, index) => (index < 3 ? { ...event, score: -0.5 } : event));
    expect(fill(broken).unweighted).toEqual([3, 3]);
    expect(fill(all).unweighted).toEqual([0, 0]);
  });

  it('refuses an event in two regions', () => {
    const overlapping = {
      ...question,
      regions: ['x < 0.6', 'x >= 0.5', '0', '0'].map(parseExpression),
    };
    expect(() => fill(events(40), overlapping)).toThrow(
      "An event of 'tt' is in region A and in region B of 'qcd': regions must exclude each other.",
    );
  });
});
