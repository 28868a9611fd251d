import type { Nuisance } from '../../config/analysis';
import { standInFor } from '../../config/nuisanceSides';
import type { Outcome } from '../../report/report';
import { effectiveEvents } from '../../stats/moments';
import { benjaminiHochberg } from '../../stats/multiplicity';
import { normalTail } from '../../stats/normal';
import { checkOf, measuredOf } from '../check';
import { reportWorst } from '../decision';
import type { ClassLabel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { className, classTarget, count, plain, pText } from '../wording';
import { effectsOf, type ShapeEffect } from './effects';

const code = 'nuisance/noise';

/**
 * Is a variation by other events more than the statistical scatter of these events? Judged for a nuisance and class
 * together: where one side, model or efficiency shows an effect, the variation is real.
 */
export const nuisanceNoise = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const alpha = optionOf(analysis, code, 'alpha');
    const compatible = optionOf(analysis, code, 'compatible');
    const tolerance = optionOf(analysis, code, 'tolerance');
    const groups = groupsOf(measured);
    const adjusted = benjaminiHochberg(groups.map(({ pValue }) => pValue));
    const rows = groups.map(({ nuisance, label, worst, others }, index) => {
      const p = adjusted[index]!;
      const { shape, side } = worst;
      const distance = shape.wasserstein / shape.sigma;
      const needed = alpha / (2 * groups.length);
      const reach = (shape.wassersteinNoise(needed) + shape.wassersteinNoise(0.1)) / shape.sigma;
      const status =
        distance <= tolerance || p < alpha
          ? ('pass' as const)
          : p >= compatible
            ? ('finding' as const)
            : ('undecided' as const);
      const statement = `'${nuisance.name}' ${side.side} changes the score's shape for ${className(measured, label)} by ${plain(distance)} σ`;
      const message = {
        pass:
          distance <= tolerance
            ? `${statement}, so little that noise in it is harmless (${plain(tolerance)} σ).`
            : `'${nuisance.name}' changes ${className(measured, label)} by more than statistical scatter, ${pText(p)}.`,
        finding:
          `${statement}, which is what ${count(others)} effective events of its own scatter by (adjusted ${pText(p)}). ` +
          'A fit would take the noise for shape: smooth it, drop it, or give it more events.',
        undecided: `${statement}: between statistical scatter and an effect (${pText(p)}); beyond ${plain(reach)} σ it would have been seen.`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: nuisance.path, on: 'key' },
        target: {
          nuisance: nuisance.name,
          side: side.side,
          model: worst.model.model.name,
          ...classTarget(measured, label),
        },
        evidence: {
          ...worst.evidence,
          adjustedPValue: p,
          effectiveEvents: others,
          ...(status === 'undecided' ? { minimumDetectable: reach } : {}),
        },
      };
      return { outcome, distance };
    });
    return reportWorst(
      rows,
      ({ outcome }) => outcome.target.nuisance ?? '',
      ({ distance }) => distance,
      (worst, others) =>
        others.length === 0
          ? worst.outcome.message
          : `${worst.outcome.message} The same holds for ${others.length} more ${others.length === 1 ? 'class' : 'classes'}.`,
    );
  },
});

interface Group {
  readonly nuisance: Nuisance;
  readonly label: ClassLabel;
  /** Of all its shapes and efficiencies: the smallest p-value, times their number. Yields are no matter of noise. */
  readonly pValue: number;
  /** The largest change of a shape. */
  readonly worst: ShapeEffect;
  /** Effective events of the samples that stand for nominal ones in it. */
  readonly others: number;
}

/** By nuisance and class, where other events stand for nominal ones. */
function groupsOf(measured: Measurements): Group[] {
  const { rates, shapes } = effectsOf(measured);
  return [...measured.analysis.nuisances.values()].flatMap((nuisance) =>
    measured.labels.flatMap((label): Group[] => {
      const own = <Effect extends { side: ShapeEffect['side']; label: ClassLabel }>(
        effects: readonly Effect[],
      ): Effect[] =>
        effects.filter(
          (effect) =>
            effect.side.nuisance === nuisance && effect.label === label && standIns(measured, effect).length > 0,
        );
      const [worst] = own(shapes).sort(
        (a, b) => b.shape.wasserstein / b.shape.sigma - a.shape.wasserstein / a.shape.sigma,
      );
      if (worst === undefined) return [];
      const pValues = [
        ...own(shapes).map(({ shape }) => shape.pValue),
        ...own(rates.filter(({ quantity }) => quantity === 'efficiency')).map(({ change: { value, error } }) =>
          error > 0 ? 2 * normalTail(Math.abs(value) / error) : value === 0 ? 1 : 0,
        ),
      ];
      return [
        {
          nuisance,
          label,
          worst,
          pValue: Math.min(1, Math.min(...pValues) * pValues.length),
          others: eventsOf(measured, worst),
        },
      ];
    }),
  );
}

/** Samples of other events that stand for those of the class. */
function standIns(measured: Measurements, { side, label }: Pick<ShapeEffect, 'side' | 'label'>): string[] {
  return measured.samplesOf(label).flatMap((sample) => {
    const standIn = standInFor(sample, side.variation).sample;
    return standIn === sample ? [] : [standIn];
  });
}

function eventsOf(measured: Measurements, effect: ShapeEffect): number {
  let sumWeights = 0;
  let sumWeights2 = 0;
  for (const sample of standIns(measured, effect)) {
    const one = measured.sample(sample).classes.find(({ label }) => label === effect.label);
    sumWeights += one?.sumWeights ?? 0;
    sumWeights2 += one?.sumWeights2 ?? 0;
  }
  return sumWeights2 > 0 ? effectiveEvents(sumWeights, sumWeights2) : 0;
}
