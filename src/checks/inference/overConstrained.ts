/**
 * Nuisances of which the fit would know more than what went in, on expected data. Noise of the templates looks like shape,
 * and shape constrains: what it adds is taken off before anything is said.
 */
import type { Interval, Outcome } from '../../report/report';
import type { Impact } from '../../inference/impacts';
import { detectableLength, lengthLimits, type SquaredLength } from '../../stats/squaredLength';
import { checkOf } from '../check';
import { judgeLimits, power, quotedLength, reportWorst } from '../decision';
import { optionOf } from '../severity';
import { plain, rangeText } from '../wording';
import { fitsOf } from './fittedModels';
import { addedInformation, upImpact } from './withoutNoise';

const code = 'inference/over-constrained';

interface Row {
  readonly outcome: Outcome;
  readonly impact: Impact;
}

export const inferenceOverConstrained = checkOf(code, fitsOf, {
  judge(fits, severity, { analysis }) {
    const limit = optionOf(analysis, code, 'constraint');
    const alpha = optionOf(analysis, code, 'alpha');
    const rows = fits.fitted.flatMap((one) =>
      one.expected.impacts.map((impact, nuisance): Row => {
        const count = fits.fitted.length * one.expected.impacts.length;
        const length = addedInformation(one, nuisance);
        // What data add to the information of the prior, 1.
        const tolerance = 1 / limit ** 2 - 1;
        const p = alpha / count;
        const { low, high } = lengthLimits(length, p);
        const status = judgeLimits(low, high, tolerance);
        const detectable = asConstraint(detectableLength(length, { tolerance, p, floor: 0, power }));
        const without = constraintWithoutNoise(length);
        const about = `The fit with '${one.model.model.name}' would leave ${plain(impact.constraint)} of the uncertainty of '${impact.name}', ${rangeText(without)} without the noise of its templates`;
        const message = {
          finding: `${about}, less than ${plain(limit)}: over-constrained. ${advice}`,
          pass: `${about}.`,
          undecided: `${about}: too uncertain to compare with ${plain(limit)}; below ${plain(detectable)} it would have been seen. Simulate more, or smooth the templates.`,
        }[status];
        return {
          impact,
          outcome: {
            code,
            severity,
            status,
            message,
            at: { path: analysis.nuisances.get(impact.name)?.path ?? fits.inference.path, on: 'key' },
            target: { nuisance: impact.name, model: one.model.model.name },
            evidence: {
              constraint: impact.constraint,
              constraintWithoutNoise: without,
              impact: upImpact(one, nuisance),
              ...(status === 'undecided' && { minimumDetectable: detectable }),
            },
          },
        };
      }),
    );
    return reportWorst(
      rows,
      ({ outcome }) => outcome.target.nuisance ?? '',
      ({ impact }) => -impact.constraint,
      (worst, others) =>
        others.length === 0
          ? worst.outcome.message
          : `${worst.outcome.message} The same holds with ${others.map(({ outcome }) => `'${outcome.target.model ?? ''}'`).join(', ')}.`,
    );
  },
});

const advice =
  'Is one parameter enough for what it stands for? Split it, or check that its template is more than a two-point difference.';

/** With its 68.3 % interval: much information leaves little uncertainty. */
function constraintWithoutNoise(length: SquaredLength): Interval {
  const { value, low, high } = quotedLength(length);
  return { value: asConstraint(value), low: asConstraint(high), high: asConstraint(low) };
}

function asConstraint(added: number): number {
  return 1 / Math.sqrt(1 + added);
}
