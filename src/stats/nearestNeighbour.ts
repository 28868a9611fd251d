/**
 * Euclidean distance of each query to its nearest reference event. Events are compared one by one, and given up as soon as
 * they are further away than the nearest so far; a tree would have little to cut off in ten and more dimensions.
 *
 * @param references columns [n], in units in which the axes compare
 * @param queries as many columns [m]
 * @returns [m]; +∞ without references
 * @throws RangeError when there are not as many columns on both sides
 */
export function nearestDistances(references: readonly Float64Array[], queries: readonly Float64Array[]): Float64Array {
  const dimensions = references.length;
  if (queries.length !== dimensions) throw new RangeError('Events that are compared must have the same variables.');
  const from = rowsOf(references);
  const to = rowsOf(queries);
  const count = references[0]?.length ?? 0;
  return Float64Array.from({ length: queries[0]?.length ?? 0 }, (_, query) => {
    const start = query * dimensions;
    let nearest = Infinity;
    for (let row = 0; row < count; row++) {
      const offset = row * dimensions;
      let squared = 0;
      for (let axis = 0; axis < dimensions && squared < nearest; axis++) {
        const distance = from[offset + axis]! - to[start + axis]!;
        squared += distance * distance;
      }
      if (squared < nearest) nearest = squared;
    }
    return Math.sqrt(nearest);
  });
}

/** Event by event, so that the variables of one lie side by side. */
function rowsOf(columns: readonly Float64Array[]): Float64Array {
  const rows = new Float64Array(columns.length * (columns[0]?.length ?? 0));
  columns.forEach((column, axis) => {
    for (let row = 0; row < column.length; row++) rows[row * columns.length + axis] = column[row]!;
  });
  return rows;
}
