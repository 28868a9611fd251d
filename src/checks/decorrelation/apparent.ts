/**
 * Is a model as insensitive as its two-point uncertainty makes it look? The difference between two generators that the
 * training may have seen is its apparent size; the difference to a third one, kept apart, is nearer to the actual size.
 * A. Ghosh and B. Nachman, "A cautionary tale of decorrelating theory uncertainties", EPJC 82 (2022) 46.
 */
import type { Figure } from '../../report/figure';
import type { Interval, Outcome } from '../../report/report';
import type { Nuisance } from '../../config/analysis';
import type { NuisanceSide } from '../../config/nuisanceSides';
import { fingerprint } from '../../stats/drawMemo';
import { NormalTable } from '../../stats/normalTable';
import { hasShapes } from '../../stats/contrast';
import { compareKs, type KsComparison, type KsWithLimits } from '../../stats/apparentActual';
import { checkOf, measuredOf } from '../check';
import { detectableSigmas, judgeLimits, quotedDistance, reportWorst } from '../decision';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { className, classTarget, plain } from '../wording';

const code = 'decorrelation/apparent';

interface Compared {
  readonly nuisance: Nuisance;
  readonly model: MeasuredModel;
  readonly label: ClassLabel;
  readonly comparison: KsComparison;
}

export const decorrelationApparent = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const levelIsSet = analysis.checks.get(code)?.level !== undefined;
    const untested = twoPoint(measured)
      .filter((nuisance) => nuisance.crossCheck === undefined)
      .map((nuisance): Outcome => ({
        code,
        status: 'finding',
        severity: levelIsSet ? severity : 'information',
        message: `'${nuisance.name}' compares two choices only: whether the model is really insensitive to it cannot be tested. Give a third one, not used in training, as \`cross-check:\`.`,
        at: { path: nuisance.path, on: 'key' },
        target: { nuisance: nuisance.name },
        evidence: {},
      }));
    const compared = comparisonsOf(measured);
    const rows = compared.map(({ nuisance, model, label, comparison }) => {
      const { low, high } = comparison.excessWithin(alpha / compared.length);
      const status = judgeLimits(low, high, tolerance);
      const { apparent, actual } = comparison;
      const ratio = apparent.value > 0 ? actual.value / apparent.value : Infinity;
      const events = className(measured, label);
      const score = measured.models.length > 1 ? `the score of '${model.model.name}'` : 'the score';
      const numbers =
        `'${nuisance.name}': for ${events}, ${score} moves by KS ${plain(apparent.value)} to the alternative ` +
        `and by ${plain(actual.value)} to the cross-check`;
      const message = {
        finding: `${numbers}: the uncertainty you would quote is ${plain(ratio)} times too small. Take the difference to the cross-check as its size, or do not train against this nuisance.`,
        pass: `${numbers}: the apparent size holds within ${plain(tolerance)}.`,
        undecided: `${numbers}: too uncertain to tell whether the apparent size is too small by more than ${plain(tolerance)}.`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: nuisance.path, on: 'key' },
        target: { nuisance: nuisance.name, model: model.model.name, ...classTarget(measured, label) },
        evidence: {
          apparent: interval(apparent),
          actual: interval(actual),
          ...(Number.isFinite(ratio) ? { ratio } : {}),
          ...(status === 'undecided'
            ? {
                minimumDetectable:
                  tolerance + detectableSigmas(alpha, compared.length) * comparison.spread + comparison.bias,
              }
            : {}),
        },
      };
      return { outcome, ratio, events };
    });
    return [
      ...untested,
      ...reportWorst(
        rows,
        ({ outcome }) => `${outcome.target.nuisance ?? ''}/${outcome.target.model ?? ''}`,
        ({ ratio }) => ratio,
        ({ outcome }, others) =>
          others.length === 0
            ? outcome.message
            : `${outcome.message} The same holds for ${others.map(({ events }) => events).join(', ')}.`,
      ),
    ];
  },

  figures(measured) {
    return twoPoint(measured)
      .filter(({ crossCheck }) => crossCheck !== undefined)
      .map((nuisance): Figure => {
        const compared = comparisonsOf(measured).filter((one) => one.nuisance === nuisance);
        return {
          kind: 'comparison',
          id: `apparent/${nuisance.name}`,
          title: `${nuisance.name}: apparent against actual size`,
          caption:
            "How far the score's distribution moves from nominal to the alternative (what would be quoted) and to the cross-check (what training never saw).",
          target: { nuisance: nuisance.name },
          about: [nuisance.path],
          y: { label: 'KS distance to nominal' },
          rows: compared.map(({ model, label, comparison }) => ({
            label: `${model.model.name}, ${className(measured, label).replaceAll("'", '')}`,
            apparent: interval(comparison.apparent),
            actual: interval(comparison.actual),
          })),
        };
      })
      .filter((figure) => figure.kind === 'comparison' && figure.rows.length > 0);
  },
});

/** Nuisances that are a choice between models of nature rather than a measured uncertainty. */
function twoPoint(measured: Measurements): Nuisance[] {
  return [...measured.analysis.nuisances.values()].filter(
    ({ kind, alternative, crossCheck }) =>
      crossCheck !== undefined || ((kind === 'two-point' || kind === 'scale') && alternative !== undefined),
  );
}

function interval({ value, within }: KsWithLimits): Interval {
  return quotedDistance(value, within);
}

const comparisons = new WeakMap<Measurements, readonly Compared[]>();

function comparisonsOf(measured: Measurements): readonly Compared[] {
  let known = comparisons.get(measured);
  if (known === undefined) {
    known = twoPoint(measured).flatMap((nuisance) => {
      const sides = measured.sides.filter((side) => side.nuisance === nuisance);
      const check = sides.find(({ side }) => side === 'cross-check');
      const seen = sides.filter(({ side }) => side !== 'cross-check');
      if (check === undefined || seen.length === 0) return [];
      return measured.models.flatMap((model) =>
        // A class that the cross-check leaves alone (it stands for samples of another class) has nothing to compare.
        measured.labels
          .filter((label) => measured.touches(check, label))
          .flatMap((label) => compare(measured, nuisance, model, label, seen, check)),
      );
    });
    comparisons.set(measured, known);
  }
  return known;
}

/** With an up and a down side the larger one is the apparent size. */
function compare(
  measured: Measurements,
  nuisance: Nuisance,
  model: MeasuredModel,
  label: ClassLabel,
  seen: readonly NuisanceSide[],
  check: NuisanceSide,
): Compared[] {
  const actual = measured.contrast(model, check, label);
  const all = [actual, ...seen.map((side) => measured.contrast(model, side, label))];
  if (!all.every(hasShapes)) return [];
  const compared = seen.map((side) => {
    const apparent = measured.contrast(model, side, label);
    return measured.memo.remember(`apparent/${measured.seed}/${fingerprint(apparent, actual)}`, () =>
      compareKs(apparent, actual, new NormalTable(measured.seed)),
    );
  });
  const comparison = compared.reduce((largest, one) => (one.apparent.value > largest.apparent.value ? one : largest));
  return [{ nuisance, model, label, comparison }];
}
