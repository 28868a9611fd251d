/**
 * A contrast: one histogram against another, with the covariance between them. Everything a check says of a variation
 * is a function of it, whether the two sides are the same events (a migration), other events, or partly both.
 */
import type { Estimate } from './estimate';
import { Migration, type MigrationCells } from './migration';

export interface Contrast {
  /** Σw per bin, nominal and varied. */
  readonly nominal: Float64Array;
  readonly varied: Float64Array;
  readonly cells: MigrationCells;
}

/** What one sample adds to a contrast. Arrays have one entry a bin. */
export type ContrastPart =
  | {
      readonly kind: 'paired';
      readonly nominal: Float64Array;
      readonly varied: Float64Array;
      readonly cells: MigrationCells;
    }
  | {
      readonly kind: 'independent';
      readonly nominal: Float64Array;
      readonly nominalSquares: Float64Array;
      readonly varied: Float64Array;
      readonly variedSquares: Float64Array;
    }
  | {
      readonly kind: 'overlapping';
      readonly nominal: Float64Array;
      readonly nominalSquares: Float64Array;
      readonly varied: Float64Array;
      readonly variedSquares: Float64Array;
      /** The migration of the events that are on both sides. */
      readonly shared: MigrationCells;
    }
  | { readonly kind: 'unchanged'; readonly nominal: Float64Array; readonly nominalSquares: Float64Array };

/** What sums of the same terms may differ by, relatively. */
const rounding = 1e-13;

/** Adds the parts of several samples to one contrast. */
export function contrastOf(bins: number, parts: readonly ContrastPart[]): Contrast {
  const nominal = new Float64Array(bins);
  const varied = new Float64Array(bins);
  if (parts.every((part) => part.kind === 'independent')) {
    const [nominalSquares, variedSquares] = [new Float64Array(bins), new Float64Array(bins)];
    for (const part of parts) {
      addTo(nominal, part.nominal);
      addTo(varied, part.varied);
      addTo(nominalSquares, part.nominalSquares);
      addTo(variedSquares, part.variedSquares);
    }
    return { nominal, varied, cells: cellsOfSides(nominalSquares, variedSquares) };
  }
  const migration = new Migration(bins);
  for (const part of parts) {
    const partVaried = part.kind === 'unchanged' ? part.nominal : part.varied;
    for (let bin = 0; bin < bins; bin++) {
      nominal[bin]! += part.nominal[bin]!;
      varied[bin]! += partVaried[bin]!;
    }
    if (part.kind === 'paired') {
      migration.addCells(part.cells);
      continue;
    }
    if (part.kind === 'overlapping') migration.addCells(part.shared);
    const alone = part.kind === 'overlapping' ? withoutShared(part) : part;
    for (let bin = 0; bin < bins; bin++) {
      const squares = alone.nominalSquares[bin]!;
      if (alone.kind === 'unchanged') {
        migration.addSums(bin, bin, squares, squares, squares);
      } else {
        if (squares !== 0) migration.addSums(bin, bins, squares, 0, 0);
        if (alone.variedSquares[bin] !== 0) migration.addSums(bins, bin, 0, 0, alone.variedSquares[bin]!);
      }
    }
  }
  return { nominal, varied, cells: migration.cells() };
}

/** The cells that a `Migration` has of events of which each is on one side alone: in the same order, and found at once. */
function cellsOfSides(nominalSquares: Float64Array, variedSquares: Float64Array): MigrationCells {
  const bins = nominalSquares.length;
  const filled = (squares: Float64Array): number => squares.reduce((all, square) => all + Number(square !== 0), 0);
  const [left, entered] = [filled(nominalSquares), filled(variedSquares)];
  const cells = {
    bins,
    from: new Int32Array(left + entered).fill(bins, left),
    to: new Int32Array(left + entered).fill(bins, 0, left),
    nominal: new Float64Array(left + entered),
    cross: new Float64Array(left + entered),
    varied: new Float64Array(left + entered),
  };
  for (let bin = 0, leaving = 0, entering = left; bin < bins; bin++) {
    if (nominalSquares[bin] !== 0) {
      cells.from[leaving] = bin;
      cells.nominal[leaving++] = nominalSquares[bin]!;
    }
    if (variedSquares[bin] !== 0) {
      cells.to[entering] = bin;
      cells.varied[entering++] = variedSquares[bin]!;
    }
  }
  return cells;
}

