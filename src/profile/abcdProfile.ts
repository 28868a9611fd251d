/**
 * What a pass leaves behind of a region that is predicted from three others: sums and histograms of the four regions, of B
 * and C also with the second weight of the classifier and of each member of an ensemble, and some rows of the two axes.
 */
import { AnalysisError } from '../config/analysisError';
import { regionNames } from '../config/abcdSection';
import type { Batch } from '../data/eventSource';
import { Evaluator } from '../data/expression/evaluator';
import type { Expression } from '../data/expression/expression';
import { ExactHistogram } from '../stats/exactHistogram';
import { addRounded } from '../stats/exactTerms';
import { densityRatio } from '../stats/transferFactor';
import { ClassWeights } from './classWeights';
import type { EventValues } from './eventValues';
import type { FillBinning } from './fillSample';
import type { BinSums } from './profile';
import { mergeRows, RowKeeper, type RowSample } from './rowSample';

/** What is asked of the events of a sample. Expressions may name scores. */
export interface AbcdQuestion {
  /** Name of the prediction. */
  readonly key: string;
  /** Selections of A, B, C and D. */
  readonly regions: readonly Expression[];
  /** None, or two. */
  readonly axes: readonly Expression[];
  readonly variable?: Expression;
  /** Position of the model that tells A from B. */
  readonly weight?: number;
  /** Names in the expressions that stand for scores → position of the model. */
  readonly scores: ReadonlyMap<string, number>;
}

/** Sums by region and bin of the variable: the bins of A (one without a variable, and one for events without a value), then those of B, … */
export interface RegionBins extends BinSums {
  /** What rounding took from Σw and Σw². */
  readonly rests: { readonly weights: readonly Float64Array[]; readonly squares: readonly Float64Array[] };
}

export interface AbcdProfile {
  /** Of A, B, C and D, with the weights of the sample. */
  readonly regions: RegionBins;
  /** Of B and C, with the second weight: of the model's score, then of each member's. */
  readonly weighted: readonly RegionBins[];
  /** Events of B and C without a second weight: the score is not in [0, 1). */
  readonly unweighted: readonly number[];
  /** The largest |w| in C with the second weight of the model's score. */
  readonly largest: number;
  /** Range of the variable in C and D; +∞ and −∞ while there is no value. */
  readonly low: number;
  readonly high: number;
  /** Some events of the four regions with both axes. */
  readonly rows?: RowSample;
}

const [regionB, regionC, regionD] = [1, 2, 3];
const nowhere = -1;
export const axisNames = ['first axis', 'second axis'] as const;

/** The regions of the events of a batch, and what else is asked of them. */
export interface RegionValues {
  /** Number of the region, below 0 outside of all. */
  readonly region: Int32Array;
  readonly variable: Float64Array | undefined;
  readonly axes: readonly Float64Array[];
}

/** Finds the regions of events, batch by batch. */
export class RegionFinder {
  private readonly evaluators: readonly Evaluator[];
  private readonly axes: readonly Evaluator[];
  private readonly variable: Evaluator | undefined;
  private region = new Int32Array(0);

  constructor(
    private readonly question: AbcdQuestion,
    private readonly sample: string,
  ) {
    this.evaluators = question.regions.map((one) => new Evaluator(one));
    this.axes = question.axes.map((one) => new Evaluator(one));
    this.variable = question.variable && new Evaluator(question.variable);
  }

  /**
   * @param scores of each model
   * @returns arrays that are overwritten by the next call
   * @throws AnalysisError `regions` where a selected event is in two regions
   */
  find(batch: Batch, select: Float64Array, scores: readonly Float64Array[]): RegionValues {
    const n = batch.length;
    const named = [...this.question.scores].map(([name, model]) => [name, scores[model]!.subarray(0, n)] as const);
    const withScores = named.length === 0 ? batch : { ...batch, columns: new Map([...batch.columns, ...named]) };
    if (this.region.length < n) this.region = new Int32Array(n);
    const { region } = this;
    region.fill(nowhere, 0, n);
    for (const [number, evaluator] of this.evaluators.entries()) {
      const inside = evaluator.evaluate(withScores);
      for (let event = 0; event < n; event++) {
        if (select[event] === 0 || inside[event] === 0) continue;
        if (region[event] !== nowhere) this.refuse(region[event]!, number);
        region[event] = number;
      }
    }
    return {
      region,
      variable: this.variable?.evaluate(withScores),
      axes: this.axes.map((axis) => axis.evaluate(withScores)),
    };
  }

