/** How badly few events tell the error of what they make up, and into which direction they pull. */
import { effectiveDegreesOfFreedom } from './effectiveDegreesOfFreedom';
import type { Studentised } from './estimate';

/** Sums over events of what each adds to an estimate, u. */
export interface PulledSums {
  /** Σu², the variance of the estimate. */
  readonly squares: number;
  /** Σu⁴. */
  readonly fourths: number;
  /** Σu²·sign u, by how much those that pull upwards outweigh the others. */
  readonly upwards: number;
}

/**
 * Effective degrees of freedom of the variance, and the skewness. A few heavy events do not tell their third power, so its
 * bound is taken, |Σu³| ≤ √(Σu²·Σu⁴), where all pull one way. The direction d = Σu²·sign u/Σu² of events with signs of chance
 * scatters by √Σu⁴/Σu², and together with the estimate: such luck is no skewness, and what it makes of d² is taken off.
 */
export function studentisedBy({ squares, fourths, upwards }: PulledSums): Studentised {
  const freedom = effectiveDegreesOfFreedom(squares, fourths);
  const luck = 2 / freedom;
  const direction = Math.min(Math.max(upwards / squares, -1), 1);
  const share = luck < 1 ? Math.max(direction ** 2 - luck, 0) / (1 - luck) : 0;
  return { freedom, skewness: Math.sign(direction) * share * Math.sqrt(luck) };
}

/**
 * The same of events that are at hand.
 * @param influences u of each event
 * @returns undefined where none adds anything
 */
export function studentisedByEvents(influences: Float64Array): Studentised | undefined {
  let [squares, fourths, upwards] = [0, 0, 0];
  for (const u of influences) {
    squares += u * u;
    fourths += u ** 4;
    upwards += Math.sign(u) * u * u;
  }
  return squares > 0 ? studentisedBy({ squares, fourths, upwards }) : undefined;
}
