import type { Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { minimumDetectableTwice, reportWorst, simultaneousSigmas, sizeLimits } from '../decision';
import { optionOf } from '../severity';
import { percent } from '../wording';
import { effectsOf } from './effects';
import { pairEvidence, pairNumbers, pairsOf, withFurtherPairs, type Pair } from './pairs';

const code = 'nuisance/one-sided';

/** Do up and down move the yield or an efficiency the same way, each beyond its own error? */
export const nuisanceOneSided = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const pairs = pairsOf(effectsOf(measured).rates);
    const sigmas = simultaneousSigmas(optionOf(analysis, code, 'alpha'), pairs.length);
    const rows = pairs.map((pair) => {
      const status = judge(pair, sigmas, tolerance);
      const { up, down } = pair;
      const { side: _, ...target } = up.target;
      const detectable = minimumDetectableTwice([up.change, down.change], sigmas, tolerance);
      const numbers = pairNumbers(measured, pair);
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
          ...pairEvidence(pair),
          ...(status === 'undecided' ? { minimumDetectable: detectable } : {}),
        },
      };
      return { outcome, pair };
    });
    return reportWorst(
      rows,
      ({ pair }) => pair.up.side.nuisance.name,
      ({ pair }) => Math.min(Math.abs(pair.up.change.value), Math.abs(pair.down.change.value)),
      withFurtherPairs,
    );
  },
});

function judge({ up, down }: Pair, sigmas: number, tolerance: number): 'pass' | 'finding' | 'undecided' {
  const sides = [up.change, down.change];
  const limits = sides.map((change) => sizeLimits(change, sigmas));
  const sameSign = Math.sign(up.change.value) === Math.sign(down.change.value);
  if (limits.every(({ low }) => low > 0)) {
    return sameSign && sides.every(({ value }) => Math.abs(value) >= tolerance) ? 'finding' : 'pass';
  }
  // A side that is certainly below the tolerance can make no finding.
  return limits.some(({ high }) => high < tolerance) ? 'pass' : 'undecided';
}