  private refuse(first: number, second: number): never {
    throw new AnalysisError(
      'regions',
      `An event of '${this.sample}' is in region ${regionNames[first]!} and in region ${regionNames[second]!} of '${this.question.key}': regions must exclude each other.`,
      { path: ['abcd', this.question.key, 'regions', regionNames[second]!] },
    );
  }
}

/** Reused buffers of one batch. */
interface Slots {
  readonly weights: ClassWeights;
  readonly products: Float64Array;
  readonly inRegion: Float64Array;
  /** Positions of the events that count, and the cell of each. */
  readonly events: Int32Array;
  readonly cells: Int32Array;
  /** Bin of the variable of each event of the batch. */
  readonly bins: Int32Array;
  /** The same of those with a second weight. */
  readonly weighted: Int32Array;
  readonly at: Int32Array;
}

export class AbcdFiller {
  private readonly finder: RegionFinder;
  private readonly bins: number;
  private readonly regions: ExactHistogram;
  private readonly weighted: readonly ExactHistogram[];
  private readonly unweighted: number[];
  private readonly rows: RowKeeper | undefined;
  private largest = 0;
  private low = Infinity;
  private high = -Infinity;
  private slots: Slots | undefined;

  /**
   * @param binning of the variable, where there is one
   * @param members of the ensemble whose score makes the weight; 0 of a single model
   */
  constructor(
    readonly question: AbcdQuestion,
    private readonly binning: FillBinning['binning'] | undefined,
    members: number,
    sample: string,
  ) {
    this.finder = new RegionFinder(question, sample);
    this.bins = (binning?.bins ?? 0) + 1;
    this.regions = new ExactHistogram(regionNames.length * this.bins);
    const weightings = question.weight === undefined ? 0 : 1 + members;
    this.weighted = Array.from({ length: weightings }, () => new ExactHistogram(2 * this.bins));
    this.unweighted = new Array<number>(weightings).fill(0);
    this.rows = question.axes.length === 0 ? undefined : new RowKeeper([], 0, axisNames);
  }

  /**
   * @param scores of each model
   * @param members scores of the members of the ensemble whose score makes the weight
   * @param file hash of the name of the file that the batch comes from
   * @param position number of its first event there
   * @throws AnalysisError `regions` where an event is in two regions
   */
  add(
    batch: Batch,
    { weight, select, label }: EventValues,
    scores: readonly Float64Array[],
    members: readonly Float64Array[],
    file: number,
    position: number,
  ): void {
    const n = batch.length;
    const slots = this.slotsFor(n);
    const { weights, inRegion, events, cells, bins } = slots;
    const { region, variable, axes } = this.finder.find(batch, select, scores);
    if (variable !== undefined) this.binning?.fillIndices(variable, n, bins);
    let chosen = 0;
    for (let event = 0; event < n; event++) {
      const at = region[event]!;
      const counts = at !== nowhere && Number.isFinite(weight[event]!);
      inRegion[event] = counts ? 1 : 0;
      if (!counts) continue;
      events[chosen] = event;
      cells[chosen++] = at * this.bins + (variable === undefined ? 0 : this.binOf(variable[event]!, bins[event]!, at));
    }
    weights.gather(weight, events.subarray(0, chosen));
    this.regions.add(cells, weights.parts, weights.squares);
    const model = this.question.weight;
    if (model !== undefined) {
      [scores[model]!, ...members].forEach((of, weighting) => {
        this.addWeighted(weighting, of, weight, chosen, slots);
      });
    }
    this.rows?.add({ select: inRegion, weight, label, features: [], scores: [], extra: axes }, file, position, n);
  }

