/** What the fit promises: the uncertainty of its parameter with and without nuisances, and what was found in data. */
import { halfWidth } from '../../inference/interval';
import type { Measured, Outcome } from '../../report/report';
import { normalQuantile } from '../../stats/normal';
import { checkOf } from '../check';
import { detectableSigmas, judgeInterval } from '../decision';
import { optionOf } from '../severity';
import { interval, plain } from '../wording';
import { expectedSigma, fitsOf, type FitResult, type FittedModel } from './fittedModels';

const code = 'inference/precision';

export const inferencePrecision = checkOf(code, fitsOf, {
  judge(fits, severity, { analysis }) {
    const { path, parameter } = fits.inference;
    const inflation = optionOf(analysis, code, 'inflation');
    const alpha = optionOf(analysis, code, 'alpha');
    const rows = Math.max(fits.fitted.length, 1);
    const sigmas = normalQuantile(1 - alpha / (2 * rows));
    return fits.fitted.map((one): Outcome => {
      const sigma = expectedSigma(one);
      const alone = halfWidth(one.expected.statistical);
      const ratio = { value: sigma.value / alone, error: sigma.error / alone };
      const reach = sigmas * ratio.error;
      const status = judgeInterval(ratio.value, reach, inflation);
      const detectable = inflation + detectableSigmas(alpha, rows) * ratio.error;
      const says = promise(one, parameter, sigma, alone);
      const largest = largestImpact(one.expected);
      const more = `Nuisances make it ${plain(ratio.value)} ± ${plain(ratio.error)} times as wide as counting does`;
      const verdict = {
        finding: ` ${more} (accepted ${plain(inflation)})${largest === undefined ? '' : `: '${largest.name}' costs most`}.`,
        pass: '',
        undecided: ` ${more}: too uncertain to compare with the accepted ${plain(inflation)}; beyond ${plain(detectable)} it would have been seen.`,
      }[status];
      return {
        code,
        severity,
        status,
        at: { path, on: 'key' },
        message: `${says}${verdict}${found(one, parameter, fits.inference.data?.sample)}`,
        target: { model: one.model.model.name },
        evidence: evidenceOf(one, sigma, alone, status === 'undecided' ? detectable : undefined),
      };
    });
  },
});

function promise(
  { model, expected }: FittedModel,
  parameter: string,
  sigma: { readonly value: number; readonly error: number },
  alone: number,
): string {
  const impact = largestImpact(expected);
  const most = impact === undefined ? '' : ` The largest impact is that of '${impact.name}', ${plain(sizeOf(impact))}.`;
  return (
    `With '${model.model.name}' the fit is expected to measure ${parameter} = 1 to ± ${plain(sigma.value)} ` +
    `(± ${plain(alone)} from counts alone) and to see the signal with ` +
    `${plain(expected.significance)} σ (${plain(expected.statisticalSignificance)} σ from counts alone).${most}`
  );
}

function found({ observed }: FittedModel, parameter: string, sample: string | undefined): string {
  if (observed === undefined || sample === undefined) return '';
  const { value, low, high } = observed.strength;
  return (
    ` In '${sample}' ${parameter} = ${plain(value)} +${plain(high - value)} −${plain(value - low)}, a signal of ` +
    `${plain(observed.significance)} σ.`
  );
}

function largestImpact({ impacts }: FitResult): FitResult['impacts'][number] | undefined {
  return [...impacts].sort((a, b) => sizeOf(b) - sizeOf(a))[0];
}

function sizeOf({ up, down }: FitResult['impacts'][number]): number {
  return Math.max(Math.abs(up), Math.abs(down));
}

function evidenceOf(
  { expected, observed, bound }: FittedModel,
  sigma: { readonly value: number; readonly error: number },
  alone: number,
  detectable: number | undefined,
): Record<string, Measured> {
  return {
    sigma: interval(sigma),
    sigmaStatistical: alone,
    cramerRao: bound,
    significance: expected.significance,
    significanceStatistical: expected.statisticalSignificance,
    ...(observed && { strength: observed.strength, significanceObserved: observed.significance }),
    ...(detectable !== undefined && { minimumDetectable: detectable }),
  };
}
