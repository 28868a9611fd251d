/** Fills the profile of one sample, and those of its variations, batch by batch. */
import { AnalysisError } from '../config/analysisError';
import type { Binning } from '../stats/binning';
import { hash } from '../stats/hash';
import { Migration } from '../stats/migration';
import { plotGroups, type VariableEdges } from './binnings';
import { CountedEvents } from './countedEvents';
import { BatchScorer, EventEvaluator, type EventValues } from './eventValues';
import type { KeptBatch } from './keptEvents';
import type { Pass, ScoringModel } from './pass';
import { RowKeeper } from './rowSample';
import {
  emptyVariable,
  type ClassProfile,
  type SampleProfile,
  type VariableProfile,
  type VariationProfile,
  type VariedScores,
} from './profile';

/** Scores of the first events are reported, to compare with the training framework. */
const firstScores = 5;
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
  readonly profile: VariationProfile;
  /** One for each class: all selected events in one bin. */
  readonly yields: Migration[];
  /** migrations[class][model] */
  readonly migrations: Migration[][];
}

export interface FilledSample {
  readonly nominal: SampleProfile;
  readonly variations: ReadonlyMap<string, VariationProfile>;
}

/** Reused buffers of one batch. */
interface Slots {
  readonly classes: Int32Array;
  readonly counted: CountedEvents;
  readonly variedCounted: CountedEvents;
  readonly featureBins: readonly Int32Array[];
  readonly scoreBins: readonly Int32Array[];
  readonly variedBins: Int32Array;
  /** Zeros: the only bin of a yield. */
  readonly oneBin: Int32Array;
}

export class SampleFiller {
  private readonly evaluator: EventEvaluator;
  /** For each model the bin of the plot of each bin of its score. */
  private readonly plotBins: readonly { readonly groups: Int32Array; readonly bins: number }[];
  private readonly scorers: readonly BatchScorer[];
  private readonly variations: readonly Variation[];
  private readonly profile: Omit<SampleProfile, 'rows'>;
  private readonly rows: RowKeeper;
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
   */
  constructor(
    private readonly pass: Pass,
    models: readonly ScoringModel[],
    private readonly sentinels: readonly (readonly number[])[],
    private readonly features: readonly FillBinning[],
    private readonly scores: readonly FillBinning[],
    files: readonly string[] = [pass.sample],
  ) {
    this.files = files.map((name) => hash(name));
    const extra = (pass.nominal.extra ?? []).map(({ text }) => text);
    this.rows = new RowKeeper(sentinels, models.length, extra);
    this.plotBins = scores.map(({ binning, edges }) => ({
      groups: plotGroups(binning, edges.plot),
      bins: edges.plot.length + 1,
    }));
    this.evaluator = new EventEvaluator(pass.nominal);
    this.scorers = models.map((model) => new BatchScorer(model));
    this.profile = { events: 0, invalidWeights: 0, classes: [], sentinels, firstScores: models.map(() => []) };
    this.variations = [...pass.variations].map(([key, expressions]) => ({
      key,
      evaluator: new EventEvaluator(expressions, pass.nominal),
      rescored: models.map((model) =>
        model.features.some((feature) => expressions.features[feature] !== pass.nominal.features[feature]),
      ),
      scorers: models.map((model) => new BatchScorer(model)),
      profile: { changedEvents: 0, invalidWeights: 0, classes: [] },
      yields: [],
      migrations: [],
    }));
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
    for (const [model, scorer] of this.scorers.entries()) {
      scores.push(batch.scores?.[model] ?? (await scorer.score(nominal.features, n)));
    }
    this.noteFirstScores(scores, n);
    this.classify(nominal, slots.classes, n);
    this.fillNominal(nominal, scores, slots, n);
    this.rows.add({ ...nominal, features: nominal.measured, scores }, this.files[file]!, this.position, n);
    for (const variation of this.variations) await this.fillVariation(variation, batch, nominal, scores, slots);
    this.profile.events += n;
    this.position += n;
  }

  finish(): FilledSample {
    const variations = new Map<string, VariationProfile>();
    for (const variation of this.variations) {
      variation.profile.classes.forEach((varied, index) => {
        varied.yieldMigration = variation.yields[index]!.cells();
        varied.scores.forEach((score, model) => {
          varied.scores[model] = { ...score, migration: variation.migrations[index]![model]!.cells() };
        });
      });
      variation.profile.classes.sort(byLabel);
      variations.set(variation.key, variation.profile);
    }
    this.profile.classes.sort(byLabel);
    return { nominal: { ...this.profile, rows: this.rows.finish() }, variations };
  }

