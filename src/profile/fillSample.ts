/** Fills the profile of one sample, and those of its variations, batch by batch. */
import { AnalysisError } from '../config/analysisError';
import type { Binning } from '../stats/binning';
import { hash } from '../stats/hash';
import { plotGroups, type VariableEdges } from './binnings';
import { ClassFiller, VariedClassFiller, type Axis } from './classFillers';
import { ClassWeights, PairedWeights } from './classWeights';
import { CalibrationFiller } from './calibrationProfile';
import { ConditionFiller } from './conditionProfile';
import { CountedEvents } from './countedEvents';
import { BatchScorer, EventEvaluator, type EventValues } from './eventValues';
import { GridFiller, type GridProfile, type PointValues } from './gridProfile';
import type { KeptBatch } from './keptEvents';
import type { Pass, ScoringModel } from './pass';
import type { SampleProfile, VariationProfile } from './profile';
import { DistinctRowKeeper } from './distinctRows';
import { RowKeeper, sigmaName } from './rowSample';

/** Scores of the first events are reported, to compare with the training framework. */
export const firstScores = 5;
/** More classes than this means that the label is not a label. */
const mostClasses = 64;
/** Class of an event that is not selected: its label may be anything. */
const unclassified = -1;

export interface FillBinning {
  readonly binning: Binning;
  readonly edges: VariableEdges;
}

interface Variation {
  readonly key: string;
  readonly evaluator: EventEvaluator;
  /** For each model, whether one of its features differs from nominal. */
  readonly rescored: readonly boolean[];
  readonly scorers: readonly BatchScorer[];
  readonly classes: VariedClassFiller[];
  /** Of the nominal events; undefined where none is asked for, or no score differs. */
  readonly rows: RowKeeper | undefined;
  changedEvents: number;
  invalidWeights: number;
}

export interface FilledSample {
  readonly nominal: SampleProfile;
  readonly variations: ReadonlyMap<string, VariationProfile>;
  readonly grids: ReadonlyMap<string, GridProfile>;
}

/** Reused buffers of one batch. */
interface Slots {
  readonly classes: Int32Array;
  readonly counted: CountedEvents;
  readonly variedCounted: CountedEvents;
  /** Weights of the nominal events, by class. */
  readonly chosen: ClassWeights[];
  /** Those of a variation, and of both, one class at a time. */
  readonly after: ClassWeights;
  readonly paired: PairedWeights;
  readonly featureBins: readonly Int32Array[];
  readonly scoreBins: readonly Int32Array[];
  readonly variedBins: readonly Int32Array[];
  readonly to: Int32Array;
}

export class SampleFiller {
  private readonly evaluator: EventEvaluator;
  /** For each model the bin of the plot of each bin of its score. */
  private readonly plotBins: readonly { readonly groups: Int32Array; readonly bins: number }[];
  private readonly scorers: readonly BatchScorer[];
  private readonly variations: readonly Variation[];
  private readonly classes: { readonly label: number | undefined; readonly filler: ClassFiller }[] = [];
  private readonly firstScores: number[][];
  private events = 0;
  private invalidWeights = 0;
  private readonly grids: readonly { key: string; points: readonly string[]; filler: GridFiller }[];
  private readonly conditions: readonly ConditionFiller[];
  private readonly calibrations: readonly CalibrationFiller[];
  private readonly rows: RowKeeper;
  private readonly distinct: DistinctRowKeeper;
  /** Hash of each file's name, the file that is being read, and how many of its events were. */
  private readonly files: readonly number[];
  private file = 0;
  private position = 0;
  private readonly classNumbers = new Map<number, number>();
  private lastLabel = Number.NaN;
  private lastClass = unclassified;
  private slots: Slots | undefined;

