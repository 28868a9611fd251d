import { effectiveEvents } from '../../stats/moments';
import { pValueOf } from '../../stats/studentisedLimits';
import type { Nuisance } from '../../config/analysis';
import { checkOf, measuredOf } from '../check';
import { minimumDetectable, simultaneousSigmas, sizeLimits } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { percent, plain } from '../wording';
import { effectsOf } from './effects';
import { toldOnce, type Said } from './withoutEffect';

const code = 'nuisance/no-effect';

/** Effective events of a class below which it is no wonder that none of them crosses a working point. */
const fewest = 25;

/** Does a nuisance do anything at all? */
export const nuisanceNoEffect = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const alpha = optionOf(analysis, code, 'alpha');
    const negligible = optionOf(analysis, code, 'negligible');
    const levelIsSet = analysis.checks.get(code)?.level !== undefined;
    const said = [...analysis.nuisances.values()]
      .filter((nuisance) => measured.sides.some((side) => side.nuisance === nuisance && side.side !== 'cross-check'))
      .map((nuisance): Said => {
        const about = {
          code,
          severity,
          at: { path: nuisance.path, on: 'key' as const },
          target: { nuisance: nuisance.name },
        };
        const equal = sidesWithoutEffect(measured, nuisance);
        if (equal.length > 0) {
          return {
            outcome: {
              ...about,
              status: 'finding',
              message:
                `'${nuisance.name}' does nothing: ${equal.join(' and ')} ${equal.length > 1 ? 'are' : 'is'} exactly equal to nominal for every event. ` +
                'Is the column that it replaces the one that the weight, the selection or a feature uses?',
              evidence: { changedEvents: 0 },
            },
            nothing: 'equal',
          };
        }
        const verdict = resolve(measured, nuisance, alpha, negligible);
        if (verdict === undefined) {
          return {
            outcome: {
              ...about,
              status: 'skipped',
              message: `What '${nuisance.name}' does cannot be measured: no sample that it varies has a positive sum of weights.`,
              evidence: {},
            },
          };
        }
        if (verdict.seen) {
          return {
            outcome: {
              ...about,
              status: 'pass',
              message: `'${nuisance.name}' has an effect: ${verdict.seen}.`,
              evidence: verdict.evidence,
            },
          };
        }
        const events = fewestEvents(measured, nuisance);
        if (verdict.largest <= negligible && events < fewest) {
          return {
            outcome: {
              ...about,
              status: 'skipped',
              message: `Whether '${nuisance.name}' could be pruned cannot be said: a class that it varies is worth ${plain(events)} events, and it takes ${fewest}.`,
              evidence: { effectiveEvents: events },
            },
          };
        }
        if (verdict.largest <= negligible) {
          return {
            outcome: {
              ...about,
              status: 'finding',
              severity: levelIsSet ? severity : 'information',
              message: `'${nuisance.name}' changes yields, efficiencies and shapes by less than ${percent(negligible)}: it could be pruned.`,
              evidence: verdict.evidence,
            },
            nothing: 'negligible',
          };
        }
        return {
          outcome: {
            ...about,
            status: 'undecided',
            message:
              `No effect of '${nuisance.name}' can be seen: it is below the resolution of these samples, ` +
              `which would have shown changes beyond ${percent(verdict.detectable)}.`,
            evidence: { ...verdict.evidence, minimumDetectable: verdict.detectable },
          },
        };
      });
    return toldOnce(said, negligible);
  },
});

function sidesWithoutEffect(measured: Measurements, nuisance: Nuisance): string[] {
  return measured.sides
    .filter((side) => side.nuisance === nuisance && side.side !== 'cross-check' && measured.nothingChanges(side))
    .map(({ side }) => side);
}

/** Of the nominal events of the smallest class that it varies. */
function fewestEvents(measured: Measurements, nuisance: Nuisance): number {
  const sides = measured.sides.filter((side) => side.nuisance === nuisance && side.side !== 'cross-check');
  const varied = measured.labels.filter((label) => sides.some((side) => measured.touches(side, label)));
  return Math.min(
    ...varied.map((label) => {
      const classes = measured.nominalSamples().flatMap(({ profile }) => profile.classes);
      const own = classes.filter((one) => one.label === label);
      const total = (of: 'sumWeights' | 'sumWeights2'): number => own.reduce((all, one) => all + one[of], 0);
      return effectiveEvents(total('sumWeights'), total('sumWeights2'));
    }),
  );
}

interface Verdict {
  /** The clearest effect in words, or undefined when none is significant. */
  readonly seen: string | undefined;
  /** Largest change that the intervals still allow, as a fraction (rates) or in σ (shapes). */
  readonly largest: number;
  /** Change that would have been found with 90 % probability in the least precise rate. */
  readonly detectable: number;
  readonly evidence: Record<string, number>;
}

/** Undefined where nothing of it could be measured. */
function resolve(measured: Measurements, nuisance: Nuisance, alpha: number, negligible: number): Verdict | undefined {
  const { rates, shapes } = effectsOf(measured);
  if (![...rates, ...shapes].some(({ side }) => side.nuisance === nuisance)) return undefined;
  const all = rates.length + shapes.length;
  const sigmas = simultaneousSigmas(alpha, all);
  let seen: { text: string; p: number } | undefined;
  let largest = 0;
  let detectable = 0;
  const see = (text: string, p: number): void => {
    if (p * all < alpha && p < (seen?.p ?? 1)) seen = { text, p };
  };
  for (const { side, change, quantity, workingPoint } of rates) {
    if (side.nuisance !== nuisance) continue;
    const p = pValueOf(change);
    const what = workingPoint === undefined ? quantity : `${quantity} at '${workingPoint}'`;
    see(`${side.side} changes the ${what} by ${percent(change.value)}`, p);
    largest = Math.max(largest, sizeLimits(change, sigmas).high);
    detectable = Math.max(detectable, minimumDetectable(change, sigmas, 0));
  }
  for (const { side, shape } of shapes) {
    if (side.nuisance !== nuisance) continue;
    see(`${side.side} changes the score's shape, KS ${plain(shape.ks)}`, shape.pValue);
    largest = Math.max(largest, shape.wassersteinWithin(alpha / all).high / shape.sigma);
  }
  return {
    seen: seen?.text,
    largest,
    detectable: Math.max(detectable, negligible),
    evidence: seen === undefined ? {} : { pValue: seen.p, adjustedPValue: Math.min(seen.p * all, 1) },
  };
}
