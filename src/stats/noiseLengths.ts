/** How long drawn noise of a difference of shapes is, alone and along a difference. */
import { noiseKernel, type NoiseNumbers } from './kernel/noiseKernel';
import type { NormalTable } from './normalTable';
import type { NoiseDraws, ShapeNoise } from './shapeNoise';

/** What is measured, by bin. */
export interface Measure {
  /** F' − F at the upper edge of the bin. */
  readonly difference: Float64Array;
  /** What the value there counts in an integral. */
  readonly weights: Float64Array;
}

export interface NoiseLengths {
  /** Largest values and integrals of the drawn noise, ascending. */
  readonly suprema: Float64Array;
  readonly integrals: Float64Array;
  readonly largestVariance: number;
  /**
   * Variances of ∫ sgn(G)·noise dx: with the signs of the measured difference, and with one sign all over, which scatters
   * most where the noise of neighbours is alike.
   */
  readonly along: number;
  readonly same: number;
}

/** The kernel gives the numbers of the loops below. */
export function noiseLengths(noise: ShapeNoise, normals: NormalTable, measure: Measure): NoiseLengths {
  const { draws } = normals;
  const signed = measure.difference.map((value, bin) => measure.weights[bin]! * Math.sign(value));
  const { suprema, integrals, signedIntegrals, sameIntegrals, squares } =
    inKernel(noise, normals, measure, signed) ?? lengthsOf(noise.drawMany(normals), measure, signed);
  return {
    suprema: suprema.sort(),
    integrals: integrals.sort(),
    largestVariance: squares.reduce((largest, total) => Math.max(largest, total), 0) / draws,
    along: sumOfSquares(signedIntegrals) / draws,
    same: sumOfSquares(sameIntegrals) / draws,
  };
}

/** Undefined where loops are to find them: there is no room, or weights are so large or small that noise is no number. */
function inKernel(
  noise: ShapeNoise,
  normals: NormalTable,
  measure: Measure,
  signed: Float64Array,
): NoiseNumbers | undefined {
  const kernel = noiseKernel();
  const numbers = normals.rows(noise.bins);
  if (noise.independent === undefined || kernel?.suits(noise.bins, normals.draws, numbers.stride) !== true) {
    return undefined;
  }
  const found = kernel.findLengths(noise.independent, numbers, normals.draws, { ...measure, signed });
  // The largest of some numbers of which one is NaN is another one in the kernel.
  return found.squares.some(Number.isNaN) ? undefined : found;
}

/** All in one walk through the draws, which fill megabytes. */
function lengthsOf(
  { cumulative, totals }: NoiseDraws,
  { difference, weights }: Measure,
  signed: Float64Array,
): NoiseNumbers {
  const bins = difference.length;
  const draws = totals.length;
  const found = {
    suprema: new Float64Array(draws),
    integrals: new Float64Array(draws),
    signedIntegrals: new Float64Array(draws),
    sameIntegrals: new Float64Array(draws),
    squares: new Float64Array(bins),
  };
  const { squares } = found;
  for (let draw = 0; draw < draws; draw++) {
    const offset = draw * bins;
    const kept = totals[draw]!;
    let [supremum, integral, signedIntegral, sameIntegral] = [0, 0, 0, 0];
    for (let bin = 0; bin < bins; bin++) {
      const here = cumulative[offset + bin]!;
      const size = Math.abs(here);
      const weight = weights[bin]!;
      squares[bin]! += here * here;
      supremum = Math.max(supremum, size);
      integral += weight * size;
      const moved = here - kept * difference[bin]!;
      signedIntegral += signed[bin]! * moved;
      sameIntegral += weight * moved;
    }
    found.suprema[draw] = supremum;
    found.integrals[draw] = integral;
    found.signedIntegrals[draw] = signedIntegral;
    found.sameIntegrals[draw] = sameIntegral;
  }
  return found;
}

function sumOfSquares(values: Float64Array): number {
  let total = 0;
  for (let draw = 0; draw < values.length; draw++) total += values[draw]! ** 2;
  return total;
}
