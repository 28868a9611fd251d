/** Do the members of an ensemble differ more where the model extrapolates, as their spread is meant to tell? */
import type { ConfigPath } from '../../config/analysis';
import { keptRows, spreadName } from '../../profile/rowSample';
import type { Measured, Outcome } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import { effectiveEvents } from '../../stats/moments';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, simultaneousSigmas } from '../decision';
import type { MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { jointRows } from '../shift/jointRows';
import { beyondNominal, near } from '../shift/beyondNominal';
import { count, interval, percent, plain } from '../wording';
import { ensembles } from './memberEffects';
import { memberWord } from './memberWords';

const code = 'epistemic/blind';

/** Effective events on either side that have a mean with an error. */
const fewest = 20;

/** Mean spread of the applied events beyond the nominal ones, and of the others. */
interface Growth {
  readonly model: MeasuredModel;
  readonly sample: string;
  readonly path: ConfigPath;
  readonly far: Estimate & { readonly effectiveEvents: number };
  readonly near: Estimate;
  /** far/near, with the error of its logarithm. */
  readonly ratio: number;
  readonly logError: number;
}

export const epistemicBlind = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const wanted = optionOf(analysis, code, 'growth');
    const alpha = optionOf(analysis, code, 'alpha');
    const found = ensembles(measured).flatMap((model) =>
      [...analysis.application.values()].map(({ sample, path }) => ({
        model,
        sample,
        path,
        growth: growthOf(measured, model, sample, path),
      })),
    );
    const rows = found.filter(({ growth }) => growth !== undefined).length;
    const sigmas = simultaneousSigmas(alpha, rows);
    return found.map(({ model, sample, path, growth }): Outcome => {
      const about = { code, severity, at: { path }, target: { model: model.model.name, sample } };
      const ofModel = measured.models.length > 1 ? ` of '${model.model.name}'` : '';
      const members = `the ${memberWord(model.model)}${ofModel}`;
      if (growth === undefined) {
        return {
          ...about,
          status: 'skipped',
          message: `Whether ${members} differ more where the model extrapolates cannot be told from '${sample}': it takes two features and ${count(fewest)} effective events that are further from the nominal ones than ${percent(near)} of these are from each other.`,
          evidence: {},
        };
      }
      const { ratio, logError } = growth;
      const [low, high] = [ratio * Math.exp(-sigmas * logError), ratio * Math.exp(sigmas * logError)];
      const status = high < wanted ? 'finding' : low >= wanted ? 'pass' : 'undecided';
      const missed = wanted * Math.exp(-detectableSigmas(alpha, rows) * logError);
      const numbers = `In '${sample}' ${members} differ by ${plain(growth.far.value)} ± ${plain(growth.far.error)} on events further from the nominal ones than ${percent(near)} of these are from each other, and by ${plain(growth.near.value)} ± ${plain(growth.near.error)} on the others: ${plain(ratio)} times as much (${plain(low)} to ${plain(high)})`;
      const message = {
        finding: `${numbers}, where ${plain(wanted)} is expected. Their spread does not cover where the model extrapolates: give these events an uncertainty of their own, or take them out.`,
        pass: `${numbers}, at least the ${plain(wanted)} that is expected.`,
        undecided: `${numbers}: too uncertain to compare with ${plain(wanted)}; below ${plain(missed)} it would have been seen.`,
      }[status];
      return {
        ...about,
        status,
        message,
        evidence: { ...evidenceOf(growth), ...(status === 'undecided' ? { minimumDetectable: missed } : {}) },
      };
    });
  },
});

function evidenceOf({ far, near: close, ratio, logError }: Growth): Record<string, Measured> {
  return {
    spreadOutside: interval(far),
    spreadInside: interval(close),
    ratio: { value: ratio, low: ratio * Math.exp(-logError), high: ratio * Math.exp(logError) },
    effectiveEvents: far.effectiveEvents,
  };
}

function growthOf(measured: Measurements, model: MeasuredModel, sample: string, path: ConfigPath): Growth | undefined {
  const rows = jointRows(measured, sample, keptRows);
  const spreads = measured.sample(sample).rows.extra.get(spreadName(model.model.name));
  const beyond = rows && beyondNominal(measured, rows);
  if (rows === undefined || spreads === undefined || beyond === undefined) return undefined;
  const { ofApplied } = beyond;
  const mean = (outside: boolean) =>
    weightedMean(
      [...ofApplied.keys()].filter((row) => (ofApplied[row] === 1) === outside && Number.isFinite(spreads[row]!)),
      rows.applied.weights,
      spreads,
    );
  const [far, close] = [mean(true), mean(false)];
  if (far === undefined || close === undefined) return undefined;
  const logError = Math.hypot(far.error / far.value, close.error / close.value);
  return { model, sample, path, far, near: close, ratio: far.value / close.value, logError };
}

/** Σwx/Σw with the error of a ratio of sums of weights; undefined where it is not positive, or of too few events. */
function weightedMean(
  rows: readonly number[],
  weights: Float64Array,
  values: Float64Array,
): (Estimate & { readonly effectiveEvents: number }) | undefined {
  let [total, squares, sum] = [0, 0, 0];
  for (const row of rows) {
    total += weights[row]!;
    squares += weights[row]! ** 2;
    sum += weights[row]! * values[row]!;
  }
  const value = sum / total;
  const events = effectiveEvents(total, squares);
  if (!(total > 0) || !(value > 0) || events < fewest) return undefined;
  const variance = rows.reduce((all, row) => all + (weights[row]! * (values[row]! - value)) ** 2, 0);
  return { value, error: Math.sqrt(variance) / total, effectiveEvents: events };
}
