import type { Outcome, Target } from '../../report/report';
import type { Estimate } from '../../stats/estimate';
import { checkOf, measuredOf } from '../check';
import { detectableRatio, reportWorst, sigmasBelow, sigmasOfPower, simultaneousSigmas, sizeLimits } from '../decision';
import { optionOf } from '../severity';
import { percent, plain } from '../wording';
import { effectsOf } from './effects';
import { nuisanceOneSided } from './oneSided';
import { pairEvidence, pairNumbers, pairsOf, withFurtherPairs, type Pair } from './pairs';

const code = 'nuisance/asymmetric';

/** Are up and down of different size, beyond their errors? */
export const nuisanceAsymmetric = checkOf(code, measuredOf, {
  judge(measured, severity, judged) {
    const { analysis } = judged;
    const accepted = Math.max(optionOf(analysis, code, 'ratio'), 1);
    const tolerance = optionOf(analysis, code, 'tolerance');
    // A side that is equal to nominal is told by nuisance/no-effect.
    const pairs = pairsOf(effectsOf(measured).rates).filter(
      ({ up, down }) => !measured.nothingChanges(up.side) && !measured.nothingChanges(down.side),
    );
    // Both sides of each pair have an interval.
    const sigmas = simultaneousSigmas(optionOf(analysis, code, 'alpha'), 2 * pairs.length);
    const oneSided = nuisanceOneSided.judge(judged).filter(({ status }) => status === 'finding');
    const rows = pairs.map((pair) => {
      const { up, down } = pair;
      const { side: _, ...target } = up.target;
      const oneWay = oneSided.some((outcome) => isSame(outcome.target, target));
      const sizes = sizesOf(pair, sigmas);
      const status = oneWay ? 'pass' : judge(sizes, accepted, tolerance);
      const { larger, smaller } = sizes;
      const detectable = detectableOf(sizes, sigmas, accepted, tolerance);
      const ratio = smaller.size > 0 ? larger.size / smaller.size : undefined;
      const statement = `'${up.side.nuisance.name}': ${pairNumbers(measured, pair)}`;
      const message = {
        finding:
          `'${up.side.nuisance.name}' is asymmetric: ${pairNumbers(measured, pair)}, ` +
          `${ratio === undefined ? 'one side alone' : `${plain(ratio)} times as far to one side`}. Check the smaller side, or say why it is so.`,
        pass: oneWay ? `${statement}: both the same way, which nuisance/one-sided tells of.` : `${statement}.`,
        undecided: `${statement}: too uncertain to tell whether one is more than ${plain(accepted)} times the other; from ${percent(detectable)} on, it would have been seen.`,
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
          ...(ratio === undefined ? {} : { sideRatio: ratio }),
          ...(status === 'undecided' ? { minimumDetectable: detectable } : {}),
        },
      };
      return {
        outcome,
        name: up.side.nuisance.name,
        distance: Math.abs(Math.abs(up.change.value) - Math.abs(down.change.value)),
      };
    });
    return reportWorst(
      rows,
      ({ name }) => name,
      ({ distance }) => distance,
      withFurtherPairs,
    );
  },
});

function isSame(one: Target, other: Target): boolean {
  return (
    one.nuisance === other.nuisance &&
    one.class === other.class &&
    one.model === other.model &&
    one.workingPoint === other.workingPoint
  );
}

/** Size of a change, without its sign, with the ends of its interval. */
interface Size extends Estimate {
  readonly size: number;
  readonly low: number;
  readonly high: number;
}

function sizesOf({ up, down }: Pair, sigmas: number): { readonly larger: Size; readonly smaller: Size } {
  const [smaller, larger] = [up.change, down.change]
    .map((change): Size => {
      const { low, high } = sizeLimits(change, sigmas);
      return { ...change, size: Math.abs(change.value), low: Math.max(low, 0), high };
    })
    .sort((a, b) => a.size - b.size) as [Size, Size];
  return { larger, smaller };
}

/**
 * The smallest larger change that would have been found, where the smaller one is as it is: beyond `accepted` times the end
 * of its interval. That one scatters, here by which it is named, and again where it is judged; and the smaller of two that
 * are equal comes out too small, by φ(0) errors of their difference.
 */
function detectableOf(
  { larger, smaller }: { readonly larger: Size; readonly smaller: Size },
  sigmas: number,
  accepted: number,
  tolerance: number,
): number {
  const least = Math.hypot(larger.error, smaller.error) / Math.sqrt(2 * Math.PI);
  const needed = accepted * (smaller.high + least);
  const twice = needed > tolerance && larger.error > 0 ? 2 * ((accepted * smaller.error) / larger.error) ** 2 : 0;
  const half = sigmasBelow({ ...larger, value: larger.size }, sigmas);
  const beyond = half + sigmasOfPower(half) * Math.sqrt(1 + twice);
  return detectableRatio({ ...larger, value: larger.size }, beyond, Math.max(tolerance, needed));
}

/**
 * The two changes share nominal, and how they are correlated is not kept: so the intervals of both are compared, which
 * holds for any correlation.
 */
function judge(
  { larger, smaller }: { readonly larger: Size; readonly smaller: Size },
  accepted: number,
  tolerance: number,
): 'pass' | 'finding' | 'undecided' {
  if (larger.low > accepted * smaller.high && larger.low > tolerance) return 'finding';
  const small = larger.high <= tolerance && smaller.high <= tolerance;
  const even = larger.high <= accepted * smaller.low && smaller.high <= accepted * larger.low;
  return small || even ? 'pass' : 'undecided';
}
