/**
 * What a pass leaves behind of the members of an ensemble: what passes with each of them, and how they differ on events
 * of one mean score, class by class.
 */
import { aleatoricEntropy, epistemicEntropy, spreadOf } from '../stats/ensemble';
import { ExactHistogram } from '../stats/exactHistogram';
import type { RoundedSums } from '../stats/exactSums';
import { ExactTables } from '../stats/exactTables';
import { addRounded, joinRounded } from '../stats/exactTerms';
import { pairOf, type PassSums } from '../stats/memberEfficiencies';
import type { ClassWeights } from './classWeights';

/** Σw, Σw² and, of a number q of each event, Σwq, Σw²q and Σw²q², by bin of the plot of the mean score. */
export interface AlongScore {
  readonly wq: Float64Array;
  readonly wwq: Float64Array;
  readonly wwqq: Float64Array;
}

/** What is averaged over events of one mean score. */
export const memberNumbers = ['spread', 'aleatoric', 'epistemic'] as const;
export type MemberNumber = (typeof memberNumbers)[number];

/** One class. Events with a score of every member. */
export interface EnsembleClass {
  readonly label: number | undefined;
  readonly sumWeights: number;
  readonly sumWeights2: number;
  /** By working point. */
  readonly passes: readonly PassSums[];
  /** By bin of the plot. */
  readonly weights: Float64Array;
  readonly weights2: Float64Array;
  readonly along: Readonly<Record<MemberNumber, AlongScore>>;
  /** Events with a member's score outside [0, 1]: they have no entropies. */
  readonly improbable: number;
  /** What rounding took from all sums, in the order of `flatEnsemble`: added to them, they are exact. */
  readonly rests: readonly Float64Array[];
}

/** Of one ensemble; a class for each of the sample's, in the same order. */
export interface EnsembleProfile {
  readonly model: string;
  readonly members: number;
  readonly classes: readonly EnsembleClass[];
}

/** The sums of a class in one list, with what rounding took from them. */
function flatEnsemble(one: EnsembleClass): RoundedSums {
  const passes = one.passes.flatMap(({ passing, together }) => [...passing, ...together]);
  const along = memberNumbers.flatMap((number) => {
    const { wq, wwq, wwqq } = one.along[number];
    return [...wq, ...wwq, ...wwqq];
  });
  const { sumWeights, sumWeights2, weights, weights2, rests } = one;
  return { nearest: Float64Array.of(sumWeights, sumWeights2, ...weights, ...weights2, ...along, ...passes), rests };
}

/** How many bins, working points and members there are. */
interface Shape {
  readonly plotBins: number;
  readonly points: number;
  readonly members: number;
}

/** Pairs of members, and each with itself. */
function pairsOf(members: number): number {
  return pairOf(members, 0);
}

/** A class from its list. */
function ensembleOf(
  { nearest, rests }: RoundedSums,
  { plotBins, points, members }: Shape,
  { label, improbable }: Pick<EnsembleClass, 'label' | 'improbable'>,
): EnsembleClass {
  let at = 2;
  const next = (length: number): Float64Array => nearest.slice(at, (at += length));
  const along = (): AlongScore => ({ wq: next(plotBins), wwq: next(plotBins), wwqq: next(plotBins) });
  return {
    label,
    improbable,
    sumWeights: nearest[0]!,
    sumWeights2: nearest[1]!,
    weights: next(plotBins),
    weights2: next(plotBins),
    along: { spread: along(), aleatoric: along(), epistemic: along() },
    passes: Array.from({ length: points }, () => ({
      passing: next(members + 1),
      together: next(pairsOf(members) + 1),
    })),
    rests,
  };
}

/** The classes of two parts of a sample, or of two samples, together: one label. */
export function mergeEnsembleClasses(a: EnsembleClass, b: EnsembleClass): EnsembleClass {
  const [first, second] = [flatEnsemble(a), flatEnsemble(b)];
  const shape = {
    plotBins: a.weights.length,
    points: a.passes.length,
    members: (a.passes[0]?.passing.length ?? 1) - 1,
  };
  const { label } = a;
  return ensembleOf(addRounded([first, second], first.nearest.length), shape, {
    label,
    improbable: a.improbable + b.improbable,
  });
}

/** Sums of one class while it is filled, without rounding: the order of events changes no bit. */
interface ClassSums {
  readonly label: number | undefined;
  /** Of events with a mean score, and of those without. */
  readonly total: ExactHistogram;
  /** In the end of each the events without a mean score. */
  readonly weights: ExactHistogram;
  readonly along: ExactTables;
  /** By working point, in the order of `PassSums`. */
  readonly passes: readonly { readonly passing: ExactTables; readonly together: ExactTables }[];
  improbable: number;
}

/** Fills the profile of one ensemble. */
export class EnsembleFiller {
  private readonly classes: ClassSums[] = [];
  private spreads = new Float64Array(0);
  private bins = new Int32Array(0);
  private at = new Int32Array(0);
  /** Members that one event passes. */
  private readonly passed: Int32Array;

