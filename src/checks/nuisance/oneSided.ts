import type { Estimate } from '../../stats/estimate';
import type { Outcome } from '../../report/report';
import type { Check } from '../check';
import { reportWorst, simultaneousSigmas } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf, severityOf } from '../severity';
import { className, interval, percent, percentChange } from '../wording';
import { effectsOf, type RateEffect } from './effects';

const code = 'nuisance/one-sided';

interface Pair {
  readonly up: RateEffect;
  readonly down: RateEffect;
}

/** Do up and down move the yield or an efficiency the same way, each beyond its own error? */
export const nuisanceOneSided: Check = {
  code,
  judge({ analysis, measured }) {
    const severity = severityOf(analysis, code);
    if (severity === undefined || measured === undefined) return [];
    const tolerance = optionOf(analysis, code, 'tolerance');
    const pairs = pairsOf(effectsOf(measured).rates);
    const sigmas = simultaneousSigmas(optionOf(analysis, code, 'alpha'), pairs.length);
    const rows = pairs.map((pair) => {
      const status = judge(pair, sigmas, tolerance);
      const { up, down } = pair;
      const { side: _, ...target } = up.target;
      const detectable = Math.max(tolerance, (sigmas + 1.2816) * Math.max(up.change.error, down.change.error));
      const what =
        up.quantity === 'yield'
          ? 'the yield'
          : `the efficiency at '${up.workingPoint ?? ''}'${modelName(measured, up)}`;
      const numbers = `${what} of ${className(measured, up.label)} moves by ${percentChange(up.change)} (up) and ${percentChange(down.change)} (down)`;
      const message = {
        finding: `'${up.side.nuisance.name}' is one-sided: ${numbers}, both the same way beyond their errors. Check the sign of a side, or symmetrise it.`,
        pass: `'${up.side.nuisance.name}': ${numbers}.`,
        undecided: `'${up.side.nuisance.name}': ${numbers}: too small beside the errors to tell whether it is one-sided; beyond ${percent(detectable)} it would have been seen.`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: up.side.nuisance.path, on: 'key' },
        target,
        evidence: {
          [`${up.quantity}RatioUp`]: interval(ratioOf(up)),
          [`${down.quantity}RatioDown`]: interval(ratioOf(down)),
          ...(status === 'undecided' ? { minimumDetectable: detectable } : {}),
        },
      };
      return { outcome, pair };
    });
    return reportWorst(
      rows,
      ({ pair }) => pair.up.side.nuisance.name,
      ({ pair }) => Math.min(Math.abs(pair.up.change.value), Math.abs(pair.down.change.value)),
      (worst, others) =>
        others.length === 0
          ? worst.outcome.message
          : `${worst.outcome.message} The same holds for ${others.length} more of its quantities.`,
    );
  },
};

function pairsOf(rates: readonly RateEffect[]): Pair[] {
  return rates
    .filter(({ side }) => side.side === 'up')
    .flatMap((up) => {
      const down = rates.find(
        (one) =>
          one.side.side === 'down' &&
          one.side.nuisance === up.side.nuisance &&
          one.quantity === up.quantity &&
          one.label === up.label &&
          one.model === up.model &&
          one.workingPoint === up.workingPoint,
      );
      return down === undefined ? [] : [{ up, down }];
    });
}

function judge({ up, down }: Pair, sigmas: number, tolerance: number): 'pass' | 'finding' | 'undecided' {
  const sides = [up.change, down.change];
  const significant = sides.map(({ value, error }) => Math.abs(value) > sigmas * error && value !== 0);
  const sameSign = Math.sign(up.change.value) === Math.sign(down.change.value);
  if (significant.every(Boolean)) {
    return sameSign && sides.every(({ value }) => Math.abs(value) >= tolerance) ? 'finding' : 'pass';
  }
  // A side that is certainly below the tolerance can make no finding.
  return sides.some(({ value, error }) => Math.abs(value) + sigmas * error < tolerance) ? 'pass' : 'undecided';
}

function ratioOf({ change }: RateEffect): Estimate {
  return { value: 1 + change.value, error: change.error };
}

function modelName(measured: Measurements, effect: RateEffect): string {
  return effect.model !== undefined && measured.models.length > 1 ? ` (${effect.model.model.name})` : '';
}
