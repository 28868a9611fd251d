import { describe, expect, it } from 'vitest';
import { Binning } from '../../../src/stats/binning';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import { emptyHistogram, fill, type Histogram } from '../../../src/stats/histogram';
import { Migration } from '../../../src/stats/migration';
import { rocRatios } from '../../../src/stats/rocRatio';
import reference from '../../fixtures/reference/rocRatio.json';

const binning = new Binning(Float64Array.from(reference.edges));
const { efficiencies } = reference;
const variations = Object.entries(reference.variations);

interface Events {
  readonly x: readonly number[];
  readonly w: readonly number[];
  readonly variedX: readonly number[];
  readonly variedW: readonly number[];
}

describe('background efficiencies at equal signal efficiency, varied over nominal', () => {
  it.each(variations)('are those of a sum over events (%s)', (_, { events, sameEvents, values, errors }) => {
    const ratios = rocRatios(of(events.background, sameEvents), of(events.signal, sameEvents), efficiencies);
    ratios.forEach((ratio, index) => {
      expect(ratio?.value).toBeCloseTo(values[index]!, 10);
      expect((ratio?.error ?? 0) / errors[index]!).toBeCloseTo(1, 8);
    });
  });

  it.each(variations)(
    'have about the error of a bootstrap that finds the cuts anew (%s)',
    (_, { events, sameEvents, bootstrap }) => {
      const ratios = rocRatios(of(events.background, sameEvents), of(events.signal, sameEvents), efficiencies);
      // Events that are there twice make its curves rougher, which shows where a variation moves nearly nothing.
      ratios.forEach((ratio, index) => {
        expect(Math.abs((ratio?.error ?? 0) / bootstrap[index]! - 1)).toBeLessThan(sameEvents ? 0.25 : 0.1);
      });
    },
  );

  it.each(variations)('hold the true ratio as often as one standard error should (%s)', (_, { toys }) => {
    // 2,000 pseudo-experiments: 0.683 ± 0.010.
    for (const fraction of toys.coverage) expect(Math.abs(fraction - 0.683)).toBeLessThan(0.03);
  });

  it('are 1 without error where nothing changes', () => {
    const [, { events }] = variations[0]!;
    const unchanged = (one: Events): Contrast => of({ ...one, variedX: one.x, variedW: one.w }, true);
    expect(rocRatios(unchanged(events.background), unchanged(events.signal), [0.5])).toEqual([{ value: 1, error: 0 }]);
  });

  it('favour no end of a stretch of bins without signal', () => {
    const part = (nominal: readonly number[], varied: readonly number[]): Contrast => {
      const [before, after] = [Float64Array.from(nominal), Float64Array.from(varied)];
      const squares = { nominalSquares: before, variedSquares: after };
      return contrastOf(4, [{ kind: 'independent', nominal: before, varied: after, ...squares }]);
    };
    const background = part([100, 100, 100, 100], [100, 100, 100, 100]);
    // Half of the signal passes with 25 to 75 per cent of the background nominally, and with 50 to 75 varied.
    const [ratio] = rocRatios(background, part([100, 0, 0, 100], [100, 0, 50, 50]), [0.5]);
    expect(ratio?.value).toBeCloseTo(0.625 / 0.5, 12);
  });

  it('are not told where too few events pass or fail', () => {
    const [, { events, sameEvents }] = variations[0]!;
    const ratios = rocRatios(
      of(events.background, sameEvents),
      of(events.signal, sameEvents),
      [0, 0.005, 0.5, 0.999, 1],
    );
    expect(ratios.map((ratio) => ratio !== undefined)).toEqual([false, false, true, false, false]);
  });
});

function of({ x, w, variedX, variedW }: Events, sameEvents: boolean): Contrast {
  const [before, after] = [filled(x, w), filled(variedX, variedW)];
  const sums = { nominal: before.sumWeights, varied: after.sumWeights };
  const squares = { nominalSquares: before.sumWeights2, variedSquares: after.sumWeights2 };
  if (!sameEvents) return contrastOf(binning.bins, [{ kind: 'independent', ...sums, ...squares }]);
  const migration = new Migration(binning.bins);
  x.forEach((value, event) => {
    const [weight, varied] = [w[event]!, variedW[event]!];
    const [from, to] = [binning.index(value), binning.index(variedX[event]!)];
    migration.addSums(from, to, weight ** 2, weight * varied, varied ** 2);
  });
  return contrastOf(binning.bins, [{ kind: 'paired', ...sums, cells: migration.cells() }]);
}

function filled(x: readonly number[], weights: readonly number[]): Histogram {
  const result = emptyHistogram(binning);
  const indices = new Int32Array(x.length);
  binning.fillIndices(Float64Array.from(x), x.length, indices);
  fill(result, indices, Float64Array.from(weights), x.length);
  return result;
}