  /**
   * @param sentinels one list for each feature
   * @param features binning of each feature of the pass
   * @param scores binning of each model's score
   * @param files names of the sample's files, in the order in which they are read
   * @param conditions binning of each extra variable
   */
  constructor(
    private readonly pass: Pass,
    models: readonly ScoringModel[],
    private readonly sentinels: readonly (readonly number[])[],
    private readonly features: readonly FillBinning[],
    private readonly scores: readonly FillBinning[],
    files: readonly string[] = [pass.sample],
    conditions: readonly Binning[] = [],
  ) {
    const thresholds = pass.thresholds ?? models.map(() => []);
    this.grids = [...(pass.grids ?? [])].map(([key, points]) => ({
      key,
      points,
      filler: new GridFiller(points.length, thresholds),
    }));
    const scoreBins = scores.map(({ binning }) => binning.bins);
    this.conditions = (pass.conditions ?? []).map(
      (condition, index) => new ConditionFiller(condition, conditions[index]!, scoreBins, thresholds),
    );
    this.calibrations = models.flatMap(({ name, calibrated }, model) =>
      calibrated === true ? [new CalibrationFiller(name, model, pass.variations.keys())] : [],
    );
    this.files = files.map((name) => hash(name));
    const extra = (pass.nominal.extra ?? []).map(({ text }) => text);
    const predicted = models.flatMap(({ name, sigmas }) => (sigmas === undefined ? [] : [sigmaName(name)]));
    this.rows = new RowKeeper(sentinels, models.length, [...extra, ...predicted]);
    this.distinct = new DistinctRowKeeper(features.map(({ binning }) => binning.bins));
    this.plotBins = scores.map(({ binning, edges }) => ({
      groups: plotGroups(binning, edges.plot),
      bins: edges.plot.length + 1,
    }));
    this.evaluator = new EventEvaluator(pass.nominal);
    this.scorers = models.map((model) => new BatchScorer(model));
    this.firstScores = models.map(() => []);
    this.variations = [...pass.variations].map(([key, expressions]) => {
      const rescored = models.map((model) =>
        model.features.some((feature) => expressions.features[feature] !== pass.nominal.features[feature]),
      );
      return {
        key,
        evaluator: new EventEvaluator(expressions, pass.nominal),
        rescored,
        scorers: models.map((model) => new BatchScorer(model)),
        classes: [],
        rows: pass.variedRows === true && rescored.includes(true) ? new RowKeeper([], models.length, []) : undefined,
        changedEvents: 0,
        invalidWeights: 0,
      };
    });
  }

  /**
   * @param file number of the file that the batch comes from: files and their batches come in order
   * @throws AnalysisError `label` when a label is not an integer; whatever scoring throws
   */
  async add(batch: KeptBatch, file = 0): Promise<void> {
    const n = batch.length;
    if (file !== this.file) [this.file, this.position] = [file, 0];
    const slots = this.slotsFor(n);
    const nominal = this.evaluator.evaluate(batch);
    const scores: Float64Array[] = [];
    const sigmas: Float64Array[] = [];
    for (const [model, scorer] of this.scorers.entries()) {
      const known = batch.scores?.[model];
      scores.push(known ?? (await scorer.score(nominal.features, n)));
      const sigma = known === undefined ? scorer.sigmas(n) : batch.sigmas?.[model];
      if (sigma !== undefined) sigmas.push(sigma);
    }
    this.noteFirstScores(scores, n);
    this.classify(nominal, slots.classes, n);
    const invalid = this.fillNominal(nominal, scores, slots, n);
    const row = { ...nominal, features: nominal.measured, scores, extra: [...nominal.extra, ...sigmas] };
    this.rows.add(row, this.files[file]!, this.position, n);
    const points = new Map<string, PointValues>();
    this.distinct.add(nominal.measured, nominal.select, nominal.weight, n);
    for (const variation of this.variations) {
      const point = await this.fillVariation(variation, batch, nominal, scores, slots, invalid === 0);
      points.set(variation.key, point);
      // The same rows as the nominal ones: whether one is kept depends on the nominal event alone.
      const variedRow = { ...nominal, features: [], scores: point.scores, extra: [] };
      variation.rows?.add(variedRow, this.files[file]!, this.position, n);
    }
    for (const filler of this.calibrations) filler.add({ values: nominal, scores }, points, slots.classes, n);
    for (const grid of this.grids) {
      const ofGrid = [...grid.points.map((key) => points.get(key)!), { values: nominal, scores }];
      grid.filler.add(ofGrid, slots.classes, n);
    }
    this.events += n;
    this.position += n;
    this.invalidWeights += invalid;
  }

