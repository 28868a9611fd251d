import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ClassWeights } from '../../../src/profile/classWeights';
import { FeatureFillers } from '../../../src/profile/featureFillers';
import type { VariableProfile } from '../../../src/profile/profile';
import { Binning, quantileEdges, uniformEdges } from '../../../src/stats/binning';
import { mostWeights, variableKernel } from '../../../src/stats/kernel/variableKernel';
import { Random } from '../../../src/stats/random';

const sizes = fc.constantFrom(64, 65, 511, 512, 513, 1025, 4095, 4096);
const seeds = fc.nat({ max: 1e6 });
/** So few that loops in TypeScript add them. */
const few = 50;

interface Events {
  readonly weight: Float64Array;
  readonly features: readonly Float64Array[];
}

/** Fills events that are cut into batches. */
function filled(
  fillers: FeatureFillers,
  { weight, features }: Events,
  batch: number,
  select = every,
): VariableProfile[] {
  for (let from = 0; from < weight.length; from += batch) {
    const to = Math.min(from + batch, weight.length);
    const events = Int32Array.from([...Array(to - from).keys()].filter((event) => select(from + event)));
    const chosen = new ClassWeights(to - from).gather(weight.slice(from, to), events);
    fillers.add(
      chosen,
      features.map((x) => x.slice(from, to)),
      () => undefined,
    );
  }
  return fillers.profile();
}

const every = (event: number): boolean => event >= 0;

/** Features with a long tail, few values, all kinds of numbers, one edge, and edges that are close to each other. */
function manyKinds(random: Random, n: number): { axes: ConstructorParameters<typeof FeatureFillers>; events: Events } {
  const normal = Float64Array.from({ length: n }, () => Math.fround(random.normal()));
  const tail = normal.map((x) => Math.exp(2 * x));
  const whole = normal.map((x) => Math.round(2 * x));
  const strange = normal.slice();
  [NaN, Infinity, -Infinity, -0, 1e300, -1e300, 5e-324, 1e-200, 0.5, -9, 1e6, 1].forEach((value, index) => {
    for (let at = index * 5; at < n; at += 97) strange[at] = value;
  });
  const binnings = [
    new Binning(quantileEdges(normal.slice(0, n / 2), 40)),
    new Binning(quantileEdges(tail, 200)),
    new Binning(uniformEdges(-5, 5, 10)),
    new Binning(Float64Array.of(-3, -1, -1 + 1e-12, 0, 1e-9, 2e-9, 0.5, 1, 7)),
    new Binning(Float64Array.of(0.25)),
    new Binning(Float64Array.of(1e15, 1e15 + 1)),
  ];
  const origins = [normal[0]!, 1, 0, 0, 0.1, 1e15];
  const missing = [[], [1], [-2], [-9, 0.5, 1], [0.5], [-Infinity]].map((sentinels) => ({
    sentinels,
    declared: [...sentinels.slice(0, 1), Number.NaN, -Infinity],
  }));
  return {
    axes: [binnings.map((binning, feature) => ({ binning, origin: origins[feature]! })), missing],
    events: { weight: normal, features: [normal, tail, whole, strange, strange, strange] },
  };
}

const weightsOf: Readonly<Record<string, (random: Random) => number>> = {
  one: () => 1,
  signed: (random) => (random.uniform() < 0.1 ? -1 : 1) * Math.exp(0.3 * random.normal()),
  'of very different sizes': (random) => random.normal() * 10 ** Math.floor(-12 * random.uniform()),
  'of which few are tiny': (random) => (random.uniform() < 0.01 ? 1e-12 : 1) * random.uniform(),
  'of which few are huge': (random) => (random.uniform() < 0.002 ? 1e5 : 1e-4) * random.uniform(),
  'of float32': (random) => Math.fround(random.normal()),
  zero: () => 0,
};

/** A finite number in units of 2^-1074, of which all doubles are multiples. */
function exactly(value: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = bits >> 52n;
  const digits = bits & (2n ** 52n - 1n);
  const size = exponent === 0n ? digits : (digits + 2n ** 52n) << (exponent - 1n);
  return value < 0 ? -size : size;
}

function exactSum(values: Iterable<number>): bigint {
  let sum = 0n;
  for (const value of values) sum += exactly(value);
  return sum;
}

