/**
 * Distances of events to the nearest of others. Events are compared one by one, and given up as soon as they are further
 * away than the nearest so far: a tree would have little to cut off in ten and more dimensions. What takes no time is what
 * nobody asks: which of the distances are largest, and which are beyond a limit, is known long before all are.
 */

/** References that every event is compared with at first, for an upper limit of its distance. */
const firstLook = 128;

/** Events to which others have a distance, in units in which the axes compare (Euclidean). */
export class Neighbourhood {
  private readonly references: Float64Array;
  private readonly count: number;
  private readonly dimensions: number;

  /** @param references columns [n] */
  constructor(references: readonly Float64Array[]) {
    this.dimensions = references.length;
    this.count = references[0]?.length ?? 0;
    this.references = rowsOf(references);
  }

  /**
   * Distance of each query to its nearest reference.
   * @param queries as many columns [m]
   * @returns [m]; +∞ without references
   * @throws RangeError when there are not as many columns on both sides
   */
  distances(queries: readonly Float64Array[]): Float64Array {
    const rows = this.asked(queries);
    return Float64Array.from({ length: queries[0]?.length ?? 0 }, (_, query) => Math.sqrt(this.nearest(rows, query)));
  }

  /**
   * Which queries have no reference within a distance.
   * @param queries as many columns [m]
   * @returns [m] 1 for those
   * @throws RangeError when there are not as many columns on both sides
   */
  beyond(queries: readonly Float64Array[], distance: number): Uint8Array {
    const rows = this.asked(queries);
    const within = distance ** 2;
    return Uint8Array.from({ length: queries[0]?.length ?? 0 }, (_, query) =>
      Math.sqrt(this.nearest(rows, query, within)) > distance ? 1 : 0,
    );
  }

  /**
   * The smallest distance that at least the part p of the queries' weight has a reference within: a quantile of
   * `distances`, of which only the largest are worked out.
   * @param queries as many columns [m]
   * @param weights [m] positive
   * @returns +∞ without queries or references
   * @throws RangeError when there are not as many columns on both sides
   */
  quantile(queries: readonly Float64Array[], weights: Float64Array, p: number): number {
    const rows = this.asked(queries);
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    const tail = all - p * all;
    const most = weights.map((_, query) => this.nearest(rows, query, 0, Math.min(firstLook, this.count)));
    const order = [...most.keys()].sort((a, b) => most[b]! - most[a]!);
    // Those known to be largest, descending; the last of them is the quantile as soon as they weigh enough.
    const largest: { readonly squared: number; readonly weight: number }[] = [];
    let weight = 0;
    const found = (): number => (weight > tail ? largest.at(-1)!.squared : -1);
    for (const query of order) {
      if (most[query]! <= found()) break;
      const squared = this.nearest(rows, query, found());
      if (squared <= found()) continue;
      const at = largest.findIndex((other) => other.squared < squared);
      largest.splice(at < 0 ? largest.length : at, 0, { squared, weight: weights[query]! });
      weight += weights[query]!;
      while (largest.length > 1 && weight - largest.at(-1)!.weight > tail) weight -= largest.pop()!.weight;
    }
    return Math.sqrt(largest.at(-1)?.squared ?? Infinity);
  }

  private asked(queries: readonly Float64Array[]): Float64Array {
    if (queries.length !== this.dimensions) {
      throw new RangeError('Events that are compared must have the same variables.');
    }
    return rowsOf(queries);
  }

  /** Squared distance to the nearest of the first references, or the first that is found to be no larger than `enough`. */
  private nearest(rows: Float64Array, query: number, enough = 0, count = this.count): number {
    const { references, dimensions } = this;
    const start = query * dimensions;
    const whole = dimensions - (dimensions % 4);
    let nearest = Infinity;
    for (let row = 0, offset = 0; row < count; row++, offset += dimensions) {
      let squared = 0;
      let axis = 0;
      for (; axis < whole && squared < nearest; axis += 4) {
        const a = references[offset + axis]! - rows[start + axis]!;
        const b = references[offset + axis + 1]! - rows[start + axis + 1]!;
        const c = references[offset + axis + 2]! - rows[start + axis + 2]!;
        const d = references[offset + axis + 3]! - rows[start + axis + 3]!;
        squared += a * a + b * b + (c * c + d * d);
      }
      if (squared >= nearest) continue;
      for (; axis < dimensions; axis++) {
        const distance = references[offset + axis]! - rows[start + axis]!;
        squared += distance * distance;
      }
      if (squared < nearest) {
        nearest = squared;
        if (nearest <= enough) return nearest;
      }
    }
    return nearest;
  }
}

/** Event by event, so that the variables of one lie side by side. */
function rowsOf(columns: readonly Float64Array[]): Float64Array {
  const rows = new Float64Array(columns.length * (columns[0]?.length ?? 0));
  columns.forEach((column, axis) => {
    for (let row = 0; row < column.length; row++) rows[row * columns.length + axis] = column[row]!;
  });
  return rows;
}
