/** Fills what a pass leaves behind of a score that is said to be a probability, without rounding. */
import { ExactTables } from '../stats/exactTables';
import { ExactTerms, joinRounded } from '../stats/exactTerms';
import {
  calibrationBins,
  calibrationOf,
  kinds,
  lossOf,
  ownLayout,
  sharedLayout,
  sharedOf,
  type CalibrationClass,
  type CalibrationProfile,
  type VariedCalibrationClass,
} from './calibrationProfile';
import type { PointValues } from './gridProfile';

/** Sums of one class while it is filled, without rounding: the order of events changes no bit. */
class ClassSums {
  private readonly score = new ExactTables(ownLayout.tables.length, calibrationBins);
  private readonly lost = new ExactTerms(ownLayout.common.length + kinds * ownLayout.each.length);
  private outside = 0;

  constructor(readonly label: number | undefined) {}

  /** @param l loss of each truth and kind, from `at` on */
  add(w: number, p: number, bin: number, l: Float64Array, at: number): void {
    const { score, lost } = this;
    const [ww, wp] = [w * w, w * p];
    score.set(0, w);
    score.set(1, ww);
    score.set(2, ww * w);
    score.set(3, ww * ww);
    score.set(4, wp);
    score.set(5, w * wp);
    score.set(6, wp * wp);
    score.next(bin);
    if (p < 0 || p > 1) this.outside++;
    lost.set(0, w);
    lost.set(1, ww);
    for (let kind = 0, term = 2; kind < kinds; kind++) {
      const wl = w * l[at + kind]!;
      lost.set(term++, wl);
      lost.set(term++, w * wl);
      lost.set(term++, wl * wl);
    }
    lost.next();
  }

  finish(): CalibrationClass {
    const { label, outside } = this;
    return calibrationOf(joinRounded([...this.score.rounded(), this.lost.rounded()]), { label, outside });
  }
}

/** The same for a variation, with what it shares with nominal. */
class VariedClassSums {
  readonly own: ClassSums;
  private readonly sharedScore = new ExactTables(sharedLayout.tables.length, calibrationBins ** 2);
  private readonly sharedLost = new ExactTerms(sharedLayout.common.length + kinds * sharedLayout.each.length);

  constructor(label: number | undefined) {
    this.own = new ClassSums(label);
  }

  /** @param product ww' of an event with the scores p and q, in the cell of both bins, and its losses before and after */
  addShared(product: number, p: number, q: number, cell: number, l: Float64Array, m: Float64Array, at: number): void {
    const { sharedScore, sharedLost } = this;
    sharedScore.set(0, product);
    sharedScore.set(1, product * p);
    sharedScore.set(2, product * q);
    sharedScore.set(3, product * p * q);
    sharedScore.next(cell);
    sharedLost.set(0, product);
    for (let kind = 0, term = 1; kind < kinds; kind++) {
      const [before, after] = [l[at + kind]!, m[at + kind]!];
      sharedLost.set(term++, product * before);
      sharedLost.set(term++, product * after);
      sharedLost.set(term++, product * before * after);
    }
    sharedLost.next();
  }

  finish(): VariedCalibrationClass {
    const shared = joinRounded([...this.sharedScore.rounded(), this.sharedLost.rounded()]);
    return { ...this.own.finish(), ...sharedOf(shared) };
  }
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
