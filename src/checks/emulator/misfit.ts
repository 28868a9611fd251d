/** Whether the best prediction agrees with the data: χ² of the fit, or the deviance of counts. */
import type { Outcome } from '../../report/report';
import { chiSquaredQuantile } from '../../stats/gammaFunction';
import { normalQuantile } from '../../stats/normal';
import { checkOf } from '../check';
import { power } from '../decision';
import { optionOf } from '../severity';
import { plain, pText } from '../wording';
import { emulatedOf, under, valueOf, worstScenario, type Emulated } from './emulatorNumbers';

const code = 'emulator/misfit';
/** Expected counts below which the deviance of a bin is no χ² any more. */
const fewCounts = 5;
/** Of the bins. */
const fewPart = 0.2;

export const emulatorMisfit = checkOf(code, emulatedOf, {
  judge(emulated, severity, { analysis }) {
    const { emulator, fits } = emulated;
    const alpha = optionOf(analysis, code, 'alpha') / fits.length;
    const tolerance = optionOf(analysis, code, 'tolerance');
    const accepted = optionOf(analysis, code, 'detectable');
    const outcomes = fits.map(({ scenario, fit }): Outcome => {
      const { chiSquared, degreesOfFreedom, pValue } = fit;
      const base = {
        code,
        severity,
        at: { path: emulator.data.path, on: 'key' as const },
        target: {},
        question: scenario,
      };
      if (pValue === undefined) {
        const message = `There are as many parameters as data${under(scenario, emulator)}: any prediction fits, so nothing can be said of it.`;
        return { ...base, status: 'skipped', message, evidence: { chiSquared, degreesOfFreedom } };
      }
      const factor = Math.sqrt(chiSquared / degreesOfFreedom);
      const detectable = detectableFactor(degreesOfFreedom, alpha);
      const what = emulator.likelihood === 'poisson' ? 'deviance' : 'χ²';
      const said = `The best prediction${under(scenario, emulator)} has ${what} ${plain(chiSquared)} for ${degreesOfFreedom} degrees of freedom (${pText(pValue)})`;
      const evidence = { chiSquared, degreesOfFreedom, pValue, errorFactor: factor };
      const few = fewExpected(emulated, fit.prediction);
      if (few !== undefined) {
        const message = `${said}, but ${few} bins expect fewer than ${fewCounts} counts, where the deviance is no χ²: merge them to test the fit.`;
        return { ...base, status: 'undecided', message, evidence: { ...evidence, minimumDetectable: detectable } };
      }
      if (pValue < alpha && factor > tolerance) {
        const message = `${said}: errors would have to be ${plain(factor)} times as large for it to fit. Its intervals mean nothing before that is understood: look at the residuals for what the emulator does not know.`;
        return { ...base, status: 'finding', message, evidence };
      }
      if (detectable > accepted) {
        const message = `${said}; that is no contradiction, but with so few data only errors ${plain(detectable)} times too small would have been noticed (accepted ${plain(accepted)}).`;
        return { ...base, status: 'undecided', message, evidence: { ...evidence, minimumDetectable: detectable } };
      }
      return { ...base, status: 'pass', message: `${said}: it fits.`, evidence };
    });
    return worstScenario(outcomes, ({ evidence }) => valueOf(evidence['errorFactor']));
  },
});

/**
 * Factor by which all errors are too small so that χ² exceeds its quantile with 90 % probability: √(χ²(1 − α)/χ²(0.1)).
 */
function detectableFactor(freedom: number, alpha: number): number {
  // Beyond the quantiles that can be had, Wilson and Hilferty's cube root of a normal.
  const quantile = (p: number): number => {
    if (freedom <= 1000) return chiSquaredQuantile(p, freedom);
    const scatter = 2 / (9 * freedom);
    return freedom * (1 - scatter + normalQuantile(p) * Math.sqrt(scatter)) ** 3;
  };
  return Math.sqrt(quantile(1 - alpha) / quantile(1 - power));
}

/** How many bins expect few counts, where these are too many. */
function fewExpected({ emulator }: Emulated, prediction: readonly number[]): number | undefined {
  if (emulator.likelihood !== 'poisson') return undefined;
  const few = prediction.filter((expected) => expected < fewCounts).length;
  return few > fewPart * prediction.length ? few : undefined;
}
