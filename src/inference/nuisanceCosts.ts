/**
 * What nuisances cost the strength, without the noise of the templates. With a and C of `profiledInformation.ts` the cost is
 * Q = aᵀ(1 + C)⁻¹a, and noise of a slope enters twice: along the signal it makes a, and with it Q, longer; across the signal
 * it seems to constrain, and makes Q smaller.
 *
 * - a has its noise to first order, so that Q for given C is a squared length: its noise tr (1 + C)⁻¹Σ is taken off.
 * - What noise adds to C on average is taken off before (regressors measured with errors: W. A. Fuller, Measurement Error
 *   Models (1987), ch. 2), and where less than nothing is left of a combination of nuisances, it is nothing.
 * - Q changes with C only by what C tells of the one combination u = (1 + C)⁻¹a: Q = |u|² + uᵀCu, and with another C' it is
 *   Q²/(|u|² + uᵀC'u), exactly with one nuisance. uᵀCu is a squared length as well.
 */
import type { MeasuredLength } from '../stats/squaredLength';
import { eigenvalues } from '../stats/eigenvalues';
import type { DrawnInformations, Informations } from './informationNoise';
import { lengthNoise, sameDirections, type Change, type LengthNoise } from './lengthNoise';
import { dot, posterior, product, profiledInformation, type Profiled } from './profiledInformation';
import type { Templates } from './templates';

export interface CostNoise {
  /** Of Q, for given C. */
  readonly length: LengthNoise;
  /** |u|², and uᵀCu as it is measured. */
  readonly prior: number;
  readonly told: MeasuredLength;
  /** Between the noise of both, to first order. */
  readonly correlation: number;
}

/** Of the change of the strength when a nuisance goes up by its prior error and all others follow. */
export interface SlopeNoise {
  /** Without noise, from the Fisher information. */
  readonly value: number;
  readonly scatter: number;
  /** What noise adds to the change for one error after the fit. */
  readonly bias: number;
}

/** One side of kinks at nominal. */
interface Side {
  /** As it is measured. */
  readonly seen: Profiled;
  /** What pairs with opposite noise make of it: differences to it, of |s|² as a fraction. */
  readonly drawn: readonly (readonly [Profiled, Profiled])[];
  /** a without noise, (1 + C)⁻¹, and u. */
  readonly common: Float64Array;
  readonly inverse: Float64Array;
  readonly costly: Float64Array;
  /** What noise adds to C. */
  readonly added: Float64Array;
}

/** Yields from time to time. */
export function* nuisanceCosts(
  draws: DrawnInformations,
  nuisances: Templates['nuisances'],
): Generator<undefined, { readonly cost: CostNoise; readonly slopes: readonly SlopeNoise[] } | undefined, void> {
  // Between the close points of a grid slopes are mostly noise, which a fit that goes over many of them does not see.
  const isTakenOff = nuisances.map(({ shifts }) => shifts.every((shift) => shift?.points === undefined));
  const up = sideOf('up', draws, nuisances, isTakenOff);
  yield;
  const { nominal } = draws;
  const down = nominal.down === nominal.up ? up : sideOf('down', draws, nuisances, isTakenOff);
  if (up === undefined || down === undefined) return undefined;
  yield;
  const cost = costOf([up, down], isTakenOff);
  const slopes: SlopeNoise[] = [];
  for (const nuisance of nuisances.keys()) {
    yield;
    slopes.push(slopeOf(up, nuisance));
  }
  return { cost, slopes };
}

function sideOf(
  which: 'up' | 'down',
  draws: DrawnInformations,
  nuisances: Templates['nuisances'],
  isTakenOff: readonly boolean[],
): Side | undefined {
  const n = nuisances.length;
  const of = (informations: Informations): Profiled | undefined => profiledInformation(informations[which], nuisances);
  const seen = of(draws.nominal);
  if (seen === undefined) return undefined;
  const drawn = draws.pairs.flatMap(([first, second]): (readonly [Profiled, Profiled])[] => {
    const [one, other] = [of(first), of(second)];
    return one === undefined || other === undefined ? [] : [[moved(one, seen), moved(other, seen)]];
  });
  if (drawn.length < 2) return undefined;
  const addedTo = (key: 'common' | 'rest', isSeen: (at: number) => boolean): Float64Array =>
    seen[key].map((_, at) => {
      if (!isSeen(at)) return 0;
      return drawn.reduce((total, [one, other]) => total + one[key][at]! + other[key][at]!, 0) / (2 * drawn.length);
    });
  const added = addedTo('rest', (at) => isTakenOff[Math.floor(at / n)]! && isTakenOff[at % n]!);
  const ofCommon = addedTo('common', (at) => isTakenOff[at]!);
  const common = seen.common.map((value, nuisance) => value - ofCommon[nuisance]!);
  const inverse = posterior(
    nothingNegative(
      seen.rest.map((value, at) => value - added[at]!),
      n,
    ),
    n,
  );
  return { seen, drawn, common, inverse, costly: product(inverse, common), added };
}

function moved(one: Profiled, from: Profiled): Profiled {
  return {
    strength: one.strength / from.strength - 1,
    common: one.common.map((value, at) => value - from.common[at]!),
    rest: one.rest.map((value, at) => value - from.rest[at]!),
  };
}

