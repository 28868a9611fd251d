import { describe, expect, it } from 'vitest';
import { Binning } from '../../../src/stats/binning';
import { contrastOf, squares, type Contrast } from '../../../src/stats/contrast';
import { efficiencyRatio } from '../../../src/stats/efficiencyRatio';
import { NormalTable } from '../../../src/stats/normalTable';
import { overlapCells, type OverlapSide } from '../../../src/stats/overlap';
import { Random } from '../../../src/stats/random';
import { shapeTest } from '../../../src/stats/shapeTest';
import reference from '../../fixtures/reference/overlap.json';

const axis = { edges: Float64Array.from(reference.edges), low: -4, high: 4 };
const binning = new Binning(axis.edges);
const firstBin = binning.index(reference.threshold);

/** An event that is not in a sample has weight 0 there. */
interface Events {
  readonly x: readonly number[];
  readonly nominal: readonly number[];
  readonly applied: readonly number[];
}

describe('two samples that share events', () => {
  it('have the error of a ratio of efficiencies that a sum over events has', () => {
    const found = efficiencyRatio(compared(reference), firstBin);
    expect(found?.value).toBeCloseTo(reference.efficiencyRatio.value, 12);
    expect(found!.error / reference.efficiencyRatio.error).toBeCloseTo(1, 10);
    expect(Math.abs(found!.error / reference.repeated.efficiencyRatioError - 1)).toBeLessThan(0.05);
  });

  it('differ by chance as pairs of samples do that are drawn anew', () => {
    const test = shapeTest(compared(reference), axis, new NormalTable('overlap'));
    for (const [p, distance] of Object.entries(reference.repeated.ks)) {
      expect(Math.abs(test.ksNoise(Number(p)) / distance - 1)).toBeLessThan(0.08);
    }
  });

  it('would seem to differ by a third more if they were taken for independent', () => {
    const alone = shapeTest(
      compared(reference, () => false),
      axis,
      new NormalTable('overlap'),
    );
    expect(alone.ksNoise(0.05) / reference.repeated.ks['0.05']).toBeGreaterThan(1.3);
  });

  it('keep the sums of squares of either side, whatever is shared', () => {
    const [together, apart] = [compared(reference), compared(reference, () => false)];
    for (const side of ['nominal', 'varied'] as const) {
      squares(together, side).forEach((content, bin) => {
        expect(content / squares(apart, side)[bin]!).toBeCloseTo(1, 12);
      });
    }
  });

  it('are known from every third event nearly as well as from all', () => {
    const [all, some] = [
      compared(reference),
      compared(
        reference,
        () => true,
        (event) => event % 3 === 0,
      ),
    ];
    expect(efficiencyRatio(some, firstBin)!.error / efficiencyRatio(all, firstBin)!.error).toBeCloseTo(1, 1);
    const [exact, estimated] = [all, some].map((one) => shapeTest(one, axis, new NormalTable('some')).ksNoise(0.05));
    expect(estimated! / exact!).toBeCloseTo(1, 1);
  });

  it('are not trusted to differ in nothing where not every event is looked at', () => {
    const same = { ...reference, applied: reference.nominal };
    const errorOf = (one: Contrast): number => efficiencyRatio(one, firstBin)!.error;
    expect(errorOf(compared(same))).toBe(0);
    const some = errorOf(
      compared(
        same,
        () => true,
        (event) => event % 3 === 0,
      ),
    );
    // Three of some eight hundred may be others.
    expect(some / errorOf(compared(same, () => false))).toBeGreaterThan(Math.sqrt(3 / 1000));
    expect(some / errorOf(compared(same, () => false))).toBeLessThan(0.1);
  });

  it('reject the same shape as often as they say', () => {
    const random = new Random('overlap');
    let below = 0;
    for (let experiment = 0; experiment < 300; experiment++) {
      const x = Array.from({ length: 1000 }, () => random.normal());
      const weights = x.map((value) => Math.exp(0.3 * value) * (random.uniform() < 0.1 ? -1 : 1));
      const where = x.map(() => random.uniform());
      const events = {
        x,
        nominal: weights.map((weight, event) => (where[event]! < 0.8 ? weight : 0)),
        applied: weights.map((weight, event) => (where[event]! > 0.3 ? weight : 0)),
      };
      if (shapeTest(compared(events), axis, new NormalTable(`overlap ${experiment}`)).pValue < 0.05) below++;
    }
    expect(below / 300).toBeGreaterThan(0.05 - 3 * 0.0126);
    expect(below / 300).toBeLessThan(0.05 + 3 * 0.0126);
  });

  it('count what two nominal samples share with a third once', () => {
    const side = (bins: number[], weights: number[], all: number[]): OverlapSide => ({
      events: { bins: Int32Array.from(bins), weights: Float64Array.from(weights) },
      squares: Float64Array.from(all),
      complete: true,
    });
    const shared = { nominal: Int32Array.of(0), varied: Int32Array.of(0) };
    const [nominal, varied] = [side([0], [2], [4]), side([0], [3], [9])];
    const cells = overlapCells(
      1,
      [nominal, nominal].map((one) => ({ nominal: one, varied, shared })),
    );
    expect([...cells.varied]).toEqual([9]);
    expect(cells.cross[0]).toBeCloseTo(12 / Math.SQRT2, 12);
  });

  it('may have other values in either: what moves into another bin, or out of all, is not taken for the same', () => {
    const events = (bins: number[]): OverlapSide => ({
      events: { bins: Int32Array.from(bins), weights: Float64Array.of(1, 1, 1) },
      squares: Float64Array.of(3, 3),
      complete: true,
    });
    const every = Int32Array.of(0, 1, 2);
    const cells = overlapCells(2, [
      { nominal: events([0, 0, -1]), varied: events([0, 1, 1]), shared: { nominal: every, varied: every } },
    ]);
    expect([...cells.from]).toEqual([0, 0, 2]);
    expect([...cells.to]).toEqual([0, 1, 1]);
    expect([...cells.cross]).toEqual([1, 1, 0]);
  });
});

