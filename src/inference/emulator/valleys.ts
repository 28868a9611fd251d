/** The lowest of many minima, and the others that data do not exclude. */
import { scrambledHalton } from '../../stats/scrambledHalton';
import { covarianceOf, type BestFit } from './conditionalFit';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import type { EmulatorProblem } from './emulatorProblem';
import { minimiseMany, pick, type Minima } from './minimiseMany';

/** How far marginal densities are followed: of −2 ln L, where they are 3e-7 of their height. */
export const tailHeight = 30;
const starts = 32;

/** The lowest of minima that are begun all over the ranges, and the others. */
export async function bestOfMany(
  { parameters, nuisances, seed }: EmulatorProblem,
  likelihood: EmulatedLikelihood,
  fixed: Uint8Array,
): Promise<{ readonly best: BestFit; readonly others: readonly Valley[] } | undefined> {
  const { size } = likelihood;
  const spread = scrambledHalton(starts, size, `${seed}/starts`);
  // The first begins in the middle of everything.
  spread.fill(0.5, 0, size);
  const at = spread.map((u, index) => {
    const k = index % size;
    const { low, high } = likelihood.coordinates[k]!;
    const prior = nuisances[k - parameters.length]?.prior;
    if (prior?.kind === 'known') return prior.value;
    if (prior?.kind === 'normal') return Math.min(Math.max(prior.mean + (4 * u - 2) * prior.sigma, low), high);
    return low + u * (high - low);
  });
  const masks = new Uint8Array(starts * size);
  for (let i = 0; i < starts; i++) masks.set(fixed, i * size);
  const minima = await minimiseMany(likelihood, at, masks);
  const order = [...minima.values.keys()].sort((a, b) => minima.values[a]! - minima.values[b]!);
  const best = bestFit(pick(minima, order[0]!, size), fixed);
  if (best === undefined) return undefined;
  // Other valleys: those that are no better, but not the same.
  const others: Valley[] = [];
  for (const point of order) {
    const value = minima.values[point]!;
    const one = minima.at.slice(point * size, (point + 1) * size);
    const isNew = [best, ...others].every(({ at: known }) => {
      return one.some((x, k) => {
        const sigma = Math.sqrt(best.covariance[k * size + k]!);
        return Math.abs(x - known[k]!) > sigma;
      });
    });
    if (isNew && value - best.value < tailHeight / 2 && others.length < mostValleys) others.push({ at: one, value });
  }
  return { best, others };
}

const mostValleys = 3;

/** Another minimum. */
export interface Valley {
  readonly at: Float64Array;
  readonly value: number;
}

export function bestFit({ at, values, information }: Minima, fixed: Uint8Array): BestFit | undefined {
  const value = values[0]!;
  const covariance = covarianceOf(information, fixed);
  return value < Number.POSITIVE_INFINITY && covariance ? { at, value, covariance, fixed } : undefined;
}