/** Whether each event is on one side alone. */
export function isOfSides({ bins, from, to, nominal, cross, varied }: MigrationCells): boolean {
  for (let cell = 0; cell < from.length; cell++) {
    const other = from[cell] === bins ? nominal[cell]! : varied[cell]!;
    if ((from[cell]! < bins && to[cell]! < bins) || cross[cell] !== 0 || other !== 0) return false;
  }
  return true;
}

function addTo(sums: Float64Array, values: Float64Array): void {
  for (let bin = 0; bin < sums.length; bin++) sums[bin]! += values[bin]!;
}

/** What is left on each side when the events that are on both are taken out; rounding leaves nothing negative. */
function withoutShared(part: Extract<ContrastPart, { kind: 'overlapping' }>) {
  const { shared } = part;
  const nominalSquares = part.nominalSquares.slice();
  const variedSquares = part.variedSquares.slice();
  shared.from.forEach((from, cell) => {
    const to = shared.to[cell]!;
    if (from < shared.bins) nominalSquares[from]! -= shared.nominal[cell]!;
    if (to < shared.bins) variedSquares[to]! -= shared.varied[cell]!;
  });
  const rest = (left: number, of: number): number => (left > rounding * of ? left : 0);
  return {
    kind: 'independent' as const,
    nominalSquares: nominalSquares.map((left, bin) => rest(left, part.nominalSquares[bin]!)),
    variedSquares: variedSquares.map((left, bin) => rest(left, part.variedSquares[bin]!)),
  };
}

export function sum(values: Float64Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index++) total += values[index]!;
  return total;
}

/** Σw² per bin of one side. */
export function squares(contrast: Contrast, side: 'nominal' | 'varied'): Float64Array {
  const { cells } = contrast;
  const bins = side === 'nominal' ? cells.from : cells.to;
  const out = new Float64Array(cells.bins);
  for (let cell = 0; cell < bins.length; cell++) {
    const bin = bins[cell]!;
    if (bin < cells.bins) out[bin]! += cells[side][cell]!;
  }
  return out;
}

/**
 * Whether both sides have a shape: a sum of weights that is positive and no smaller than its own error, n_eff ≥ 1, which
 * weights of one sign always have. Divided by less, a shape is noise that no first-order error describes.
 */
export function hasShapes(contrast: Contrast): boolean {
  return (['nominal', 'varied'] as const).every((side) => {
    const total = sum(contrast[side]);
    return total > 0 && total ** 2 >= (1 - 1e-9) * sum(squares(contrast, side));
  });
}

/**
 * Variance of Σ_b f_b·s_b + Σ_b g_b·s'_b over repetitions of the experiment, where events are Poisson distributed:
 * Σ_events (f·w + g·w')², summed over the cells of the migration.
 * @param f coefficient of each nominal bin
 * @param g coefficient of each varied bin
 */
export function linearVariance(contrast: Contrast, f: Float64Array, g: Float64Array): number {
  const { cells } = contrast;
  let variance = 0;
  let size = 0;
  for (let cell = 0; cell < cells.from.length; cell++) {
    const fi = cells.from[cell]! < cells.bins ? f[cells.from[cell]!]! : 0;
    const gi = cells.to[cell]! < cells.bins ? g[cells.to[cell]!]! : 0;
    const squared = fi * fi * cells.nominal[cell]! + gi * gi * cells.varied[cell]!;
    variance += squared + 2 * fi * gi * cells.cross[cell]!;
    size += squared;
  }
  // Where the two sides cancel, rounding leaves a tiny number of either sign.
  return variance > rounding * size ? variance : 0;
}

