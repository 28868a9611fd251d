/**
 * Area under the ROC curve, P(score of signal > score of background) with ties counted half, from Σw per bin of the
 * score. Events in one bin are ties; with 256 bins of equal population that moves the value by less than 1e-4. Weights
 * of any sign; beyond 0..1 the value says that they cancel too much.
 *
 * @param background,signal Σw per bin, of equal length
 * @throws RangeError if the lengths differ or a total is zero
 */
export function auc(background: Float64Array, signal: Float64Array): number {
  const { totalBackground, totalSignal } = totals(background, signal);
  let below = 0;
  let area = 0;
  for (let bin = 0; bin < signal.length; bin++) {
    area += (signal[bin]! / totalSignal) * (below + background[bin]! / 2 / totalBackground);
    below += background[bin]! / totalBackground;
  }
  return area;
}

/**
 * By how much the AUC changes for each unit of weight put into a bin (its derivative, with the totals growing too), so
 * that Var(AUC) = Σ_b influence_b²·Σw²_b over both classes. For unit weights and one event a bin this is the variance of
 * DeLong et al. (Biometrics 44 (1988) 837) but for its factors n/(n − 1).
 *
 * @param background,signal Σw per bin, of equal length
 * @throws RangeError if the lengths differ or a total is zero
 */
export function aucInfluence(
  background: Float64Array,
  signal: Float64Array,
): { background: Float64Array; signal: Float64Array } {
  const { totalBackground, totalSignal } = totals(background, signal);
  const area = auc(background, signal);
  const influence = { background: new Float64Array(signal.length), signal: new Float64Array(signal.length) };
  let backgroundBelow = 0;
  let signalBelow = 0;
  for (let bin = 0; bin < signal.length; bin++) {
    const backgroundRank = (backgroundBelow + background[bin]! / 2) / totalBackground;
    const signalRank = (signalBelow + signal[bin]! / 2) / totalSignal;
    influence.signal[bin] = (backgroundRank - area) / totalSignal;
    influence.background[bin] = (1 - signalRank - area) / totalBackground;
    backgroundBelow += background[bin]!;
    signalBelow += signal[bin]!;
  }
  return influence;
}

function totals(background: Float64Array, signal: Float64Array): { totalBackground: number; totalSignal: number } {
  if (background.length !== signal.length) {
    throw new RangeError(`Cannot compare ${background.length} bins of background with ${signal.length} of signal.`);
  }
  const totalBackground = background.reduce((sum, content) => sum + content, 0);
  const totalSignal = signal.reduce((sum, content) => sum + content, 0);
  if (totalBackground === 0 || totalSignal === 0) {
    throw new RangeError('The weights of a class sum to zero: the AUC is not defined.');
  }
  return { totalBackground, totalSignal };
}