  /** Events of which none is selected, nominal or varied, and which are not read. */
  skip(events: number, file = 0): void {
    if (file !== this.file) [this.file, this.position] = [file, 0];
    this.events += events;
    this.position += events;
  }

  finish(): FilledSample {
    const variations = new Map(
      this.variations.map(({ key, classes, rows, changedEvents, invalidWeights }): [string, VariationProfile] => [
        key,
        {
          changedEvents,
          invalidWeights,
          classes: classes.map((one) => one.profile()).sort(byLabel),
          ...(this.calibrations.length > 0 && {
            calibrations: this.calibrations.map((filler) => filler.finishVaried(key, byLabel)),
          }),
          ...(rows && { rows: rows.finish() }),
        },
      ]),
    );
    const nominal = {
      events: this.events,
      invalidWeights: this.invalidWeights,
      classes: this.classes.map(({ filler }) => filler.profile()).sort(byLabel),
      sentinels: this.sentinels,
      firstScores: this.firstScores,
      rows: this.rows.finish(),
      conditions: this.conditions.map((filler) => filler.finish(byLabel)),
      distinct: this.distinct.finish(),
      ...(this.calibrations.length > 0 && {
        calibrations: this.calibrations.map((filler) => filler.finish(byLabel)),
      }),
    };
    for (const { filler } of this.grids) filler.classes.sort(byLabel);
    const grids = new Map(this.grids.map(({ key, filler: { classes } }) => [key, { classes }]));
    return { nominal, variations, grids };
  }

  private noteFirstScores(scores: readonly Float64Array[], n: number): void {
    scores.forEach((values, model) => {
      const first = this.firstScores[model]!;
      for (let event = 0; event < n && first.length < firstScores; event++) first.push(values[event]!);
    });
  }

  /** Writes the number of each selected event's class. */
  private classify(values: EventValues, classes: Int32Array, n: number): void {
    for (let event = 0; event < n; event++) {
      classes[event] = values.select[event] === 0 ? unclassified : this.classOf(values, event);
    }
  }

  /** The number of an event's class; a new label makes a new class, also in every variation. */
  private classOf({ label }: EventValues, event: number): number {
    const value = label === undefined ? 0 : label[event]!;
    if (value !== this.lastLabel) {
      if (!Number.isInteger(value)) {
        throw new AnalysisError(
          'label',
          `The label of '${this.pass.sample}' is ${value} for event ${this.events + event}: labels must be whole numbers (0 background, 1 signal, …).`,
        );
      }
      this.lastLabel = value;
      this.lastClass = this.classNumbers.get(value) ?? this.newClass(value, label !== undefined);
    }
    return this.lastClass;
  }

  private newClass(value: number, labelled: boolean): number {
    const number = this.classes.length;
    if (number === mostClasses) {
      throw new AnalysisError(
        'label',
        `The label of '${this.pass.sample}' has more than ${mostClasses} different values: give a column or an expression that is 0 for background and 1 for signal.`,
      );
    }
    this.classNumbers.set(value, number);
    const label = labelled ? value : undefined;
    const axis = ({ binning, edges }: FillBinning): Axis => ({ bins: binning.bins, origin: edges.origin });
    const scores = this.scores.map(axis);
    const shared = this.plotBins.map(({ bins }) => (this.plotBins[0]?.bins ?? 0) * bins);
    this.classes.push({ label, filler: new ClassFiller(label, this.features.map(axis), scores, shared) });
    for (const { classes } of this.variations) classes.push(new VariedClassFiller(label, scores));
    for (const filler of [...this.grids.map((grid) => grid.filler), ...this.conditions, ...this.calibrations])
      filler.newClass(label);
    return number;
  }

