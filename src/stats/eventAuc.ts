/** The AUC of single events, and of the same events scored otherwise. */
import { auc, aucInfluence } from './auc';
import type { Estimate } from './estimate';

/** Two classes of events; weights of any sign. */
export interface TwoClasses {
  readonly weights: Float64Array;
  /** 1 for signal, 0 for background. */
  readonly signal: Uint8Array;
}

export interface EventAuc extends Estimate {
  /** Of each event: its weight times the derivative of the AUC with respect to that weight. */
  readonly influences: Float64Array;
}

/**
 * P(score of signal > score of background), ties counted half, with the error √Σ influence² (that of DeLong et al.,
 * Biometrics 44 (1988) 837, with weights, but for its factors n/(n − 1)).
 *
 * @param scores [n], finite
 * @returns undefined where a class has no positive sum of weights
 */
export function eventAuc(scores: Float64Array, { weights, signal }: TwoClasses): EventAuc | undefined {
  const values = scores.slice().sort();
  let distinct = 0;
  for (const value of values) if (distinct === 0 || value !== values[distinct - 1]) values[distinct++] = value;
  const levels = values.subarray(0, distinct);
  const bins = Int32Array.from(scores, (score) => positionOf(score, levels));
  const sums = [new Float64Array(distinct), new Float64Array(distinct)] as const;
  bins.forEach((bin, event) => (sums[signal[event] === 1 ? 1 : 0][bin]! += weights[event]!));
  const [background, ofSignal] = sums;
  if (!sums.every((one) => one.reduce((total, w) => total + w, 0) > 0)) return undefined;
  const influence = aucInfluence(background, ofSignal);
  const influences = weights.map(
    (w, event) => w * (signal[event] === 1 ? influence.signal : influence.background)[bins[event]!]!,
  );
  return { value: auc(background, ofSignal), error: quadrature(influences), influences };
}

/** After less before, for the same events in the same order: their influences are subtracted event by event. */
export function aucChange(before: EventAuc, after: EventAuc): Estimate {
  const differences = after.influences.map((one, event) => one - before.influences[event]!);
  return { value: after.value - before.value, error: quadrature(differences) };
}

function quadrature(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}

/** Of a value among ascending ones. */
function positionOf(value: number, sorted: Float64Array): number {
  let [from, to] = [0, sorted.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sorted[middle]! < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
