/** The sums of one class of a sample, nominal and varied, batch by batch and without rounding. */
import { ExactMigration, variedSquares } from '../stats/exactMigration';
import { ExactSums } from '../stats/exactSums';
import { ReweightedSums } from '../stats/reweightedSums';
import type { ClassWeights, PairedWeights } from './classWeights';
import type { ClassProfile, VariedClass, VariedScores } from './profile';
import type { FeatureFillers } from './featureFillers';
import type { Axis, PlacedValues } from './placedValues';
import type { UnmovedScores } from './unmovedScores';
import { VariableFiller } from './variableFiller';

/** Events of one class as they stand. */
export class ClassFiller {
  private events = 0;
  private negativeEvents = 0;
  /** Σw and Σw², where no feature has them in its bins. */
  private readonly totals = new ExactSums(2);
  private readonly scores: readonly VariableFiller[];
  private readonly shared: readonly ExactSums[];

  /** @param sharedCells size of each model's table of `ClassProfile.shared` */
  constructor(
    private readonly label: number | undefined,
    private readonly features: FeatureFillers,
    scores: readonly Axis[],
    private readonly sharedCells: readonly number[],
  ) {
    this.scores = scores.map((axis) => new VariableFiller(axis, true));
    this.shared = sharedCells.map((cells) => new ExactSums(cells + 1));
  }

  addWeights(chosen: ClassWeights): void {
    const { events, values } = chosen;
    const n = events.length;
    // Counted in a number of its own: one in memory would make each event wait for the one before.
    let negative = 0;
    // And a sum rather than a choice: signs cannot be guessed.
    for (let index = 0; index < n; index++) negative += +(values[index]! < 0);
    this.events += n;
    this.negativeEvents += negative;
    if (this.features.count > 0) return;
    this.totals.addTotal(0, chosen.parts);
    this.totals.addTotal(1, chosen.squares);
  }

  /** Where nobody asks for its profile any more. */
  abandon(): void {
    this.features.abandon();
  }

  /**
   * @param values of each feature, by event of the batch
   * @param added is told of each feature, while its values are still near
   */
  addFeatures(chosen: ClassWeights, values: readonly Float64Array[], added: (feature: number) => void): void {
    this.features.add(chosen, values, added);
  }

  addScore(model: number, chosen: ClassWeights, placed: PlacedValues): void {
    this.scores[model]!.add(chosen, placed);
  }

  /** @param cells cell of each of the chosen events; one past the last where a score is missing */
  addShared(model: number, chosen: ClassWeights, cells: Int32Array): void {
    this.shared[model]!.add(cells, chosen.squares);
  }

  profile(): ClassProfile {
    const totals = (this.features.totals() ?? this.totals).rounded();
    const shared = this.shared.map((sums, model) => sums.rounded(this.sharedCells[model]));
    return {
      label: this.label,
      events: this.events,
      negativeEvents: this.negativeEvents,
      sumWeights: totals.nearest[0]!,
      sumWeights2: totals.nearest[1]!,
      features: this.features.profile(),
      scores: this.scores.map((one) => one.profile()),
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
  private readonly reweighted: readonly ReweightedSums[];

  constructor(
    private readonly label: number | undefined,
    scores: readonly Axis[],
  ) {
    this.scores = scores.map((axis) => new VariableFiller(axis, false));
    this.migrations = scores.map(({ binning }) => new ExactMigration(binning.bins));
    this.reweighted = scores.map(({ binning }, model) => {
      const { cross, varied } = this.migrations[model]!;
      return new ReweightedSums(binning.bins + 1, { weights: this.scores[model]!.weights, squares: varied, cross });
    });
  }

  /** @param paired every event that is selected on either side */
  addWeights(paired: PairedWeights): void {
    // Where there is a model, its bins have the same events, and are added up in the end.
    if (this.migrations.length > 0) return;
    this.totals.addTotal(0, paired.after.parts);
    this.totals.addTotal(1, paired.varied);
    this.yields.addTotal(paired);
  }

  /** @param chosen events that are selected in the variation */
  addScore(model: number, chosen: ClassWeights, placed: PlacedValues): void {
    this.scores[model]!.add(chosen, placed);
  }

  addMigration(model: number, paired: PairedWeights, from: Int32Array, to: Int32Array): void {
    this.migrations[model]!.add(from, to, paired.after.events.length, paired);
  }

  /** Scores and migration of the nominal events where their weights alone are others. */
  addUnmoved(model: number, unmoved: UnmovedScores, paired: PairedWeights): void {
    const { after } = paired;
    const { staying, placed } = unmoved;
    const largest = staying && this.reweighted[model]!.add(staying, after.values, after.events.length);
    if (largest === undefined) {
      this.addScore(model, after, placed);
      this.addMigration(model, paired, placed.at, placed.at);
      return;
    }
    const { counts, weights } = unmoved.squares;
    this.scores[model]!.addWithoutSums(after.values, largest, placed, counts);
    this.migrations[model]!.nominal.addEach(weights);
  }

  profile(): VariedClass {
    for (const sums of this.reweighted) sums.flush();
    const { totals: sums, yields } = this.wholeSums();
    const totals = sums.rounded();
    return {
      label: this.label,
      sumWeights: totals.nearest[0]!,
      sumWeights2: totals.nearest[1]!,
      yieldMigration: yields.cells(),
      scores: this.scores.map((one, model): VariedScores => {
        const migration = this.migrations[model]!.cells();
        return { ...one.profile(variedSquares(migration)), migration };
      }),
      rests: totals.rests,
    };
  }

  /** Of all events: what the bins of a score and the events without one have together. */
  private wholeSums(): { readonly totals: ExactSums; readonly yields: ExactMigration } {
    const [scores] = this.scores;
    const [migration] = this.migrations;
    if (scores === undefined || migration === undefined) return { totals: this.totals, yields: this.yields };
    const [totals, yields] = [new ExactSums(2), new ExactMigration(1)];
    scores.addTotalTo(totals, 0);
    migration.addVariedTo(totals, 1);
    yields.addTotalOf(migration);
    return { totals, yields };
  }
}
