import { describe, expect, it } from 'vitest';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import { differenceDirection, modulation } from '../../../src/stats/differenceDirection';
import { normalCdf } from '../../../src/stats/normal';
import { cumulativeDifference } from '../../../src/stats/shapeTest';

const bins = 64;
const edges = Array.from({ length: bins + 1 }, (_, edge) => -3 + (6 * edge) / bins);

/** Events of a normal distribution and of one that is moved and wider, in bins and without noise. */
function changed(events: number, shift: number, width = 1): Contrast {
  const of = (mean: number, sigma: number): Float64Array => {
    const below = edges.map((edge) => normalCdf((edge - mean) / sigma));
    return Float64Array.from({ length: bins }, (_, bin) => events * (below[bin + 1]! - below[bin]!));
  };
  const [nominal, varied] = [of(0, 1), of(shift, width)];
  return contrastOf(bins, [{ kind: 'independent', nominal, nominalSquares: nominal, varied, variedSquares: varied }]);
}

describe('weights of the sines of a difference', () => {
  it('keep all where there is no noise', () => {
    expect(modulation([4, 1, 9], [0, 0, 0])).toEqual([1, 1, 1]);
  });

  it('are 1 − noise/size where that falls with the frequency', () => {
    expect(modulation([100, 10, 2], [1, 1, 1])).toEqual([0.99, 0.9, 0.5]);
  });

  it('are one for neighbours of which the later has more, and none where there is less than noise', () => {
    const [first, second, third] = modulation([4, 8, 0.5], [1, 1, 1]);
    expect(first).toBeCloseTo(1 - 2 / 12, 12);
    expect(second).toBe(first);
    expect(third).toBe(0);
  });
});

describe('the direction of a difference', () => {
  const directionOf = (contrast: Contrast): Float64Array =>
    differenceDirection(contrast, cumulativeDifference(contrast));
  const unit = (values: Float64Array): Float64Array => {
    const largest = Math.max(...values.map(Math.abs));
    return values.map((value) => value / largest);
  };
  const farthest = (one: Float64Array, other: Float64Array): number =>
    Math.max(...one.map((value, bin) => Math.abs(value - other[bin]!)));

  it.each([
    ['moved up', 0.5, 1],
    ['moved down', -0.5, 1],
    ['wider', 0, 1.5],
  ])('is that of the measured one where many events are %s', (_, shift, width) => {
    const contrast = changed(1e6, shift, width);
    expect(farthest(directionOf(contrast), unit(cumulativeDifference(contrast)))).toBeLessThan(0.05);
  });

  it('has one sign where the difference may be noise', () => {
    const direction = directionOf(changed(200, 0.001, 1.02));
    expect(direction.slice(0, -1).every((value) => value < 1e-12)).toBe(true);
    expect(Math.max(...direction.map(Math.abs))).toBeCloseTo(1, 12);
  });

  it('is none where there is nothing to compare but one bin', () => {
    const sums = new Float64Array([10]);
    const contrast = contrastOf(1, [
      { kind: 'independent', nominal: sums, nominalSquares: sums, varied: sums, variedSquares: sums },
    ]);
    expect([...directionOf(contrast)]).toEqual([0]);
  });
});
