/**
 * How far the finite number of simulated events moves what a fit promises: templates drawn again within their errors, in
 * pairs with opposite noise. Half the sum of a pair's results has what noise does on average, half their difference what it
 * does to first order, and neither disturbs the other.
 *
 * Templates have this noise once already. What it adds to their information is taken off; what it still adds on average
 * is there once more in those drawn again (the bias of a bootstrap: B. Efron and R. Tibshirani, An Introduction to the
 * Bootstrap (1993), ch. 10).
 */
import type { MeasuredLength } from '../stats/squaredLength';
import type { Random } from '../stats/random';
import { shrunk } from './drawnTemplates';
import { strengthIndex, type FitOptions } from './fitModel';
import { boundsOf, type FisherBounds } from './information';
import {
  boundsWithout,
  drawInformations,
  informationsOf,
  type DrawnInformations,
  type Informations,
} from './informationNoise';
import type { Templates } from './templates';

/** What noise does to a number. */
export interface Noise {
  /** What it adds on average. */
  readonly bias: number;
  /** Standard deviation. */
  readonly scatter: number;
}

/** What noise does to something that grows with the square of differences: `bias` is what it adds on average. */
export interface LengthNoise extends Omit<MeasuredLength, 'value'> {
  readonly bias: number;
}

export interface TemplateNoise {
  /** Of the logarithm of the strength's bound without nuisances. */
  readonly statistical: Noise;
  /** Of the square of the strength's bound over that without nuisances: what nuisances add to 1. */
  readonly inflation: LengthNoise;
  /** One for each nuisance. */
  readonly nuisances: readonly NuisanceNoise[];
}

export interface NuisanceNoise {
  /** Of the change of the strength for one standard error of the nuisance. */
  readonly impact: Noise;
  /** Of 1/σ². */
  readonly information: LengthNoise;
}

/**
 * @param pairs of sets of templates
 * @returns undefined where the data say nothing of a parameter
 */
export function templateNoise(
  templates: Templates,
  options: FitOptions,
  random: Random,
  pairs: number,
): TemplateNoise | undefined {
  const { nuisances } = templates;
  const rough = momentsOf(drawInformations(templates, options, random, Math.ceil(pairs / 4)), nuisances);
  if (rough === undefined) return undefined;
  const shares = nuisances.map((_, nuisance) => {
    const { value, bias } = rough[quantityOf(nuisance, 'alone')]!;
    return value > 0 ? Math.sqrt(Math.min(Math.max(1 - bias / value, 0), 1)) : 0;
  });
  const draws = drawInformations(shrunk(templates, shares), options, random, pairs);
  const told = informationsOf(templates, options);
  const [seen, without] = [quantitiesOf(told, nuisances), quantitiesOf(told, nuisances, draws.added)];
  const [moments, corrected] = [momentsOf(draws, nuisances), momentsOf(draws, nuisances, draws.added)];
  if (seen === undefined || without === undefined || moments === undefined || corrected === undefined) return undefined;
  const withoutNoise = corrected.map(({ bias }, index) => without[index]! - bias);
  return {
    statistical: noiseOf(moments[0]!),
    inflation: inflationNoise(corrected, seen[1]!, withoutNoise[1]!),
    nuisances: nuisances.map((_, nuisance) => {
      const impact = quantityOf(nuisance, 'impact');
      return {
        impact: { ...noiseOf(corrected[impact]!), bias: seen[impact]! - withoutNoise[impact]! },
        information: lengthOf(moments[quantityOf(nuisance, 'information')]!),
      };
    }),
  };
}

/** Of each nuisance: change of the strength, 1/σ², and what templates tell of it if all else is known. */
const ofNuisances = ['impact', 'information', 'alone'] as const;

/** Position among the quantities: two of the strength come first. */
function quantityOf(nuisance: number, which: (typeof ofNuisances)[number]): number {
  return 2 + ofNuisances.length * nuisance + ofNuisances.indexOf(which);
}

/** A quantity, what noise adds to it on average, and the variances of even and odd parts. */
interface Moments {
  readonly value: number;
  readonly bias: number;
  readonly even: number;
  readonly odd: number;
}

