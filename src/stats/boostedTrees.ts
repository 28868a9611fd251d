/**
 * Gradient-boosted regression trees with squared loss (Friedman, Ann. Statist. 29 (2001) 1189) on binned variables: what
 * combines a few variables into one number that follows a target, with whatever interplay there is between them. Nothing
 * is drawn: the same rows give the same trees. Every row counts once, whatever its weight: the fit only proposes an
 * ordering, which is then judged with weights.
 */
const trees = 120;
const depth = 4;
const shrinkage = 0.15;
/** Fewer rows than this make no leaf. */
const leafRows = 20;
/** Bins of a variable, beside the one of rows without a value. */
const variableBins = 255;

/**
 * Predictions of a target from variables, each row by trees that have not seen it: rows are in two parts, and each part
 * is predicted from the other.
 * @param variables each [n]; NaN where a row has no value
 * @param target [n]
 * @param parts [n], 0 or 1
 * @returns [n]
 */
export function crossFitted(variables: readonly Float64Array[], target: Float64Array, parts: Uint8Array): Float64Array {
  const binned = variables.map(binsOf);
  const predicted = new Float64Array(target.length);
  for (const part of [0, 1]) {
    const learned = rowsOf(parts, 1 - part);
    const asked = rowsOf(parts, part);
    if (learned.length === 0) continue;
    const mean = learned.reduce((sum, row) => sum + target[row]!, 0) / learned.length;
    for (const row of asked) predicted[row] = mean;
    const residual = new Float64Array(target.length);
    for (const row of learned) residual[row] = target[row]! - mean;
    for (let tree = 0; tree < trees; tree++) grow(binned, residual, learned, predicted, asked, depth);
  }
  return predicted;
}

/** One tree: takes from the residuals what it explains, and adds it to the predictions of the other rows. */
function grow(
  variables: readonly Uint8Array[],
  residual: Float64Array,
  learned: Int32Array,
  predicted: Float64Array,
  asked: Int32Array,
  levels: number,
): void {
  const split = levels === 0 ? undefined : bestSplit(variables, residual, learned);
  if (split === undefined) {
    const step = (shrinkage * sumOver(learned, residual)) / learned.length;
    for (const row of learned) residual[row]! -= step;
    for (const row of asked) predicted[row]! += step;
    return;
  }
  const bins = variables[split.variable]!;
  const from = partition(learned, bins, split.last);
  const askedFrom = partition(asked, bins, split.last);
  const below = learned.subarray(0, from);
  grow(variables, residual, below, predicted, asked.subarray(0, askedFrom), levels - 1);
  grow(variables, residual, learned.subarray(from), predicted, asked.subarray(askedFrom), levels - 1);
}

const sums = new Float64Array(variableBins + 1);
const counts = new Int32Array(variableBins + 1);

/** The cut after a bin that most lowers the sum of squares. */
function bestSplit(
  variables: readonly Uint8Array[],
  residual: Float64Array,
  rows: Int32Array,
): { readonly variable: number; readonly last: number } | undefined {
  if (rows.length < 2 * leafRows) return undefined;
  let best: { variable: number; last: number } | undefined;
  const all = sumOver(rows, residual);
  // What no cut at all is worth, with room for rounding.
  let most = (all * all) / rows.length + 1e-9;
  for (let variable = 0; variable < variables.length; variable++) {
    const bins = variables[variable]!;
    sums.fill(0);
    counts.fill(0);
    for (let at = 0; at < rows.length; at++) {
      const row = rows[at]!;
      const bin = bins[row]!;
      sums[bin]! += residual[row]!;
      counts[bin]!++;
    }
    let sum = 0;
    let count = 0;
    for (let last = 0; last < variableBins; last++) {
      if (counts[last] === 0) continue;
      sum += sums[last]!;
      count += counts[last]!;
      const rest = rows.length - count;
      if (rest < leafRows) break;
      if (count < leafRows) continue;
      const worth = (sum * sum) / count + ((all - sum) * (all - sum)) / rest;
      if (worth > most) {
        most = worth;
        best = { variable, last };
      }
    }
  }
  return best;
}

function sumOver(rows: Int32Array, values: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < rows.length; at++) sum += values[rows[at]!]!;
  return sum;
}

/** Puts the rows up to a bin before those beyond it, in place. @returns number of the former */
function partition(rows: Int32Array, bins: Uint8Array, last: number): number {
  let from = 0;
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    if (bins[row]! > last) continue;
    rows[at] = rows[from]!;
    rows[from++] = row;
  }
  return from;
}

/** Bins of equal population from 1; 0 where there is no value. Equal values share a bin. */
function binsOf(values: Float64Array): Uint8Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const edges: number[] = [];
  for (let bin = 1; bin < variableBins; bin++) {
    const edge = sorted[Math.floor((bin * sorted.length) / variableBins)];
    if (edge !== undefined && edge > sorted[0]! && edge !== edges.at(-1)) edges.push(edge);
  }
  return Uint8Array.from(values, (value) => {
    if (Number.isNaN(value)) return 0;
    let low = 0;
    let high = edges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= value) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  });
}

function rowsOf(parts: Uint8Array, part: number): Int32Array {
  const rows: number[] = [];
  parts.forEach((own, row) => {
    if (own === part) rows.push(row);
  });
  return Int32Array.from(rows);
}
