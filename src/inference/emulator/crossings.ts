/**
 * Ends of profile-likelihood intervals: where −2 ln L, with all that is free fitted, has risen to a height above its
 * minimum. Many ends are looked for at the same time.
 */
import { response, type BestFit } from './conditionalFit';
import type { EmulatedLikelihood } from './emulatedLikelihood';
import { minimiseMany } from './minimiseMany';

export interface CrossingTask {
  readonly best: BestFit;
  /** The coordinate whose interval ends. */
  readonly index: number;
  readonly side: 'low' | 'high';
  /** Of −2 ln L above the minimum: 1 for 68.27 %, 3.84 for 95 %. */
  readonly height: number;
}

export interface Crossing {
  readonly at: number;
  /** The rise of −2 ln L there: the height, or less where the range ends before. */
  readonly rise: number;
  /** False where the range of the coordinate ends before. */
  readonly reached: boolean;
}

const precision = 1e-7;
const mostRounds = 60;

/** A search under way: √(−2 ln λ) is nearly a straight line, so that false position (Illinois) finds where it crosses. */
class Search {
  readonly #edge: number;
  readonly #root: number;
  readonly #sign: number;
  #inner: number;
  #innerValue: number;
  #outer: number | undefined;
  #outerValue = 0;
  #next: number;
  #last: Float64Array;
  result: Crossing | undefined;

  constructor(
    readonly task: CrossingTask,
    { coordinates, size }: EmulatedLikelihood,
  ) {
    const { best, index, side, height } = task;
    const { low, high } = coordinates[index]!;
    this.#sign = side === 'low' ? -1 : 1;
    this.#edge = side === 'low' ? low : high;
    this.#root = Math.sqrt(height);
    this.#inner = best.at[index]!;
    this.#innerValue = -this.#root;
    this.#last = best.at;
    const sigma = Math.sqrt(best.covariance[index * size + index]!);
    const guess = sigma > 0 && Number.isFinite(sigma) ? sigma : (high - low) / 20;
    this.#next = this.#inside(this.#inner + this.#sign * this.#root * guess);
    if (this.#inner === this.#edge) this.result = { at: this.#edge, rise: 0, reached: false };
  }

  get start(): Float64Array {
    return response(this.task.best, new Map([[this.task.index, this.#next]]), this.#last);
  }

  /** @param rise of −2 ln L at the point that was asked for */
  take(rise: number, at: Float64Array): void {
    const x = this.#next;
    const beyond = Math.sqrt(Math.max(rise, 0)) - this.#root;
    if (Number.isFinite(beyond)) this.#last = at;
    if (Math.abs(beyond) < precision * this.#root) {
      this.result = { at: x, rise, reached: true };
      return;
    }
    if (beyond < 0) {
      if (x === this.#edge) {
        this.result = { at: x, rise, reached: false };
        return;
      }
      const distance = Math.abs(x - this.#inner);
      this.#inner = x;
      this.#innerValue = beyond;
      if (this.#outer === undefined) {
        const done = Math.abs(x - this.task.best.at[this.task.index]!);
        // Extrapolated, but at most four times as far.
        const wanted = done * Math.min((1.05 * this.#root) / Math.max(beyond + this.#root, this.#root / 4), 4);
        this.#next = this.#inside(x + this.#sign * Math.max(wanted - done, distance / 10));
        return;
      }
      this.#outerValue /= 2;
    } else {
      this.#outer = x;
      // What is nowhere predicted is beyond, but says nothing of where.
      this.#outerValue = Number.isFinite(beyond) ? beyond : this.#root;
      this.#innerValue /= 2;
      if (this.#innerValue > -1e-300) this.#innerValue = -1e-300;
    }
    const width = Math.abs(this.#outer - this.#inner);
    if (width < precision * Math.abs(this.#outer - this.task.best.at[this.task.index]!)) {
      this.result = { at: (this.#inner + this.#outer) / 2, rise: this.task.height, reached: true };
      return;
    }
    this.#next =
      (this.#inner * this.#outerValue - this.#outer * this.#innerValue) / (this.#outerValue - this.#innerValue);
  }

  /** The rounds ran out. */
  settle(): void {
    const at = this.#outer === undefined ? this.#inner : (this.#inner + this.#outer) / 2;
    this.result = { at, rise: this.task.height, reached: this.#outer !== undefined };
  }

  #inside(x: number): number {
    return this.#sign > 0 ? Math.min(x, this.#edge) : Math.max(x, this.#edge);
  }
}

/** In the order of the tasks. */
export async function crossings(likelihood: EmulatedLikelihood, tasks: readonly CrossingTask[]): Promise<Crossing[]> {
  const { size } = likelihood;
  const searches = tasks.map((task) => new Search(task, likelihood));
  for (let round = 0; round < mostRounds; round++) {
    const active = searches.filter(({ result }) => result === undefined);
    if (active.length === 0) break;
    const starts = new Float64Array(active.length * size);
    const fixed = new Uint8Array(active.length * size);
    for (const [row, { start, task }] of active.entries()) {
      starts.set(start, row * size);
      fixed.set(task.best.fixed, row * size);
      fixed[row * size + task.index] = 1;
    }
    const found = await minimiseMany(likelihood, starts, fixed);
    for (const [row, search] of active.entries()) {
      const rise = 2 * (found.values[row]! - search.task.best.value);
      search.take(rise, found.at.slice(row * size, (row + 1) * size));
    }
  }
  return searches.map((search) => {
    if (search.result === undefined) search.settle();
    return search.result!;
  });
}
