/** Fills the profile of one variation of a sample's events, batch by batch, after the nominal ones. */
import type { Batch } from '../data/eventSource';
import type { Binning } from '../stats/binning';
import { changesOfSame, countChanges, noteChanges } from './changedEvents';
import { VariedClassFiller } from './classFillers';
import { ClassWeights, PairedWeights } from './classWeights';
import { CountedEvents } from './countedEvents';
import { mostClasses, type EventClasses } from './eventClasses';
import type { EnsembleFiller } from './ensembleProfile';
import { BatchScorer, EventEvaluator, givenBy, type EventValues } from './eventValues';
import type { AskedEvents } from './hypothesisProfile';
import type { EventExpressions, Pass, ScoringModel } from './pass';
import { noSentinels, PlacedValues, type Axis } from './placedValues';
import type { VariationProfile } from './profile';
import { RowKeeper } from './rowSample';
import type { UnmovedScores } from './unmovedScores';

/** What a batch is before any variation. */
export interface NominalBatch {
  readonly n: number;
  readonly values: EventValues;
  /** One array for each model. */
  readonly scores: readonly Float64Array[];
  /** For each model those of its members, if it is an ensemble. */
  readonly members: readonly (readonly Float64Array[] | undefined)[];
  /** For each model the bin of each event's score; −1 without one. */
  readonly scoreBins: readonly Int32Array[];
  readonly classes: EventClasses;
  /** Of the events that count: by class, of those that were met before, and by model. */
  readonly scored: readonly (readonly UnmovedScores[])[];
  readonly chosen: readonly ClassWeights[];
  /** Whether all weights are finite. */
  readonly valid: boolean;
  /** Of the weights: no other batch has the same. */
  readonly version: number;
}

/** Reused buffers of one batch, for all variations of a sample. */
export class VariationBuffers {
  readonly counted: CountedEvents;
  readonly after: ClassWeights;
  readonly paired: PairedWeights;
  readonly bins: readonly Int32Array[];
  readonly placed = new PlacedValues();
  readonly changed: Uint8Array;

  constructor(capacity: number, models: number) {
    this.counted = new CountedEvents(capacity, mostClasses);
    this.after = new ClassWeights(capacity);
    this.paired = new PairedWeights(capacity);
    this.bins = Array.from({ length: models }, () => new Int32Array(capacity));
    this.changed = new Uint8Array(capacity);
  }
}

/** What is filled of an ensemble in a variation. */
interface VariedEnsemble {
  readonly model: number;
  readonly filler: EnsembleFiller;
  /** Bin of the plot of each bin of the score. */
  readonly groups: Int32Array;
}

/** Scores of the members of each model in a variation. */
type VariedMembers = NominalBatch['members'];

export class VariationFiller {
  /** Of the nominal events; undefined where none is asked for, or no score differs. */
  readonly rows: RowKeeper | undefined;
  private readonly evaluator: EventEvaluator;
  /** For each model, whether one of its features differs from nominal. */
  private readonly rescored: readonly boolean[];
  private readonly scorers: readonly BatchScorer[];
  private readonly classes: VariedClassFiller[] = [];
  private changedEvents = 0;
  private invalidWeights = 0;

  /**
   * @param axes one for each model's score
   * @param ensembles of trained members
   */
  constructor(
    readonly key: string,
    expressions: EventExpressions,
    { nominal, variedRows }: Pass,
    models: readonly ScoringModel[],
    private readonly axes: readonly Axis[],
    private readonly ensembles: readonly VariedEnsemble[] = [],
  ) {
    this.evaluator = new EventEvaluator(expressions, nominal);
    const [given, nominallyGiven] = [givenBy(expressions), givenBy(nominal)];
    this.rescored = models.map((model) => model.features.some((feature) => given[feature] !== nominallyGiven[feature]));
    this.rows = variedRows === true && this.rescored.includes(true) ? new RowKeeper([], models.length, []) : undefined;
    this.scorers = models.map((model) => new BatchScorer(model, 'score'));
  }

  newClass(label: number | undefined): void {
    this.classes.push(new VariedClassFiller(label, this.axes));
    for (const { filler } of this.ensembles) filler.newClass(label);
  }

  /** @throws whatever scoring throws */
  async add(batch: Batch, nominal: NominalBatch, buffers: VariationBuffers): Promise<AskedEvents> {
    const { n, valid } = nominal;
    const varied = this.evaluator.evaluate(batch, nominal.values);
    // Mostly the same events count on both sides.
    const changes = valid && varied.select === nominal.values.select ? changesOfSame(nominal, varied, n) : undefined;
    const same = changes !== undefined;
    if (!same) {
      nominal.classes.classifyMore(varied, nominal.values, n);
      this.invalidWeights += buffers.counted.choose(varied, nominal.classes.ofEvent, n);
    }
    const { changed } = buffers;
    const rescored = this.rescored.includes(true);
    if (rescored) noteChanges(nominal.values, varied, changed, n);
    const scores: Float64Array[] = [];
    const bins: Int32Array[] = [];
    for (const [model, { binning }] of this.axes.entries()) {
      if (!this.rescored[model]!) {
        scores.push(nominal.scores[model]!);
        bins.push(nominal.scoreBins[model]!);
        continue;
      }
      const own = await this.scorers[model]!.score(varied.features, n);
      findScores(binning, own, n, buffers.bins[model]!);
      for (let event = 0; event < n; event++) {
        if (!Object.is(own[event], nominal.scores[model]![event]) && varied.select[event] !== 0) changed[event] = 1;
      }
      scores.push(own);
      bins.push(buffers.bins[model]!);
    }
    this.changedEvents += rescored ? sumOf(changed, n) : (changes ?? countChanges(nominal.values, varied, n));
    const members = this.rescored.map((again, model) =>
      again ? this.scorers[model]!.members(n) : nominal.members[model],
    );
    for (const { model, filler } of this.ensembles) filler.spreadsOf(members[model]!, n);
    if (same) this.fillSame(nominal, varied, scores, members, bins, buffers);
    else this.fillEither(nominal, varied, scores, members, bins, buffers);
    return { values: varied, scores };
  }

