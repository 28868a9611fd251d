/**
 * What a pass leaves behind of a score that is said to be a probability: sums in bins of the score and of two losses,
 * class by class, and what a variation of the same events shares with nominal.
 */
import type { LossSums, ScoreSums, SharedLossSums, SharedScoreSums } from '../stats/calibration';
import type { RoundedSums } from '../stats/exactSums';

/** Bins of equal width over [0, 1]; those with few events are merged when they are judged. */
export const calibrationBins = 20;

/** The losses that are averaged: Brier's and the logarithmic one. */
export const losses = ['brier', 'logLoss'] as const;
export type Loss = (typeof losses)[number];

/** Of one class: what a loss is depends on what is true of it, so its events are summed up for either truth. */
export interface CalibrationClass {
  readonly label: number | undefined;
  readonly score: ScoreSums;
  /** By truth (0, 1). */
  readonly losses: readonly Readonly<Record<Loss, LossSums>>[];
  /** Events with a score below 0 or above 1. */
  readonly outside: number;
  /** What rounding took from all sums, in the order of `flatCalibration`: added to them, they are exact. */
  readonly rests: readonly Float64Array[];
}

/** A class of a variation: as it is then, and what it shares with nominal. */
export interface VariedCalibrationClass extends CalibrationClass {
  readonly sharedScore: SharedScoreSums;
  /** By truth (0, 1). */
  readonly sharedLosses: readonly Readonly<Record<Loss, SharedLossSums>>[];
  readonly sharedRests: readonly Float64Array[];
}

/** Of one model that is said to be calibrated; a class for each of the sample's, in the same order. */
export interface CalibrationProfile<Class extends CalibrationClass = CalibrationClass> {
  readonly model: string;
  readonly classes: readonly Class[];
}

/** Where p is 0 or 1 in float32, as models put out; scikit-learn clips there, too. */
const leastProbability = 2 ** -23;

/** @param truth 0 or 1 */
export function lossOf(loss: Loss, p: number, truth: number): number {
  if (loss === 'brier') return (truth - p) ** 2;
  const clipped = Math.min(Math.max(truth === 1 ? p : 1 - p, leastProbability), 1);
  return -Math.log(clipped);
}

/** Losses of an event: of either truth, both. */
export const kinds = 2 * losses.length;

/** Sums by bin of the score, and sums of losses: those that either truth and loss have in common, and those of each. */
interface Layout<Tables extends string, Common extends string, Each extends string> {
  readonly tables: readonly Tables[];
  readonly common: readonly Common[];
  readonly each: readonly Each[];
}

export const ownLayout = {
  tables: ['w', 'ww', 'www', 'wwww', 'wp', 'wwp', 'wwpp'],
  common: ['w', 'ww'],
  each: ['wl', 'wwl', 'wwll'],
} as const;
export const sharedLayout = {
  tables: ['ww', 'wwp', 'wwq', 'wwpq'],
  common: ['ww'],
  each: ['wwl', 'wwm', 'wwlm'],
} as const;

/** Sums in one list: each table, what losses have in common, and of each truth and loss the rest. */
function flat<Tables extends string, Common extends string, Each extends string>(
  { tables, common, each }: Layout<Tables, Common, Each>,
  score: Readonly<Record<Tables, Float64Array>>,
  lost: readonly Readonly<Record<Loss, Readonly<Record<Common | Each, number>>>>[],
): Float64Array {
  const inTurn = lost.flatMap((one) => losses.map((loss) => one[loss]));
  return Float64Array.of(
    ...tables.flatMap((key) => [...score[key]]),
    ...common.map((key) => inTurn[0]![key]),
    ...inTurn.flatMap((one) => each.map((key) => one[key])),
  );
}

/** The same the other way round. */
function named<Tables extends string, Common extends string, Each extends string>(
  { tables, common, each }: Layout<Tables, Common, Each>,
  numbers: Float64Array,
): { score: Record<Tables, Float64Array>; losses: Record<Loss, Record<Common | Each, number>>[] } {
  const start = numbers.length - common.length - kinds * each.length;
  const cells = start / tables.length;
  const score = Object.fromEntries(
    tables.map((key, index) => [key, numbers.slice(index * cells, (index + 1) * cells)]),
  ) as Record<Tables, Float64Array>;
  const lossesOf = (kind: number): Record<Common | Each, number> =>
    Object.fromEntries([
      ...common.map((key, index) => [key, numbers[start + index]!]),
      ...each.map((key, index) => [key, numbers[start + common.length + kind * each.length + index]!]),
    ]) as Record<Common | Each, number>;
  return {
    score,
    losses: [0, 1].map((truth) => ({ brier: lossesOf(2 * truth), logLoss: lossesOf(2 * truth + 1) })),
  };
}

/** The sums of a class in one list, with what rounding took from them. */
export function flatCalibration({ score, losses: own, rests }: CalibrationClass): RoundedSums {
  return { nearest: flat(ownLayout, score, own), rests };
}

/** The same of what a variation shares with nominal. */
export function flatShared({ sharedScore, sharedLosses, sharedRests }: VariedCalibrationClass): RoundedSums {
  return { nearest: flat(sharedLayout, sharedScore, sharedLosses), rests: sharedRests };
}

/** A class from its list. */
export function calibrationOf(
  { nearest, rests }: RoundedSums,
  { label, outside }: Pick<CalibrationClass, 'label' | 'outside'>,
): CalibrationClass {
  return { label, ...named(ownLayout, nearest), outside, rests };
}

/** What a variation shares with nominal, from its list. */
export function sharedOf({
  nearest,
  rests,
}: RoundedSums): Pick<VariedCalibrationClass, 'sharedScore' | 'sharedLosses' | 'sharedRests'> {
  const { score, losses: lost } = named(sharedLayout, nearest);
  return { sharedScore: score, sharedLosses: lost, sharedRests: rests };
}

/**
 * What unchanged events share with themselves: the sums of the class, in the form of those of a variation.
 */
export function sharedWithItself({
  score,
  losses: own,
}: CalibrationClass): Pick<VariedCalibrationClass, 'sharedScore' | 'sharedLosses'> {
  const cells = (): Float64Array => new Float64Array(calibrationBins ** 2);
  const sharedScore = { ww: cells(), wwp: cells(), wwq: cells(), wwpq: cells() };
  for (let bin = 0; bin < calibrationBins; bin++) {
    const cell = bin * calibrationBins + bin;
    sharedScore.ww[cell] = score.ww[bin]!;
    sharedScore.wwp[cell] = score.wwp[bin]!;
    sharedScore.wwq[cell] = score.wwp[bin]!;
    sharedScore.wwpq[cell] = score.wwpp[bin]!;
  }
  const shared = ({ ww, wwl, wwll }: LossSums): SharedLossSums => ({ ww, wwl, wwm: wwl, wwlm: wwll });
  return {
    sharedScore,
    sharedLosses: own.map(({ brier, logLoss }) => ({ brier: shared(brier), logLoss: shared(logLoss) })),
  };
}