/** W'/W with its error (delta method). Undefined where the nominal total is not positive. */
export function yieldRatio(contrast: Contrast): Estimate | undefined {
  const total = sum(contrast.nominal);
  if (!(total > 0)) return undefined;
  const value = sum(contrast.varied) / total;
  const bins = contrast.cells.bins;
  const f = new Float64Array(bins).fill(-value / total);
  const g = new Float64Array(bins).fill(1 / total);
  return { value, error: Math.sqrt(linearVariance(contrast, f, g)) };
}

/**
 * Error of the difference of two means, Σw'x'/W' − Σwx/W, where every bin stands at one position.
 * @param positions mean of the variable in each bin
 */
export function meanDifferenceError(contrast: Contrast, positions: Float64Array): number {
  const bins = contrast.cells.bins;
  const total = sum(contrast.nominal);
  const variedTotal = sum(contrast.varied);
  const mean = dot(contrast.nominal, positions) / total;
  const variedMean = dot(contrast.varied, positions) / variedTotal;
  const f = new Float64Array(bins);
  const g = new Float64Array(bins);
  for (let bin = 0; bin < bins; bin++) {
    f[bin] = -(positions[bin]! - mean) / total;
    g[bin] = (positions[bin]! - variedMean) / variedTotal;
  }
  return Math.sqrt(linearVariance(contrast, f, g));
}

/** Differences of the two histograms' contents, bin by bin: ratio s'/s with its error; null where s is not positive. */
export function binRatios(contrast: Contrast): { values: (number | null)[]; errors: (number | null)[] } {
  const { cells } = contrast;
  const variances = new Float64Array(cells.bins);
  const ratio = Array.from(contrast.nominal, (content, bin) => (content > 0 ? contrast.varied[bin]! / content : null));
  for (let cell = 0; cell < cells.from.length; cell++) {
    const from = cells.from[cell]!;
    const to = cells.to[cell]!;
    if (from < cells.bins) variances[from]! += (ratio[from] ?? 0) ** 2 * cells.nominal[cell]!;
    if (to < cells.bins) variances[to]! += cells.varied[cell]!;
    if (from === to && from < cells.bins) variances[from]! -= 2 * (ratio[from] ?? 0) * cells.cross[cell]!;
  }
  return {
    values: ratio,
    errors: ratio.map((value, bin) =>
      value === null ? null : Math.sqrt(Math.max(variances[bin]!, 0)) / contrast.nominal[bin]!,
    ),
  };
}

/**
 * The same contrast in fewer bins.
 * @param group new bin of each old bin, not decreasing
 */
export function rebin(contrast: Contrast, group: Int32Array, bins: number): Contrast {
  const nominal = new Float64Array(bins);
  const varied = new Float64Array(bins);
  for (let bin = 0; bin < group.length; bin++) {
    nominal[group[bin]!]! += contrast.nominal[bin]!;
    varied[group[bin]!]! += contrast.varied[bin]!;
  }
  const { cells } = contrast;
  if (isOfSides(cells)) {
    const [nominalSquares, variedSquares] = [new Float64Array(bins), new Float64Array(bins)];
    for (let cell = 0; cell < cells.from.length; cell++) {
      const [from, to] = [cells.from[cell]!, cells.to[cell]!];
      if (from < cells.bins) nominalSquares[group[from]!]! += cells.nominal[cell]!;
      else variedSquares[group[to]!]! += cells.varied[cell]!;
    }
    return { nominal, varied, cells: cellsOfSides(nominalSquares, variedSquares) };
  }
  const migration = new Migration(bins);
  for (let cell = 0; cell < cells.from.length; cell++) {
    const from = cells.from[cell]!;
    const to = cells.to[cell]!;
    migration.addSums(
      from < cells.bins ? group[from]! : bins,
      to < cells.bins ? group[to]! : bins,
      cells.nominal[cell]!,
      cells.cross[cell]!,
      cells.varied[cell]!,
      cells.fourths?.[cell],
    );
  }
  return { nominal, varied, cells: migration.cells() };
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let index = 0; index < a.length; index++) total += a[index]! * b[index]!;
  return total;
}