  profile(): AbcdProfile {
    return {
      regions: sumsOf(this.regions),
      weighted: this.weighted.map(sumsOf),
      unweighted: this.unweighted,
      largest: this.largest,
      low: this.low + 0,
      high: this.high + 0,
      ...(this.rows && { rows: this.rows.finish() }),
    };
  }

  private addWeighted(
    weighting: number,
    scores: Float64Array,
    weight: Float64Array,
    chosen: number,
    { weights, products, events, cells, weighted, at }: Slots,
  ): void {
    const [fromB, fromC, toC] = [regionB, regionC, regionC + 1].map((region) => region * this.bins);
    let count = 0;
    for (let index = 0; index < chosen; index++) {
      const cell = cells[index]!;
      if (cell < fromB! || cell >= toC!) continue;
      const event = events[index]!;
      const second = densityRatio(scores[event]!);
      if (Number.isNaN(second)) {
        this.unweighted[weighting]!++;
        continue;
      }
      const product = weight[event]! * second;
      products[event] = product;
      weighted[count] = event;
      at[count++] = cell - fromB!;
      if (weighting === 0 && cell >= fromC!) this.largest = Math.max(this.largest, Math.abs(product));
    }
    weights.gather(products, weighted.subarray(0, count));
    this.weighted[weighting]!.add(at, weights.parts, weights.squares);
  }

  /** In the end the events without a value. */
  private binOf(value: number, bin: number, region: number): number {
    if (!Number.isFinite(value)) return this.bins - 1;
    if (region === regionC || region === regionD) {
      if (value < this.low) this.low = value;
      if (value > this.high) this.high = value;
    }
    return bin;
  }

  private slotsFor(n: number): Slots {
    if (this.slots === undefined || this.slots.products.length < n) {
      const whole = (): Int32Array => new Int32Array(n);
      this.slots = {
        weights: new ClassWeights(n),
        products: new Float64Array(n),
        inRegion: new Float64Array(n),
        events: whole(),
        cells: whole(),
        bins: whole(),
        weighted: whole(),
        at: whole(),
      };
    }
    return this.slots;
  }
}

function sumsOf(histogram: ExactHistogram): RegionBins {
  const weights = histogram.roundedWeights();
  const squares = histogram.roundedSquares(histogram.counts.length);
  return {
    sumWeights: weights.nearest,
    sumWeights2: squares.nearest,
    counts: histogram.counts,
    rests: { weights: weights.rests, squares: squares.rests },
  };
}

/**
 * The profiles of two parts of a sample together: the same bytes whatever the parts and their order.
 * @throws RangeError when they were asked other questions
 */
export function mergeAbcd(a: AbcdProfile, b: AbcdProfile): AbcdProfile {
  if (a.weighted.length !== b.weighted.length || (a.rows === undefined) !== (b.rows === undefined)) {
    throw new RangeError('the parts of a sample were asked other questions');
  }
  return {
    regions: mergeBins(a.regions, b.regions),
    weighted: a.weighted.map((one, weighting) => mergeBins(one, b.weighted[weighting]!)),
    unweighted: a.unweighted.map((events, weighting) => events + b.unweighted[weighting]!),
    largest: Math.max(a.largest, b.largest),
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
    ...(a.rows && b.rows && { rows: mergeRows(a.rows, b.rows) }),
  };
}

function mergeBins(a: RegionBins, b: RegionBins): RegionBins {
  const cells = a.counts.length;
  const added = (of: 'sumWeights' | 'sumWeights2', rests: 'weights' | 'squares') =>
    addRounded(
      [a, b].map((one) => ({ nearest: one[of], rests: one.rests[rests] })),
      cells,
    );
  const weights = added('sumWeights', 'weights');
  const squares = added('sumWeights2', 'squares');
  return {
    sumWeights: weights.nearest,
    sumWeights2: squares.nearest,
    counts: a.counts.map((count, cell) => count + b.counts[cell]!),
    rests: { weights: weights.rests, squares: squares.rests },
  };
}
