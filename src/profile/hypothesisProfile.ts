/**
 * What a pass leaves behind of a model that is told the value of a nuisance: the scores of the same events told the truth,
 * told otherwise, and of the other models, with what they have in common.
 */
import { Binning } from '../stats/binning';
import { everywhereEdges, plotGroups } from './binnings';
import { ClassFiller } from './classFillers';
import { FeatureFillers } from './featureFillers';
import { ClassWeights } from './classWeights';
import { CountedEvents } from './countedEvents';
import { mostClasses } from './eventClasses';
import type { BatchScorer, EventValues } from './eventValues';
import type { ClassProfile } from './profile';
import type { FillBinning } from './fillSample';
import { noSentinels, PlacedValues } from './placedValues';
import { findScores } from './variationFiller';

/** What is asked of one model with some events of a sample. */
export interface HypothesisQuestion {
  /** Unique in a pass. */
  readonly key: string;
  /** Position of the model. */
  readonly model: number;
  /** Position of the nuisance among the values that models are told. */
  readonly hypothesis: number;
  /** Values that the model is told beside the truth. */
  readonly asked: readonly number[];
  /** The variation whose events these are; the nominal ones without. */
  readonly variation?: string;
  /** Only events that are told a value in [from, to) in the first place. */
  readonly slice?: { readonly from: number; readonly to: number };
}

/**
 * The classes of a sample. Their `scores` are those of the model told the truth, told each value of `asked`, and of all
 * models (told the truth, where they are told any); `shared` is with the first of them.
 */
export interface HypothesisProfile {
  readonly classes: readonly ClassProfile[];
}

/** The events of a batch as one question has them. */
export interface AskedEvents {
  readonly values: EventValues;
  /** Of all models. */
  readonly scores: readonly Float64Array[];
}

export class HypothesisFiller {
  private readonly classes: { readonly label: number | undefined; readonly filler: ClassFiller }[] = [];
  /** Of each of the scores: the model's own told the truth, told otherwise, and all models'. */
  private readonly binnings: readonly FillBinning[];
  private readonly groups: readonly { readonly groups: Int32Array; readonly bins: number }[];
  private readonly placed = new PlacedValues();
  private slots: { counted: CountedEvents; chosen: ClassWeights; bins: Int32Array[]; cells: Int32Array } | undefined;

  /**
   * @param scorer of the model
   * @param features how many a model is given before the values that it is told
   * @param scores binning of each model's score
   */
  constructor(
    readonly question: HypothesisQuestion,
    private readonly scorer: BatchScorer,
    private readonly features: number,
    scores: readonly FillBinning[],
  ) {
    const everywhere = scores.map((one): FillBinning => {
      const edges = everywhereEdges(one.edges);
      return { edges, binning: new Binning(edges.edges) };
    });
    const own = everywhere[question.model]!;
    this.binnings = [own, ...question.asked.map(() => own), ...everywhere];
    this.groups = this.binnings.map(({ binning, edges }) => ({
      groups: plotGroups(binning, edges.plot),
      bins: edges.plot.length + 1,
    }));
  }

  newClass(label: number | undefined): void {
    const axes = this.binnings.map(({ binning, edges }) => ({ binning, origin: edges.origin }));
    const cells = this.groups.map(({ bins }) => this.groups[0]!.bins * bins);
    this.classes.push({ label, filler: new ClassFiller(label, new FeatureFillers([], []), axes, cells) });
  }

  /**
   * @param classOf number of the class of each event; below 0 for events that are not selected anywhere
   * @throws AnalysisError whatever scoring throws
   */
  async add({ values, scores }: AskedEvents, classOf: Int32Array, n: number): Promise<void> {
    const { model, hypothesis, asked, slice } = this.question;
    const { counted, chosen, bins, cells } = this.slotsFor(n);
    const at = this.features + hypothesis;
    const told = values.features[at] as Float64Array;
    const select =
      slice === undefined
        ? values.select
        : values.select.map((selected, event) =>
            selected !== 0 && told[event]! >= slice.from && told[event]! < slice.to ? 1 : 0,
          );
    const all = [scores[model]!];
    for (const value of asked) {
      const features = values.features.with(at, new Float64Array(n).fill(value));
      all.push((await this.scorer.score(features, n)).slice());
    }
    all.push(...scores);
    all.forEach((of, index) => {
      findScores(this.binnings[index]!.binning, of, n, bins[index]!);
    });
    counted.choose({ select, weight: values.weight }, classOf, n);
    this.classes.forEach(({ filler }, number) => {
      filler.addWeights(chosen.gather(values.weight, counted.ofClass(number)));
      all.forEach((of, index) => {
        const { binning, edges } = this.binnings[index]!;
        const axis = { binning, origin: edges.origin };
        filler.addScore(index, chosen, this.placed.place(axis, of, chosen.events, noSentinels, bins[index]));
        this.findCells(index, chosen, bins, cells);
        filler.addShared(index, chosen, cells);
      });
    });
  }

  profile(): HypothesisProfile {
    const byLabel = (a: ClassProfile, b: ClassProfile): number => (a.label ?? 0) - (b.label ?? 0);
    return { classes: this.classes.map(({ filler }) => filler.profile()).sort(byLabel) };
  }

  /** Cells of the table of the first score (rows) and another (columns); one past the last without either. */
  private findCells(index: number, { events }: ClassWeights, bins: readonly Int32Array[], cells: Int32Array): void {
    const [first, own] = [bins[0]!, bins[index]!];
    const { groups: firstGroups, bins: rows } = this.groups[0]!;
    const { groups, bins: columns } = this.groups[index]!;
    events.forEach((event, position) => {
      const scored = first[event]! >= 0 && own[event]! >= 0;
      cells[position] = scored ? firstGroups[first[event]!]! * columns + groups[own[event]!]! : rows * columns;
    });
  }

  private slotsFor(n: number): NonNullable<HypothesisFiller['slots']> {
    if (this.slots === undefined || this.slots.cells.length < n) {
      this.slots = {
        counted: new CountedEvents(n, mostClasses),
        chosen: new ClassWeights(n),
        bins: this.binnings.map(() => new Int32Array(n)),
        cells: new Int32Array(n),
      };
    }
    return this.slots;
  }
}
