/** What a sample is worth: its effective events, what negative weights cost, and whether they suffice. */
import type { SampleProfile } from '../../profile/profile';
import { effectiveEvents } from '../../stats/moments';
import { normalQuantile } from '../../stats/normal';
import { standInFor } from '../../config/nuisanceSides';
import type { Measured, Outcome } from '../../report/report';
import { checkOf, measuredOf } from '../check';
import { power, simultaneousSigmas } from '../decision';
import type { Measurements } from '../measurements';
import { optionOf } from '../severity';
import { count, percent } from '../wording';

interface Size {
  /** Selected events. */
  readonly events: number;
  readonly sumWeights: number;
  readonly effectiveEvents: number;
  readonly negativeFraction: number;
}

function sizeOf(profile: SampleProfile): Size {
  let events = 0;
  let negative = 0;
  let sumWeights = 0;
  let sumWeights2 = 0;
  for (const one of profile.classes) {
    events += one.events;
    negative += one.negativeEvents;
    sumWeights += one.sumWeights;
    sumWeights2 += one.sumWeights2;
  }
  return {
    events,
    sumWeights,
    effectiveEvents: sumWeights2 > 0 ? effectiveEvents(sumWeights, sumWeights2) : 0,
    negativeFraction: events > 0 ? negative / events : 0,
  };
}

function evidenceOf(size: Size, profile: SampleProfile): Record<string, Measured> {
  return { ...size, eventsBeforeSelection: profile.events };
}

export const dataNegativeWeights = checkOf('data/negative-weights', measuredOf, {
  judge(measured, severity, { analysis }) {
    const tolerance = optionOf(analysis, 'data/negative-weights', 'tolerance');
    return [...measured.profiles.samples].map(([name, profile]): Outcome => {
      const size = sizeOf(profile);
      const status = size.negativeFraction > tolerance ? 'finding' : 'pass';
      const numbers = `${percent(size.negativeFraction)} of the events of '${name}' have a negative weight`;
      return {
        code: 'data/negative-weights',
        status,
        severity,
        message:
          status === 'finding'
            ? `${numbers}: its ${count(size.events)} events are worth ${count(size.effectiveEvents)}. Every error of it is that of so few events.`
            : `${numbers}; its ${count(size.events)} events are worth ${count(size.effectiveEvents)}.`,
        at: { path: analysis.samples.get(name)?.path ?? ['samples', name], on: 'key' },
        target: { sample: name },
        evidence: evidenceOf(size, profile),
      };
    });
  },
});

export const dataLowStatistics = checkOf('data/low-statistics', measuredOf, {
  judge(measured, severity, { analysis }) {
    const code = 'data/low-statistics';
    const minimum = optionOf(analysis, code, 'minimum');
    const tolerance = optionOf(analysis, code, 'tolerance');
    const sigmas = simultaneousSigmas(optionOf(analysis, code, 'alpha'), 1) + normalQuantile(power);
    const compared = comparedSamples(measured);
    return [...measured.profiles.samples].map(([name, profile]): Outcome => {
      const size = sizeOf(profile);
      const about = {
        code,
        severity,
        at: { path: analysis.samples.get(name)?.path ?? ['samples', name], on: 'key' as const },
        target: { sample: name },
      };
      if (size.events === 0 || !(size.sumWeights > 0)) {
        return {
          ...about,
          status: 'finding',
          severity: 'error',
          message:
            size.events === 0
              ? `No event of '${name}' passes its selection (${count(profile.events)} were read): nothing can be said of it.`
              : `The weights of '${name}' add up to ${size.sumWeights.toPrecision(3)}, which is not positive: no shape or efficiency is defined.`,
          evidence: evidenceOf(size, profile),
        };
      }
      const needed = Math.max(minimum, ...(compared.has(name) ? neededEvents(measured, name, tolerance, sigmas) : []));
      const status = size.effectiveEvents < needed ? 'finding' : 'pass';
      const worth = `'${name}' is worth ${count(size.effectiveEvents)} events`;
      return {
        ...about,
        status,
        message:
          status === 'pass'
            ? `${worth}, enough for its use here.`
            : needed === minimum
              ? `${worth}, fewer than ${count(minimum)}: nothing can be said of its shapes.`
              : `${worth}; to see a change of ${percent(tolerance)} in every efficiency it takes ${count(needed)}. Expect undecided answers, or give it more events.`,
        evidence: { ...evidenceOf(size, profile), neededEvents: needed },
      };
    });
  },
});

/** Samples of other events than the nominal ones: their statistical error enters comparisons in full. */
function comparedSamples(measured: Measurements): Set<string> {
  const names = new Set([...measured.analysis.application.values()].map(({ sample }) => sample));
  for (const side of measured.sides) {
    for (const { sample } of measured.analysis.nominal) {
      const standIn = standInFor(sample, side.variation);
      if (standIn.sample !== sample) names.add(standIn.sample);
    }
  }
  return names;
}

/**
 * Effective events that resolve a relative change t of each efficiency ε: σ(ε'/ε) = √((1 − ε)/(ε·n)) must be below
 * t/(z_α + z_power).
 */
function neededEvents(measured: Measurements, sample: string, tolerance: number, sigmas: number): number[] {
  return measured.models.flatMap((model) => {
    const score = measured.ofSample('scores', model.index, sample);
    if (score === undefined || !(score.sums.sumWeights > 0)) return [];
    return model.workingPoints.flatMap(({ firstBin }) => {
      let passing = 0;
      for (let bin = firstBin; bin < model.binning.bins; bin++) passing += score.histogram.sumWeights[bin]!;
      const efficiency = passing / score.sums.sumWeights;
      return efficiency > 0 && efficiency < 1 ? [(sigmas / tolerance) ** 2 * ((1 - efficiency) / efficiency)] : [];
    });
  });
}
