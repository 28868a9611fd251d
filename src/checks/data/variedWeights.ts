/** Weights that are numbers at nominal, and none where a nuisance varies them. */
import { gridOf, sidesOf, standInFor } from '../../config/nuisanceSides';
import type { Nuisance, Variation } from '../../config/analysis';
import type { Outcome } from '../../report/report';
import type { Measurements } from '../measurements';
import { count, plain } from '../wording';

interface Lost {
  /** Where the nuisance stands there, in words. */
  readonly where: string;
  readonly sample: string;
  readonly lost: number;
  readonly events: number;
}

/** Events that a variation loses: an effect on a yield would be made up by them. One finding for each nuisance, at its worst. */
export function variedWeights(code: string, measured: Measurements): Outcome[] {
  return [...measured.analysis.nuisances.values()].flatMap((nuisance): Outcome[] => {
    const [worst] = lostOf(measured, nuisance).toSorted((a, b) => b.lost - a.lost);
    if (worst === undefined) return [];
    const { where, sample, lost, events } = worst;
    return [
      {
        code,
        status: 'finding',
        severity: 'error',
        message: `${where} the weight of '${sample}' is NaN or infinite for ${count(lost)} of ${count(events)} events, where it is a number at nominal: they are left out there, and what '${nuisance.name}' changes is wrong. Mend the weight, or vary it less far.`,
        at: { path: nuisance.path, on: 'key' },
        target: { nuisance: nuisance.name, sample },
        evidence: { events, invalidWeights: lost },
      },
    ];
  });
}

function lostOf(measured: Measurements, nuisance: Nuisance): Lost[] {
  const sides = sidesOf(nuisance).map(({ side, variation }) => ({
    where: `'${nuisance.name}' ${side}:`,
    variation,
  }));
  const points = gridOf(nuisance).map(({ value, variation }) => ({
    where: `At ${plain(value)} of '${nuisance.name}'`,
    variation,
  }));
  return [...sides, ...points].flatMap(({ where, variation }) =>
    lostIn(measured, variation).map((lost) => ({ ...lost, where })),
  );
}

function lostIn({ analysis, profiles }: Measurements, variation: Variation): Omit<Lost, 'where'>[] {
  return analysis.nominal.flatMap((nominal) => {
    const { sample, variation: key } = standInFor(nominal.sample, variation);
    const profile = profiles.samples.get(sample);
    const varied = key === undefined ? undefined : profiles.variations.get(sample)?.get(key);
    if (profile === undefined || varied === undefined) return [];
    // Those without a weight at nominal are told of by themselves.
    const lost = varied.invalidWeights - profile.invalidWeights;
    return lost > 0 ? [{ sample, lost, events: profile.events }] : [];
  });
}
