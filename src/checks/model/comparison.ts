import type { Measured, Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, simultaneousSigmas } from '../decision';
import { detectableAucDifference, nominalAucGrowth } from '../detectableGrowth';
import type { MeasuredModel, Measurements } from '../measurements';
import { effectsOf } from '../nuisance/effects';
import { optionOf } from '../severity';
import { interval, percent, plain } from '../wording';
import { aucAgainst } from '../modelAuc';

const code = 'model/comparison';

/** Several models: what each costs in AUC against the first, and what it gains in how far nuisances move it. */
export const modelComparison = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const [first, ...others] = measured.models;
    if (first === undefined || others.length === 0) return [];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const sigmas = simultaneousSigmas(alpha, others.length);
    const found = detectableSigmas(alpha, others.length);
    const growth = nominalAucGrowth(measured, first);
    const reference = largestEffect(measured, first);
    return others.map((model): Outcome => {
      const { name, path } = model.model;
      const about = { code, severity, at: { path, on: 'key' as const }, target: { model: name } };
      const difference = aucAgainst(measured, model, first);
      if (difference === undefined) {
        return {
          ...about,
          status: 'skipped',
          message: `'${name}' is not compared with '${first.model.name}': an AUC needs two classes with positive sums of weights.`,
          evidence: {},
        };
      }
      const effect = largestEffect(measured, model);
      const loss = -difference.value;
      const reach = sigmas * difference.error;
      const gains = effect !== undefined && reference !== undefined && effect.size < reference.size;
      // Without nuisances nothing says what a loss might be the price of.
      const weighed = effect !== undefined && reference !== undefined;
      const status =
        !weighed || gains || loss + reach <= tolerance ? 'pass' : loss - reach > tolerance ? 'finding' : 'undecided';
      const detectable = detectableAucDifference(found, difference.error, growth, tolerance);
      const cost = `'${name}' ${loss >= 0 ? 'loses' : 'gains'} ${plain(Math.abs(loss))} ± ${plain(difference.error)} in AUC against '${first.model.name}'`;
      const move =
        effect === undefined || reference === undefined
          ? ''
          : `; the nuisance that moves it most changes the ${effect.what} by ${effect.text}, that of '${first.model.name}' the ${reference.what} by ${reference.text}`;
      const message = {
        finding: `${cost}${move}: it costs and gains nothing here. Is it worth its price for another reason?`,
        pass: `${cost}${move}.`,
        undecided: `${cost}${move}: too uncertain to compare with the accepted ${plain(tolerance)}; a loss beyond ${plain(detectable)} would have been seen.`,
      }[status];
      const evidence: Record<string, Measured> = { aucDifference: interval(difference) };
      if (effect !== undefined) evidence['largestEffect'] = effect.size;
      if (reference !== undefined) evidence['largestEffectReference'] = reference.size;
      if (status === 'undecided') evidence['minimumDetectable'] = detectable;
      return { ...about, status, message, evidence };
    });
  },
});

interface LargestEffect {
  readonly size: number;
  readonly what: string;
  readonly text: string;
}

/** The largest change of an efficiency, or of the score's shape where there are no working points. */
function largestEffect(measured: Measurements, model: MeasuredModel): LargestEffect | undefined {
  const { rates, shapes } = effectsOf(measured);
  const efficiencies = rates
    .filter((rate) => rate.model === model)
    .map(({ change, workingPoint }): LargestEffect => {
      const size = Math.abs(change.value);
      return { size, what: `efficiency at '${workingPoint ?? ''}'`, text: percent(size) };
    });
  const moved = shapes
    .filter((shape) => shape.model === model)
    .map(({ shape }): LargestEffect => {
      const size = shape.wasserstein / shape.sigma;
      return { size, what: 'shape', text: `${plain(size)} σ` };
    });
  return (efficiencies.length > 0 ? efficiencies : moved).reduce<LargestEffect | undefined>(
    (largest, one) => (largest === undefined || one.size > largest.size ? one : largest),
    undefined,
  );
}
