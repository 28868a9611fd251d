import { ExactSums, largestOf, type RoundedSums } from './exactSums';

/** Events that are kept before they are added up. */
const mostEvents = 256;

/** Sums of as many terms of each event, without rounding: the order of events changes no bit. */
export class ExactTerms {
  private readonly sums: ExactSums;
  /** Sum by sum. */
  private terms: Float64Array = new Float64Array(0);
  private events = 0;

  constructor(private readonly length: number) {
    this.sums = new ExactSums(length);
  }

  /** Sets a term of the present event, of which `next` makes the last. Every event has all terms. */
  set(index: number, term: number): void {
    if (this.terms.length === 0) this.terms = new Float64Array(this.length * mostEvents);
    this.terms[index * mostEvents + this.events] = term;
  }

  next(): void {
    if (++this.events === mostEvents) this.addUp();
  }

  rounded(): RoundedSums {
    this.addUp();
    return this.sums.rounded();
  }

  private addUp(): void {
    const { events, terms } = this;
    this.events = 0;
    if (events === 0) return;
    for (let index = 0; index < this.length; index++) {
      const values = terms.subarray(index * mostEvents, index * mostEvents + events);
      this.sums.addValues(index, values, events, largestOf(values));
    }
  }
}

/** Sums that were made apart, together; all are of one length. */
export function addRounded(parts: readonly RoundedSums[], length: number): RoundedSums {
  const sums = new ExactSums(length);
  for (const part of parts) sums.addSums(part);
  return sums.rounded();
}

/** Lists of sums one after the other. */
export function joinRounded(parts: readonly RoundedSums[]): RoundedSums {
  const length = parts.reduce((sum, { nearest }) => sum + nearest.length, 0);
  const lists = Math.max(0, ...parts.map(({ rests }) => rests.length));
  const nearest = new Float64Array(length);
  const rests = Array.from({ length: lists }, () => new Float64Array(length));
  let at = 0;
  for (const part of parts) {
    nearest.set(part.nearest, at);
    part.rests.forEach((rest, list) => rests[list]!.set(rest, at));
    at += part.nearest.length;
  }
  return { nearest, rests };
}
