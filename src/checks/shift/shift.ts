/** Is the model applied where it was trained? Nominal samples together against each application sample. */
import type { CheckCode } from '../../config/catalogue';
import type { ConfigPath } from '../../config/analysis';
import { contrastEfficiency, efficiencyRatio } from '../../stats/efficiencyRatio';
import { benjaminiHochberg } from '../../stats/multiplicity';
import { meanOf } from '../../profile/profile';
import type { Measured, Outcome, Severity, Target } from '../../report/report';
import { checkOf, measuredOf, type Check } from '../check';
import { judgeShape, reportWorst } from '../decision';
import type { Measurements } from '../measurements';
import { shapeEvidence } from '../nuisance/effects';
import { optionOf } from '../severity';
import { sharedFraction } from '../sharedEvents';
import { interval, plain, pText } from '../wording';
import { divergenceEvidence } from './divergences';
import { nothingApplied, nothingCompared } from './nothingApplied';

interface Compared {
  readonly application: string;
  readonly sample: string;
  readonly path: ConfigPath;
  /** What is compared, in words and as a target. */
  readonly what: string;
  readonly target: Target;
  readonly result: NonNullable<ReturnType<Measurements['shapeAgainst']>>;
  readonly extra: Readonly<Record<string, Measured>>;
}

/** A row with the fraction of the applied events that are nominal ones. */
type Row = Compared & { readonly shared: number };

const featuresOf: Compare = (measured, application, sample, path) =>
  measured.features.flatMap(({ name }, index) => {
    const result = measured.shapeAgainst('features', index, sample);
    const target = { sample, feature: name };
    return result === undefined ? [] : [{ application, sample, path, what: `'${name}'`, target, result, extra: {} }];
  });

const scoresOf: Compare = (measured, application, sample, path) =>
  measured.models.flatMap((model) => {
    const result = measured.shapeAgainst('scores', model.index, sample);
    if (result === undefined) return [];
    const extra: Record<string, Measured> = {};
    for (const { name, firstBin } of model.workingPoints) {
      const nominal = contrastEfficiency(result.contrast, 'nominal', firstBin);
      const ratio = efficiencyRatio(result.contrast, firstBin);
      if (nominal !== undefined) extra[`efficiency@${name}`] = interval(nominal);
      if (ratio !== undefined) extra[`efficiencyRatio@${name}`] = interval(ratio);
    }
    const mean = meanOf(result.applied.sums);
    if (mean !== undefined) extra['meanScore'] = mean;
    const what = measured.models.length > 1 ? `The score of '${model.model.name}'` : 'The score';
    return [{ application, sample, path, what, target: { sample, model: model.model.name }, result, extra }];
  });

export const shiftFeature = shiftCheck('shift/feature', featuresOf, ({ features }) => features.length);
export const shiftScore = shiftCheck('shift/score', scoresOf, ({ models }) => models.length);

type Compare = (measured: Measurements, application: string, sample: string, path: ConfigPath) => Compared[];

/**
 * @param compare a sample of `application:` with the nominal ones
 * @param subjects how many comparisons there could be
 */
function shiftCheck(code: CheckCode, compare: Compare, subjects: (measured: Measurements) => number): Check {
  return checkOf(code, measuredOf, {
    judge: (measured, severity) =>
      measured.analysis.application.size > 0 && subjects(measured) === 0
        ? []
        : judgeShift(code, severity, measured, compare),
  });
}

function judgeShift(code: CheckCode, severity: Severity, measured: Measurements, compare: Compare): Outcome[] {
  const { analysis } = measured;
  if (analysis.application.size === 0) return [nothingApplied(code, severity)];
  const tolerance = optionOf(analysis, code, 'tolerance');
  const alpha = optionOf(analysis, code, 'alpha');
  const rows = [...analysis.application].flatMap(([application, { sample, path }]): Row[] => {
    const shared = sharedFraction(measured, sample);
    return compare(measured, application, sample, path).map((row) => ({ ...row, shared }));
  });
  const adjusted = benjaminiHochberg(rows.map(({ result }) => result.shape.pValue));
  const without = [...analysis.application].filter(
    ([application]) => !rows.some((row) => row.application === application),
  );
  const judged = reportWorst(
    rows.map((row, index) => {
      const { shape } = row.result;
      const distance = shape.wasserstein / shape.sigma;
      const p = adjusted[index]!;
      const { status, minimumDetectable } = judgeShape(shape, p, tolerance, { alpha, rows: rows.length });
      const difference = meanDifference(row);
      const statement =
        `${row.what} in '${row.sample}' differs from the nominal samples by ${plain(distance)} σ (Wasserstein), ` +
        `KS ${plain(shape.ks)}, ${pText(p)}, mean ${difference >= 0 ? '+' : '−'}${plain(Math.abs(difference))} σ`;
      const message = {
        finding: `${statement}: more than ${plain(tolerance)} σ. The model is applied where it was not trained; see the plot.`,
        pass: `${statement}: within ${plain(tolerance)} σ.`,
        undecided: `${statement}: too uncertain to compare with ${plain(tolerance)} σ; shifts beyond ${plain(minimumDetectable)} σ would have been seen.`,
      }[status];
      const evidence: Record<string, Measured> = {
        ...shapeEvidence(shape, p),
        meanShift: difference,
        ...divergenceEvidence(row.result),
        ...row.extra,
        ...(row.shared > 0 && { sharedFraction: row.shared }),
      };
      if (status === 'undecided') evidence['minimumDetectable'] = minimumDetectable;
      return {
        row,
        distance,
        outcome: {
          code,
          status,
          severity,
          message,
          at: { path: row.path },
          target: row.target,
          evidence,
        } satisfies Outcome,
      };
    }),
    ({ row }) => `${row.sample}/${row.target.feature ?? row.target.model ?? ''}`,
    ({ distance }) => distance,
    ({ outcome }) => outcome.message,
  );
  return [...judged, ...without.map(([, { sample, path }]) => nothingCompared(code, severity, sample, path))];
}

/** Difference of the means in units of the nominal σ. */
function meanDifference({ result: { nominal, applied, shape } }: Compared): number {
  return ((meanOf(applied.sums) ?? 0) - (meanOf(nominal.sums) ?? 0)) / shape.sigma;
}