/** @param added by noise, which is taken off */
function momentsOf(
  { nominal, pairs }: DrawnInformations,
  nuisances: Templates['nuisances'],
  added?: Informations,
): readonly Moments[] | undefined {
  const values = quantitiesOf(nominal, nuisances);
  if (values === undefined) return undefined;
  const drawn: { readonly even: Float64Array; readonly odd: Float64Array }[] = [];
  for (const pair of pairs) {
    const [one, other] = pair.map((told) => quantitiesOf(told, nuisances, added));
    if (one === undefined || other === undefined) continue;
    drawn.push({
      even: one.map((value, index) => (value + other[index]!) / 2 - values[index]!),
      odd: one.map((value, index) => (value - other[index]!) / 2),
    });
  }
  if (drawn.length < 2) return undefined;
  return Array.from(values, (value, index): Moments => {
    const bias = drawn.reduce((sum, { even }) => sum + even[index]!, 0) / drawn.length;
    const squares = drawn.reduce((sum, { even }) => sum + (even[index]! - bias) ** 2, 0);
    const odd = drawn.reduce((sum, one) => sum + one.odd[index]! ** 2, 0) / drawn.length;
    return { value, bias, even: squares / (drawn.length - 1), odd };
  });
}

function noiseOf({ bias, even, odd }: Moments): Noise {
  return { bias, scatter: Math.sqrt(even + odd) };
}

/** ln of the bound without nuisances, (bound over that)² − 1; then those of each nuisance. */
function quantitiesOf(
  told: Informations,
  nuisances: Templates['nuisances'],
  added?: Informations,
): Float64Array | undefined {
  const bounds = (which: keyof Informations, of: Templates['nuisances']): FisherBounds | undefined =>
    added === undefined ? boundsOf(told[which], of) : boundsWithout(told[which], added[which], of);
  const plain = bounds('plain', [])?.errors;
  const up = bounds('up', nuisances);
  const down = told.down === told.up ? up : bounds('down', nuisances);
  if (up === undefined || down === undefined || plain === undefined) return undefined;
  const errors = up.errors.map((error, index) => (error + down.errors[index]!) / 2);
  return Float64Array.of(
    Math.log(plain[strengthIndex]!),
    (errors[strengthIndex]! / plain[strengthIndex]!) ** 2 - 1,
    ...Array.from(up.impacts, (impact, nuisance) => {
      return [impact, 1 / errors[nuisance + 1]! ** 2, (up.alone[nuisance]! + down.alone[nuisance]!) / 2];
    }).flat(),
  );
}

/**
 * Of ‖t + e‖², e normal with covariance C, pairs with ± e have the mean ‖t‖² + ‖e‖², whose expectation is tr C more and
 * whose variance 2 tr C², and half the difference 2 t·e, of variance 4 tᵀCt. As many directions of equal noise as have
 * these traces stand for C. What is no such square is taken for more of the first order.
 */
function lengthOf({ bias, even, odd }: Moments): LengthNoise {
  const trace = Math.max(bias, 0);
  const square = Math.min(even / 2, trace ** 2);
  const eigenvalue = trace > 0 ? square / trace : 0;
  // Of what was measured, and not of what is there without noise: that has 4 tr C² more.
  const firstOrder = odd + even - 2 * square + 4 * square;
  return { bias, firstOrder, trace, square, cube: square * eigenvalue, eigenvalue };
}

/**
 * What nuisances add to σ² is the sum of the squares of their impacts, each with its own noise. Its bias is another thing:
 * noise constrains, and takes as well as it adds.
 * @param seen (bound over that without nuisances)² − 1
 * @param withoutNoise the same
 */
function inflationNoise(moments: readonly Moments[], seen: number, withoutNoise: number): LengthNoise {
  const { even, odd } = moments[1]!;
  const unit = Math.exp(2 * moments[0]!.value);
  const nuisances = (moments.length - 2) / ofNuisances.length;
  const eigenvalues = Array.from({ length: nuisances }, (_, nuisance) => {
    const impact = moments[quantityOf(nuisance, 'impact')]!;
    return (impact.odd + impact.even) / unit;
  });
  const power = (exponent: number): number => eigenvalues.reduce((sum, one) => sum + one ** exponent, 0);
  return {
    bias: seen - withoutNoise,
    firstOrder: odd + even + 4 * power(2),
    trace: power(1),
    square: power(2),
    cube: power(3),
    eigenvalue: Math.max(0, ...eigenvalues),
  };
}
