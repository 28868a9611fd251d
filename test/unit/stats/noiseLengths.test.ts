import { describe, expect, it } from 'vitest';
import { contrastOf, type Contrast } from '../../../src/stats/contrast';
import { noiseKernel } from '../../../src/stats/kernel/noiseKernel';
import { noiseLengths } from '../../../src/stats/noiseLengths';
import { NormalTable } from '../../../src/stats/normalTable';
import { Random } from '../../../src/stats/random';
import { ShapeNoise } from '../../../src/stats/shapeNoise';

/** Signed weights, some bins empty. */
function contrast(bins: number): Contrast {
  const random = new Random(`noise ${bins}`);
  const filled = (low: number): Float64Array =>
    Float64Array.from({ length: bins }, () => (random.uniform() < 0.1 ? 0 : random.uniform() + low));
  const [nominal, varied] = [filled(-0.05), filled(-0.05)];
  const [nominalSquares, variedSquares] = [filled(0), filled(0)];
  nominal[0]! += 1;
  varied[0]! += 1;
  return contrastOf(bins, [{ kind: 'independent', nominal, nominalSquares, varied, variedSquares }]);
}

/** What the definitions say of drawn noise, one draw after the other. */
function byDefinition(noise: ShapeNoise, normals: NormalTable, difference: Float64Array, weights: Float64Array) {
  const { cumulative, totals } = noise.drawMany(normals);
  const bins = difference.length;
  const draws = [...totals].map((total, draw) => ({ total, noise: cumulative.slice(draw * bins, (draw + 1) * bins) }));
  const integral = (of: (bin: number) => number): number => weights.reduce((all, w, bin) => all + w * of(bin), 0);
  const alongSigns = draws.map(({ total, noise: drawn }) =>
    integral((bin) => Math.sign(difference[bin]!) * (drawn[bin]! - total * difference[bin]!)),
  );
  const together = draws.map(({ total, noise: drawn }) => integral((bin) => drawn[bin]! - total * difference[bin]!));
  const meanSquare = (values: readonly number[]): number => values.reduce((all, x) => all + x ** 2, 0) / draws.length;
  return {
    suprema: Float64Array.from(draws, ({ noise: drawn }) => Math.max(...drawn.map(Math.abs))).sort(),
    integrals: Float64Array.from(draws, ({ noise: drawn }) => integral((bin) => Math.abs(drawn[bin]!))).sort(),
    largestVariance: Math.max(...difference.map((_, bin) => meanSquare(draws.map(({ noise: drawn }) => drawn[bin]!)))),
    along: meanSquare(alongSigns),
    same: meanSquare(together),
  };
}

describe('lengths of drawn noise', () => {
  // Odd and even bins, and draws in fours and others; for more draws than the kernel has room for, loops find them.
  it.each([
    [1, 999],
    [2, 8],
    [40, 30],
    [297, 101],
    [64, 1030],
  ])('are those of the definitions to the last bit: %i bins, %i draws', (bins, draws) => {
    const random = new Random('measure');
    const difference = Float64Array.from({ length: bins }, () => 0.1 * random.normal());
    const weights = Float64Array.from({ length: bins }, () => random.uniform());
    const [noise, normals] = [new ShapeNoise(contrast(bins)), new NormalTable(3, draws)];
    expect(noiseLengths(noise, normals, { difference, weights })).toEqual(
      byDefinition(noise, normals, difference, weights),
    );
  });

  it.each([
    ['squares of weights overflow', 1e170],
    ['they are too small for a double', 1e-170],
  ])('are no numbers where %s', (_, size) => {
    const ones = new Float64Array(8).fill(1);
    const huge = Float64Array.from(ones, (one, bin) => (bin === 5 ? size : one * Math.min(size, 1)));
    const squares = huge.map((w) => w * w);
    const sides = { nominal: huge, nominalSquares: squares, varied: huge, variedSquares: squares };
    const noise = new ShapeNoise(contrastOf(8, [{ kind: 'independent', ...sides }]));
    const normals = new NormalTable(3, 50);
    const { suprema } = noiseLengths(noise, normals, { difference: new Float64Array(8), weights: ones });
    expect(suprema).toEqual(byDefinition(noise, normals, new Float64Array(8), ones).suprema);
    expect(suprema.every(Number.isNaN)).toBe(true);
  });

  it('are found by the kernel where there is room for the numbers, and not where there is none', () => {
    expect(noiseKernel()?.suits(300, 999, 320)).toBe(true);
    expect(noiseKernel()?.suits(300, 1030, 320)).toBe(false);
    expect(noiseKernel()?.suits(3000, 999, 3008)).toBe(false);
  });
});