/**
 * @param shares whether an event that is in both is known to be
 * @param looked which events are looked at
 */
function compared(
  { x, nominal, applied }: Events,
  shares: (event: number) => boolean = () => true,
  looked: (event: number) => boolean = () => true,
): Contrast {
  const all = [...x.keys()];
  const complete = all.every(looked);
  const sideOf = (weights: readonly number[]) => {
    const [sums, squared] = [new Float64Array(binning.bins), new Float64Array(binning.bins)];
    for (const event of all) {
      sums[binning.index(x[event]!)]! += weights[event]!;
      squared[binning.index(x[event]!)]! += weights[event]! ** 2;
    }
    const events = all.filter((event) => looked(event) && weights[event] !== 0);
    const overlap: OverlapSide = {
      events: {
        bins: Int32Array.from(events, (event) => binning.index(x[event]!)),
        weights: Float64Array.from(events, (event) => weights[event]!),
      },
      squares: squared,
      complete,
    };
    return { sums, squared, events, overlap };
  };
  const [before, after] = [sideOf(nominal), sideOf(applied)];
  const both = before.events.filter((event) => applied[event] !== 0 && shares(event));
  const shared = {
    nominal: Int32Array.from(both, (event) => before.events.indexOf(event)),
    varied: Int32Array.from(both, (event) => after.events.indexOf(event)),
  };
  return contrastOf(binning.bins, [
    {
      kind: 'overlapping',
      nominal: before.sums,
      nominalSquares: before.squared,
      varied: after.sums,
      variedSquares: after.squared,
      shared: overlapCells(binning.bins, [{ nominal: before.overlap, varied: after.overlap, shared }]),
    },
  ]);
}