  /**
   * @param plotBins of the mean score
   * @param thresholds working points
   */
  constructor(
    private readonly model: string,
    private readonly members: number,
    private readonly plotBins: number,
    private readonly thresholds: readonly number[],
  ) {
    this.passed = new Int32Array(members);
  }

  newClass(label: number | undefined): void {
    const { members, plotBins } = this;
    this.classes.push({
      label,
      total: new ExactHistogram(2),
      weights: new ExactHistogram(plotBins + 1),
      along: new ExactTables(3 * memberNumbers.length, plotBins),
      passes: this.thresholds.map(() => ({
        passing: new ExactTables(1, members + 1),
        together: new ExactTables(1, pairsOf(members) + 1),
      })),
      improbable: 0,
    });
  }

  /** The spread of each event of a batch; overwritten by the next call. */
  spreadsOf(scores: readonly Float64Array[], n: number): Float64Array {
    if (this.spreads.length < n) this.spreads = new Float64Array(n);
    for (let event = 0; event < n; event++) this.spreads[event] = spreadOf(scores, event);
    return this.spreads.subarray(0, n);
  }

  /**
   * Adds events of one class, after their spreads were asked for.
   * @param scores of each member, for the whole batch
   * @param scoreBins bin of each event's mean score; below 0 without a score
   * @param groups bin of the plot of each bin of the score
   */
  add(
    number: number,
    scores: readonly Float64Array[],
    scoreBins: Int32Array,
    groups: Int32Array,
    chosen: ClassWeights,
  ): void {
    const one = this.classes[number]!;
    const n = chosen.events.length;
    if (this.bins.length < n) [this.bins, this.at] = [new Int32Array(n), new Int32Array(n)];
    const { spreads, bins, at, plotBins } = this;
    for (let index = 0; index < n; index++) {
      const event = chosen.events[index]!;
      const counts = scoreBins[event]! >= 0 && !Number.isNaN(spreads[event]!);
      bins[index] = counts ? groups[scoreBins[event]!]! : plotBins;
      at[index] = counts ? 0 : 1;
    }
    one.total.add(at, chosen.parts, chosen.squares);
    one.weights.add(bins, chosen.parts, chosen.squares);
    for (let index = 0; index < n; index++) {
      if (bins[index]! < plotBins) this.addNumbers(one, scores, chosen, index, bins[index]!);
    }
    this.addPasses(one, scores, chosen);
  }

  finish(order: (a: EnsembleClass, b: EnsembleClass) => number): EnsembleProfile {
    const { plotBins, members, thresholds } = this;
    const shape = { plotBins, members, points: thresholds.length };
    const classes = this.classes.map((one) => {
      const sums = [
        one.total.roundedWeights(1),
        one.total.roundedSquares(1),
        one.weights.roundedWeights(plotBins),
        one.weights.roundedSquares(plotBins),
        ...one.along.rounded(),
        ...one.passes.flatMap(({ passing, together }) => [...passing.rounded(), ...together.rounded()]),
      ];
      return ensembleOf(joinRounded(sums), shape, one);
    });
    return { model: this.model, members, classes: classes.sort(order) };
  }

  /** What is averaged over events of one mean score. */
  private addNumbers(
    one: ClassSums,
    scores: readonly Float64Array[],
    chosen: ClassWeights,
    index: number,
    bin: number,
  ): void {
    const event = chosen.events[index]!;
    const w = chosen.values[index]!;
    const aleatoric = aleatoricEntropy(scores, event);
    const probable = !Number.isNaN(aleatoric);
    if (!probable) one.improbable++;
    setNumber(one.along, 0, w, this.spreads[event]!);
    setNumber(one.along, 3, w, probable ? aleatoric : 0);
    setNumber(one.along, 6, w, probable ? epistemicEntropy(scores, event, aleatoric) : 0);
    one.along.next(bin);
  }

  private addPasses(one: ClassSums, scores: readonly Float64Array[], { events, values }: ClassWeights): void {
    const { bins, passed, plotBins, members } = this;
    this.thresholds.forEach((threshold, point) => {
      const { passing, together } = one.passes[point]!;
      for (let index = 0; index < events.length; index++) {
        if (bins[index]! === plotBins) continue;
        const event = events[index]!;
        let count = 0;
        for (let member = 0; member < members; member++) {
          if (scores[member]![event]! >= threshold) passed[count++] = member;
        }
        if (count === 0) continue;
        const w = values[index]!;
        if (count === members) {
          setLast(passing, w, members);
          setLast(together, w * w, pairsOf(members));
          continue;
        }
        for (let a = 0; a < count; a++) {
          setLast(passing, w, passed[a]!);
          for (let b = 0; b <= a; b++) setLast(together, w * w, pairOf(passed[a]!, passed[b]!));
        }
      }
    });
  }
}

/** The only term of an event. */
function setLast(table: ExactTables, value: number, cell: number): void {
  table.set(0, value);
  table.next(cell);
}

/** Terms of Σwq, Σw²q and Σw²q² of one number. */
function setNumber(along: ExactTables, from: number, w: number, q: number): void {
  along.set(from, w * q);
  along.set(from + 1, w * w * q);
  along.set(from + 2, w * w * q * q);
}
