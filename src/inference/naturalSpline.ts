/**
 * Second derivatives at the points of the natural cubic spline: twice differentiable, and straight at both ends
 * (C. de Boor, A Practical Guide to Splines, 1978; scipy's `CubicSpline` with `bc_type='natural'`).
 *
 * @param xs ascending, all different, at least two
 * @param ys as many
 */
export function naturalSpline(xs: readonly number[], ys: readonly number[]): Float64Array {
  const n = xs.length;
  const bends = new Float64Array(n);
  // Gauss's elimination of the tridiagonal equations of the inner points.
  const upper = new Float64Array(n);
  for (let i = 1; i + 1 < n; i++) {
    const [before, after] = [xs[i]! - xs[i - 1]!, xs[i + 1]! - xs[i]!];
    const jump = (ys[i + 1]! - ys[i]!) / after - (ys[i]! - ys[i - 1]!) / before;
    const pivot = 2 * (before + after) - before * upper[i - 1]!;
    upper[i] = after / pivot;
    bends[i] = (6 * jump - before * bends[i - 1]!) / pivot;
  }
  for (let i = n - 2; i > 0; i--) bends[i]! -= upper[i]! * bends[i + 1]!;
  return bends;
}
