/**
 * How templates follow a nuisance between and beyond the values at which they are known: nominal at 0, sides at ±1 standard
 * deviation, and perhaps more points of a grid. Between sides alone the rules are those of HistFactory, under pyhf's numbers.
 *
 * @see K. Cranmer et al., CERN-OPEN-2012-016, section 4; pyhf, `interpolators/`
 */
import { naturalSpline } from './naturalSpline';

/**
 * `linear`: straight lines with a kink at each inner point (code 0). `exponential`: rates by code 4 and shapes by code 4p;
 * with more points than the sides natural cubic splines, of the logarithm of the rate and of the shape.
 */
export type Interpolation = 'linear' | 'exponential';

/** Value, first derivative, second derivative. */
export type Jet = Float64Array;

/** A template known at one value of a nuisance. */
export interface TemplatePoint {
  /** In standard deviations from nominal. */
  readonly value: number;
  readonly contents: Float64Array;
}

/** What is added to the bins of a template: Σ_k jets_k · parts_k, at the value where it was placed last. */
export interface BinCurve {
  readonly parts: readonly Float64Array[];
  /** Coefficients of the parts with their derivatives. */
  readonly jets: readonly Jet[];
  /** @param segment between which kinks of the nuisance the value lies; decides at a kink */
  place(value: number, segment: number): void;
}

/** A factor on a template, 1 at nominal. */
export interface RateCurve {
  readonly jet: Jet;
  place(value: number): void;
}

/**
 * Number of the segment in which a value lies: how many kinks are at or below it.
 * @param kinks ascending
 */
export function segmentOf(kinks: Float64Array, value: number): number {
  let segment = 0;
  while (segment < kinks.length && kinks[segment]! <= value) segment++;
  return segment;
}

/**
 * Code 0: straight lines between the points, and the outermost ones go on beyond.
 * @param points differences to nominal; ascending, at least two, nominal among them
 * @param kinks of the nuisance, all inner points among them
 */
export function linearCurve(points: readonly TemplatePoint[], kinks: Float64Array): BinCurve {
  const pieces = Array.from({ length: kinks.length + 1 }, (_, segment) => {
    const [from, to] = [kinks[segment - 1], kinks[segment]];
    const inside = from === undefined ? (to ?? 0) - 1e-3 : to === undefined ? from + 1e-3 : (from + to) / 2;
    const after = points.findIndex(({ value }) => value > inside);
    const right = after < 0 ? points.length - 1 : Math.max(after, 1);
    const [a, b] = [points[right - 1]!, points[right]!];
    const slope = a.contents.map((content, bin) => (b.contents[bin]! - content) / (b.value - a.value));
    // The line through nominal has exactly no offset.
    const offset = a.contents.map((content, bin) =>
      a.value === 0 || b.value === 0 ? 0 : content - slope[bin]! * a.value,
    );
    return [offset, slope];
  });
  const curve = {
    parts: pieces[0]!,
    jets: [Float64Array.of(1, 0, 0), Float64Array.of(0, 1, 0)],
    place(value: number, segment: number): void {
      curve.parts = pieces[segment]!;
      curve.jets[1]![0] = value;
    },
  };
  return curve;
}

/**
 * Code 4p: a polynomial of sixth order between −1 and 1 that goes over into straight lines, twice differentiable.
 * @param up difference to nominal at +1
 * @param down difference to nominal at −1
 */
export function smoothCurve(up: Float64Array, down: Float64Array): BinCurve {
  const [half, curved] = [new Float64Array(3), new Float64Array(3)];
  return {
    parts: [
      up.map((content, bin) => (content - down[bin]!) / 2),
      up.map((content, bin) => (content + down[bin]!) / 16),
    ],
    jets: [half, curved],
    place(value) {
      half[0] = value;
      half[1] = 1;
      if (Math.abs(value) >= 1) {
        curved[0] = 8 * Math.abs(value);
        curved[1] = 8 * Math.sign(value);
        curved[2] = 0;
        return;
      }
      const square = value * value;
      curved[0] = square * (15 + square * (3 * square - 10));
      curved[1] = value * (30 + square * (18 * square - 40));
      curved[2] = 30 + square * (90 * square - 120);
    },
  };
}

/**
 * Natural cubic spline through all points, with straight lines beyond them.
 * @param points differences to nominal; ascending, at least three
 */
