/** The sums of one class of a sample, nominal and varied, batch by batch and without rounding. */
import { ExactMigration, variedSquares } from '../stats/exactMigration';
import { ExactSums } from '../stats/exactSums';
import type { ClassWeights, PairedWeights } from './classWeights';
import type { ClassProfile, VariedClass, VariedScores } from './profile';
import { noSentinels, VariableFiller, type MissingValues } from './variableFiller';

/** Where a variable is filled. */
export interface Axis {
  readonly bins: number;
  readonly origin: number;
}

/** Events of one class as they stand. */
export class ClassFiller {
  /** For each model the bin of each of the events that were added last; one past the last bin without a score. */
  readonly scoreAt: Int32Array[];
  private events = 0;
  private negativeEvents = 0;
  private readonly totals = new ExactSums(2);
  private readonly features: readonly VariableFiller[];
  private readonly featureSquares: readonly ExactSums[];
  private readonly scores: readonly VariableFiller[];
  private readonly scoreSquares: readonly ExactSums[];
  private readonly shared: readonly ExactSums[];
  private at = new Int32Array(0);

  /** @param shared size of each model's table of `ClassProfile.shared` */
  constructor(
    private readonly label: number | undefined,
    features: readonly Axis[],
    scores: readonly Axis[],
    private readonly sharedCells: readonly number[],
  ) {
    const filler = ({ bins, origin }: Axis): VariableFiller => new VariableFiller(bins, origin);
    const sums = ({ bins }: Axis): ExactSums => new ExactSums(bins + 1);
    this.features = features.map(filler);
    this.featureSquares = features.map(sums);
    this.scores = scores.map(filler);
    this.scoreSquares = scores.map(sums);
    this.shared = sharedCells.map((cells) => new ExactSums(cells + 1));
    this.scoreAt = scores.map(() => new Int32Array(0));
  }

  addWeights({ events, values, parts, squares }: ClassWeights): void {
    this.events += events.length;
    for (let index = 0; index < events.length; index++) if (values[index]! < 0) this.negativeEvents++;
    this.totals.addTotal(0, parts);
    this.totals.addTotal(1, squares);
  }

  /** @param found bin of each event of the batch */
  addFeature(feature: number, chosen: ClassWeights, x: Float64Array, found: Int32Array, missing: MissingValues): void {
    if (this.at.length < x.length) this.at = new Int32Array(x.length);
    this.features[feature]!.add(chosen, x, found, missing, this.at);
    this.featureSquares[feature]!.add(this.at, chosen.squares);
  }

  addScore(model: number, chosen: ClassWeights, x: Float64Array, found: Int32Array): void {
    if (this.scoreAt[model]!.length < x.length) this.scoreAt[model] = new Int32Array(x.length);
    const at = this.scoreAt[model]!;
    this.scores[model]!.add(chosen, x, found, noSentinels, at);
    this.scoreSquares[model]!.add(at, chosen.squares);
  }

  /** @param cells cell of each of the chosen events; one past the last where a score is missing */
  addShared(model: number, chosen: ClassWeights, cells: Int32Array): void {
    this.shared[model]!.add(cells, chosen.squares);
  }

  profile(): ClassProfile {
    const totals = this.totals.rounded();
    const shared = this.shared.map((sums, model) => sums.rounded(this.sharedCells[model]));
    return {
      label: this.label,
      events: this.events,
      negativeEvents: this.negativeEvents,
      sumWeights: totals.nearest[0]!,
      sumWeights2: totals.nearest[1]!,
      features: this.features.map((one, feature) => one.profile(this.featureSquares[feature]!.rounded(one.bins))),
      scores: this.scores.map((one, model) => one.profile(this.scoreSquares[model]!.rounded(one.bins))),
      shared: shared.map(({ nearest }) => nearest),
      rests: { totals: totals.rests, shared: shared.map(({ rests }) => rests) },
    };
  }
}

/** The same events with columns replaced. */
export class VariedClassFiller {
  private readonly totals = new ExactSums(2);
  private readonly yields = new ExactMigration(1);
  private readonly scores: readonly VariableFiller[];
  private readonly migrations: readonly ExactMigration[];

  constructor(
    private readonly label: number | undefined,
    scores: readonly Axis[],
  ) {
    this.scores = scores.map(({ bins, origin }) => new VariableFiller(bins, origin));
    this.migrations = scores.map(({ bins }) => new ExactMigration(bins));
  }

  /** @param paired every event that is selected on either side */
  addWeights(paired: PairedWeights): void {
    this.totals.addTotal(0, paired.after.parts);
    this.totals.addTotal(1, paired.varied);
    this.yields.addTotal(paired);
  }

  /**
   * @param chosen events that are selected in the variation
   * @param at written: the bin of each of them
   */
  addScore(model: number, chosen: ClassWeights, x: Float64Array, found: Int32Array, at: Int32Array): void {
    this.scores[model]!.add(chosen, x, found, noSentinels, at);
  }

  addMigration(model: number, paired: PairedWeights, from: Int32Array, to: Int32Array): void {
    this.migrations[model]!.add(from, to, paired.after.events.length, paired);
  }

  profile(): VariedClass {
    const totals = this.totals.rounded();
    return {
      label: this.label,
      sumWeights: totals.nearest[0]!,
      sumWeights2: totals.nearest[1]!,
      yieldMigration: this.yields.cells(),
      scores: this.scores.map((one, model): VariedScores => {
        const migration = this.migrations[model]!.cells();
        return { ...one.profile(variedSquares(migration)), migration };
      }),
      rests: totals.rests,
    };
  }
}
