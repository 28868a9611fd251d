/** How much of the difference between a side of a nuisance and nominal is noise of the simulation, from their migration. */
import type { SideNoise } from '../../inference/templates';
import type { Contrast } from '../../stats/contrast';

/**
 * Events are Poisson distributed. With those that stay in bin b (nominal weight w, w' on the side), leave and enter it, the
 * difference D_b = Σw' − Σw and the nominal content have
 *
 *     Cov(D, content) = Σ_stay (w' − w)w − Σ_leave w²,   Var(D) = Σ_stay (w' − w)² + Σ_leave w² + Σ_enter w'²,
 *
 * and what does not follow the content is the rest of each, as for normal variables.
 *
 * @param contrasts of the parts of a process, nominal against the side, in the bins of the templates
 */
export function sideNoise(bins: number, contrasts: readonly Contrast[]): SideNoise {
  const sums = (): Float64Array => new Float64Array(bins);
  const [content, staying, change, leaving, entering] = [sums(), sums(), sums(), sums(), sums()];
  for (const { cells } of contrasts) {
    const { from, to, nominal, cross, varied } = cells;
    for (let cell = 0; cell < from.length; cell++) {
      const [before, after] = [from[cell]!, to[cell]!];
      if (before < bins) content[before]! += nominal[cell]!;
      if (before === after && before < bins) {
        staying[before]! += cross[cell]! - nominal[cell]!;
        change[before]! += varied[cell]! - 2 * cross[cell]! + nominal[cell]!;
        continue;
      }
      if (before < bins) leaving[before]! += nominal[cell]!;
      if (after < bins) entering[after]! += varied[cell]!;
    }
  }
  const inBins = (of: (bin: number) => number): Float64Array =>
    Float64Array.from({ length: bins }, (_, bin) => of(bin));
  // Of events that are not there nothing follows.
  const following = (covariance: number, bin: number): number => (content[bin]! > 0 ? covariance / content[bin]! : 0);
  const rest = (variance: number, covariance: number, bin: number): number =>
    Math.max(variance - covariance * following(covariance, bin), 0);
  return {
    along: inBins((bin) => following(staying[bin]! - leaving[bin]!, bin)),
    weighted: inBins((bin) => rest(change[bin]!, staying[bin]!, bin)),
    crossing: inBins((bin) => rest(leaving[bin]! + entering[bin]!, leaving[bin]!, bin)),
  };
}
