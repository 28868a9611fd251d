import { addLanes } from './addLanes';
import type { Parts } from './exactParts';
import { ExactSums, mostTerms, type RoundedSums } from './exactSums';
import { CellNumbers, type MigrationCells } from './migration';

/** Products of weights of some events, cut for exact sums: w², ww' and w'². Equal ones may be the same parts. */
export interface SquareParts {
  readonly nominal: Parts;
  readonly cross: Parts;
  readonly varied: Parts;
  /** w²w'², or the fourth power of one where the other is 0: asked for where events may change their bin. */
  readonly fourths: Parts;
}

/** Collects a migration from events, without rounding: the order of events and parts changes no bit. */
export class ExactMigration {
  private readonly numbers: CellNumbers;
  /** By cell, of which those on the diagonal are the first: bin by bin. */
  readonly nominal: ExactSums;
  readonly cross: ExactSums;
  readonly varied: ExactSums;
  /** Σw² of events whose weights stay: for them all three sums are the same. */
  private kept: ExactSums | undefined;
  /** Of events that change their bin; what stands on the diagonal is left out in the end. */
  private fourths: ExactSums | undefined;
  private room: number;
  private at = new Int32Array(0);

  constructor(readonly bins: number) {
    this.numbers = new CellNumbers(bins);
    this.room = bins + 1;
    this.nominal = new ExactSums(this.room);
    this.cross = new ExactSums(this.room);
    this.varied = new ExactSums(this.room);
  }

  /**
   * Adds the first n events.
   * @param from nominal bins; `bins` where not selected
   * @param to varied bins; `bins` where not selected. May be the same array as `from`
   */
  add(from: Int32Array, to: Int32Array, n: number, parts: SquareParts): void {
    const { nominal, cross, varied } = parts;
    let at = from;
    if (to !== from) {
      if (this.at.length < n) this.at = new Int32Array(n);
      at = this.at;
      for (let event = 0; event < n; event++) at[event] = this.numbers.of(from[event]!, to[event]!);
      this.makeRoom();
    }
    const kept = nominal === cross && nominal === varied;
    const sums: [ExactSums, Parts][] = kept
      ? [[(this.kept ??= new ExactSums(this.room)), nominal]]
      : [
          [this.nominal, nominal],
          [this.cross, cross],
          [this.varied, varied],
        ];
    if (to !== from) sums.push([(this.fourths ??= new ExactSums(this.room)), parts.fourths]);
    if (n > mostTerms) {
      for (const [one, products] of sums) one.add(at, products);
      return;
    }
    for (const [one, products] of sums) one.addScattered(at, products);
    addLanes(
      at,
      n,
      this.room,
      sums.flatMap(([one, products]) => one.lanes(products)),
    );
  }

  /** Adds events to the first bin, of which a migration without a variable has no other. */
  addTotal({ nominal, cross, varied }: Omit<SquareParts, 'fourths'>): void {
    this.nominal.addTotal(0, nominal);
    this.cross.addTotal(0, cross);
    this.varied.addTotal(0, varied);
  }

  /** Adds all cells of another migration to the first bin. */
  addTotalOf(other: ExactMigration): void {
    other.settle();
    this.nominal.addTotalOf(0, other.nominal);
    this.cross.addTotalOf(0, other.cross);
    this.varied.addTotalOf(0, other.varied);
  }

  /** Adds Σw'² of all cells to a sum. */
  addVariedTo(sums: ExactSums, index: number): void {
    this.settle();
    sums.addTotalOf(index, this.varied);
  }

  /** @throws RangeError when the binning is another */
  addCells({ bins, from, to, nominal, cross, varied, fourths, rests }: MigrationCells): void {
    if (bins !== this.bins) throw new RangeError('migrations of different binnings cannot be added');
    const at = from.map((bin, cell) => this.numbers.of(bin, to[cell]!));
    this.makeRoom();
    this.nominal.addSums({ nearest: nominal, rests: rests?.nominal ?? [] }, at);
    this.cross.addSums({ nearest: cross, rests: rests?.cross ?? [] }, at);
    this.varied.addSums({ nearest: varied, rests: rests?.varied ?? [] }, at);
    if (fourths === undefined) return;
    this.fourths ??= new ExactSums(this.room);
    this.fourths.addSums({ nearest: fourths, rests: rests?.fourths ?? [] }, at);
  }

  cells(): MigrationCells {
    this.settle();
    const { bins } = this;
    const [nominal, cross, varied] = [this.nominal, this.cross, this.varied].map((sums) =>
      sums.rounded(this.numbers.count),
    ) as [RoundedSums, RoundedSums, RoundedSums];
    const { from, to, cells } = this.numbers.ordered(
      (cell) => nominal.nearest[cell] !== 0 || varied.nearest[cell] !== 0,
    );
    // Who is not selected on one side may have a weight there all the same: an event without a score.
    const here = from.map((bin) => (bin < bins ? 1 : 0));
    const there = to.map((bin) => (bin < bins ? 1 : 0));
    const both = here.map((one, index) => one & there[index]!);
    const moved = from.map((bin, index) => (bin === to[index] ? 0 : 1));
    const fourths = this.fourths?.rounded(this.numbers.count);
    const nearestFourths = fourths && pick(fourths.nearest, cells, moved);
    const anyFourths = nearestFourths?.some((sum) => sum !== 0) === true && { fourths: nearestFourths };
    return {
      bins,
      from,
      to,
      nominal: pick(nominal.nearest, cells, here),
      cross: pick(cross.nearest, cells, both),
      varied: pick(varied.nearest, cells, there),
      ...anyFourths,
      rests: {
        nominal: pickAll(nominal.rests, cells, here),
        cross: pickAll(cross.rests, cells, both),
        varied: pickAll(varied.rests, cells, there),
        ...(anyFourths && fourths && { fourths: pickAll(fourths.rests, cells, moved) }),
      },
    };
  }

  private makeRoom(): void {
    if (this.numbers.count <= this.room) return;
    this.room = Math.max(this.numbers.count, 2 * this.room);
    for (const sums of [this.nominal, this.cross, this.varied, this.kept, this.fourths]) sums?.resize(this.room);
  }

  /** Adds what all three sums have together to each of them. */
  private settle(): void {
    const { kept } = this;
    if (kept === undefined) return;
    for (const sums of [this.nominal, this.cross, this.varied]) sums.addEach(kept);
    this.kept = undefined;
  }
}

/** Σw'² of each varied bin, of which the cells are a finer division. */
export function variedSquares({ bins, to, varied, rests }: MigrationCells): RoundedSums {
  const sums = new ExactSums(bins + 1);
  sums.addSums({ nearest: varied, rests: rests?.varied ?? [] }, to);
  return sums.rounded(bins);
}

/** Sums of some cells, where the event is there. */
function pick(sums: Float64Array, cells: Int32Array, where: Int32Array): Float64Array {
  const picked = new Float64Array(cells.length);
  for (let index = 0; index < cells.length; index++) if (where[index] === 1) picked[index] = sums[cells[index]!]!;
  return picked;
}

function pickAll(lists: readonly Float64Array[], cells: Int32Array, where: Int32Array): Float64Array[] {
  return lists.map((list) => pick(list, cells, where)).filter((list) => list.some((rest) => rest !== 0));
}
