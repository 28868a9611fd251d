import type { Model } from './analysis';

/** Whether the score of a model is said to be the probability to be signal. */
export function givesProbability({ calibrated, output }: Pick<Model, 'calibrated' | 'output'>): boolean {
  return calibrated !== undefined && (output === undefined || output.kind === 'score');
}

/** Whether a regression is said to know its own uncertainty, and its truth is told. */
export function statesUncertainty({
  calibrated,
  output,
  truth,
}: Pick<Model, 'calibrated' | 'output' | 'truth'>): boolean {
  const predicts =
    (output?.kind === 'regression' && output.sigma !== undefined) ||
    (output?.kind === 'mixture' && output.sigmas !== undefined);
  return calibrated !== undefined && predicts && truth !== undefined;
}
