/**
 * Two ROC curves at equal signal efficiency: the ratio of their background efficiencies, with an error that knows which
 * events are on both.
 *
 * A ROC curve ε_b(ε_s) is joined by straight lines between the edges of the bins of the score, so a cut may go through a
 * bin, of which it then takes a part; where bins without signal make it rise upright, its middle counts, for an end of the
 * stretch would favour one side. As its signal efficiency is fixed, the cut moves with the signal: to first order an
 * event of the background changes ε_b by w(p − ε_b)/W_b and one of the signal by −m·w(p − ε_s)/W_s, where p is the part
 * of the event's bin that passes, and m = dε_b/dε_s (Hsieh and Turnbull, Ann. Stat. 24 (1996) 25, theorem 2.2; paired
 * curves at one efficiency: Wieand et al., Biometrika 76 (1989) 585). The variance of ln(ε_b'/ε_b) is the sum over events
 * of the square of what each changes, on both sides together; the migration has all that takes.
 */
import { squares, type Contrast } from './contrast';
import type { Estimate } from './estimate';
import { SumsAboveCuts, tailsOf, type SumAboveCut } from './sumsAboveCuts';

/**
 * Effective events that must pass and fail in the signal, and pass in the background, on both sides: with fewer the first
 * order is not enough.
 */
export const leastEvents = 25;

/** What sums of the same weights may differ by, relatively to the total. */
const rounding = 1e-12;

/** The slope is that of the chord this many standard errors of ε_s to either side, within which the cut moves. */
const chordErrors = 2;

/**
 * ε_b'/ε_b, varied over nominal, at each signal efficiency.
 *
 * Where negative weights make a curve go back, the tightest cut that reaches the efficiency is taken.
 *
 * @param background,signal contrasts of the score in the same bins, totals positive
 * @param efficiencies of the signal, in 0..1
 * @returns undefined where too few events pass or fail, or an efficiency is not positive
 */
export function rocRatios(
  background: Contrast,
  signal: Contrast,
  efficiencies: readonly number[],
): (Estimate | undefined)[] {
  const curves = {
    nominal: new RocCurve(background, signal, 'nominal'),
    varied: new RocCurve(background, signal, 'varied'),
  };
  const points = efficiencies.map((efficiency) => {
    const sides = [curves.nominal, curves.varied].map((curve) => ({ curve, cut: curve.cutAt(efficiency) }));
    return sides.every(({ curve, cut }) => curve.isMeasured(cut)) ? { efficiency, sides } : undefined;
  });
  const cuts = [0, ...points.flatMap((point) => point?.sides.flatMap(({ cut }) => [cut.tight, cut.loose]) ?? [])];
  const sums = { background: new SumsAboveCuts(background, cuts), signal: new SumsAboveCuts(signal, cuts) };
  const signalEvents = Math.min(curves.nominal.signalEvents, curves.varied.signalEvents);
  return points.map((point): Estimate | undefined => {
    if (point === undefined) return undefined;
    const { efficiency, sides } = point;
    const half = chordErrors * Math.sqrt((efficiency * (1 - efficiency)) / signalEvents);
    const [nominal, varied] = sides.map(({ curve, cut }) => curve.backgroundAt(cut)) as [number, number];
    const terms = { background: [] as SumAboveCut[], signal: [] as SumAboveCut[] };
    for (const [index, { curve, cut }] of sides.entries()) {
      const value = index === 0 ? nominal : varied;
      const sign = index === 0 ? -1 : 1;
      const slope = curve.slopeAt(efficiency, half);
      terms.background.push(...curve.change('background', cut, value, sign / value));
      terms.signal.push(...curve.change('signal', cut, efficiency, (-sign * slope) / value));
    }
    const variance = sums.background.variance(terms.background) + sums.signal.variance(terms.signal);
    const value = varied / nominal;
    return { value, error: value * Math.sqrt(variance) };
  });
}

/** The bins from `tight` on pass, and a part of the events between `loose` and it. */
interface Cut {
  readonly tight: number;
  readonly loose: number;
  readonly part: number;
}

type Kind = 'background' | 'signal';

/** One side of the contrasts. */
class RocCurve {
  /** Σw and Σw² from each bin on. */
  private readonly above: Readonly<Record<Kind, Float64Array>>;
  private readonly squaresAbove: Readonly<Record<Kind, Float64Array>>;
  /** Effective number of all events of the signal. */
  readonly signalEvents: number;

  constructor(
    background: Contrast,
    signal: Contrast,
    private readonly side: 'nominal' | 'varied',
  ) {
    this.above = { background: tailsOf(background[side]), signal: tailsOf(signal[side]) };
    this.squaresAbove = { background: tailsOf(squares(background, side)), signal: tailsOf(squares(signal, side)) };
    this.signalEvents = effective(this.above.signal[0]!, this.squaresAbove.signal[0]!);
  }

  /** The tightest cut with this signal efficiency; in the middle where bins without signal make several of them. */
  cutAt(efficiency: number): Cut {
    const above = this.above.signal;
    const wanted = efficiency * above[0]!;
    const tolerance = rounding * above[0]!;
    let bin = above.length - 1;
    while (bin > 0 && above[bin]! < wanted - tolerance) bin--;
    if (above[bin]! > wanted + tolerance && bin + 1 < above.length) {
      const part = (wanted - above[bin + 1]!) / (above[bin]! - above[bin + 1]!);
      return { tight: bin + 1, loose: bin, part };
    }
    let last = bin;
    while (last > 0 && Math.abs(above[last - 1]! - wanted) <= tolerance) last--;
    return { tight: bin, loose: last, part: 0.5 };
  }

  backgroundAt(cut: Cut): number {
    return this.passing('background', cut) / this.above.background[0]!;
  }

  /** Of the chord from half its length before an efficiency to half its length after, as far as there are such. */
  slopeAt(efficiency: number, half: number): number {
    const [from, to] = [Math.max(0, efficiency - half), Math.min(1, efficiency + half)];
    return (this.backgroundAt(this.cutAt(to)) - this.backgroundAt(this.cutAt(from))) / (to - from);
  }

  isMeasured(cut: Cut): boolean {
    const signal = effective(this.passing('signal', cut), this.passing('signal', cut, this.squaresAbove));
    const failing = effective(
      this.above.signal[0]! - this.passing('signal', cut),
      this.squaresAbove.signal[0]! - this.passing('signal', cut, this.squaresAbove),
    );
    const background = effective(this.passing('background', cut), this.passing('background', cut, this.squaresAbove));
    return Math.min(signal, failing, background) >= leastEvents;
  }

  /** What is linear in the sums above cuts: factor × the change of the efficiency that passes `cut`. */
  change(kind: Kind, { tight, loose, part }: Cut, efficiency: number, factor: number): SumAboveCut[] {
    const scale = factor / this.above[kind][0]!;
    return [
      { side: this.side, cut: loose, coefficient: scale * part },
      { side: this.side, cut: tight, coefficient: scale * (1 - part) },
      { side: this.side, cut: 0, coefficient: -scale * efficiency },
    ];
  }

  private passing(kind: Kind, { tight, loose, part }: Cut, sums = this.above): number {
    return part * sums[kind][loose]! + (1 - part) * sums[kind][tight]!;
  }
}

/** (Σw)²/Σw², where Σw is positive. */
function effective(weights: number, weights2: number): number {
  return weights > 0 ? weights ** 2 / weights2 : 0;
}
