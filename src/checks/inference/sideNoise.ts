/** How much of the difference between a side of a nuisance and nominal is noise of the simulation, from their migration. */
import { rootOfCovariance, sparse } from '../../inference/noiseMatrix';
import type { SideNoise } from '../../inference/templates';
import type { Contrast } from '../../stats/contrast';

/**
 * Events are Poisson distributed. Those of a cell, which go from bin a to bin b with weights w at nominal and w' on the side,
 * add w to the nominal content N_a, −w to the difference D_a and w' to D_b, so that
 *
 *     Cov(D_b, N_a) = Σ_a→b w'w − δ_ab Σ_a→ w²
 *     Cov(D_a, D_b) = δ_ab (Σ_a→ w² + Σ_→a w'²) − Σ_a→b ww' − Σ_b→a ww'
 *
 * and what does not follow the nominal contents, which are independent of each other, is the rest, as for normal variables.
 *
 * @param contrasts of the parts of a process, nominal against the side, in the bins of the templates
 */
export function sideNoise(bins: number, contrasts: readonly Contrast[]): SideNoise {
  const matrix = (): Float64Array => new Float64Array(bins * bins);
  const [following, covariance] = [matrix(), matrix()];
  const sums = (): Float64Array => new Float64Array(bins);
  const [content, stayed, staying, change] = [sums(), sums(), sums(), sums()];
  for (const { cells } of contrasts) {
    const { from, to, nominal, cross, varied } = cells;
    for (let cell = 0; cell < from.length; cell++) {
      const [before, after] = [from[cell]!, to[cell]!];
      if (before < bins) {
        content[before]! += nominal[cell]!;
        following[before * (bins + 1)]! -= nominal[cell]!;
        covariance[before * (bins + 1)]! += nominal[cell]!;
      }
      if (after < bins) covariance[after * (bins + 1)]! += varied[cell]!;
      if (before >= bins || after >= bins) continue;
      following[after * bins + before]! += cross[cell]!;
      covariance[before * bins + after]! -= cross[cell]!;
      covariance[after * bins + before]! -= cross[cell]!;
      if (before !== after) continue;
      stayed[before]! += nominal[cell]!;
      staying[before]! += cross[cell]! - nominal[cell]!;
      change[before]! += varied[cell]! - 2 * cross[cell]! + nominal[cell]!;
    }
  }
  // Of events that are not there nothing follows.
  const along = following.map((one, at) => (content[at % bins]! > 0 ? one / content[at % bins]! : 0));
  const weighted = change.map((variance, bin) =>
    Math.max(variance - (stayed[bin]! > 0 ? staying[bin]! ** 2 / stayed[bin]! : 0), 0),
  );
  for (let row = 0; row < bins; row++) {
    covariance[row * (bins + 1)]! -= weighted[row]!;
    for (let column = 0; column < bins; column++) {
      let followed = 0;
      for (let bin = 0; bin < bins; bin++) followed += along[row * bins + bin]! * following[column * bins + bin]!;
      covariance[row * bins + column]! -= followed;
    }
  }
  return {
    along: sparse(along, bins),
    weighted,
    crossing: sparse(rootOfCovariance(covariance, bins), bins),
  };
}
