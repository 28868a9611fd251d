/** Nuisance parameters that stand by name in the weights and selections of samples. */
import type { Nuisance } from '../config/analysis';

/**
 * By name what a nuisance parameter is at the centre of its prior: what it is in the nominal events, and in the variations
 * of every other nuisance. One name is one parameter, in whichever samples it stands.
 */
export function parameterCentres(nuisances: Iterable<Nuisance>): Map<string, number> {
  const centres = new Map<string, number>();
  for (const { continuous } of nuisances) {
    if (continuous?.kind !== 'parameter' || continuous.prior === undefined) continue;
    centres.set(continuous.parameter, continuous.prior.mean);
  }
  return centres;
}
