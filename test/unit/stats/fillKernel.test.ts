import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quantileEdges, Binning } from '../../../src/stats/binning';
import { addLanes } from '../../../src/stats/addLanes';
import { addMomentBlock, blockRounder } from '../../../src/stats/exactBlocks';
import { ExactMoments } from '../../../src/stats/exactMoments';
import { ExactSums } from '../../../src/stats/exactSums';
import { Parts } from '../../../src/stats/exactParts';
import { fillKernel, kernelBlock, kernelEvents, newVersion, type Lane } from '../../../src/stats/kernel/fillKernel';
import { Random } from '../../../src/stats/random';

const sizes = fc.constantFrom(600, 601, 1023, 1025, 2048, 4095, kernelEvents);
const seeds = fc.nat({ max: 1e6 });

describe('the kernel of filling', () => {
  it('is there', () => {
    expect(fillKernel()).toBeDefined();
  });

  it('finds the bins that are found one by one, for every kind of number', () => {
    fc.assert(
      fc.property(sizes, seeds, fc.integer({ min: 1, max: 300 }), (n, seed, bins) => {
        const random = new Random(String(seed));
        const values = Float64Array.from({ length: n }, () => Math.exp(2 * random.normal()));
        const binning = new Binning(quantileEdges(values.slice(0, n / 2), bins));
        const strange = [NaN, Infinity, -Infinity, -0, 1e308, -1e308, 5e-324, ...binning.edges.slice(0, 50)];
        strange.forEach((value, index) => (values[(index * 11) % n] = value));
        const found = new Int32Array(n);
        const outside = new Int32Array(n);
        const count = binning.fillIndices(values, n, found, outside);
        const expected = Int32Array.from(values, (value) => binning.index(value));
        expect(found).toEqual(expected);
        const beyond = [...expected.keys()].filter((i) => expected[i]! <= 0 || expected[i] === binning.edges.length);
        expect([...outside.subarray(0, count)]).toEqual(beyond);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  it.each([1, 2, 3, 4, 6])('adds %d lanes to the bins as one by one', (lanes) => {
    fc.assert(
      fc.property(sizes, seeds, (n, seed) => {
        const random = new Random(String(seed));
        const bins = 100;
        const at = Int32Array.from({ length: n }, () => Math.floor(bins * random.uniform()));
        const parts = Array.from({ length: lanes }, () =>
          Float64Array.from({ length: n + 3 }, () => Math.round(1e9 * random.normal())),
        );
        const expected = parts.map((values) => {
          const sums = new Float64Array(bins);
          at.forEach((bin, event) => (sums[bin]! += values[event]!));
          return sums;
        });
        const counts = new Float64Array(bins);
        at.forEach((bin) => (counts[bin]! += 1));
        const given = parts.map((values, lane): Lane => ({
          parts: values,
          version: -(1 + 10 * seed + lane + n / 1e4),
          sums: new Float64Array(bins),
        }));
        const counted = new Float64Array(bins);
        // Twice, so that nothing is left from the first time.
        addLanes(at, n, bins, given, counted);
        addLanes(at, n, bins, given, counted);
        expect(given.map(({ sums }) => sums)).toEqual(expected.map((sums) => sums.map((sum) => 2 * sum)));
        expect(counted).toEqual(counts.map((count) => 2 * count));
      }),
      { seed: 2, numRuns: 30 },
    );
  });

  it('finds the extremes of any number of values', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: kernelEvents }), seeds, fc.boolean(), (n, seed, known) => {
        const random = new Random(String(seed));
        const values = Float64Array.from({ length: n }, () => random.normal());
        fillKernel()!.findExtremes(values, n, known ? newVersion() : undefined);
        expect([...fillKernel()!.extremes]).toEqual([Math.min(...values), Math.max(...values)]);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('copies values of the same version once, and those of another again', () => {
    const kernel = fillKernel()!;
    const table = new Binning(Float64Array.of(0, 1));
    const values = new Float64Array(100).fill(0.5);
    const [first, second] = [newVersion(), newVersion()];
    const extremesAfter = (change: () => void, version?: number): number[] => {
      change();
      kernel.findExtremes(values, 100, version);
      return [...kernel.extremes];
    };
    table.fillIndices(values, 100, new Int32Array(100), undefined, first);
    expect(extremesAfter(() => values.fill(2), first)).toEqual([0.5, 0.5]);
    expect(extremesAfter(() => values.fill(3), second)).toEqual([3, 3]);
    expect(extremesAfter(() => values.fill(4))).toEqual([4, 4]);
    expect(extremesAfter(() => values.fill(5))).toEqual([5, 5]);
    // Other values were taken in between.
    expect(extremesAfter(() => values.fill(6), second)).toEqual([6, 6]);
  });

  it('sums moments to the numbers of the block in TypeScript', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: kernelBlock }), seeds, (n, seed) => {
        const random = new Random(String(seed));
        // No term is so small that a block would leave it.
        const [x, weights] = [0, 1].map(() => Float64Array.from({ length: n }, () => 1 + random.uniform()));
        const [rounder, squareRounder] = [blockRounder(40), blockRounder(300)];
        const kernel = fillKernel()!;
        kernel.takeEvents(x!, weights!, n);
        expect(kernel.addMoments(0.5, 0, n, rounder, squareRounder)).toBe(true);
        const halves = [0, 512].map((from) => {
          const sums = new Float64Array(4);
          addMomentBlock(x!, weights!, 0.5, from, Math.min(from + 512, n), rounder, squareRounder, sums);
          return sums;
        });
        [0, 2].forEach((which) => {
          const whole = new ExactSums(1);
          const blocks = new ExactSums(1);
          const parts = new Parts();
          whole.addTotal(0, parts.cut(kernel.moments.slice(which, which + 2), 2));
          for (const sums of halves) blocks.addTotal(0, parts.cut(sums.slice(which, which + 2), 2));
          expect(whole.rounded()).toEqual(blocks.rounded());
        });
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  it('leaves to others what two numbers cannot hold', () => {
    const n = 2000;
    const random = new Random('sizes');
    const values = Float64Array.from({ length: n }, () => random.normal() * 2 ** Math.floor(200 * random.normal()));
    const weights = Float64Array.from({ length: n }, () => random.normal());
    const largest = (of: Float64Array): number => of.reduce((size, value) => Math.max(size, Math.abs(value)), 0);
    const summed = (parts: readonly (readonly [number, number])[]): unknown => {
      const moments = new ExactMoments(0);
      for (const [from, to] of parts) {
        const [x, w] = [values.slice(from, to), weights.slice(from, to)];
        moments.add(x, w, x.length, largest(w), largest(x));
      }
      return moments.rounded();
    };
    // Parts that are too small for the kernel.
    const few = Array.from({ length: n / 50 }, (_, part): [number, number] => [50 * part, 50 * (part + 1)]);
    expect(summed([[0, n]])).toEqual(summed(few));
  });
});
