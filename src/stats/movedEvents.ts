/** How few events made an estimate of a variation that moves them: those that changed their bin, of which fourth powers are kept. */
import type { Studentised } from './estimate';
import type { MigrationCells } from './migration';
import { studentisedBy } from './studentisedEvents';

/**
 * Of Σ_b f_b·s_b + Σ_b g_b·s'_b, to which an event adds u = f·w + g·w', the effective degrees of freedom of its variance
 * V = Σu², and its skewness.
 *
 * A cell with the part V_c of the variance has Σu⁴ = V_c²·Σw²w'²/(Σw²·Σw'²), exactly where its weights stay or grow by one
 * factor.
 *
 * @param f,g coefficients of each nominal and varied bin
 * @returns undefined where no event changes its bin
 */
export function studentisedByMoved(
  cells: MigrationCells,
  f: Float64Array,
  g: Float64Array,
  variance: number,
): Studentised | undefined {
  const { bins, from, to, nominal, cross, varied, fourths } = cells;
  if (fourths === undefined || !(variance > 0)) return undefined;
  let [all, upwards] = [0, 0];
  for (let cell = 0; cell < from.length; cell++) {
    const fourth = fourths[cell]!;
    if (fourth === 0) continue;
    const [here, there] = [from[cell]! < bins, to[cell]! < bins];
    const fi = here ? f[from[cell]!]! : 0;
    const gi = there ? g[to[cell]!]! : 0;
    const [before, after] = [nominal[cell]!, varied[cell]!];
    const part = fi * fi * before + 2 * fi * gi * cross[cell]! + gi * gi * after;
    const size = (here ? before : after) * (there ? after : before);
    if (!(part > 0) || !(size > 0)) continue;
    all += (part / size) * part * fourth;
    upwards += Math.sign(fi * Math.sqrt(before) + gi * Math.sqrt(after)) * part;
  }
  if (all === 0) return undefined;
  return studentisedBy({ squares: variance, fourths: all, upwards });
}