  /** @returns number of selected events without a finite weight */
  private fillNominal(values: EventValues, scores: readonly Float64Array[], slots: Slots, n: number): number {
    const { classes } = this;
    const invalid = slots.counted.choose(values, slots.classes, n);
    classes.forEach(({ filler }, index) => {
      const chosen = (slots.chosen[index] ??= new ClassWeights(slots.classes.length));
      filler.addWeights(chosen.gather(values.weight, slots.counted.ofClass(index)));
    });
    this.features.forEach(({ binning }, feature) => {
      const x = values.measured[feature]!;
      const bins = slots.featureBins[feature]!;
      const missing = { sentinels: this.sentinels[feature]!, declared: this.pass.declaredMissing[feature]! };
      binning.fillIndices(x, n, bins);
      classes.forEach(({ filler }, index) => {
        filler.addFeature(feature, slots.chosen[index]!, x, bins, missing);
      });
    });
    this.scores.forEach(({ binning }, model) => {
      const bins = slots.scoreBins[model]!;
      fillBins(binning, scores[model]!, n, bins);
      classes.forEach(({ filler }, index) => {
        filler.addScore(model, slots.chosen[index]!, scores[model]!, bins);
      });
    });
    this.conditions.forEach((filler, condition) => {
      classes.forEach((_, index) => {
        filler.add(
          index,
          values.extra[condition]!,
          scores,
          slots.scoreBins,
          values.weight,
          slots.counted.ofClass(index),
        );
      });
    });
    classes.forEach(({ filler }, index) => {
      // A model shares everything with itself: the first has no table.
      for (let model = 1; model < this.scores.length; model++) {
        this.fillShared(filler, model, slots.chosen[index]!, slots);
      }
    });
    return invalid;
  }

  private fillShared(filler: ClassFiller, model: number, chosen: ClassWeights, { scoreBins, to }: Slots): void {
    const { groups, bins } = this.plotBins[model]!;
    const { groups: firstGroups, bins: firstBins } = this.plotBins[0]!;
    const first = scoreBins[0]!;
    const own = scoreBins[model]!;
    chosen.events.forEach((event, index) => {
      const scored = first[event]! >= 0 && own[event]! >= 0;
      to[index] = scored ? firstGroups[first[event]!]! * bins + groups[own[event]!]! : firstBins * bins;
    });
    filler.addShared(model, chosen, to);
  }

  /** @param valid whether all nominal weights of the batch are finite */
  private async fillVariation(
    variation: Variation,
    batch: KeptBatch,
    nominal: EventValues,
    nominalScores: readonly Float64Array[],
    slots: Slots,
    valid: boolean,
  ): Promise<PointValues> {
    const n = batch.length;
    const varied = variation.evaluator.evaluate(batch, nominal);
    for (let event = 0; event < n; event++) {
      if (varied.select[event]! === 0) continue;
      if (slots.classes[event] === unclassified) slots.classes[event] = this.classOf(nominal, event);
    }
    const invalid = slots.variedCounted.choose(varied, slots.classes, n);
    variation.invalidWeights += invalid;
    const changed = new Uint8Array(n);
    for (let event = 0; event < n; event++) {
      const before = nominal.select[event]! === 0 ? 0 : nominal.weight[event]!;
      const after = varied.select[event]! === 0 ? 0 : varied.weight[event]!;
      if (!Object.is(before, after) && before !== after) changed[event] = 1;
    }
    const scores: Float64Array[] = [];
    const bins: Int32Array[] = [];
    for (let model = 0; model < this.scores.length; model++) {
      if (!variation.rescored[model]!) {
        scores.push(nominalScores[model]!);
        bins.push(slots.scoreBins[model]!);
        continue;
      }
      const own = await variation.scorers[model]!.score(varied.features, n);
      fillBins(this.scores[model]!.binning, own, n, slots.variedBins[model]!);
      for (let event = 0; event < n; event++) {
        if (!Object.is(own[event], nominalScores[model]![event]) && varied.select[event] !== 0) changed[event] = 1;
      }
      scores.push(own);
      bins.push(slots.variedBins[model]!);
    }
    for (let event = 0; event < n; event++) variation.changedEvents += changed[event]!;
    // Mostly the same events count on both sides.
    if (valid && invalid === 0 && varied.select === nominal.select)
      this.fillSame(variation, varied, scores, bins, slots);
    else this.fillEither(variation, nominal, varied, scores, bins, slots, n);
    return { values: varied, scores };
  }

