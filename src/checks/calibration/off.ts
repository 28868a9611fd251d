/** Is the score of a model that is said to be calibrated the probability to be signal? */
import type { Measured, Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { count, interval, plain } from '../wording';
import { calibratedModels, calibrationOf, labelledApplications, type Calibration } from './measuredCalibration';
import {
  detectableError,
  errorEvidence,
  fractionText,
  heaviest,
  judgeError,
  limitsText,
  reliabilityFigures,
  scoreOf,
} from './reliability';

const code = 'calibration/off';

export const calibrationOff = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const subjects = calibratedModels(measured).flatMap((model) =>
      [undefined, ...labelledApplications(measured)].map((sample) => ({ model, sample })),
    );
    const rows = { alpha, rows: subjects.length };
    return subjects.map(({ model, sample }): Outcome => {
      const about = {
        code,
        severity,
        at: { path: model.model.calibrated?.path ?? model.model.path, on: 'key' as const },
        target: { model: model.model.name, ...(sample !== undefined && { sample }) },
      };
      const found = calibrationOf(measured, model, sample);
      if (found === undefined) return { ...about, status: 'skipped', message: whyNot(measured, sample), evidence: {} };
      const where = `${scoreOf(measured, model)}${sample === undefined ? '' : ` in '${sample}'`}`;
      if (found.outside > 0) {
        return {
          ...about,
          status: 'finding',
          message: `${where} is no probability: ${count(found.outside)} events have one below 0 or above 1. Is \`activation\` missing, or is it another output?`,
          evidence: { ...evidenceOf(found), outsideUnitInterval: found.outside },
        };
      }
      const status = judgeError(found.error, rows, tolerance);
      const missed = detectableError(found.error, rows, tolerance);
      const numbers = `${where} is off the probability to be signal by ${plain(errorEvidence(found.error).value)} (root mean square, ${limitsText(found.error, rows)})`;
      const message = {
        finding: `${numbers}, where ${plain(tolerance)} is accepted: ${worstBin(found)}. Calibrate it, or take \`calibrated\` out where only the order of scores counts.`,
        pass: `${numbers}: within ${plain(tolerance)}.`,
        undecided: `${numbers}: too uncertain to compare with ${plain(tolerance)}; beyond ${plain(missed)} it would have been seen.`,
      }[status];
      const evidence = { ...evidenceOf(found), ...(status === 'undecided' ? { minimumDetectable: missed } : {}) };
      return { ...about, status, message, evidence };
    });
  },

  figures: reliabilityFigures,
});

function evidenceOf({ error, losses, bins }: Calibration): Record<string, Measured> {
  return {
    calibrationError: errorEvidence(error),
    expectedCalibrationError: error.debiased,
    expectedCalibrationErrorPlain: error.plain,
    brier: interval(losses.brier),
    logLoss: interval(losses.logLoss),
    bins: bins.length,
  };
}

/** `of the events with a score of about 0.72, 0.55 ± 0.02 are signal` */
function worstBin({ bins }: Calibration): string {
  const worst = heaviest(
    bins.map(({ fraction }) => fraction),
    bins.map(({ difference }) => difference),
  );
  const { predicted, observed } = bins[worst]!;
  return `of the events with a score of about ${plain(predicted)}, ${fractionText(observed)} are signal`;
}

function whyNot(measured: Measurements, sample: string | undefined): string {
  if (measured.binaryLabels() === undefined) {
    return 'Whether the score is the probability to be signal can be told with two classes only: `label` 0 for background and 1 for signal.';
  }
  return `The calibration${sample === undefined ? '' : ` in '${sample}'`} cannot be told: it takes ten effective events of either class, with a positive sum of weights.`;
}
