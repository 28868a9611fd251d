import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import { efficiencyRatio } from '../../../src/stats/efficiencyRatio';
import { Migration } from '../../../src/stats/migration';

const bins = 4;
const threshold = 2;

/** Bins before and after (`bins` where not selected), and weights of both sides. */
type Event = readonly [from: number, to: number, weight: number, varied: number];

describe('how few moved events made a ratio of efficiencies', () => {
  it('is told by the fourth powers of what events add that keep their weight', () => {
    const place = fc.integer({ min: 0, max: bins - 1 });
    const weight = fc.double({ min: 0.1, max: 30, noNaN: true });
    const events = fc.array(fc.tuple(place, place, weight), { minLength: 5, maxLength: 60 });
    fc.assert(
      fc.property(events, (list) => {
        const kept = list.map(([from, to, w]): Event => [from, to, w, w]);
        // Something passes on both sides.
        const all: Event[] = [...kept, [3, 3, 5, 5], [0, 0, 5, 5]];
        const passing = (side: 0 | 1): number =>
          all.reduce((sum, event) => sum + (event[side] >= threshold ? event[2] : 0), 0);
        const ratio = passing(1) / passing(0);
        const terms = all.map(([from, to, w]) => {
          const u = (w * (Number(to >= threshold) - ratio * Number(from >= threshold))) / passing(0);
          return { u, moved: from !== to };
        });
        const sum = (of: (one: (typeof terms)[number]) => number): number =>
          terms.reduce((total, one) => total + of(one), 0);
        const squares = sum(({ u }) => u * u);
        const fourths = sum(({ u, moved }) => (moved ? u ** 4 : 0));
        const found = efficiencyRatio(contrast(all), threshold)!;
        if (fourths < 1e-20) return;
        expect(found.error ** 2 / squares).toBeCloseTo(1, 9);
        expect(found.studentised!.freedom / Math.max((2 * squares ** 2) / fourths, 2)).toBeCloseTo(1, 9);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('hardly depends on a factor that all varied weights have', () => {
    const events: Event[] = [
      [0, 2, 4, 4],
      [0, 3, 1, 1],
      [1, 1, 9, 9],
      [3, 3, 20, 20],
    ];
    const scaled = events.map(([from, to, w, varied]): Event => [from, to, w, 1.7 * varied]);
    const [one, other] = [events, scaled].map((list) => efficiencyRatio(contrast(list), threshold)!.studentised!);
    expect(one!.freedom / other!.freedom).toBeCloseTo(1, 9);
    expect(one!.skewness / other!.skewness).toBeCloseTo(1, 9);
  });

  it('counts an event that enters or leaves with the weight that it has', () => {
    const found = efficiencyRatio(
      contrast([
        [bins, 3, 0, 2],
        [0, 0, 10, 10],
        [2, 2, 10, 10],
      ]),
      threshold,
    )!;
    const added = (2 * (1 - 12 / 22)) / (22 * 0.5);
    expect(found.studentised!.freedom).toBeCloseTo((2 * found.error ** 4) / added ** 4, 9);
  });

  it('is skewed upwards where events pass that did not, downwards the other way round, and not where both happen', () => {
    const crossing = (up: number, down: number): number => {
      const moved = (from: number, to: number, n: number): Event[] =>
        Array.from({ length: n }, (): Event => [from, to, 1, 1]);
      const events = [...moved(1, 2, up), ...moved(2, 1, down), ...moved(0, 0, 400), ...moved(3, 3, 400)];
      return efficiencyRatio(contrast(events), threshold)!.studentised!.skewness;
    };
    // Of n events that pull one way it is 1/√n.
    expect(crossing(25, 0)).toBeCloseTo(1 / 5, 1);
    expect(crossing(0, 25)).toBeCloseTo(-1 / 5, 1);
    expect(Math.abs(crossing(25, 25))).toBeLessThan(0.01);
  });

  it('is not told where no event changes its bin, and is no question of other events', () => {
    const stays: Event[] = [
      [0, 0, 1, 2],
      [3, 3, 1, 1.5],
    ];
    expect(efficiencyRatio(contrast(stays), threshold)!.studentised).toBeUndefined();
    const side = Float64Array.of(3, 2, 1, 4);
    const independent = contrastOf(bins, [
      { kind: 'independent', nominal: side, nominalSquares: side, varied: side, variedSquares: side },
    ]);
    expect(efficiencyRatio(independent, threshold)!.studentised!.freedom).toBe(Infinity);
  });
});

function contrast(list: readonly Event[]): Contrast {
  const [nominal, varied] = [new Float64Array(bins), new Float64Array(bins)];
  const migration = new Migration(bins);
  for (const [from, to, w, v] of list) {
    if (from < bins) nominal[from]! += w;
    if (to < bins) varied[to]! += v;
    const size = (w === 0 ? v : w) * (v === 0 ? w : v);
    migration.addSums(from, to, w * w, w * v, v * v, size * size);
  }
  return { nominal, varied, cells: migration.cells() };
}