describe('features in the kernel', () => {
  it('have one', () => {
    expect(variableKernel()).toBeDefined();
  });

  it.each(Object.keys(weightsOf))('are what loops make of them, to the last bit: weights %s', (kind) => {
    fc.assert(
      fc.property(sizes, seeds, (n, seed) => {
        const random = new Random(String(seed));
        const { axes, events } = manyKinds(random, n);
        const weight = Float64Array.from({ length: n }, () => weightsOf[kind]!(random));
        const given = { ...events, weight };
        expect(filled(new FeatureFillers(...axes), given, n)).toEqual(filled(new FeatureFillers(...axes), given, few));
      }),
      { seed: 1, numRuns: 8 },
    );
  });

  it('are those of the chosen events', () => {
    const n = 2000;
    const { axes, events } = manyKinds(new Random('chosen'), n);
    const third = (event: number): boolean => event % 3 === 1;
    const whole = filled(new FeatureFillers(...axes), events, n, third);
    expect(whole).toEqual(filled(new FeatureFillers(...axes), events, few, third));
  });

  it('do not depend on the order of batches whose weights are of other sizes', () => {
    const n = 600;
    const random = new Random('batches');
    const { axes, events } = manyKinds(random, n);
    const sized = [1e-3, 1e9, 1, 0, 1e-120, 3].map((size) => ({
      ...events,
      weight: events.weight.map((w) => w * size),
    }));
    const together = (batches: readonly Events[]): VariableProfile[] => {
      const fillers = new FeatureFillers(...axes);
      for (const { weight, features } of batches) {
        fillers.add(new ClassWeights(n).gather(weight, Int32Array.from(weight.keys())), features, () => undefined);
      }
      return fillers.profile();
    };
    expect(together(sized)).toEqual(together([...sized].reverse()));
  });

  it('stay what they are when others need the memory, and while they are read', () => {
    const n = 1000;
    const { axes, events } = manyKinds(new Random('memory'), n);
    const [alone, disturbed] = [new FeatureFillers(...axes), new FeatureFillers(...axes)];
    const chosen = new ClassWeights(n).gather(events.weight, Int32Array.from(events.weight.keys()));
    const all = variableKernel()!.doubles.byteLength - 1_048_576;
    const leave = vi.fn();
    const other = { leave };
    for (let batch = 0; batch < 3; batch++) {
      alone.add(chosen, events.features, () => undefined);
    }
    const expected = alone.profile();
    for (let batch = 0; batch < 3; batch++) {
      disturbed.add(chosen, events.features, () => undefined);
      const address = variableKernel()!.claim(other, all)!;
      variableKernel()!.doubles.fill(NaN, address / 8, address / 8 + 1e5);
    }
    expect(disturbed.profile()).toEqual(expected);
    expect(leave).toHaveBeenCalledTimes(2);
    variableKernel()!.release(other);
  });

  it.each(['signed', 'of which few are tiny'])('have the sums of whole numbers: weights %s', (kind) => {
    const n = 4095;
    const random = new Random(kind);
    const origin = 0.1;
    const fillers = new FeatureFillers(
      [{ binning: new Binning(uniformEdges(-1, 1, 4)), origin }],
      [{ sentinels: [], declared: [] }],
    );
    const terms: Record<'w' | 'square' | 'once' | 'twice', number[]> = { w: [], square: [], once: [], twice: [] };
    // Batches of other sizes, within what the kernel is prepared for and beyond.
    for (const size of [1, 3.9, 1 / 60, 1e-5, 2]) {
      const weight = Float64Array.from({ length: n }, () => size * weightsOf[kind]!(random));
      const x = Float64Array.from(weight, (_, event) => random.normal() * [1e3, 1e-13, 1][Math.min(event % 50, 2)]!);
      weight.forEach((w, event) => {
        const distance = x[event]! - origin;
        terms.w.push(w);
        terms.square.push(w * w);
        terms.once.push(w * distance);
        terms.twice.push(w * distance * distance);
      });
      fillers.add(new ClassWeights(n).gather(weight, Int32Array.from(weight.keys())), [x], () => undefined);
    }
    const { histogram, sums, rests } = fillers.profile()[0]!;
    const all = (nearest: Float64Array, lists: readonly Float64Array[] = []): bigint =>
      [nearest, ...lists].reduce((sum, list) => sum + exactSum(list), 0n);
    expect(all(histogram.sumWeights, rests.weights)).toBe(exactSum(terms.w));
    expect(all(histogram.sumWeights2, rests.squares)).toBe(exactSum(terms.square));
    const moments = Float64Array.of(sums.sumWeightedX, sums.sumWeightedX2);
    const restsOf = (which: number): number[] => rests.moments.map((list) => list[which]!);
    expect(exactSum([moments[0]!, ...restsOf(0)])).toBe(exactSum(terms.once));
    expect(exactSum([moments[1]!, ...restsOf(1)])).toBe(exactSum(terms.twice));
  });

  it('do not overflow where all weights and distances are the largest that it takes', () => {
    const n = 4096;
    const [axis, nothing] = [
      { binning: new Binning(Float64Array.of(-1, 1)), origin: 0 },
      { sentinels: [], declared: [] },
    ];
    const fillers = new FeatureFillers([axis], [nothing]);
    const x = new Float64Array(n).fill(8);
    const add = (w: number): void => {
      const weight = new Float64Array(n).fill(w);
      fillers.add(new ClassWeights(n).gather(weight, Int32Array.from(weight.keys())), [x], () => undefined);
    };
    // The kernel is prepared for weights four times as large as the first.
    add(1);
    const batches = mostWeights / n + 2;
    for (let batch = 0; batch < batches; batch++) add(-4);
    const { histogram, sums } = fillers.profile()[0]!;
    const events = batches * n;
    expect([histogram.counts[2], histogram.sumWeights[2], histogram.sumWeights2[2]]).toEqual([
      n + events,
      n - 4 * events,
      n + 16 * events,
    ]);
    expect([sums.sumWeightedX, sums.sumWeightedX2]).toEqual([8 * (n - 4 * events), 64 * (n - 4 * events)]);
  });

  // Such weights are halfway between two units of their upper parts: their lower parts are the largest of each sign.
  it.each([1 + 2 ** -42, 1 + 3 * 2 ** -42])('count events beside the largest lower parts of weights: %s', (w) => {
    const n = 4096;
    const [axis, nothing] = [
      { binning: new Binning(Float64Array.of(-1, 1)), origin: 0 },
      { sentinels: [], declared: [Number.NaN] },
    ];
    const fillers = new FeatureFillers([axis], [nothing]);
    const x = new Float64Array(n).fill(0.5);
    x[7] = Number.NaN;
    const add = (weight: Float64Array): void => {
      fillers.add(new ClassWeights(n).gather(weight, Int32Array.from(weight.keys())), [x], () => undefined);
    };
    const batches = mostWeights / n;
    for (let batch = 0; batch < batches; batch++) add(new Float64Array(n).fill(w));
    // Of these some have more digits than leave room for counts, and then there is room again.
    const long = Float64Array.from({ length: n }, (_, event) => (event % 100 === 0 ? 1e-9 : 1) * Math.sqrt(event));
    add(long);
    add(new Float64Array(n).fill(w));
    const { histogram, sums, rests } = fillers.profile()[0]!;
    expect([histogram.counts[1], sums.missingEvents]).toEqual([(batches + 2) * (n - 1), batches + 2]);
    const inside = long.filter((_, event) => event !== 7);
    expect(exactSum([histogram.sumWeights[1]!, ...rests.weights.map((list) => list[1]!)])).toBe(
      exactSum(inside) + BigInt((batches + 1) * (n - 1)) * exactly(w),
    );
  });

  it('that left ask nobody to leave, and come back where there is room', () => {
    const n = 1000;
    const kernel = variableKernel()!;
    const { axes, events } = manyKinds(new Random('room'), n);
    const [alone, fillers] = [new FeatureFillers(...axes), new FeatureFillers(...axes)];
    const chosen = new ClassWeights(n).gather(events.weight, Int32Array.from(events.weight.keys()));
    const add = (to: FeatureFillers): void => {
      to.add(chosen, events.features, () => undefined);
    };
    const claimAll = (): { leave: () => void } => {
      const other = { leave: vi.fn() };
      const address = kernel.claim(other, kernel.doubles.byteLength - 524_288)!;
      kernel.doubles.fill(NaN, address / 8);
      return other;
    };
    for (let batch = 0; batch < 4; batch++) add(alone);
    const expected = alone.profile();
    add(fillers);
    kernel.release(claimAll());
    add(fillers);
    const other = claimAll();
    add(fillers);
    add(fillers);
    expect(other.leave).not.toHaveBeenCalled();
    expect(fillers.profile()).toEqual(expected);
    kernel.release(other);
  });

  it('go without it where they have no room', () => {
    expect(variableKernel()!.claim({ leave: vi.fn() }, variableKernel()!.doubles.byteLength)).toBeUndefined();
  });
});
