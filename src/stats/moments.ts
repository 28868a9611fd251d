/**
 * What a sample leaves behind for its mean, its width and their errors. Values with any sign of weight; mergeable.
 *
 * The usual running update (West 1979, mean += w/W·(x − mean)) divides by the Σw so far, which signed weights may
 * take through zero. Here all sums are taken about a centre that is always well defined, the mean weighted with |w|;
 * they are linear in the events, so they can be moved exactly to another centre and then added. No event is divided by
 * Σw, and because the centre lies among the values nothing cancels: 1e9 ± 1 keeps its digits.
 */
export interface Moments {
  readonly events: number;
  readonly negativeEvents: number;
  /** Σw, Σw², Σ|w| */
  readonly sumWeights: number;
  readonly sumWeights2: number;
  readonly sumAbsolute: number;
  /** c = Σ|w|x / Σ|w|; 0 without events of non-zero weight */
  readonly centre: number;
  /** Σw(x − c), Σw(x − c)² */
  readonly first: number;
  readonly second: number;
  /** Σw²(x − c), Σw²(x − c)² */
  readonly firstSquared: number;
  readonly secondSquared: number;
}

export const emptyMoments: Moments = {
  events: 0,
  negativeEvents: 0,
  sumWeights: 0,
  sumWeights2: 0,
  sumAbsolute: 0,
  centre: 0,
  first: 0,
  second: 0,
  firstSquared: 0,
  secondSquared: 0,
};

/**
 * The moments of the first n values, in two passes. Values that are not finite are left out with their weight: who
 * fills keeps a count of them.
 *
 * @param weights any sign, finite
 * @throws RangeError if an array is shorter than n
 */
export function momentsOf(values: Float64Array, weights: Float64Array, n: number): Moments {
  if (values.length < n || weights.length < n) {
    throw new RangeError(`Cannot take ${n} events from ${values.length} values and ${weights.length} weights.`);
  }
  let events = 0;
  let negativeEvents = 0;
  let sumWeights = 0;
  let sumWeights2 = 0;
  let sumAbsolute = 0;
  let origin = 0;
  let offset = 0;
  for (let i = 0; i < n; i++) {
    const x = values[i]!;
    if (!Number.isFinite(x)) continue;
    const w = weights[i]!;
    if (events === 0) origin = x;
    events++;
    if (w < 0) negativeEvents++;
    sumWeights += w;
    sumWeights2 += w * w;
    sumAbsolute += Math.abs(w);
    offset += Math.abs(w) * (x - origin);
  }
  if (sumAbsolute === 0) return { ...emptyMoments, events };
  const centre = origin + offset / sumAbsolute;
  let first = 0;
  let second = 0;
  let firstSquared = 0;
  let secondSquared = 0;
  for (let i = 0; i < n; i++) {
    const x = values[i]!;
    if (!Number.isFinite(x)) continue;
    const w = weights[i]!;
    const d = x - centre;
    first += w * d;
    second += w * d * d;
    firstSquared += w * w * d;
    secondSquared += w * w * d * d;
  }
  return {
    events,
    negativeEvents,
    sumWeights,
    sumWeights2,
    sumAbsolute,
    centre,
    first,
    second,
    firstSquared,
    secondSquared,
  };
}

/** The moments of two samples together, as if taken in one go, up to rounding. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const sumAbsolute = a.sumAbsolute + b.sumAbsolute;
  const events = a.events + b.events;
  if (sumAbsolute === 0) return { ...emptyMoments, events };
  const centre = a.centre + (b.centre - a.centre) * (b.sumAbsolute / sumAbsolute);
  const left = movedTo(centre, a);
  const right = movedTo(centre, b);
  return {
    events,
    negativeEvents: a.negativeEvents + b.negativeEvents,
    sumWeights: a.sumWeights + b.sumWeights,
    sumWeights2: a.sumWeights2 + b.sumWeights2,
    sumAbsolute,
    centre,
    first: left.first + right.first,
    second: left.second + right.second,
    firstSquared: left.firstSquared + right.firstSquared,
    secondSquared: left.secondSquared + right.secondSquared,
  };
}

/**
 * Σwx / Σw
 *
 * @throws RangeError if Σw = 0
 */
export function mean(moments: Moments): number {
  assertWeight(moments);
  return moments.centre + moments.first / moments.sumWeights;
}

/**
 * Statistical error of the mean, √Σw²(x − mean)² / |Σw|: each event is one Poisson count of weight w.
 *
 * @throws RangeError if Σw = 0
 */
export function meanError(moments: Moments): number {
  assertWeight(moments);
  const shift = moments.first / moments.sumWeights;
  const square = moments.secondSquared - 2 * shift * moments.firstSquared + shift * shift * moments.sumWeights2;
  return Math.sqrt(Math.max(0, square)) / Math.abs(moments.sumWeights);
}

/**
 * Σw(x − mean)² / Σw, the width of the distribution squared (no correction for the number of events: that of weighted
 * events is not defined). With signed weights it can be negative, and then says that they cancel too much for a width.
 *
 * @throws RangeError if Σw = 0
 */
export function variance(moments: Moments): number {
  assertWeight(moments);
  const shift = moments.first / moments.sumWeights;
  return moments.second / moments.sumWeights - shift * shift;
}

/**
 * √variance, or undefined where signed weights make the variance negative.
 *
 * @throws RangeError if Σw = 0
 */
export function standardDeviation(moments: Moments): number | undefined {
  const square = variance(moments);
  return square >= 0 ? Math.sqrt(square) : undefined;
}

/** n_eff = (Σw)² / Σw²: as many events of equal weight have the same relative error. 0 without events. */
export function effectiveEvents(sumWeights: number, sumWeights2: number): number {
  return sumWeights2 === 0 ? 0 : (sumWeights * sumWeights) / sumWeights2;
}

/** Fraction of the events, by count, whose weight is negative. 0 without events. */
export function negativeFraction(moments: Pick<Moments, 'events' | 'negativeEvents'>): number {
  return moments.events === 0 ? 0 : moments.negativeEvents / moments.events;
}

/** Sums about another centre: Σw(x − c')² = Σw(x − c)² − 2δΣw(x − c) + δ²Σw with δ = c' − c, and likewise for w². */
function movedTo(
  centre: number,
  moments: Moments,
): Pick<Moments, 'first' | 'second' | 'firstSquared' | 'secondSquared'> {
  const shift = moments.sumAbsolute === 0 ? 0 : centre - moments.centre;
  return {
    first: moments.first - shift * moments.sumWeights,
    second: moments.second - shift * (2 * moments.first - shift * moments.sumWeights),
    firstSquared: moments.firstSquared - shift * moments.sumWeights2,
    secondSquared: moments.secondSquared - shift * (2 * moments.firstSquared - shift * moments.sumWeights2),
  };
}

function assertWeight(moments: Moments): void {
  if (moments.sumWeights === 0) throw new RangeError('The weights sum to zero: a weighted mean is not defined.');
}