  /** A variation in which the nominal events count, and no others. */
  private fillSame(
    variation: Variation,
    varied: EventValues,
    scores: readonly Float64Array[],
    bins: readonly Int32Array[],
    slots: Slots,
  ): void {
    variation.classes.forEach((filler, index) => {
      const before = slots.chosen[index];
      // A class that another variation met first in this batch: it has no nominal events here.
      if (before === undefined) return;
      const after = slots.after.gather(varied.weight, before.events);
      const paired = slots.paired.multiply(before, after);
      filler.addWeights(paired);
      for (let model = 0; model < this.scores.length; model++) {
        const from = this.classes[index]!.filler.scoreAt[model]!;
        filler.addScore(model, after, scores[model]!, bins[model]!, slots.to);
        filler.addMigration(model, paired, from, variation.rescored[model]! ? slots.to : from);
      }
    });
  }

  /** A variation that other events enter or leave. */
  private fillEither(
    variation: Variation,
    nominal: EventValues,
    varied: EventValues,
    scores: readonly Float64Array[],
    bins: readonly Int32Array[],
    slots: Slots,
    n: number,
  ): void {
    const before = Float64Array.from({ length: n }, (_, event) => countedWeight(nominal, event));
    const after = Float64Array.from({ length: n }, (_, event) => countedWeight(varied, event));
    const select = before.map((w, event) => (Number.isNaN(w) && Number.isNaN(after[event]!) ? 0 : 1));
    const there = (values: Float64Array): Float64Array => values.map((w) => (Number.isNaN(w) ? 0 : w));
    const either = new CountedEvents(n, mostClasses);
    either.choose({ select, weight: select }, slots.classes, n);
    const [weightsBefore, weightsAfter] = [there(before), there(after)];
    const gathered = new ClassWeights(n);
    variation.classes.forEach((filler, index) => {
      const events = either.ofClass(index);
      const paired = slots.paired.multiply(
        gathered.gather(weightsBefore, events),
        slots.after.gather(weightsAfter, events),
      );
      filler.addWeights(paired);
      const binsOf = (counted: Float64Array, found: Int32Array, outside: number): Int32Array =>
        events.map((event) => (Number.isNaN(counted[event]!) || found[event]! < 0 ? outside : found[event]!));
      for (let model = 0; model < this.scores.length; model++) {
        const outside = this.scores[model]!.binning.bins;
        const from = binsOf(before, slots.scoreBins[model]!, outside);
        filler.addMigration(model, paired, from, binsOf(after, bins[model]!, outside));
      }
      const own = slots.after.gather(varied.weight, slots.variedCounted.ofClass(index));
      for (let model = 0; model < this.scores.length; model++) {
        filler.addScore(model, own, scores[model]!, bins[model]!, slots.to);
      }
    });
  }

  private slotsFor(n: number): Slots {
    if (this.slots === undefined || this.slots.classes.length < n) {
      this.slots = {
        classes: new Int32Array(n),
        counted: new CountedEvents(n, mostClasses),
        variedCounted: new CountedEvents(n, mostClasses),
        chosen: [],
        after: new ClassWeights(n),
        paired: new PairedWeights(n),
        featureBins: this.features.map(() => new Int32Array(n)),
        scoreBins: this.scores.map(() => new Int32Array(n)),
        variedBins: this.scores.map(() => new Int32Array(n)),
        to: new Int32Array(n),
      };
    }
    return this.slots;
  }
}

/** The order of the file decides nothing. */
function byLabel(a: { label: number | undefined }, b: { label: number | undefined }): number {
  return (a.label ?? 0) - (b.label ?? 0);
}

/** −1 for what is not finite: an infinite score is as good as none. */
function fillBins(binning: Binning, values: Float64Array, n: number, bins: Int32Array): void {
  binning.fillIndices(values, n, bins);
  for (let event = 0; event < n; event++) if (!Number.isFinite(values[event]!)) bins[event] = -1;
}

/** Weight of an event that counts; NaN for one that is not selected or has no finite weight. */
function countedWeight({ select, weight }: EventValues, event: number): number {
  return select[event]! !== 0 && Number.isFinite(weight[event]!) ? weight[event]! : Number.NaN;
}
