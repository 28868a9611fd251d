import type { Outcome } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, judgeLimits, reportWorst, simultaneousSigmas } from '../decision';
import { detectableAucDifference } from '../detectableGrowth';
import { optionOf } from '../severity';
import { count, interval, plain } from '../wording';
import { gainFigures } from './gainFigures';
import { placeOf, rangeOf, text, toldResults, type ToldResult, type ToldResults } from './told';

const code = 'aware/gain';

/** What both kinds of rows are judged by. */
interface Rules {
  readonly severity: Outcome['severity'];
  readonly tolerance: number;
  readonly sigmas: number;
  readonly detectable: number;
}

/** How much does a model gain by being told the value of a nuisance? */
export const awareGain = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const all = toldResults(measured);
    const alpha = optionOf(analysis, code, 'alpha');
    const rows = all.flatMap(({ told, results }) =>
      results.map(({ truth, others }) => others.length + (truth.value === told.centre ? 0 : 1)),
    );
    const family = rows.reduce((total, one) => total + one, 0);
    const rules: Rules = {
      severity,
      tolerance: optionOf(analysis, code, 'tolerance'),
      sigmas: simultaneousSigmas(alpha, family),
      detectable: detectableSigmas(alpha, family),
    };
    return all.flatMap((told) => [againstFixed(told, rules), ...againstOthers(told, rules)]);
  },

  figures: gainFigures,
});

/** The same model, told the truth against told the nominal value. */
function againstFixed({ told, results }: ToldResults, rules: Rules): Outcome {
  const { nuisance, centre, model } = told;
  const { severity, tolerance, sigmas, detectable } = rules;
  const about = {
    code,
    severity,
    at: { path: model.path, on: 'key' as const },
    target: { model: model.name, nuisance: nuisance.name },
    question: model.name,
  };
  const gains = results.flatMap((result) => {
    const fixed = result.truth.value === centre ? undefined : result.otherwise.find(({ value }) => value === centre);
    if (fixed === undefined) return [];
    return [{ result, fixed: fixed.auc, gain: { value: -fixed.excess.value, error: fixed.excess.error } }];
  });
  const [best] = [...gains].sort((a, b) => b.gain.value - a.gain.value);
  if (best === undefined) {
    const message = `What '${model.name}' gains by being told '${nuisance.name}' is not known: it takes events of two classes, with positive sums of weights, at another value than ${text(centre)}.`;
    return { ...about, status: 'skipped', message, evidence: {} };
  }
  const above = gains.some(({ gain }) => gain.value - sigmas * gain.error > tolerance);
  const below = gains.every(({ gain }) => gain.value + sigmas * gain.error <= tolerance);
  const status = above ? 'pass' : below ? 'finding' : 'undecided';
  const missed = detectableAucDifference(detectable, best.gain.error, best.result.growth, tolerance);
  const list = gains
    .map(
      ({ result, fixed, gain }) =>
        `${signedGain(gain)} at ${placeOf(told, result.truth)} (${result.auc.value.toFixed(4)}, told ${text(centre)} ${fixed.value.toFixed(4)})`,
    )
    .join(', ');
  const statement = `Told the right '${nuisance.name}', '${model.name}' gains in AUC ${list}`;
  const message = {
    pass: `${statement}.`,
    finding: `${statement}: nowhere more than ${plain(tolerance)}. It need not be told, or has not learnt what it is told.`,
    undecided: `${statement}: too uncertain to compare with ${plain(tolerance)}; a gain beyond ${plain(missed)} would have been seen.`,
  }[status];
  return {
    ...about,
    status,
    message,
    evidence: {
      aucGain: interval(best.gain),
      auc: best.result.auc.value,
      ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
    },
  };
}

/** Every other model of the analysis, with the same events. */
function againstOthers({ told, results }: ToldResults, { severity, tolerance, sigmas, detectable }: Rules): Outcome[] {
  const { nuisance, model } = told;
  const rows = results.flatMap((result) =>
    result.others.map(({ model: other, auc, excess }) => {
      const reach = sigmas * excess.error;
      const status = judgeLimits(excess.value - reach, excess.value + reach, tolerance);
      const missed = detectableAucDifference(detectable, excess.error, result.growth, tolerance);
      const statement = `At ${placeOf(told, result.truth)} '${model.name}', told the right '${nuisance.name}', has an AUC of ${result.auc.value.toFixed(4)}, '${other.model.name}' of ${auc.value.toFixed(4)} (${signedGain(excess)})`;
      const message = {
        finding: `${statement}: more than ${plain(tolerance)} better. A model can ignore what it is told; trained as well, it is no worse.`,
        pass: `${statement}.`,
        undecided: `${statement}: too uncertain to compare with ${plain(tolerance)}; a loss beyond ${plain(missed)} would have been seen.`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: model.path, on: 'key' },
        target: { model: model.name, nuisance: nuisance.name },
        question: `${model.name} against ${other.model.name}`,
        evidence: evidenceOf(result, excess, status === 'undecided' ? missed : undefined),
      };
      return { outcome, other: other.model.name, excess: excess.value };
    }),
  );
  return reportWorst(
    rows,
    ({ other }) => other,
    ({ excess }) => excess,
    ({ outcome }, others) =>
      others.length === 0
        ? outcome.message
        : `${outcome.message} The same holds at ${count(others.length)} more ${others.length === 1 ? 'value' : 'values'}.`,
  );
}

function evidenceOf({ truth, auc }: ToldResult, excess: Estimate, missed: number | undefined): Outcome['evidence'] {
  return {
    aucDifference: interval({ value: -excess.value, error: excess.error }),
    auc: auc.value,
    ...rangeOf(truth),
    ...(missed === undefined ? {} : { minimumDetectable: missed }),
  };
}

/** `+0.0131 ± 0.0009`: areas to four decimals. */
function signedGain({ value, error }: Estimate): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(4)} ± ${error.toFixed(4)}`;
}
