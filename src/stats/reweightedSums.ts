import { Parts } from './exactParts';
import { mostTerms, type ExactSums } from './exactSums';
import { kernelEvents } from './kernel/fillKernel';
import { mostRows, rowNumbers, weightKernel, type Rounders, type WeightKernel } from './kernel/weightKernel';

/** Fewer events are added faster without copying rows. */
const fewestEvents = 256;
/** Where so many events of a batch leave something, other sums are faster. */
const mostRests = 1 / 8;

/** Weights of some events before they are changed, and the bins in which the events stay. */
export interface StayingWeights {
  /** Finite. */
  readonly weights: Float64Array;
  /** Of their absolute values, or more. */
  readonly largest: number;
  readonly at: Int32Array;
  /** No other weights have the same, and no other bins; not 0. */
  readonly version: number;
  readonly binsVersion: number;
}

/** Where Σw', Σw'² and Σww' by bin go. */
export interface ReweightedTargets {
  readonly weights: ExactSums;
  readonly squares: ExactSums;
  readonly cross: ExactSums;
}

/**
 * Σw', Σw'² and Σww' by bin of events of which the weight alone changes, without rounding. Each number is cut in two, at
 * places that suit these weights, and both parts are added as doubles, which is exact for `mostTerms` events; then, and in
 * the end, the sums move to where they belong.
 */
export class ReweightedSums {
  /** Of each bin upper and lower sum of w', w'² and ww'. */
  private rows = new Float64Array(0);
  private events = 0;
  private readonly weight = new Cut();
  private readonly square = new Cut();
  private readonly cross = new Cut();
  /** Whether weights are too different for two parts each. */
  private different = false;

  constructor(
    private readonly bins: number,
    private readonly targets: ReweightedTargets,
  ) {}

  /**
   * Adds the first n events.
   * @param after finite weights
   * @returns the largest |w'|; undefined where nothing was added, and other sums are to take these events
   */
  add(before: StayingWeights, after: Float64Array, n: number): number | undefined {
    if (n < fewestEvents || n > kernelEvents || this.bins > mostRows || this.different) return undefined;
    const kernel = weightKernel();
    if (kernel === undefined) return undefined;
    kernel.takeBefore(before.weights, before.version, before.at, before.binsVersion, n);
    const largest = kernel.takeAfter(after, n);
    if (!this.expect(n, largest, largest * largest, before.largest * largest)) return undefined;
    const left = kernel.addProducts(this.rows, n, this.weight, this.square, this.cross);
    if (left > 0) this.addRests(kernel, left, before, after, n);
    this.different = 2 * left > mostRests * n;
    return largest;
  }

  /** Moves the sums to where they belong. */
  flush(): void {
    if (this.events === 0) return;
    this.events = 0;
    const { rows, bins } = this;
    const { weights, squares, cross } = this.targets;
    [weights, squares, cross].forEach((target, which) => {
      const [nearest, lower] = [2 * which, 2 * which + 1].map((place) => numbersAt(rows, place, bins));
      target.addSums({ nearest: nearest!, rests: [lower!] });
    });
    rows.fill(0);
  }

  /**
   * Sees to it that n more events can be added.
   * @param weight,square,cross the largest of |w'|, of w'² and of |ww'|, or more
   * @returns false where they cannot
   */
  private expect(n: number, weight: number, square: number, cross: number): boolean {
    const cuts: readonly (readonly [Cut, number])[] = [
      [this.weight, weight],
      [this.square, square],
      [this.cross, cross],
    ];
    if (!cuts.every(([, largest]) => canBeCut(largest))) return false;
    if (this.events + n > mostTerms || !cuts.every(([cut, largest]) => cut.suits(largest))) {
      this.flush();
      for (const [cut, largest] of cuts) cut.moveTo(largest);
    }
    if (this.rows.length === 0) this.rows = new Float64Array(rowNumbers * this.bins);
    this.events += n;
    return true;
  }

  /** Adds what the kernel left of some events. */
  private addRests(
    { left }: WeightKernel,
    pairs: number,
    before: StayingWeights,
    after: Float64Array,
    n: number,
  ): void {
    const { weights, at } = before;
    const { weight, square, cross } = this;
    const rests = [new Rests(weight), new Rests(square), new Rests(cross)] as const;
    for (let pair = 0; pair < pairs; pair++) {
      for (let event = left[pair]!; event < Math.min(left[pair]! + 2, n); event++) {
        const w = after[event]!;
        rests[0].note(w, at[event]!);
        rests[1].note(w * w, at[event]!);
        rests[2].note(weights[event]! * w, at[event]!);
      }
    }
    rests[0].addTo(this.targets.weights);
    rests[1].addTo(this.targets.squares);
    rests[2].addTo(this.targets.cross);
  }
}

/** One number of each row. */
function numbersAt(rows: Float64Array, place: number, bins: number): Float64Array {
  const numbers = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) numbers[bin] = rows[rowNumbers * bin + place]!;
  return numbers;
}

/** Terms up to 2^36 upper units: `mostTerms` of them stay below 2^53, as do as many parts below 2^36 lower units. */
const [upperUnit, lowerUnit] = [2 ** -36, 2 ** -73];
/** Rounds what it is added to, to whole numbers. */
const roundsToOne = 1.5 * 2 ** 52;
/** Terms of other size would meet the ends of what doubles can hold. */
const [smallestTerm, largestTerm] = [2 ** -800, 2 ** 800];

function canBeCut(largest: number): boolean {
  return largest === 0 || (largest >= smallestTerm && largest <= largestTerm);
}

/** Where numbers of about one size are cut in two. */
class Cut implements Rounders {
  upper = 0;
  lower = 0;
  /** The largest number that may be cut; a power of two. */
  private size = 0;

  suits(largest: number): boolean {
    // Of much smaller numbers more would be left.
    return largest === 0 || (largest <= this.size && largest >= this.size / 256);
  }

  moveTo(largest: number): void {
    // Other batches may have somewhat larger ones.
    this.size = largest === 0 ? 1 : 4 * 2 ** Math.ceil(Math.log2(largest));
    this.upper = roundsToOne * upperUnit * this.size;
    this.lower = roundsToOne * lowerUnit * this.size;
  }
}

/** What two parts leave of some numbers. */
class Rests {
  private readonly values: number[] = [];
  private readonly bins: number[] = [];

  constructor(private readonly cut: Rounders) {}

  note(value: number, bin: number): void {
    const { upper, lower } = this.cut;
    const below = value - (value + upper - upper);
    const rest = below - (below + lower - lower);
    if (rest === 0) return;
    this.values.push(rest);
    this.bins.push(bin);
  }

  addTo(sums: ExactSums): void {
    sums.add(Int32Array.from(this.bins), new Parts().cut(Float64Array.from(this.values), this.values.length));
  }
}
