/**
 * What a pass leaves behind of a score that is said to be a probability: sums in bins of the score and of two losses,
 * class by class, and what a variation of the same events shares with nominal.
 */
import type { LossSums, ScoreSums, SharedLossSums, SharedScoreSums } from '../stats/calibration';
import type { PointValues } from './gridProfile';

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
}

/** A class of a variation: as it is then, and what it shares with nominal. */
export interface VariedCalibrationClass extends CalibrationClass {
  readonly sharedScore: SharedScoreSums;
  /** By truth (0, 1). */
  readonly sharedLosses: readonly Readonly<Record<Loss, SharedLossSums>>[];
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
const kinds = 2 * losses.length;

export const scoreKeys = ['w', 'ww', 'wp', 'wwp', 'wwpp'] as const;
export const sharedKeys = ['ww', 'wwp', 'wwq', 'wwpq'] as const;
export const lossKeys = ['w', 'ww', 'wl', 'wwl', 'wwll'] as const;
export const sharedLossKeys = ['ww', 'wwl', 'wwm', 'wwlm'] as const;

export type Numbers<Keys extends readonly string[]> = Record<Keys[number], number>;
export type Tables<Keys extends readonly string[]> = Record<Keys[number], Float64Array>;

function tables<const Keys extends readonly string[]>(keys: Keys, length: number): Tables<Keys> {
  return Object.fromEntries(keys.map((key) => [key, new Float64Array(length)])) as Tables<Keys>;
}

/** Sums of one class while it is filled. */
class ClassSums {
  readonly score = tables(scoreKeys, calibrationBins);
  /** For each truth and loss the numbers of `lossKeys`. */
  private readonly lost = new Float64Array(kinds * lossKeys.length);
  private outside = 0;

  constructor(readonly label: number | undefined) {}

  /** @param l loss of each truth and kind, from `at` on */
  add(w: number, p: number, bin: number, l: Float64Array, at: number): void {
    const { score, lost } = this;
    const [ww, wp] = [w * w, w * p];
    score.w[bin]! += w;
    score.ww[bin]! += ww;
    score.wp[bin]! += wp;
    score.wwp[bin]! += w * wp;
    score.wwpp[bin]! += wp * wp;
    if (p < 0 || p > 1) this.outside++;
    for (let kind = 0, cell = 0; kind < kinds; kind++, cell += lossKeys.length) {
      const wl = w * l[at + kind]!;
      lost[cell]! += w;
      lost[cell + 1]! += ww;
      lost[cell + 2]! += wl;
      lost[cell + 3]! += w * wl;
      lost[cell + 4]! += wl * wl;
    }
  }

  finish(): CalibrationClass {
    const { label, score, outside } = this;
    return { label, score, losses: byTruth(lossKeys, this.lost), outside };
  }
}

/** The same for a variation, with what it shares with nominal. */
class VariedClassSums {
  readonly own: ClassSums;
  private readonly sharedScore = tables(sharedKeys, calibrationBins ** 2);
  private readonly sharedLost = new Float64Array(kinds * sharedLossKeys.length);

  constructor(label: number | undefined) {
    this.own = new ClassSums(label);
  }

  /** @param product ww' of an event with the scores p and q, in the cell of both bins, and its losses before and after */
  addShared(product: number, p: number, q: number, cell: number, l: Float64Array, m: Float64Array, at: number): void {
    const { sharedScore, sharedLost } = this;
    sharedScore.ww[cell]! += product;
    sharedScore.wwp[cell]! += product * p;
    sharedScore.wwq[cell]! += product * q;
    sharedScore.wwpq[cell]! += product * p * q;
    for (let kind = 0, to = 0; kind < kinds; kind++, to += sharedLossKeys.length) {
      const [before, after] = [l[at + kind]!, m[at + kind]!];
      sharedLost[to]! += product;
      sharedLost[to + 1]! += product * before;
      sharedLost[to + 2]! += product * after;
      sharedLost[to + 3]! += product * before * after;
    }
  }

  finish(): VariedCalibrationClass {
    const sharedLosses = byTruth(sharedLossKeys, this.sharedLost);
    return { ...this.own.finish(), sharedScore: this.sharedScore, sharedLosses };
  }
}

/** Numbers of each truth and loss, from the flat list in which they were summed up. */
function byTruth<const Keys extends readonly string[]>(keys: Keys, flat: Float64Array): Record<Loss, Numbers<Keys>>[] {
  const of = (kind: number): Numbers<Keys> =>
    Object.fromEntries(keys.map((key, index) => [key, flat[kind * keys.length + index]!])) as Numbers<Keys>;
  return [0, 1].map((truth) => ({ brier: of(2 * truth), logLoss: of(2 * truth + 1) }));
}

/** Bins and losses of the scores of a batch; found out once for all that share them. */
class BinnedScores {
  bins = new Int32Array(0);
  losses = new Float64Array(0);

