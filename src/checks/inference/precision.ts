/** What the fit promises: the uncertainty of its parameter with and without nuisances, and what was found in data. */
import { halfWidth } from '../../inference/interval';
import type { Measured, Outcome } from '../../report/report';
import { checkOf } from '../check';
import { judgeLimits } from '../decision';
import { optionOf } from '../severity';
import { plain, rangeText } from '../wording';
import { fitsOf, type FitResult, type FittedModel } from './fittedModels';
import { costOf, detectableCost, inflationWithoutNoise, sigmaWithoutNoise } from './withoutNoise';

const code = 'inference/precision';

export const inferencePrecision = checkOf(code, fitsOf, {
  judge(fits, severity, { analysis }) {
    const { path, parameter } = fits.inference;
    const inflation = optionOf(analysis, code, 'inflation');
    const alpha = optionOf(analysis, code, 'alpha');
    const p = alpha / Math.max(fits.fitted.length, 1);
    return fits.fitted.map((one): Outcome => {
      const { low, high } = inflationWithoutNoise(one, p);
      const status = judgeLimits(low, high, inflation);
      const detectable = detectableInflation(one, inflation, p);
      const says = promise(one, parameter);
      const largest = largestImpact(one.expected);
      const more = `Nuisances make it ${rangeText(inflationWithoutNoise(one))} times as wide as counting does`;
      const verdict = {
        finding: ` ${more} (accepted ${plain(inflation)})${largest === undefined ? '' : `: '${largest.name}' costs most`}.`,
        pass: '',
        undecided: ` ${more}: too uncertain to compare with the accepted ${plain(inflation)}; ${wouldBeSeen(detectable)}.`,
      }[status];
      return {
        code,
        severity,
        status,
        at: { path, on: 'key' },
        message: `${says}${verdict}${found(one, parameter, fits.inference.data?.sample)}`,
        target: { model: one.model.model.name },
        evidence: evidenceOf(one, status === 'undecided' ? detectable : undefined),
      };
    });
  },
});

function detectableInflation(one: FittedModel, inflation: number, p: number): number | undefined {
  const tolerance = Math.max((inflation / one.templateErrors) ** 2 - 1, 0);
  const cost = detectableCost(costOf(one), tolerance, p);
  return cost === undefined ? undefined : one.templateErrors * Math.sqrt(1 + cost);
}

function wouldBeSeen(detectable: number | undefined): string {
  return detectable === undefined
    ? 'there are too few simulated events to say what would have been seen'
    : `beyond ${plain(detectable)} it would have been seen`;
}

function promise(one: FittedModel, parameter: string): string {
  const { model, expected } = one;
  const { low, high } = sigmaWithoutNoise(one);
  const impact = largestImpact(expected);
  const most = impact === undefined ? '' : ` The largest impact is that of '${impact.name}', ${plain(sizeOf(impact))}.`;
  return (
    `With '${model.model.name}' the fit is expected to measure ${parameter} = 1 to ± ${plain(halfWidth(expected.strength))} ` +
    `(${plain(low)} to ${plain(high)} without the noise of its templates, ± ${plain(halfWidth(expected.statistical))} from counts alone) and to see the signal with ` +
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

function evidenceOf(one: FittedModel, detectable: number | undefined): Record<string, Measured> {
  const { expected, observed, bound } = one;
  return {
    sigma: halfWidth(expected.strength),
    sigmaWithoutNoise: sigmaWithoutNoise(one),
    sigmaStatistical: halfWidth(expected.statistical),
    inflation: inflationWithoutNoise(one),
    cramerRao: bound,
    significance: expected.significance,
    significanceStatistical: expected.statisticalSignificance,
    ...(observed && { strength: observed.strength, significanceObserved: observed.significance }),
    ...(detectable !== undefined && { minimumDetectable: detectable }),
  };
}