export function splineCurve(points: readonly TemplatePoint[]): BinCurve {
  const xs = points.map(({ value }) => value);
  const bins = points[0]!.contents.length;
  // At each point: value, and second derivative.
  const values = points.map(({ contents }) => contents);
  const bends = points.map(() => new Float64Array(bins));
  for (let bin = 0; bin < bins; bin++) {
    naturalSpline(
      xs,
      values.map((contents) => contents[bin]!),
    ).forEach((bend, point) => (bends[point]![bin] = bend));
  }
  const jets = Array.from({ length: 4 }, () => new Float64Array(3));
  const curve = {
    parts: [values[0]!, values[1]!, bends[0]!, bends[1]!],
    jets,
    place(value: number): void {
      const left = placeSpline(xs, value, jets);
      curve.parts = [values[left]!, values[left + 1]!, bends[left]!, bends[left + 1]!];
    },
  };
  return curve;
}

/**
 * Code 4: exponential beyond ±1 and in between a polynomial of sixth order with the same value, slope and curvature there.
 * @param up factor at +1, positive
 * @param down factor at −1, positive
 */
export function rateCurve(up: number, down: number): RateCurve {
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
  const jet = Float64Array.of(1, 0, 0);
  return {
    jet,
    place(theta) {
      if (Math.abs(theta) >= 1) {
        setExponential(jet, theta > 0 ? logUp * theta : -logDown * theta, theta > 0 ? logUp : -logDown, 0);
        return;
      }
      const s = theta * theta;
      jet[0] = 1 + theta * (a1 + s * (a3 + s * a5)) + s * (a2 + s * (a4 + s * a6));
      jet[1] = a1 + s * (3 * a3 + s * 5 * a5) + theta * (2 * a2 + s * (4 * a4 + s * 6 * a6));
      jet[2] = theta * (6 * a3 + s * 20 * a5) + 2 * a2 + s * (12 * a4 + s * 30 * a6);
    },
  };
}

/**
 * The logarithm of the factor is a natural cubic spline: exponential beyond the points, positive everywhere.
 * @param xs values of the nuisance, ascending, at least three
 * @param factors positive
 */
export function rateSpline(xs: readonly number[], factors: readonly number[]): RateCurve {
  const logs = factors.map(Math.log);
  const bends = naturalSpline(xs, logs);
  const jets = Array.from({ length: 4 }, () => new Float64Array(3));
  const jet = Float64Array.of(1, 0, 0);
  return {
    jet,
    place(value) {
      const left = placeSpline(xs, value, jets);
      const at = (order: number): number =>
        jets[0]![order]! * logs[left]! +
        jets[1]![order]! * logs[left + 1]! +
        jets[2]![order]! * bends[left]! +
        jets[3]![order]! * bends[left + 1]!;
      setExponential(jet, at(0), at(1), at(2));
    },
  };
}

/** Writes exp(f) with its derivatives. */
function setExponential(jet: Jet, exponent: number, slope: number, curvature: number): void {
  const value = Math.exp(exponent);
  jet[0] = value;
  jet[1] = slope * value;
  jet[2] = (curvature + slope * slope) * value;
}

/**
 * Coefficients of values and second derivatives at the two points around a value, with their derivatives; beyond the
 * points the spline goes on as a straight line.
 * @returns the point to the left
 */
function placeSpline(xs: readonly number[], value: number, jets: readonly Jet[]): number {
  const last = xs.length - 1;
  let left = 0;
  while (left < last - 1 && xs[left + 1]! <= value) left++;
  const h = xs[left + 1]! - xs[left]!;
  const inside = Math.min(Math.max(value, xs[0]!), xs[last]!);
  const b = (inside - xs[left]!) / h;
  const a = 1 - b;
  const [ya, yb, ma, mb] = jets as [Jet, Jet, Jet, Jet];
  ya.set([a, -1 / h, 0]);
  yb.set([b, 1 / h, 0]);
  ma.set([((a ** 3 - a) * h * h) / 6, (-(3 * a * a - 1) * h) / 6, a]);
  mb.set([((b ** 3 - b) * h * h) / 6, ((3 * b * b - 1) * h) / 6, b]);
  const beyond = value - inside;
  if (beyond !== 0) {
    for (const jet of [ya, yb, ma, mb]) {
      jet[0]! += beyond * jet[1]!;
      jet[2] = 0;
    }
  }
  return left;
}
