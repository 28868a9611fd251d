import { Parts } from './exactParts';
import { ExactSums, type RoundedSums } from './exactSums';

/** Events that are kept before they are added up. */
const mostEvents = 512;

/** Sums by cell of as many terms of each event, without rounding: the order of events changes no bit. */
export class ExactTables {
  private readonly sums: readonly ExactSums[];
  private readonly parts = new Parts();
  /** Term by term. */
  private values: Float64Array = new Float64Array(0);
  private at = new Int32Array(0);
  private events = 0;

  constructor(terms: number, cells: number) {
    this.sums = Array.from({ length: terms }, () => new ExactSums(cells));
  }

  /** Sets a term of the present event, of which `next` makes the last. Every event has all terms. */
  set(term: number, value: number): void {
    if (this.values.length === 0) {
      this.values = new Float64Array(this.sums.length * mostEvents);
      this.at = new Int32Array(mostEvents);
    }
    this.values[term * mostEvents + this.events] = value;
  }

  next(cell: number): void {
    this.at[this.events] = cell;
    if (++this.events === mostEvents) this.addUp();
  }

  /** By term the sums of all cells. */
  rounded(): RoundedSums[] {
    this.addUp();
    return this.sums.map((one) => one.rounded());
  }

  private addUp(): void {
    const { events, values, at, parts } = this;
    this.events = 0;
    if (events === 0) return;
    this.sums.forEach((one, term) => {
      one.add(at, parts.cut(values.subarray(term * mostEvents, term * mostEvents + events), events));
    });
  }
}