  find(scores: Float64Array, n: number): this {
    if (this.bins.length < n) {
      this.bins = new Int32Array(n);
      this.losses = new Float64Array(kinds * n);
    }
    const { bins, losses: lost } = this;
    for (let event = 0, at = 0; event < n; event++, at += kinds) {
      const p = scores[event]!;
      bins[event] = binOf(p);
      for (let truth = 0; truth < 2; truth++) {
        lost[at + 2 * truth] = lossOf('brier', p, truth);
        lost[at + 2 * truth + 1] = lossOf('logLoss', p, truth);
      }
    }
    return this;
  }
}

/** Fills the calibration of one model, nominal and varied. */
export class CalibrationFiller {
  private readonly classes: ClassSums[] = [];
  private readonly varied = new Map<string, VariedClassSums[]>();
  private readonly before = new BinnedScores();
  private readonly after = new BinnedScores();

  /**
   * @param name of the model
   * @param model its position among the scores
   * @param variations keys
   */
  constructor(
    private readonly name: string,
    private readonly model: number,
    variations: Iterable<string>,
  ) {
    for (const key of variations) this.varied.set(key, []);
  }

  newClass(label: number | undefined): void {
    this.classes.push(new ClassSums(label));
    for (const classes of this.varied.values()) classes.push(new VariedClassSums(label));
  }

  /**
   * @param nominal what the batch is
   * @param varied what each variation makes of it, by its key
   * @param classOf number of the class of each event; below 0 for events that are not selected anywhere
   */
  add(nominal: PointValues, varied: ReadonlyMap<string, PointValues>, classOf: Int32Array, n: number): void {
    const scores = nominal.scores[this.model]!;
    const before = this.before.find(scores, n);
    for (let event = 0; event < n; event++) {
      if (classOf[event]! < 0) continue;
      const w = countedWeight(nominal, scores, event);
      if (w !== 0)
        this.classes[classOf[event]!]!.add(w, scores[event]!, before.bins[event]!, before.losses, kinds * event);
    }
    for (const [key, classes] of this.varied) this.addVaried(classes, nominal, varied.get(key)!, classOf, n);
  }

  finish(order: (a: CalibrationClass, b: CalibrationClass) => number): CalibrationProfile {
    return { model: this.name, classes: this.classes.map((one) => one.finish()).sort(order) };
  }

  finishVaried(
    key: string,
    order: (a: CalibrationClass, b: CalibrationClass) => number,
  ): CalibrationProfile<VariedCalibrationClass> {
    return {
      model: this.name,
      classes: this.varied
        .get(key)!
        .map((one) => one.finish())
        .sort(order),
    };
  }

  private addVaried(
    classes: readonly VariedClassSums[],
    nominal: PointValues,
    side: PointValues,
    classOf: Int32Array,
    n: number,
  ): void {
    const scores = nominal.scores[this.model]!;
    const variedScores = side.scores[this.model]!;
    const { before } = this;
    // Where no feature of the model differs, its scores are the same array.
    const after = variedScores === scores ? before : this.after.find(variedScores, n);
    for (let event = 0; event < n; event++) {
      if (classOf[event]! < 0) continue;
      const v = countedWeight(side, variedScores, event);
      if (v === 0) continue;
      const one = classes[classOf[event]!]!;
      const at = kinds * event;
      one.own.add(v, variedScores[event]!, after.bins[event]!, after.losses, at);
      const w = countedWeight(nominal, scores, event);
      if (w === 0) continue;
      const cell = before.bins[event]! * calibrationBins + after.bins[event]!;
      one.addShared(w * v, scores[event]!, variedScores[event]!, cell, before.losses, after.losses, at);
    }
  }
}

/** 0 for an event that does not count: not selected, or without a finite weight or score. */
function countedWeight({ values: { select, weight } }: PointValues, scores: Float64Array, event: number): number {
  const w = weight[event]!;
  return select[event] !== 0 && Number.isFinite(w) && Number.isFinite(scores[event]!) ? w : 0;
}

/** A score that is no number has a bin as well: its event does not count. */
function binOf(p: number): number {
  return p >= 1 ? calibrationBins - 1 : p > 0 ? Math.floor(p * calibrationBins) : 0;
}

/**
 * What unchanged events share with themselves: the sums of the class, in the form of those of a variation.
 */
export function sharedWithItself({
  score,
  losses: own,
}: CalibrationClass): Pick<VariedCalibrationClass, 'sharedScore' | 'sharedLosses'> {
  const sharedScore = tables(sharedKeys, calibrationBins ** 2);
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
