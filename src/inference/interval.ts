/** Intervals from the profile likelihood: where −2 ln L rises by one above its minimum, all other parameters refitted. */
import type { Fit } from './fitModel';
import type { Observation } from './likelihood';
import type { Minimum } from './minimise';

export interface ProfileInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Half the interval: the standard error where it is symmetric. */
export function halfWidth({ low, high }: ProfileInterval): number {
  return (high - low) / 2;
}

/** −2 ln of the profile likelihood ratio, at a value of one parameter. */
export function profileRatio(
  model: Fit,
  data: Observation,
  best: Minimum,
  index: number,
  value: number,
  start = best.at,
): { readonly ratio: number; readonly at: Float64Array } {
  const { value: lowest, at } = model.fit(data, new Map([[index, value]]), start);
  return { ratio: Math.max(2 * (lowest - best.value), 0), at };
}

/**
 * @param best the best fit to these data
 * @param index the parameter
 * @param guess a standard error to begin with
 * @returns ends at the edge of the parameter's range where −2 ln L does not rise by one before
 */
export function profileInterval(
  model: Fit,
  data: Observation,
  best: Minimum,
  index: number,
  guess: number,
): ProfileInterval {
  const { value, low, high } = intervalEnds(model, data, best, index, guess);
  return { value, low: low.value, high: high.value };
}

/** One end of an interval, and the best fit with the parameter held there. */
export interface IntervalEnd {
  readonly value: number;
  readonly at: Float64Array;
}

/** As `profileInterval`, with what is fitted at both ends. */
export function intervalEnds(
  model: Fit,
  data: Observation,
  best: Minimum,
  index: number,
  guess: number,
): { readonly value: number; readonly low: IntervalEnd; readonly high: IntervalEnd } {
  return {
    value: best.at[index]!,
    low: crossing(model, data, best, index, -guess),
    high: crossing(model, data, best, index, guess),
  };
}

const precision = 1e-5;

/** √(−2 ln λ) is nearly a straight line, so that a secant finds its crossing of 1. */
function crossing(model: Fit, data: Observation, best: Minimum, index: number, guess: number): IntervalEnd {
  const centre = best.at[index]!;
  const { low, high } = model.rangeOf(index);
  const edge = guess > 0 ? high : low;
  let start = best.at;
  const beyond = (x: number): number => {
    const { ratio, at } = profileRatio(model, data, best, index, x, start);
    start = at;
    return Math.sqrt(ratio) - 1;
  };
  let inner = centre;
  let innerValue = -1;
  let outer = centre + guess;
  let outerValue: number;
  for (let count = 0; ; count++) {
    if (guess > 0 ? outer > edge : outer < edge) outer = edge;
    outerValue = beyond(outer);
    if (outerValue >= 0) break;
    if (outer === edge || count > 60) return { value: outer, at: start };
    // Extrapolated, but at most four times as far.
    const distance = (outer - centre) * Math.min(1.1 / Math.max(outerValue + 1, 0.275), 4);
    inner = outer;
    innerValue = outerValue;
    outer = centre + Math.max(Math.abs(distance), 1.05 * Math.abs(outer - centre)) * Math.sign(guess);
  }
  // The secant through the last two points; where that leaves the interval, its middle.
  let [before, last] = [
    { x: inner, value: innerValue },
    { x: outer, value: outerValue },
  ];
  for (let count = 0; count < 60 && Math.abs(outer - inner) > precision * Math.abs(outer - centre); count++) {
    const secant = last.x - (last.value * (last.x - before.x)) / (last.value - before.value);
    const isInside = (secant - inner) * (secant - outer) < 0;
    const x = isInside && count < 12 ? secant : (inner + outer) / 2;
    const value = beyond(x);
    if (Math.abs(value) < precision) return { value: x, at: start };
    [before, last] = [last, { x, value }];
    if (value < 0) inner = x;
    else outer = x;
  }
  beyond((inner + outer) / 2);
  return { value: (inner + outer) / 2, at: start };
}
