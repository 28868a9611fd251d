/** Does a nuisance change what a score means: the probability to be signal at a given score? */
import type { Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { reportWorst } from '../decision';
import { optionOf } from '../severity';
import { interval, plain } from '../wording';
import { driftsOf, type Drift } from './measuredCalibration';
import { detectableError, errorEvidence, fractionText, heaviest, judgeError, limitsText } from './reliability';

const code = 'calibration/drifts';

export const calibrationDrifts = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const all = driftsOf(measured);
    const together = { alpha, rows: all.length };
    const rows = all.map((one) => {
      const { model, side, drift, error, losses } = one;
      const status = judgeError(drift, together, tolerance);
      const missed = detectableError(drift, together, tolerance);
      const ofModel = measured.models.length > 1 ? ` of '${model.model.name}'` : '';
      const numbers = `'${side.nuisance.name}' ${side.side} moves the probability to be signal at a given score${ofModel} by ${plain(errorEvidence(drift).value)} (root mean square, ${limitsText(drift, together)})`;
      const message = {
        finding: `${numbers}, where ${plain(tolerance)} is accepted: ${worstBin(one)}. What is calibrated on nominal events is not calibrated there: count this as an uncertainty of whatever uses the probability.`,
        pass: `${numbers}: within ${plain(tolerance)}.`,
        undecided: `${numbers}: too uncertain to compare with ${plain(tolerance)}; beyond ${plain(missed)} it would have been seen.`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: side.nuisance.path, on: 'key' },
        target: { model: model.model.name, nuisance: side.nuisance.name, side: side.side },
        evidence: {
          calibrationDrift: errorEvidence(drift),
          calibrationError: errorEvidence(error),
          brierDifference: interval(losses.brier),
          logLossDifference: interval(losses.logLoss),
          bins: one.change.before.length,
          ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
        },
      };
      return { outcome, one };
    });
    return reportWorst(
      rows,
      ({ one }) => one.side.nuisance.name,
      ({ one }) => one.drift.square.value,
      ({ outcome }, others) =>
        others.length === 0
          ? outcome.message
          : `${outcome.message} Also: ${others.map(({ one }) => `${one.side.side}${measured.models.length > 1 ? ` of '${one.model.model.name}'` : ''} by ${plain(errorEvidence(one.drift).value)}`).join(', ')}.`,
    );
  },
});

/** `with a score of about 0.72, 0.61 ± 0.03 are signal instead of 0.70 ± 0.02` */
function worstBin({ change: { before, after, differences } }: Drift): string {
  const worst = heaviest(
    before.map(({ fraction }) => fraction),
    differences,
  );
  const [first, second] = [before[worst]!, after[worst]!];
  return `with a score of about ${plain(first.predicted)}, ${fractionText(second.observed)} of the events are signal instead of ${fractionText(first.observed)}`;
}
