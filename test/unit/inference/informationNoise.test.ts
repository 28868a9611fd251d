import { describe, expect, it } from 'vitest';
import { boundsWithout, drawInformations } from '../../../src/inference/informationNoise';
import { mirrored, noNoise, type Templates } from '../../../src/inference/templates';
import { Random } from '../../../src/stats/random';

const bins = 5;
const options = { interpolation: 'linear', templateErrors: false } as const;
const each = (value: number): Float64Array => new Float64Array(bins).fill(value);
const nuisance = { name: 'n', shifts: [] };
/** Row by row, lower triangle: strength, nuisance. */
const told = Float64Array.of(20, 0, 12, 40);
const none = new Float64Array(4);

describe('bounds without what noise adds to the information', () => {
  it('are the inverse of what is left, with the prior', () => {
    const { errors, impacts } = boundsWithout(told, Float64Array.of(0, 0, 2, 9), [nuisance])!;
    // [[20, c], [c, 31 + 1]], of whose 40 there were 9 of noise.
    const common = 10 * Math.sqrt(1 - (9 / 40) ** 2);
    const determinant = 20 * 32 - common ** 2;
    expect(errors[0]).toBeCloseTo(Math.sqrt(32 / determinant), 12);
    expect(errors[1]).toBeCloseTo(Math.sqrt(20 / determinant), 12);
    expect(impacts[0]).toBeCloseTo(-common / determinant / Math.sqrt(20 / determinant), 12);
  });

  it('leave a nuisance its prior, and nothing to do with the strength, where there is no more than noise', () => {
    const { errors, impacts } = boundsWithout(told, Float64Array.of(0, 0, 0, 50), [nuisance])!;
    expect(errors[0]).toBeCloseTo(Math.sqrt(1 / 20), 12);
    expect(errors[1]).toBeCloseTo(1, 12);
    expect(impacts[0]).toBeCloseTo(0, 12);
  });

  it('never cost more than a nuisance that is just like the signal', () => {
    // 38 is taken off 40: what is left, 2, cannot have 8.7 of 28 in common with 20, but √40.
    const alike = Float64Array.of(20, 0, 28, 40);
    const { errors } = boundsWithout(alike, Float64Array.of(0, 0, 0, 38), [nuisance])!;
    expect(errors[0]).toBeCloseTo(Math.sqrt((1 + 2) / 20), 12);
  });

  it('are found where the noise of many nuisances leaves no matrix that has an inverse', () => {
    // Three nuisances whose correlations of −1 cannot all be.
    const matrix = Float64Array.of(20, 0, 0, 0, 0, 50, 0, 0, 0, -20, 50, 0, 0, -20, -20, 50);
    const added = Float64Array.of(0, 0, 0, 0, 0, 30, 0, 0, 0, 0, 30, 0, 0, 0, 0, 30);
    const { errors } = boundsWithout(matrix, added, [nuisance, nuisance, nuisance])!;
    expect(errors[0]).toBeCloseTo(Math.sqrt(1 / 20), 12);
    expect(errors.every((error) => error > 0 && error <= 1)).toBe(true);
  });
});

describe('what noise adds to the information', () => {
  it('is Σ variance/content for a nuisance, and as much for two that share it', () => {
    const [signal, background] = [each(4), each(96)];
    // Both are differences to the nominal background, which alone is noisy.
    const noise = { ...noNoise(bins), along: each(-1) };
    const shared = (name: string) => ({
      name,
      shifts: [
        undefined,
        { up: background, down: mirrored(background, background), upNoise: noise, downNoise: undefined },
      ],
    });
    const templates: Templates = {
      bins,
      processes: [
        { name: 'signal', signal: true, contents: signal, squares: each(0) },
        { name: 'background', signal: false, contents: background, squares: each(2) },
      ],
      nuisances: [shared('one'), shared('two')],
    };
    const { added } = drawInformations(templates, options, new Random('shared'), 2000);
    const expected = (bins * 2) / 100;
    for (const at of [4, 7, 8]) expect(added.up[at]! / expected).toBeCloseTo(1, 1);
    expect(Math.abs(added.up[3]!)).toBeLessThan(0.02);
  });
});

it('no bounds are found where the data say nothing of the strength', () => {
  expect(boundsWithout(none, none, [nuisance])).toBeUndefined();
});