  profile(order: (a: { label: number | undefined }, b: { label: number | undefined }) => number): VariationProfile {
    return {
      changedEvents: this.changedEvents,
      invalidWeights: this.invalidWeights,
      classes: this.classes.map((one) => one.profile()).sort(order),
      ...(this.ensembles.length > 0 && { ensembles: this.ensembles.map(({ filler }) => filler.finish(order)) }),
      ...(this.rows && { rows: this.rows.finish() }),
    };
  }

  /** A variation in which the nominal events count, and no others. */
  private fillSame(
    nominal: NominalBatch,
    varied: EventValues,
    scores: readonly Float64Array[],
    members: VariedMembers,
    bins: readonly Int32Array[],
    { after, paired, placed }: VariationBuffers,
  ): void {
    this.classes.forEach((filler, index) => {
      const before = nominal.chosen[index];
      // A class that another variation met first in this batch: it has no nominal events here.
      if (before === undefined) return;
      const own = varied.weight === nominal.values.weight ? before : after.gather(varied.weight, before.events);
      paired.pair(before, own);
      filler.addWeights(paired);
      this.axes.forEach((axis, model) => {
        const from = nominal.scored[index]![model]!;
        if (!this.rescored[model]!) {
          filler.addUnmoved(model, from, paired);
          return;
        }
        const to = placed.place(axis, scores[model]!, before.events, noSentinels, bins[model]);
        filler.addScore(model, own, to);
        filler.addMigration(model, paired, from.placed.at, to.at);
      });
      this.fillEnsembles(index, members, bins, own);
    });
  }

  /** A variation that other events enter or leave. */
  private fillEither(
    nominal: NominalBatch,
    varied: EventValues,
    scores: readonly Float64Array[],
    members: VariedMembers,
    bins: readonly Int32Array[],
    buffers: VariationBuffers,
  ): void {
    const { n } = nominal;
    const before = Float64Array.from({ length: n }, (_, event) => countedWeight(nominal.values, event));
    const after = Float64Array.from({ length: n }, (_, event) => countedWeight(varied, event));
    const select = before.map((w, event) => (Number.isNaN(w) && Number.isNaN(after[event]!) ? 0 : 1));
    const there = (values: Float64Array): Float64Array => values.map((w) => (Number.isNaN(w) ? 0 : w));
    const either = new CountedEvents(n, mostClasses);
    either.choose({ select, weight: select }, nominal.classes.ofEvent, n);
    const [weightsBefore, weightsAfter] = [there(before), there(after)];
    const gathered = new ClassWeights(n);
    this.classes.forEach((filler, index) => {
      const events = either.ofClass(index);
      const paired = buffers.paired.pair(
        gathered.gather(weightsBefore, events),
        buffers.after.gather(weightsAfter, events),
      );
      filler.addWeights(paired);
      const binsOf = (counted: Float64Array, found: Int32Array, outside: number): Int32Array =>
        events.map((event) => (Number.isNaN(counted[event]!) || found[event]! < 0 ? outside : found[event]!));
      this.axes.forEach(({ binning }, model) => {
        const from = binsOf(before, nominal.scoreBins[model]!, binning.bins);
        filler.addMigration(model, paired, from, binsOf(after, bins[model]!, binning.bins));
      });
      const own = buffers.after.gather(varied.weight, buffers.counted.ofClass(index));
      this.axes.forEach((axis, model) => {
        const placed = buffers.placed.place(axis, scores[model]!, own.events, noSentinels, bins[model]);
        filler.addScore(model, own, placed);
      });
      this.fillEnsembles(index, members, bins, own);
    });
  }

  private fillEnsembles(
    index: number,
    members: VariedMembers,
    bins: readonly Int32Array[],
    chosen: ClassWeights,
  ): void {
    for (const { model, filler, groups } of this.ensembles) {
      filler.add(index, members[model]!, bins[model]!, groups, chosen);
    }
  }
}

/** Finds bins of scores; −1 for what is not finite: an infinite score is as good as none. */
export function findScores(binning: Binning, values: Float64Array, n: number, bins: Int32Array): void {
  binning.fillIndices(values, n, bins);
  for (let event = 0; event < n; event++) if (!Number.isFinite(values[event]!)) bins[event] = -1;
}

function sumOf(values: Uint8Array, n: number): number {
  let sum = 0;
  for (let index = 0; index < n; index++) sum += values[index]!;
  return sum;
}

/** Weight of an event that counts; NaN for one that is not selected or has no finite weight. */
function countedWeight({ select, weight }: EventValues, event: number): number {
  return select[event]! !== 0 && Number.isFinite(weight[event]!) ? weight[event]! : Number.NaN;
}
