/**
 * What a pass leaves behind of the members of an ensemble: what passes with each of them, and how they differ on events
 * of one mean score, class by class.
 */
import { aleatoricEntropy, epistemicEntropy, spreadOf, type PassSums } from '../stats/ensemble';
import { added } from './conditionProfile';
import type { EventValues } from './eventValues';

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
}

/** Of one ensemble; a class for each of the sample's, in the same order. */
export interface EnsembleProfile {
  readonly model: string;
  readonly members: number;
  readonly classes: readonly EnsembleClass[];
}

type ClassSums = { -readonly [Key in keyof EnsembleClass]: EnsembleClass[Key] };

/** Fills the profile of one ensemble. */
export class EnsembleFiller {
  private readonly classes: ClassSums[] = [];
  private spreads = new Float64Array(0);

  /**
   * @param plotBins of the mean score
   * @param thresholds working points
   */
  constructor(
    private readonly model: string,
    private readonly members: number,
    private readonly plotBins: number,
    private readonly thresholds: readonly number[],
  ) {}

  newClass(label: number | undefined): void {
    const { members, plotBins } = this;
    const bins = (): Float64Array => new Float64Array(plotBins);
    const along = (): AlongScore => ({ wq: bins(), wwq: bins(), wwqq: bins() });
    this.classes.push({
      label,
      sumWeights: 0,
      sumWeights2: 0,
      passes: this.thresholds.map(() => ({
        passing: new Float64Array(members),
        squares: new Float64Array(members),
        agreeing: new Float64Array(members + 1),
      })),
      weights: bins(),
      weights2: bins(),
      along: { spread: along(), aleatoric: along(), epistemic: along() },
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
   * Adds events of one class.
   * @param scores of each member, for the whole batch as everything here
   * @param spreads standard deviation of the members
   * @param plotBin bin of the plot of each event's mean score; below 0 without a score
   * @param events positions in the batch
   */
  add(
    number: number,
    scores: readonly Float64Array[],
    spreads: Float64Array,
    plotBin: (event: number) => number,
    weight: EventValues['weight'],
    events: Int32Array,
  ): void {
    const one = this.classes[number]!;
    for (const event of events) {
      const bin = plotBin(event);
      if (bin < 0 || Number.isNaN(spreads[event]!)) continue;
      const w = weight[event]!;
      const ww = w * w;
      one.sumWeights += w;
      one.sumWeights2 += ww;
      one.weights[bin]! += w;
      one.weights2[bin]! += ww;
      this.addPasses(one, scores, event, w);
      addNumber(one.along.spread, bin, w, spreads[event]!);
      const aleatoric = aleatoricEntropy(scores, event);
      if (Number.isNaN(aleatoric)) {
        one.improbable++;
        continue;
      }
      addNumber(one.along.aleatoric, bin, w, aleatoric);
      addNumber(one.along.epistemic, bin, w, epistemicEntropy(scores, event, aleatoric));
    }
  }

  finish(order: (a: EnsembleClass, b: EnsembleClass) => number): EnsembleProfile {
    return { model: this.model, members: this.members, classes: this.classes.sort(order) };
  }

  private addPasses(one: ClassSums, scores: readonly Float64Array[], event: number, w: number): void {
    for (let point = 0; point < this.thresholds.length; point++) {
      const { passing, squares, agreeing } = one.passes[point]!;
      const threshold = this.thresholds[point]!;
      let agreed = 0;
      for (let member = 0; member < scores.length; member++) {
        if (!(scores[member]![event]! >= threshold)) continue;
        passing[member]! += w;
        squares[member]! += w * w;
        agreed++;
      }
      agreeing[agreed]! += w * w;
    }
  }
}

function addNumber({ wq, wwq, wwqq }: AlongScore, bin: number, w: number, q: number): void {
  wq[bin]! += w * q;
  wwq[bin]! += w * w * q;
  wwqq[bin]! += w * w * q * q;
}

/** The classes of two parts of a sample together, one label. */
export function mergeEnsembleClasses(a: EnsembleClass, b: EnsembleClass): EnsembleClass {
  const along = (number: MemberNumber): AlongScore => ({
    wq: added(a.along[number].wq, b.along[number].wq),
    wwq: added(a.along[number].wwq, b.along[number].wwq),
    wwqq: added(a.along[number].wwqq, b.along[number].wwqq),
  });
  return {
    label: a.label,
    sumWeights: a.sumWeights + b.sumWeights,
    sumWeights2: a.sumWeights2 + b.sumWeights2,
    passes: a.passes.map(({ passing, squares, agreeing }, point) => {
      const other = b.passes[point]!;
      return {
        passing: added(passing, other.passing),
        squares: added(squares, other.squares),
        agreeing: added(agreeing, other.agreeing),
      };
    }),
    weights: added(a.weights, b.weights),
    weights2: added(a.weights2, b.weights2),
    along: { spread: along('spread'), aleatoric: along('aleatoric'), epistemic: along('epistemic') },
    improbable: a.improbable + b.improbable,
  };
}
