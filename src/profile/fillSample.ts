/** Fills the profile of one sample, and those of its variations, batch by batch. */
import type { Binning } from '../stats/binning';
import { hash } from '../stats/hash';
import { newVersion } from '../stats/kernel/fillKernel';
import { mixtureCrps, mixtureNormalScore, type NormalMixtures } from '../stats/normalMixture';
import { AbcdFiller, type AbcdProfile } from './abcdProfile';
import { BatchSlots } from './batchSlots';
import { plotGroups, type VariableEdges } from './binnings';
import { CalibrationFiller } from './calibrationFiller';
import { ClassFiller } from './classFillers';
import { ClassWeights } from './classWeights';
import { ConditionFiller } from './conditionProfile';
import { DistinctRowKeeper } from './distinctRows';
import { EventClasses } from './eventClasses';
import { BatchScorer, EventEvaluator, type EventValues } from './eventValues';
import { EnsembleFiller } from './ensembleProfile';
import { FeatureFillers } from './featureFillers';
import { GridFiller, type GridProfile } from './gridProfile';
import { HypothesisFiller, type AskedEvents, type HypothesisProfile } from './hypothesisProfile';
import type { KeptBatch } from './keptEvents';
import type { Pass, ScoringModel } from './pass';
import { noSentinels, PlacedValues, type Axis, type MissingValues } from './placedValues';
import type { SampleProfile, VariationProfile } from './profile';
import { crpsName, normalScoreName, RowKeeper, sigmaName, spreadName } from './rowSample';
import { UnmovedScores } from './unmovedScores';
import { findScores, VariationFiller } from './variationFiller';

/** Scores of the first events are reported, to compare with the training framework. */
export const firstScores = 5;

export interface FillBinning {
  readonly binning: Binning;
  readonly edges: VariableEdges;
}

export interface FilledSample {
  readonly nominal: SampleProfile;
  readonly variations: ReadonlyMap<string, VariationProfile>;
  readonly grids: ReadonlyMap<string, GridProfile>;
  /** By the question's key. */
  readonly hypotheses: ReadonlyMap<string, HypothesisProfile>;
  /** By name of the prediction. */
  readonly abcd: ReadonlyMap<string, AbcdProfile>;
}

export class SampleFiller {
  private readonly evaluator: EventEvaluator;
  /** For each model the bin of the plot of each bin of its score. */
  private readonly plotBins: readonly { readonly groups: Int32Array; readonly bins: number }[];
  private readonly scorers: readonly BatchScorer[];
  private readonly variations: readonly VariationFiller[];
  private readonly classes: EventClasses;
  private readonly fillers: ClassFiller[] = [];
  private readonly featureAxes: readonly Axis[];
  private readonly scoreAxes: readonly Axis[];
  private readonly missing: readonly MissingValues[];
  private readonly firstScores: number[][];
  private events = 0;
  private invalidWeights = 0;
  private readonly grids: readonly { key: string; points: readonly string[]; filler: GridFiller }[];
  private readonly conditions: readonly ConditionFiller[];
  private readonly calibrations: readonly CalibrationFiller[];
  private readonly ensembles: readonly { readonly model: number; readonly filler: EnsembleFiller }[];
  private readonly hypotheses: readonly HypothesisFiller[];
  /** Models that predict mixtures, and which of the extra values is the truth. */
  private readonly predicted: readonly {
    readonly model: number;
    readonly truth: number;
    readonly names: readonly string[];
  }[];
  private readonly abcd: readonly AbcdFiller[];
  private readonly rows: RowKeeper;
  private readonly distinct: DistinctRowKeeper;
  /** Hash of each file's name, the file that is being read, and how many of its events were. */
  private readonly files: readonly number[];
  private file = 0;
  private position = 0;
  private slots: BatchSlots | undefined;

