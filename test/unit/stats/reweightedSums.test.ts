import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Parts } from '../../../src/stats/exactParts';
import { ExactSums, mostTerms, type RoundedSums } from '../../../src/stats/exactSums';
import { newVersion } from '../../../src/stats/kernel/fillKernel';
import { weightKernel } from '../../../src/stats/kernel/weightKernel';
import { Random } from '../../../src/stats/random';
import { ReweightedSums } from '../../../src/stats/reweightedSums';

const bins = 30;
const seeds = fc.nat({ max: 1e6 });
const sizes = fc.array(fc.constantFrom(256, 257, 1000, 2047, 4096), { minLength: 1, maxLength: 5 });

interface Events {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly at: Int32Array;
}

/** Sums of batches of events, and those of sums that take term by term. */
function sumsOf(batches: readonly Events[]): { sums: RoundedSums[]; expected: RoundedSums[]; taken: number } {
  const make = (): ExactSums[] => Array.from({ length: 3 }, () => new ExactSums(bins));
  const [targets, expected] = [make(), make()];
  const add = (sums: readonly ExactSums[], { before, after, at }: Events): void => {
    const products = [after, after.map((w) => w * w), after.map((w, event) => before[event]! * w)];
    products.forEach((values, which) => {
      sums[which]!.add(at, new Parts().cut(values, values.length));
    });
  };
  const [weights, squares, cross] = targets as [ExactSums, ExactSums, ExactSums];
  const reweighted = new ReweightedSums(bins, { weights, squares, cross });
  let taken = 0;
  for (const events of batches) {
    add(expected, events);
    const { before, after, at } = events;
    const [largest, largestAfter] = [before, after].map((values) => Math.max(...values.map(Math.abs)));
    const versions = { version: newVersion(), binsVersion: newVersion() };
    const found = reweighted.add({ weights: before, largest: largest!, at, ...versions }, after, after.length);
    if (found === undefined) add(targets, events);
    else {
      taken++;
      expect(found).toBe(largestAfter);
    }
  }
  reweighted.flush();
  const rounded = (sums: readonly ExactSums[]): RoundedSums[] => sums.map((one) => one.rounded());
  return { sums: rounded(targets), expected: rounded(expected), taken };
}

function eventsOf(n: number, random: Random, weight: () => number): Events {
  const before = Float64Array.from({ length: n }, weight);
  const after = before.map((w) => w * (1 + 0.1 * random.normal()));
  return { before, after, at: Int32Array.from({ length: n }, () => Math.floor(bins * random.uniform())) };
}

describe('sums of reweighted events', () => {
  it('have a kernel', () => {
    expect(weightKernel()).toBeDefined();
  });

  it.each<[kind: string, weightOf: (random: Random) => number]>([
    ['ones', () => 1],
    ['signed weights', (random) => Math.exp(0.3 * random.normal()) * (random.uniform() < 0.2 ? -1 : 1)],
    ['weights of float32', (random) => Math.fround(Math.exp(random.normal()))],
    ['weights of many sizes, and zeros', (random) => (random.uniform() < 0.1 ? 0 : Math.exp(2 * random.normal()))],
    ['weights of all sizes', (random) => random.normal() * 2 ** Math.floor(60 * random.normal())],
    ['small weights', (random) => 1e-110 * Math.exp(random.normal())],
    ['weights whose squares are too small or too large', (random) => 10 ** (random.uniform() < 0.5 ? -160 : 140)],
  ])('of %s are those of sums term by term, to the last bit', (_kind, weightOf) => {
    fc.assert(
      fc.property(sizes, seeds, (lengths, seed) => {
        const random = new Random(String(seed));
        const { sums, expected } = sumsOf(lengths.map((n) => eventsOf(n, random, () => weightOf(random))));
        expect(sums).toEqual(expected);
      }),
      { seed: 1, numRuns: 12 },
    );
  });

  it('take batches of much larger and much smaller weights', () => {
    const random = new Random('scales');
    const scales = [1, 3, 1e3, 1e-3, 1, 1e6, 0, 1e-6];
    const batches = scales.map((scale) => eventsOf(1000, random, () => scale * Math.exp(0.3 * random.normal())));
    const { sums, expected, taken } = sumsOf(batches);
    expect(taken).toBe(scales.length);
    expect(sums).toEqual(expected);
  });

  it('stay exact beyond the number of events that doubles can take', () => {
    const random = new Random('many');
    const one = eventsOf(4096, random, () => 1 + random.uniform());
    const inOneBin = { ...one, at: new Int32Array(4096).fill(7) };
    const { sums, expected, taken } = sumsOf(new Array<Events>(mostTerms / 4096 + 3).fill(inOneBin));
    expect(taken).toBe(mostTerms / 4096 + 3);
    expect(sums).toEqual(expected);
  });

  it('leave weights of too different sizes to others', () => {
    const random = new Random('wide');
    const batches = Array.from({ length: 4 }, () => eventsOf(4096, random, () => Math.exp(8 * random.normal())));
    const { sums, expected, taken } = sumsOf(batches);
    expect(taken).toBe(1);
    expect(sums).toEqual(expected);
  });

  it('leave few events to others', () => {
    const random = new Random('few');
    expect(sumsOf([eventsOf(255, random, () => 1)]).taken).toBe(0);
  });
});
