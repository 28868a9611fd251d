/**
 * Nuisances of which the fit would know more than what went in, on expected data. Noise of the templates looks like shape,
 * and shape constrains: what it adds is taken off before anything is said.
 */
import type { Outcome } from '../../report/report';
import type { Impact } from '../../inference/impacts';
import { normalQuantile } from '../../stats/normal';
import { checkOf } from '../check';
import { detectableSigmas, reportWorst } from '../decision';
import { optionOf } from '../severity';
import { plain } from '../wording';
import { fitsOf } from './fittedModels';

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
        const { excess, informationScatter } = one.noise[nuisance + 1]!;
        const information = 1 / impact.constraint ** 2;
        // Of a simulation without noise, and the least of it that agrees with these templates.
        const least = information - excess - normalQuantile(1 - alpha / (2 * count)) * informationScatter;
        const without = asConstraint(information - excess);
        const isTight = impact.constraint < limit;
        const status = !isTight ? 'pass' : least > 1 / limit ** 2 ? 'finding' : 'undecided';
        const detectable = asConstraint(1 / limit ** 2 + excess + detectableSigmas(alpha, count) * informationScatter);
        const about = `The fit with '${one.model.model.name}' would leave ${plain(impact.constraint)} of the uncertainty of '${impact.name}'`;
        const message = {
          finding: `${about} (${plain(without)} without the noise of the templates), less than ${plain(limit)}: over-constrained. ${advice}`,
          pass: `${about}.`,
          undecided: `${about}, but the noise of its templates may do that: without it, about ${plain(without)}. Below ${plain(detectable)} more than noise would have been seen: simulate more, or smooth the templates.`,
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

/** No constraint is weaker than none. */
function asConstraint(information: number): number {
  return 1 / Math.sqrt(Math.max(information, 1));
}