  /**
   * @param sentinels one list for each feature
   * @param features binning of each feature of the pass
   * @param scores binning of each model's score
   * @param files names of the sample's files, in the order in which they are read
   * @param conditions binning of each extra variable
   * @param profiled whether the features are filled; without that, only what takes them together
   * @param variables binning of the variables of predictions, by their names
   */
  constructor(
    pass: Pass,
    models: readonly ScoringModel[],
    private readonly sentinels: readonly (readonly number[])[],
    features: readonly FillBinning[],
    scores: readonly FillBinning[],
    files: readonly string[] = [pass.sample],
    conditions: readonly Binning[] = [],
    profiled = true,
    variables: ReadonlyMap<string, Binning> = new Map(),
  ) {
    const axis = ({ binning, edges }: FillBinning): Axis => ({ binning, origin: edges.origin });
    this.featureAxes = profiled ? features.map(axis) : [];
    this.scoreAxes = scores.map(axis);
    this.missing = sentinels.map((ofFeature, feature) => ({
      sentinels: ofFeature,
      declared: pass.declaredMissing[feature]!,
    }));
    this.classes = new EventClasses(pass.sample, (label) => {
      this.newClass(label);
    });
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
    this.hypotheses = (pass.hypotheses ?? []).map(
      (question) =>
        new HypothesisFiller(
          question,
          new BatchScorer(models[question.model]!, 'score'),
          pass.nominal.features.length,
          scores,
        ),
    );
    this.abcd = (pass.abcd ?? []).map((question) => {
      const members = question.weight === undefined ? 0 : (models[question.weight]!.ensemble?.members ?? 0);
      return new AbcdFiller(question, variables.get(question.key), members, pass.sample);
    });
    this.files = files.map((name) => hash(name));
    const extra = (pass.nominal.extra ?? []).map(({ text }) => text);
    const predicted = models.flatMap(({ name, sigmas }) => (sigmas === undefined ? [] : [sigmaName(name)]));
    const spreads = models.flatMap(({ name, ensemble }) => (ensemble === undefined ? [] : [spreadName(name)]));
    this.predicted = models.flatMap(({ name, predicted: of }, model) => {
      const truth = of === undefined ? -1 : extra.indexOf(of.truth);
      return truth < 0 ? [] : [{ model, truth, names: [normalScoreName(name), crpsName(name)] }];
    });
    const ofMixtures = this.predicted.flatMap(({ names }) => names);
    this.rows = new RowKeeper(sentinels, models.length, [...extra, ...predicted, ...spreads, ...ofMixtures]);
    this.distinct = new DistinctRowKeeper(features.map(({ binning }) => binning.bins));
    this.plotBins = scores.map(({ binning, edges }) => ({
      groups: plotGroups(binning, edges.plot),
      bins: edges.plot.length + 1,
    }));
    this.ensembles = models.flatMap(({ name, ensemble }, model) => {
      if (ensemble === undefined) return [];
      const { bins } = this.plotBins[model]!;
      // Passes with dropout draw anew for every event: their efficiencies tell nothing.
      const points = ensemble.drawn === true ? [] : thresholds[model]!;
      return [{ model, filler: new EnsembleFiller(name, ensemble.members, bins, points) }];
    });
    this.evaluator = new EventEvaluator(pass.nominal);
    this.scorers = models.map((model) => new BatchScorer(model));
    this.firstScores = models.map(() => []);
    this.variations = [...pass.variations].map(([key, expressions]) => {
      const ensembles = models.flatMap(({ name, ensemble }, model) => {
        if (ensemble === undefined || ensemble.drawn === true) return [];
        const { groups, bins } = this.plotBins[model]!;
        return [{ model, groups, filler: new EnsembleFiller(name, ensemble.members, bins, thresholds[model]!) }];
      });
      return new VariationFiller(key, expressions, pass, models, this.scoreAxes, ensembles);
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
    const members: (readonly Float64Array[] | undefined)[] = [];
    const mixtures: (readonly NormalMixtures[] | undefined)[] = [];
    for (const [model, scorer] of this.scorers.entries()) {
      const known = batch.scores?.[model];
      scores.push(known ?? (await scorer.score(nominal.features, n)));
      const sigma = known === undefined ? scorer.sigmas(n) : batch.sigmas?.[model];
      if (sigma !== undefined) sigmas.push(sigma);
      members.push(known === undefined ? scorer.members(n) : batch.members?.[model]);
      mixtures.push(known === undefined ? scorer.mixtures() : batch.mixtures?.[model]);
    }
    this.noteFirstScores(scores, n);
    this.classes.classify(nominal, n, this.events);
    const invalid = slots.counted.choose(nominal, this.classes.ofEvent, n);
    this.rows.choose(nominal, slots.counted.total, this.files[file]!, this.position, n);
    this.distinct.choose(nominal.measured, nominal.select, nominal.weight, n);
    this.fillNominal(nominal, scores, slots, n);
    const spreads = this.fillEnsembles(members, slots, n);
    const ofMixtures = this.predicted.flatMap(({ model, truth }) => {
      const [predicted, trues] = [mixtures[model] ?? [], nominal.extra[truth]!];
      return [
        (event: number): number => mixtureNormalScore(predicted, event, trues[event]!),
        (event: number): number => mixtureCrps(predicted, event, trues[event]!),
      ];
    });
    const extra = [...nominal.extra, ...sigmas, ...spreads, ...ofMixtures];
    this.rows.write({ ...nominal, features: nominal.measured, scores, extra });
    this.distinct.write(nominal.measured);
    const points = new Map<string, AskedEvents>();
    const { chosen, placedScores, scoreBins } = slots;
    const { classes } = this;
    const nominalBatch = {
      n,
      values: nominal,
      scores,
      members,
      scoreBins,
      classes,
      chosen,
      scored: chosen.map((weights, index) =>
        this.scoreAxes.map(({ binning }, model) => {
          return new UnmovedScores(weights, placedScores[index]![model]!, binning.bins + 1);
        }),
      ),
      valid: invalid === 0,
      version: newVersion(),
    };
    for (const variation of this.variations) {
      const point = await variation.add(batch, nominalBatch, slots.variations);
      points.set(variation.key, point);
      // The same rows as the nominal ones: whether one is kept depends on the nominal event alone.
      const variedRow = { ...nominal, features: [], scores: point.scores, extra: [] };
      variation.rows?.add(variedRow, this.files[file]!, this.position, n);
    }
    for (const filler of this.calibrations) filler.add({ values: nominal, scores }, points, classes.ofEvent, n);
    for (const grid of this.grids) {
      const ofGrid = [...grid.points.map((key) => points.get(key)!), { values: nominal, scores }];
      grid.filler.add(ofGrid, classes.ofEvent, n);
    }
    for (const filler of this.abcd) {
      const ofWeight = filler.question.weight === undefined ? undefined : members[filler.question.weight];
      filler.add(batch, nominal, scores, ofWeight ?? [], this.files[file]!, this.position);
    }
    for (const filler of this.hypotheses) {
      const { variation } = filler.question;
      const asked = variation === undefined ? { values: nominal, scores } : points.get(variation)!;
      await filler.add(asked, classes.ofEvent, n);
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

  /** Gives back what it shares with others, where it is not finished or no more needed. */
  abandon(): void {
    for (const filler of this.fillers) filler.abandon();
  }

  finish(): FilledSample {
    const variations = new Map(
      this.variations.map((one): [string, VariationProfile] => [
        one.key,
        {
          ...one.profile(byLabel),
          ...(this.calibrations.length > 0 && {
            calibrations: this.calibrations.map((filler) => filler.finishVaried(one.key, byLabel)),
          }),
        },
      ]),
    );
    const nominal = {
      events: this.events,
      invalidWeights: this.invalidWeights,
      classes: this.fillers.map((filler) => filler.profile()).sort(byLabel),
      sentinels: this.sentinels,
      firstScores: this.firstScores,
      rows: this.rows.finish(),
      conditions: this.conditions.map((filler) => filler.finish(byLabel)),
      distinct: this.distinct.finish(),
      ...(this.ensembles.length > 0 && { ensembles: this.ensembles.map(({ filler }) => filler.finish(byLabel)) }),
      ...(this.calibrations.length > 0 && {
        calibrations: this.calibrations.map((filler) => filler.finish(byLabel)),
      }),
    };
    const grids = new Map(this.grids.map(({ key, filler }) => [key, filler.finish(byLabel)]));
    const hypotheses = new Map(this.hypotheses.map((filler) => [filler.question.key, filler.profile()]));
    const abcd = new Map(this.abcd.map((filler) => [filler.question.key, filler.profile()]));
    return { nominal, variations, grids, hypotheses, abcd };
  }

  private noteFirstScores(scores: readonly Float64Array[], n: number): void {
    scores.forEach((values, model) => {
      const first = this.firstScores[model]!;
      for (let event = 0; event < n && first.length < firstScores; event++) first.push(values[event]!);
    });
  }

  /** A new class is one also in every variation. */
  private newClass(label: number | undefined): void {
    const shared = this.plotBins.map(({ bins }) => (this.plotBins[0]?.bins ?? 0) * bins);
    const features = new FeatureFillers(this.featureAxes, this.missing);
    this.fillers.push(new ClassFiller(label, features, this.scoreAxes, shared));
    const grids = this.grids.map((grid) => grid.filler);
    const ensembles = this.ensembles.map(({ filler }) => filler);
    const others = [...this.conditions, ...this.calibrations, ...ensembles, ...this.hypotheses];
    for (const filler of [...this.variations, ...grids, ...others]) {
      filler.newClass(label);
    }
  }

  private fillNominal(values: EventValues, scores: readonly Float64Array[], slots: BatchSlots, n: number): void {
    const { counted, chosen, scoreBins } = slots;
    this.scoreAxes.forEach(({ binning }, model) => {
      findScores(binning, scores[model]!, n, scoreBins[model]!);
    });
    this.fillers.forEach((filler, index) => {
      const weights = (chosen[index] ??= new ClassWeights(slots.capacity));
      filler.addWeights(weights.gather(values.weight, counted.ofClass(index)));
      filler.addFeatures(weights, values.measured, (feature) => {
        if (index > 0) return;
        // Now, while the values are near.
        this.rows.writeFeature(feature, values.measured[feature]!);
        this.distinct.writeFeature(feature, values.measured[feature]!);
      });
      const placedScores = (slots.placedScores[index] ??= scores.map(() => new PlacedValues()));
      this.scoreAxes.forEach((axis, model) => {
        const placed = placedScores[model]!;
        filler.addScore(
          model,
          weights,
          placed.place(axis, scores[model]!, weights.events, noSentinels, scoreBins[model]),
        );
      });
      this.conditions.forEach((condition, which) => {
        condition.add(index, values.extra[which]!, scores, scoreBins, weights);
      });
      // A model shares everything with itself: the first has no table.
      for (let model = 1; model < scores.length; model++) this.fillShared(filler, model, weights, slots);
    });
  }

  /** @returns for each ensemble how much its members differ on each event */
  private fillEnsembles(
    members: readonly (readonly Float64Array[] | undefined)[],
    slots: BatchSlots,
    n: number,
  ): Float64Array[] {
    return this.ensembles.map(({ model, filler }) => {
      const scores = members[model];
      if (scores === undefined) throw new Error('the members of an ensemble were not scored');
      const { groups } = this.plotBins[model]!;
      const bins = slots.scoreBins[model]!;
      const spreads = filler.spreadsOf(scores, n);
      this.fillers.forEach((_, index) => {
        filler.add(index, scores, bins, groups, slots.chosen[index]!);
      });
      return spreads;
    });
  }

  private fillShared(filler: ClassFiller, model: number, chosen: ClassWeights, { scoreBins, cells }: BatchSlots): void {
    const { groups, bins } = this.plotBins[model]!;
    const { groups: firstGroups, bins: firstBins } = this.plotBins[0]!;
    const first = scoreBins[0]!;
    const own = scoreBins[model]!;
    chosen.events.forEach((event, index) => {
      const scored = first[event]! >= 0 && own[event]! >= 0;
      cells[index] = scored ? firstGroups[first[event]!]! * bins + groups[own[event]!]! : firstBins * bins;
    });
    filler.addShared(model, chosen, cells);
  }

  private slotsFor(n: number): BatchSlots {
    if (this.slots === undefined || this.slots.capacity < n) this.slots = new BatchSlots(n, this.scoreAxes.length);
    return this.slots;
  }
}

/** The order of the file decides nothing. */
function byLabel(a: { label: number | undefined }, b: { label: number | undefined }): number {
  return (a.label ?? 0) - (b.label ?? 0);
}
