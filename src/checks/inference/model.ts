/** Several models: the one that separates best need not be the one that measures best once nuisances are fitted. */
import { halfWidth } from '../../inference/interval';
import type { Outcome } from '../../report/report';
import { normalQuantile } from '../../stats/normal';
import { checkOf } from '../check';
import { detectableSigmas, judgeLimits } from '../decision';
import { optionOf } from '../severity';
import { percent, plain } from '../wording';
import { expectedSigma, fitsOf, type FittedModel } from './fittedModels';

const code = 'inference/model';

export const inferenceModel = checkOf(code, fitsOf, {
  judge(fits, severity, { analysis }) {
    if (fits.fitted.length < 2) return [];
    const { parameter } = fits.inference;
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const ranked = [...fits.fitted].sort((a, b) => expectedSigma(a).value - expectedSigma(b).value);
    const best = ranked[0]!;
    const bestSigma = expectedSigma(best);
    const rows = fits.fitted.length - 1;
    return fits.fitted.map((one): Outcome => {
      const { name, path } = one.model.model;
      const sigma = expectedSigma(one);
      const about = { code, severity, at: { path, on: 'key' as const }, target: { model: name } };
      const says = `'${name}' measures ${parameter} to ± ${plain(sigma.value)} after systematics (± ${plain(halfWidth(one.expected.statistical))} from counts alone)`;
      if (one === best) {
        return {
          ...about,
          status: 'pass',
          message: `${says}: the best of ${fits.fitted.length}.`,
          evidence: { loss: 0 },
        };
      }
      const ratio = sigma.value / bestSigma.value;
      // Both are of the same events, which leaves less than this.
      const error = ratio * Math.hypot(sigma.error / sigma.value, bestSigma.error / bestSigma.value);
      const loss = ratio - 1;
      const reach = normalQuantile(1 - alpha / (2 * rows)) * error;
      const status = judgeLimits(loss - reach, loss + reach, tolerance);
      const detectable = tolerance + detectableSigmas(alpha, rows) * error;
      const against = `${percent(loss)} (± ${percent(error)}) more than '${best.model.model.name}'`;
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
          loss: { value: loss, low: loss - error, high: loss + error },
          ...(status === 'undecided' && { minimumDetectable: detectable }),
        },
      };
    });
  },
});

function beforeSystematics(one: FittedModel, best: FittedModel): string {
  const [own, other] = [one, best].map(({ expected }) => halfWidth(expected.statistical));
  return own !== undefined && other !== undefined && own < other
    ? ', though without nuisances it would measure better: what it gains in separation it loses to them'
    : '';
}
