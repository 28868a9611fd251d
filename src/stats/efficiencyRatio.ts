/** Efficiencies of the two sides of a contrast, and their ratio. */
import { isOfSides, linearVariance, sum, type Contrast } from './contrast';
import type { Estimate } from './estimate';
import { errorOfFewPassing } from './fewPassing';
import { studentisedByMoved } from './movedEvents';

/** Efficiency of one side for the bins from `threshold` on, with its error. Undefined where its total is not positive. */
export function contrastEfficiency(
  contrast: Contrast,
  side: 'nominal' | 'varied',
  threshold: number,
): Estimate | undefined {
  const sums = contrast[side];
  const total = sum(sums);
  if (!(total > 0)) return undefined;
  const value = sum(sums.subarray(threshold)) / total;
  const bins = contrast.cells.bins;
  const coefficients = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) coefficients[bin] = ((bin >= threshold ? 1 : 0) - value) / total;
  const none = new Float64Array(bins);
  const variance =
    side === 'nominal' ? linearVariance(contrast, coefficients, none) : linearVariance(contrast, none, coefficients);
  return { value, error: Math.sqrt(variance) };
}

/** ε'/ε with its error (delta method), and how few events made it where they are moved. Undefined where an efficiency is not positive. */
export function efficiencyRatio(contrast: Contrast, threshold: number): Estimate | undefined {
  const nominal = contrastEfficiency(contrast, 'nominal', threshold);
  const varied = contrastEfficiency(contrast, 'varied', threshold);
  if (nominal === undefined || varied === undefined || !(nominal.value > 0)) return undefined;
  const bins = contrast.cells.bins;
  const total = sum(contrast.nominal);
  const variedTotal = sum(contrast.varied);
  const f = new Float64Array(bins);
  const g = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    const passes = bin >= threshold ? 1 : 0;
    f[bin] = (-varied.value / nominal.value ** 2) * ((passes - nominal.value) / total);
    g[bin] = (passes - varied.value) / (variedTotal * nominal.value);
  }
  const value = varied.value / nominal.value;
  if (isOfSides(contrast.cells)) return { value, ...errorOfFewPassing(contrast, threshold, f, g) };
  const variance = linearVariance(contrast, f, g);
  const studentised = studentisedByMoved(contrast.cells, f, g, variance);
  return { value, error: Math.sqrt(variance), ...(studentised && { studentised }) };
}
