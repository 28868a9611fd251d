/**
 * How far the finite number of simulated events moves what a fit promises: templates drawn again within their errors, in
 * pairs with opposite noise. Half the sum of a pair's results has what noise does on average, half their difference what it
 * does to first order, and neither disturbs the other. Templates have this noise once already: what it adds on average to
 * those drawn again it has added to them.
 */
import type { Random } from '../stats/random';
import type { FitOptions } from './fitModel';
import { boundsOf } from './information';
import {
  drawnInformations,
  informationsOf,
  type DrawnInformations,
  type Informations,
  type Pair,
} from './informationNoise';
import { lengthNoise, type Change, type LengthNoise } from './lengthNoise';
import { nuisanceCosts, type CostNoise, type SlopeNoise } from './nuisanceCosts';
import type { Templates } from './templates';

/** What noise does to a number. */
export interface Noise {
  /** What it adds on average. */
  readonly bias: number;
  /** Standard deviation. */
  readonly scatter: number;
}

export interface TemplateNoise {
  /** Of the logarithm of the strength's bound without nuisances. */
  readonly statistical: Noise;
  /** Of the logarithm of that with the errors of templates over that without them. */
  readonly templateErrors: Noise;
  /** Of what nuisances add to the square of the strength's bound, over that without them. */
  readonly cost: CostNoise;
  /** One for each nuisance. */
  readonly nuisances: readonly NuisanceNoise[];
}

export interface NuisanceNoise {
  readonly slope: SlopeNoise;
  /** Of 1/σ². */
  readonly information: LengthNoise;
}

/**
 * Yields from time to time what fraction is done.
 * @param pairs of sets of templates
 * @returns undefined where the data say nothing of a parameter
 */
export function* templateNoise(
  templates: Templates,
  options: FitOptions,
  random: Random,
  pairs: number,
): Generator<number, TemplateNoise | undefined, void> {
  const found = yield* drawn(templates, options, random, pairs);
  if (found === undefined) return undefined;
  const steps = nuisanceCosts(found.draws, templates.nuisances);
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) yield 1;
  const costs = step.value;
  if (costs === undefined) return undefined;
  return {
    statistical: noiseOf(found.statistical),
    templateErrors: noiseOf(found.templateErrors),
    cost: costs.cost,
    nuisances: costs.slopes.map((slope, nuisance) => ({
      slope,
      information: lengthNoise(found.informations[nuisance]!),
    })),
  };
}

interface DrawnQuantities {
  readonly draws: DrawnInformations;
  /** Of the logarithm of the strength's bound without nuisances. */
  readonly statistical: readonly Change[];
  readonly templateErrors: readonly Change[];
  /** Of 1/σ² of each nuisance. */
  readonly informations: readonly (readonly Change[])[];
}

function* drawn(
  templates: Templates,
  options: FitOptions,
  random: Random,
  count: number,
): Generator<number, DrawnQuantities | undefined, void> {
  const { nuisances } = templates;
  const nominal = informationsOf(templates, options);
  const values = quantitiesOf(nominal, nuisances);
  if (values === undefined) return undefined;
  const pairs: Pair[] = [];
  const changes: Change[][] = Array.from(values, () => []);
  for (let pair = 1; pair <= count; pair++) {
    const informations = drawnInformations(templates, options, random);
    pairs.push(informations);
    const [one, other] = informations.map((told) => quantitiesOf(told, nuisances));
    if (one !== undefined && other !== undefined) {
      changes.forEach((of, index) =>
        of.push({ even: (one[index]! + other[index]!) / 2 - values[index]!, odd: (one[index]! - other[index]!) / 2 }),
      );
    }
    yield pair / count;
  }
  if (changes[0]!.length < 2) return undefined;
  const [statistical, templateErrors, ...informations] = changes;
  return { draws: { nominal, pairs }, statistical: statistical!, templateErrors: templateErrors!, informations };
}

/** Logarithms of the bound without nuisances, and of what errors of templates make of it; 1/σ² of each nuisance. */
function quantitiesOf(told: Informations, nuisances: Templates['nuisances']): Float64Array | undefined {
  const [plain, strength] = [told.plain[0]!, told.up[0]!];
  const up = boundsOf(told.up, nuisances);
  const down = told.down === told.up ? up : boundsOf(told.down, nuisances);
  if (up === undefined || down === undefined || !(plain > 0)) return undefined;
  return Float64Array.of(
    -Math.log(plain) / 2,
    Math.log(plain / strength) / 2,
    ...nuisances.map((_, nuisance) => (2 / (up[nuisance + 1]! + down[nuisance + 1]!)) ** 2),
  );
}

function noiseOf(changes: readonly Change[]): Noise {
  const mean = (of: (change: Change) => number): number =>
    changes.reduce((sum, change) => sum + of(change), 0) / changes.length;
  const bias = mean(({ even }) => even);
  return { bias, scatter: Math.sqrt(mean(({ even, odd }) => (even - bias) ** 2 + odd ** 2)) };
}
