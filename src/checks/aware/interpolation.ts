import type { Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, reportWorst, simultaneousSigmas } from '../decision';
import { detectableAucDifference } from '../detectableGrowth';
import { optionOf } from '../severity';
import { count, interval, plain } from '../wording';
import type { ToldModel } from '../../profile/hypotheses';
import { placeOf, rangeOf, text, toldResults } from './told';

const code = 'aware/interpolation';

/**
 * Does a model separate best when it is told the truth? Of all functions of the features the likelihood ratio at the true
 * value does (Neyman and Pearson), so whatever does better elsewhere shows that the model is not that ratio.
 */
export const awareInterpolation = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const all = toldResults(measured);
    const family = all
      .flatMap(({ results }) => results.map(({ otherwise }) => otherwise.length))
      .reduce((total, one) => total + one, 0);
    const sigmas = simultaneousSigmas(alpha, family);
    return all.flatMap(({ told, results }) => {
      const { nuisance, model } = told;
      const rows = results.flatMap(({ truth, auc, growth, otherwise }) => {
        const [best] = [...otherwise].sort((a, b) => b.excess.value - a.excess.value);
        if (best === undefined) return [];
        const reaches = otherwise.map(({ excess }) => ({ ...excess, reach: sigmas * excess.error }));
        const beyond = reaches.some(({ value, reach }) => value - reach > tolerance);
        const within = reaches.every(({ value, reach }) => value + reach <= tolerance);
        const status = beyond ? 'finding' : within ? 'pass' : 'undecided';
        const error = Math.max(...reaches.map((one) => one.error));
        const missed = detectableAucDifference(detectableSigmas(alpha, family), error, growth, tolerance);
        const excess = `${Math.abs(best.excess.value).toFixed(4)} ± ${best.excess.error.toFixed(4)}`;
        const where = `At ${placeOf(told, truth)}${relation(told, truth.value)}`;
        const message = {
          finding: `${where} '${model.name}' separates better when it is told ${text(best.value)} than when it is told the truth: by ${excess} in AUC, more than ${plain(tolerance)}. ${advice(told, truth.value)}`,
          pass: `${where} '${model.name}' separates ${best.excess.value > 0 ? `no worse when it is told the truth than when it is told ${text(best.value)} (by ${excess} in AUC)` : `best when it is told the truth (told ${text(best.value)} it loses ${excess} in AUC)`}.`,
          undecided: `${where} '${model.name}', told ${text(best.value)}, ${best.excess.value > 0 ? 'gains' : 'loses'} ${excess} in AUC against being told the truth: too uncertain to compare with ${plain(tolerance)}; ${plain(missed)} would have been seen.`,
        }[status];
        const outcome: Outcome = {
          code,
          status,
          severity,
          message,
          at: { path: model.path, on: 'key' },
          target: { model: model.name, nuisance: nuisance.name },
          question: model.name,
          evidence: {
            aucExcess: interval(best.excess),
            auc: auc.value,
            ...rangeOf(truth),
            toldValue: best.value,
            ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
          },
        };
        return [{ outcome, excess: best.excess.value }];
      });
      return reportWorst(
        rows,
        () => model.name,
        ({ excess }) => excess,
        ({ outcome }, others) =>
          others.length === 0
            ? outcome.message
            : `${outcome.message} The same holds at ${count(others.length)} more ${others.length === 1 ? 'value' : 'values'}.`,
      );
    });
  },
});

/** Where a value lies among those of the training. */
function relation({ trained }: ToldModel, value: number): string {
  const [low, high] = neighbours(trained, value);
  if (trained.length === 0 || trained.includes(value)) return '';
  if (low === undefined || high === undefined) return `, outside of what it was trained with,`;
  return `, between ${text(low)} and ${text(high)} that it was trained with,`;
}

function advice({ trained, nuisance }: ToldModel, value: number): string {
  if (trained.length === 0 || trained.includes(value)) {
    return `Is '${nuisance.name}' in the unit that it was trained in? Else it has not learnt what it is told.`;
  }
  const inside = !neighbours(trained, value).includes(undefined);
  return inside
    ? `It does not interpolate: train it with ${text(value)}, too.`
    : `It does not extrapolate: train it with ${text(value)}, too, or do not use it there.`;
}

function neighbours(trained: readonly number[], value: number): [number | undefined, number | undefined] {
  return [trained.findLast((one) => one < value), trained.find((one) => one > value)];
}
