import { regionNames, type RegionName } from '../../config/abcdSection';
import { effectiveEvents } from '../../stats/moments';
import type { NonClosure, RegionSum, RegionSums } from '../../stats/transferFactor';

/** With fewer effective events in a region its sum is too far from normal for the errors that are promised. */
export const fewestEvents = 10;

/** (Σw)²/Σw² of a region. */
export function effectiveIn({ sum, variance }: RegionSum): number {
  return effectiveEvents(sum, variance);
}

/** Regions with too few events for any answer but undecided. */
export function scarceRegions(sums: RegionSums): RegionName[] {
  return regionNames.filter((region) => !(effectiveIn(sums[region]) >= fewestEvents));
}

/** The first region without any event, if there is one: its selection is wrong, or nothing can be said. */
export function regionWithoutEvents(sums: RegionSums): RegionName | undefined {
  return regionNames.find((region) => sums[region].variance === 0);
}

/** Three answers, from the interval of the non-closure. */
export function judgeClosure(
  closure: NonClosure,
  sums: RegionSums,
  sigmas: number,
  tolerance: number,
): 'finding' | 'pass' | 'undecided' {
  const within = closure.limits(sigmas);
  if (within === undefined || scarceRegions(sums).length > 0) return 'undecided';
  if (within.low > tolerance || within.high < -tolerance) return 'finding';
  return within.low >= -tolerance && within.high <= tolerance ? 'pass' : 'undecided';
}
