/** What data say of each parameter, as a profile interval and as a marginal one, and whether these agree. */
import type { Measured, Outcome } from '../../report/report';
import type { Marginal } from '../../inference/emulator/marginal';
import type { FittedParameter } from '../../inference/emulator/emulatorFit';
import { checkOf } from '../check';
import { judgeInterval } from '../decision';
import { optionOf } from '../severity';
import { percent, percentValue } from '../wording';
import {
  digitsOf,
  emulatedOf,
  intervalText,
  isClosed,
  parameterRows,
  profileWidth,
  under,
  valueOf,
  worstScenario,
} from './emulatorNumbers';
import { emulatorFigures } from './emulatorFigures';

const code = 'emulator/interval';

/** Numerical errors that a difference must exceed. */
const certainty = 3;
const invisible = 1e-3;

export const emulatorInterval = checkOf(code, emulatedOf, {
  judge(emulated, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const outcomes = parameterRows(emulated).map(({ scenario, parameter, path }): Outcome => {
      const { name, marginal } = parameter;
      const stated = `${name} = ${intervalText(parameter)}${under(scenario, emulated.emulator)} (profile likelihood, 68.3 %)`;
      const base = { code, severity, at: { path, on: 'key' as const }, target: { feature: name }, question: scenario };
      const evidence = evidenceOf(parameter);
      if (marginal === undefined) {
        const message = `${stated}. The posterior could not be integrated: the fit does not distinguish all nuisances from ${name}.`;
        return { ...base, status: 'undecided', message, evidence };
      }
      const { difference, error } = differenceOf(parameter, marginal);
      const both = `${stated}; ${marginalText(marginal)} (posterior)`;
      const more = {
        ...evidence,
        intervalDifference: { value: difference, low: difference - error, high: difference + error },
      };
      if (!isClosed(parameter)) {
        const message = `${both}. The scanned range ends before the interval, so the two cannot be compared: see emulator/range.`;
        return { ...base, status: 'undecided', message, evidence: more };
      }
      const status = judgeInterval(difference, certainty * error, tolerance);
      const detectable = tolerance + 2 * certainty * error;
      // An error that nobody would see is not told.
      const said = error < invisible ? percent(difference) : percentValue({ value: difference, error });
      const verdict = {
        pass: `. They agree to ${percent(difference)} of half the interval.`,
        finding: `. Their ends differ by up to ${said} of half the interval (accepted ${percent(tolerance)}): the likelihood is not normal, and the answer depends on the method and on flat priors. Say which one is quoted.`,
        undecided: `. Their ends differ by up to ${said} of half the interval, the error being that of the integration: too uncertain to compare with the accepted ${percent(tolerance)}; beyond ${percent(detectable)} it would have been seen.`,
      }[status];
      return {
        ...base,
        status,
        message: `${both}${verdict}`,
        evidence: status === 'undecided' ? { ...more, minimumDetectable: detectable } : more,
      };
    });
    return worstScenario(outcomes, ({ evidence }) => valueOf(evidence['intervalDifference']));
  },

  figures: emulatorFigures,
});

/** The larger difference of the two ends, in units of half the profile interval, with the error of the integration. */
function differenceOf(
  parameter: FittedParameter,
  { low, high }: Marginal,
): { readonly difference: number; readonly error: number } {
  const width = profileWidth(parameter);
  const ends = [
    { difference: Math.abs(low.value - parameter.low.at) / width, error: low.error / width },
    { difference: Math.abs(high.value - parameter.high.at) / width, error: high.error / width },
  ];
  return ends[0]!.difference > ends[1]!.difference ? ends[0]! : ends[1]!;
}

function marginalText({ low, median, high }: Marginal): string {
  const [up, down] = [high.value - median.value, median.value - low.value];
  const write = digitsOf(Math.min(up, down));
  return `${write(median.value)} +${write(up)} −${write(down)}`;
}

function evidenceOf({ value, low, high, marginal }: FittedParameter): Record<string, Measured> {
  return {
    profile: { value, low: low.at, high: high.at },
    profileLow95: low.at95,
    profileHigh95: high.at95,
    ...(marginal && {
      marginal: { value: marginal.median.value, low: marginal.low.value, high: marginal.high.value },
      marginalLow95: marginal.low95,
      marginalHigh95: marginal.high95,
      marginalError: Math.max(marginal.low.error, marginal.median.error, marginal.high.error),
      posteriorMean: marginal.mean,
      posteriorSigma: marginal.sigma,
      effectiveFraction: marginal.effectiveFraction,
    }),
  };
}
