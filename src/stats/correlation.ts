/** Correlation coefficients of weighted events. */
import type { Estimate } from './estimate';

/** A correlation coefficient, and what each event moves it by. */
export interface Correlation {
  readonly value: number;
  /** [n] derivative with respect to the relative weight of an event: the variance of the coefficient is Σψ². */
  readonly influence: Float64Array;
}

/**
 * r = Σw z₁z₂ / W with both variables standardised by their own weighted mean and standard deviation, over the events
 * that have both. An event's influence is ψ = (w/W)·[z₁z₂ − r(z₁² + z₂²)/2] (for unit weights and normal variables
 * Σψ² = (1 − r²)²/n, the textbook's).
 *
 * @param weights [n] any sign
 * @returns undefined where Σw or a variance is not positive, or signed weights carry |r| beyond 1
 */
export function correlation(x: Float64Array, y: Float64Array, weights: Float64Array): Correlation | undefined {
  const n = weights.length;
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) continue;
    total += weights[i]!;
    sumX += weights[i]! * x[i]!;
    sumY += weights[i]! * y[i]!;
  }
  if (!(total > 0)) return undefined;
  const meanX = sumX / total;
  const meanY = sumY / total;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    if (Number.isNaN(dx) || Number.isNaN(dy)) continue;
    xx += weights[i]! * dx * dx;
    xy += weights[i]! * dx * dy;
    yy += weights[i]! * dy * dy;
  }
  if (!(xx > 0) || !(yy > 0)) return undefined;
  // Each root by itself: the product of both may be beyond what a double holds.
  const value = xy / Math.sqrt(xx) / Math.sqrt(yy);
  if (Math.abs(value) > 1 + 1e-12) return undefined;
  const influence = new Float64Array(n);
  const scaleX = Math.sqrt(total / xx);
  const scaleY = Math.sqrt(total / yy);
  for (let i = 0; i < n; i++) {
    const zx = (x[i]! - meanX) * scaleX;
    const zy = (y[i]! - meanY) * scaleY;
    if (Number.isNaN(zx) || Number.isNaN(zy)) continue;
    influence[i] = (weights[i]! / total) * (zx * zy - (value / 2) * (zx * zx + zy * zy));
  }
  return { value, influence };
}

/**
 * By how much a correlation differs between two samples.
 * @param shared for each event of the second sample its position in the first, −1 where it is not there: such events
 * move both coefficients at once
 */
export function correlationChange(first: Correlation, second: Correlation, shared?: Int32Array): Estimate {
  const left = first.influence.slice();
  let variance = 0;
  second.influence.forEach((psi, event) => {
    const same = shared?.[event] ?? -1;
    variance += (psi - (same < 0 ? 0 : first.influence[same]!)) ** 2;
    if (same >= 0) left[same] = 0;
  });
  for (const psi of left) variance += psi * psi;
  return { value: second.value - first.value, error: Math.sqrt(variance) };
}
