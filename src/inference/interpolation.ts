/**
 * Between the three values that are known of a quantity, at −1, 0 and +1 standard deviation of a nuisance: the rules of
 * HistFactory, under pyhf's numbers. Each writes value, first and second derivative.
 *
 * @see K. Cranmer et al., CERN-OPEN-2012-016, section 4; pyhf, `interpolators/`
 */

/** `linear`: straight lines with a kink at nominal (code 0). `exponential`: rates by code 4, shapes by code 4p. */
export type Interpolation = 'linear' | 'exponential';

/** Value, first derivative, second derivative. */
export type Jet = Float64Array;

/**
 * Code 0: what is added to nominal.
 * @param up difference to nominal at +1
 * @param down difference to nominal at −1
 * @param side which derivative is meant at the kink: that to the right (+1) or to the left (−1)
 */
export function linearShift(up: number, down: number, theta: number, side: number, out: Jet): void {
  const slope = theta > 0 || (theta === 0 && side > 0) ? up : -down;
  out[0] = slope * theta;
  out[1] = slope;
  out[2] = 0;
}

/** Code 4p: a polynomial of sixth order between −1 and 1 that goes over into straight lines, twice differentiable. */
export function smoothShift(up: number, down: number, theta: number, out: Jet): void {
  if (Math.abs(theta) >= 1) {
    const slope = theta > 0 ? up : -down;
    out[0] = slope * theta;
    out[1] = slope;
    out[2] = 0;
    return;
  }
  const half = (up - down) / 2;
  const curve = (up + down) / 16;
  const square = theta * theta;
  out[0] = theta * (half + theta * curve * (15 + square * (3 * square - 10)));
  out[1] = half + curve * theta * (30 + square * (18 * square - 40));
  out[2] = curve * (30 + square * (90 * square - 120));
}

/**
 * Code 4: a factor, exponential beyond ±1 and in between a polynomial of sixth order with the same value, slope and
 * curvature there; 1 at nominal.
 * @param up factor at +1, positive
 * @param down factor at −1, positive
 */
export function rateFactor(up: number, down: number, theta: number, out: Jet): void {
  if (Math.abs(theta) >= 1) {
    const exponent = theta > 0 ? Math.log(up) : -Math.log(down);
    const value = Math.exp(exponent * theta);
    out[0] = value;
    out[1] = exponent * value;
    out[2] = exponent * exponent * value;
    return;
  }
  const [logUp, logDown] = [Math.log(up), Math.log(down)];
  // Sums and differences of value, slope and curvature at both ends; odd and even powers part there.
  const value = { odd: (up - down) / 2, even: (up + down) / 2 - 1 };
  const slope = { odd: (up * logUp - down * logDown) / 2, even: (up * logUp + down * logDown) / 2 };
  const curvature = {
    odd: (up * logUp * logUp - down * logDown * logDown) / 2,
    even: (up * logUp * logUp + down * logDown * logDown) / 2,
  };
  // Σ a_i, Σ i·a_i and Σ i(i − 1)·a_i over i = 1, 3, 5, and over i = 2, 4, 6, solved for a_i.
  const a1 = (15 * value.odd - 7 * slope.odd + curvature.odd) / 8;
  const a3 = (-10 * value.odd + 10 * slope.odd - 2 * curvature.odd) / 8;
  const a5 = (3 * value.odd - 3 * slope.odd + curvature.odd) / 8;
  const a2 = (24 * value.even - 9 * slope.even + curvature.even) / 8;
  const a4 = (-24 * value.even + 14 * slope.even - 2 * curvature.even) / 8;
  const a6 = (8 * value.even - 5 * slope.even + curvature.even) / 8;
  const s = theta * theta;
  out[0] = 1 + theta * (a1 + s * (a3 + s * a5)) + s * (a2 + s * (a4 + s * a6));
  out[1] = a1 + s * (3 * a3 + s * 5 * a5) + theta * (2 * a2 + s * (4 * a4 + s * 6 * a6));
  out[2] = theta * (6 * a3 + s * 20 * a5) + 2 * a2 + s * (12 * a4 + s * 30 * a6);
}
