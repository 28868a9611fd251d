/** Several models: the one that separates best need not be the one that measures best once nuisances are fitted. */
import { halfWidth } from '../../inference/interval';
import type { Interval, Outcome } from '../../report/report';
import { checkOf } from '../check';
import { judgeLimits, power } from '../decision';
import { optionOf } from '../severity';
import { percent, plain } from '../wording';
import { fitsOf, type FittedModel } from './fittedModels';
import { sigmaWithoutNoise } from './withoutNoise';

const code = 'inference/model';

export const inferenceModel = checkOf(code, fitsOf, {
  judge(fits, severity, { analysis }) {
    if (fits.fitted.length < 2) return [];
    const { parameter } = fits.inference;
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const best = fits.fitted.reduce((a, b) => (sigmaWithoutNoise(b).value < sigmaWithoutNoise(a).value ? b : a));
    // Which one is best is not known before: any two could be compared.
    const p = (2 * alpha) / (fits.fitted.length * (fits.fitted.length - 1));
    return fits.fitted.map((one): Outcome => {
      const { name, path } = one.model.model;
      const about = { code, severity, at: { path, on: 'key' as const }, target: { model: name } };
      const says = `'${name}' measures ${parameter} to ± ${plain(halfWidth(one.expected.strength))} after systematics (± ${plain(halfWidth(one.expected.statistical))} from counts alone)`;
      if (one === best) {
        return {
          ...about,
          status: 'pass',
          message: `${says}: the best of ${fits.fitted.length}.`,
          evidence: { loss: 0 },
        };
      }
      const loss = lossAgainst(one, best);
      const { low, high } = lossAgainst(one, best, p);
      const status = judgeLimits(low, high, tolerance);
      const detectable = detectableLoss(one, best, tolerance, p);
      const against = `${percent(loss.value)} (${percent(loss.low)} to ${percent(loss.high)}) more than '${best.model.model.name}' without the noise of the templates`;
      const message = {
        finding: `${says}, ${against}${beforeSystematics(one, best)}.`,
        pass: `${says}, ${against}.`,
        undecided: `${says}, ${against}: too uncertain to compare with the accepted ${percent(tolerance)}; beyond ${percent(detectable)} it would have been seen.`,
      }[status];
      return {
        ...about,
        status,
        message,
        evidence: {
          loss,
          ...(status === 'undecided' && { minimumDetectable: detectable }),
        },
      };
    });
  },
});

/** Relative growth of the standard error. Both are of the same events, which leaves less error than this. */
function lossAgainst(one: FittedModel, best: FittedModel, p?: number): Interval {
  const [own, other] = [sigmaWithoutNoise(one, p), sigmaWithoutNoise(best, p)];
  const ratio = own.value / other.value;
  const below = Math.hypot(Math.log(own.value / own.low), Math.log(other.high / other.value));
  const above = Math.hypot(Math.log(own.high / own.value), Math.log(other.value / other.low));
  return { value: ratio - 1, low: ratio * Math.exp(-below) - 1, high: ratio * Math.exp(above) - 1 };
}

function detectableLoss(one: FittedModel, best: FittedModel, tolerance: number, p: number): number {
  const reach = (probability: number): number => {
    const { value, low, high } = lossAgainst(one, best, probability);
    return Math.log(Math.max((1 + value) / (1 + low), (1 + high) / (1 + value)));
  };
  return (1 + tolerance) * Math.exp(reach(p) + reach(2 * (1 - power))) - 1;
}

function beforeSystematics(one: FittedModel, best: FittedModel): string {
  const [own, other] = [one, best].map(({ expected }) => halfWidth(expected.statistical));
  return own !== undefined && other !== undefined && own < other
    ? ', though without nuisances it would measure better: what it gains in separation it loses to them'
    : '';
}