  private noteFirstScores(scores: readonly Float64Array[], n: number): void {
    scores.forEach((values, model) => {
      const first = this.profile.firstScores[model]!;
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
          `The label of '${this.pass.sample}' is ${value} for event ${this.profile.events + event}: labels must be whole numbers (0 background, 1 signal, …).`,
        );
      }
      this.lastLabel = value;
      this.lastClass = this.classNumbers.get(value) ?? this.newClass(value, label !== undefined);
    }
    return this.lastClass;
  }

  private newClass(value: number, labelled: boolean): number {
    const number = this.profile.classes.length;
    if (number === mostClasses) {
      throw new AnalysisError(
        'label',
        `The label of '${this.pass.sample}' has more than ${mostClasses} different values: give a column or an expression that is 0 for background and 1 for signal.`,
      );
    }
    this.classNumbers.set(value, number);
    const label = labelled ? value : undefined;
    this.profile.classes.push({
      label,
      events: 0,
      negativeEvents: 0,
      sumWeights: 0,
      sumWeights2: 0,
      features: this.features.map(({ binning, edges }) => emptyVariable(binning.bins, edges.origin)),
      scores: this.scores.map(({ binning, edges }) => emptyVariable(binning.bins, edges.origin)),
      shared: this.plotBins.map(({ bins }) => new Float64Array((this.plotBins[0]?.bins ?? 0) * bins)),
    });
    for (const variation of this.variations) {
      variation.profile.classes.push({
        label,
        sumWeights: 0,
        sumWeights2: 0,
        yieldMigration: new Migration(1).cells(),
        scores: this.scores.map(({ binning, edges }): VariedScores => ({
          ...emptyVariable(binning.bins, edges.origin),
          migration: new Migration(0).cells(),
        })),
      });
      variation.yields.push(new Migration(1));
      variation.migrations.push(this.scores.map(({ binning }) => new Migration(binning.bins)));
    }
    return number;
  }

  private fillNominal(values: EventValues, scores: readonly Float64Array[], slots: Slots, n: number): void {
    const { weight } = values;
    const { counted } = slots;
    const { classes } = this.profile;
    this.profile.invalidWeights += counted.choose(values, slots.classes, n);
    classes.forEach((one, index) => {
      addWeights(one, weight, counted.ofClass(index));
    });
    this.features.forEach(({ binning }, feature) => {
      const x = values.measured[feature]!;
      const bins = slots.featureBins[feature]!;
      const missing = { sentinels: this.sentinels[feature]!, declared: this.pass.declaredMissing[feature]! };
      binning.fillIndices(x, n, bins);
      classes.forEach((one, index) => {
        fillVariable(one.features[feature]!, x, bins, missing, weight, counted.ofClass(index));
      });
    });
    this.scores.forEach(({ binning }, model) => {
      const bins = slots.scoreBins[model]!;
      fillBins(binning, scores[model]!, n, bins);
      classes.forEach((one, index) => {
        fillVariable(one.scores[model]!, scores[model]!, bins, noSentinels, weight, counted.ofClass(index));
      });
    });
    classes.forEach((one, index) => {
      // A model shares everything with itself: the first has no table.
      for (let model = 1; model < this.scores.length; model++) {
        this.fillShared(one.shared[model]!, model, slots.scoreBins, weight, counted.ofClass(index));
      }
    });
  }

  private fillShared(
    shared: Float64Array,
    model: number,
    scoreBins: readonly Int32Array[],
    weight: Float64Array,
    events: Int32Array,
  ): void {
    const { groups, bins } = this.plotBins[model]!;
    const firstGroups = this.plotBins[0]!.groups;
    const first = scoreBins[0]!;
    const own = scoreBins[model]!;
    for (const event of events) {
      if (first[event]! < 0 || own[event]! < 0) continue;
      shared[firstGroups[first[event]!]! * bins + groups[own[event]!]!]! += weight[event]! ** 2;
    }
  }

  private async fillVariation(
    variation: Variation,
    batch: KeptBatch,
    nominal: EventValues,
    nominalScores: readonly Float64Array[],
    slots: Slots,
  ): Promise<void> {
    const n = batch.length;
    const varied = variation.evaluator.evaluate(batch, nominal);
    for (let event = 0; event < n; event++) {
      if (varied.select[event]! === 0) continue;
      if (slots.classes[event] === unclassified) slots.classes[event] = this.classOf(nominal, event);
    }
    const { classes } = variation.profile;
    const counted = slots.variedCounted;
    variation.profile.invalidWeights += counted.choose(varied, slots.classes, n);
    classes.forEach((one, index) => {
      for (const event of counted.ofClass(index)) {
        const w = varied.weight[event]!;
        one.sumWeights += w;
        one.sumWeights2 += w * w;
      }
    });
    fillMigration(variation.yields, slots.oneBin, slots.oneBin, nominal, varied, slots.classes, n);
    const changed = new Uint8Array(n);
    for (let event = 0; event < n; event++) {
      const before = nominal.select[event]! === 0 ? 0 : nominal.weight[event]!;
      const after = varied.select[event]! === 0 ? 0 : varied.weight[event]!;
      if (!Object.is(before, after) && before !== after) changed[event] = 1;
    }
    for (let model = 0; model < this.scores.length; model++) {
      let scores = nominalScores[model]!;
      let bins = slots.scoreBins[model]!;
      if (variation.rescored[model]!) {
        scores = await variation.scorers[model]!.score(varied.features, n);
        bins = slots.variedBins;
        fillBins(this.scores[model]!.binning, scores, n, bins);
        for (let event = 0; event < n; event++) {
          const same = Object.is(scores[event], nominalScores[model]![event]);
          if (!same && varied.select[event] !== 0) changed[event] = 1;
        }
      }
      classes.forEach((one, index) => {
        fillVariable(one.scores[model]!, scores, bins, noSentinels, varied.weight, counted.ofClass(index));
      });
      const migrations = variation.migrations.map((one) => one[model]!);
      fillMigration(migrations, slots.scoreBins[model]!, bins, nominal, varied, slots.classes, n);
    }
    for (let event = 0; event < n; event++) variation.profile.changedEvents += changed[event]!;
  }

  private slotsFor(n: number): Slots {
    if (this.slots === undefined || this.slots.classes.length < n) {
      this.slots = {
        classes: new Int32Array(n),
        counted: new CountedEvents(n, mostClasses),
        variedCounted: new CountedEvents(n, mostClasses),
        featureBins: this.features.map(() => new Int32Array(n)),
        scoreBins: this.scores.map(() => new Int32Array(n)),
        variedBins: new Int32Array(n),
        oneBin: new Int32Array(n),
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

function addWeights(one: ClassProfile, weight: Float64Array, events: Int32Array): void {
  one.events += events.length;
  for (const event of events) {
    const w = weight[event]!;
    if (w < 0) one.negativeEvents++;
    one.sumWeights += w;
    one.sumWeights2 += w * w;
  }
}

/** Values that mean "not computed", and those of them that the analysis file declares. */
interface MissingValues {
  readonly sentinels: readonly number[];
  readonly declared: readonly number[];
}

const noSentinels: MissingValues = { sentinels: [], declared: [] };

/** Adds one variable of some events of a batch to a profile. */
function fillVariable(
  { histogram, sums }: VariableProfile,
  x: Float64Array,
  bins: Int32Array,
  missing: MissingValues,
  weight: Float64Array,
  events: Int32Array,
): void {
  const { sumWeights, sumWeights2, counts } = histogram;
  for (let index = 0; index < events.length; index++) {
    const event = events[index]!;
    const w = weight[event]!;
    const value = x[event]!;
    if (!Number.isFinite(value) || missing.sentinels.includes(value)) {
      sums.missingEvents++;
      sums.missingWeight += w;
      if (missing.declared.includes(value)) sums.declaredMissingEvents++;
      continue;
    }
    const bin = bins[event]!;
    sumWeights[bin]! += w;
    sumWeights2[bin]! += w * w;
    counts[bin]!++;
    const distance = value - sums.origin;
    sums.sumWeights += w;
    sums.sumWeightedX += w * distance;
    sums.sumWeightedX2 += w * distance * distance;
    if (value < sums.low) sums.low = value;
    if (value > sums.high) sums.high = value;
  }
}

/** An event that is not selected, has no finite weight or no score stands in the bin "not selected". */
function fillMigration(
  migrations: readonly Migration[],
  nominalBins: Int32Array,
  variedBins: Int32Array,
  nominal: EventValues,
  varied: EventValues,
  classes: Int32Array,
  n: number,
): void {
  for (let event = 0; event < n; event++) {
    const w = nominal.weight[event]!;
    const variedW = varied.weight[event]!;
    const here = nominal.select[event]! !== 0 && Number.isFinite(w) && nominalBins[event]! >= 0;
    const there = varied.select[event]! !== 0 && Number.isFinite(variedW) && variedBins[event]! >= 0;
    if (!here && !there) continue;
    const migration = migrations[classes[event]!]!;
    migration.add(
      here ? nominalBins[event]! : migration.bins,
      there ? variedBins[event]! : migration.bins,
      here ? w : 0,
      there ? variedW : 0,
    );
  }
}