/** The nearest matrix that tells nothing less than nothing. */
function nothingNegative(matrix: Float64Array, n: number): Float64Array {
  const { values, vectors } = eigenvalues(matrix, n);
  const nearest = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    if (!(values[k]! > 0)) continue;
    for (let row = 0; row < n; row++) {
      const factor = values[k]! * vectors[k * n + row]!;
      for (let column = 0; column < n; column++) nearest[row * n + column]! += factor * vectors[k * n + column]!;
    }
  }
  return nearest;
}

function costOf(sides: readonly [Side, Side], isTakenOff: readonly boolean[]): CostNoise {
  const mean = (of: (side: Side, index: 0 | 1) => number): number => (of(sides[0], 0) + of(sides[1], 1)) / 2;
  const pairs = Array.from({ length: Math.min(sides[0].drawn.length, sides[1].drawn.length) }, (_, pair) => pair);
  const luck = sides.map(({ drawn }) =>
    drawn.map(([one, other]) => one.common.map((value, nuisance) => (value - other.common[nuisance]!) / 2)),
  );
  // Products of what is drawn, in the metric (1 + C)⁻¹: their traces are those of the noise.
  const metric = luck.map((all, side) => all.map((one) => product(sides[side]!.inverse, one)));
  const between = (k: number, l: number): number => mean((_, side) => dot(luck[side]![k]!, metric[side]![l]!));
  const trace = pairs.reduce((sum, k) => sum + between(k, k), 0) / pairs.length;
  const squares = pairs.reduce((sum, k) => sum + pairs.reduce((all, l) => all + between(k, l) ** 2, 0), 0);
  // tr Σ² of a covariance of so many draws whose mean is zero, without bias.
  const unbiased = (squares - pairs.length * trace ** 2) / ((pairs.length + 2) * (pairs.length - 1));
  const square = Math.min(Math.max(unbiased, 0), trace ** 2);
  const longer = pairs.map((pair) => mean(({ costly }, side) => 2 * dot(costly, luck[side]![pair]!)));
  const seen = mean(({ seen: { common, rest } }) => dot(common, product(posterior(rest, common.length), common)));
  const taken = mean(({ inverse }, side) => {
    const ofTaken = luck[side]!.map((one) => one.map((value, nuisance) => (isTakenOff[nuisance]! ? value : 0)));
    return ofTaken.reduce((sum, one) => sum + dot(one, product(inverse, one)), 0) / ofTaken.length;
  });
  const without = mean(({ common, costly }) => dot(common, costly)) - taken;
  // uᵀCu
  const alongCostly = (of: (side: Side) => Float64Array): number =>
    mean((side) => dot(side.costly, product(of(side), side.costly)));
  const told = pairs.map((pair): Change => {
    const [one, other] = ([0, 1] as const).map((sign) => alongCostly(({ drawn }) => drawn[pair]![sign].rest));
    return { even: (one! + other!) / 2, odd: (one! - other!) / 2 };
  });
  const noise = lengthNoise(told);
  return {
    length: {
      ...sameDirections(trace, square),
      firstOrder: longer.reduce((sum, change) => sum + change ** 2, 0) / pairs.length,
      bias: seen - without,
    },
    prior: mean(({ costly }) => dot(costly, costly)),
    told: { ...noise, value: alongCostly((side) => side.seen.rest.map((one, at) => one - side.added[at]!)) },
    // To first order noise alone is along what noise has made of the direction: that part says nothing of another.
    correlation:
      noise.firstOrder > 0
        ? Math.max(1 - (4 * noise.square) / noise.firstOrder, 0) *
          correlationOf(
            longer,
            told.map(({ odd }) => odd),
          )
        : 0,
  };
}

/** Of numbers with mean zero; 0 where one of them does not vary. */
function correlationOf(a: readonly number[], b: readonly number[]): number {
  const product = (one: readonly number[], other: readonly number[]): number =>
    one.reduce((sum, value, index) => sum + value * other[index]!, 0);
  const scale = Math.sqrt(product(a, a) * product(b, b));
  return scale > 0 ? product(a, b) / scale : 0;
}

/**
 * The change of the strength for one prior error, all others following, is −u_n/(M_nn|s|) with M = (1 + C)⁻¹, and with noise δ
 * of a and C it changes by mᵀδa − mᵀδC(u − u_n m) of the same, where m is the column of M over M_nn.
 */
function slopeOf({ seen, drawn, inverse, costly, added }: Side, nuisance: number): SlopeNoise {
  const n = costly.length;
  const own = inverse[nuisance * (n + 1)]!;
  const column = inverse.slice(nuisance * n, (nuisance + 1) * n).map((value) => value / own);
  const others = costly.map((value, index) => value - costly[nuisance]! * column[index]!);
  const strength = Math.sqrt(seen.strength);
  const value = -costly[nuisance]! / (own * strength);
  const ofAdded = dot(column, product(added, others));
  let squares = 0;
  for (const pair of drawn) {
    for (const { common, rest, strength: grown } of pair) {
      const change = dot(column, common) - dot(column, product(rest, others)) + ofAdded;
      squares += (change / strength + (value * grown) / 2) ** 2;
    }
  }
  const seenInverse = posterior(seen.rest, n);
  const impact =
    -dot(seenInverse.subarray(nuisance * n, (nuisance + 1) * n), seen.common) /
    Math.sqrt(seenInverse[nuisance * (n + 1)]!) /
    strength;
  return {
    value,
    scatter: Math.sqrt(squares / (2 * drawn.length)),
    bias: impact - value * Math.sqrt(own),
  };
}
