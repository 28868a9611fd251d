/**
 * Which way two distribution functions differ. What is measured is G + N, and noise N hides how G runs along the axis; but how
 * much longer N makes it depends on that.
 *
 * Along the axis the measured difference is a sum of sines, in which the noise of a distribution function has its variances
 * (π⁻²k⁻², J. Durbin and M. Knott, J. R. Stat. Soc. B 34 (1972) 290). Each is kept with a weight that does not grow with its
 * frequency; of all such weights with those that make the expected squared error, estimated without bias, smallest (REACT:
 * R. Beran, J. Am. Stat. Assoc. 95 (2000) 155). The share of the difference that is lost by that goes into the first sine, which
 * has one sign all over, as shifts have: it may lie anywhere, and there lengths scatter most.
 */
import { meanDifferenceError, squares, sum, type Contrast } from './contrast';

/** What is narrower than this part of the events is not told from noise. */
const mostSines = 16;

/**
 * @param difference F' − F at the upper edge of each bin
 * @returns a difference whose largest value is 1; of zeros where there is one bin only
 */
export function differenceDirection(contrast: Contrast, difference: Float64Array): Float64Array {
  const waves = wavesOf(contrast);
  const [first] = waves;
  if (first === undefined) return difference.map(() => 0);
  const found = waves.map(({ at, shares }) => dot(at, shares, difference));
  const weights = modulation(
    found.map((size) => size ** 2),
    waves.map(({ at, shares }) => meanDifferenceError(contrast, positionsOf(at, shares)) ** 2),
  );
  const kept = new Float64Array(difference.length);
  let [signal, keptSignal] = [0, 0];
  waves.forEach(({ at }, k) => {
    const part = weights[k]! * found[k]!;
    for (let bin = 0; bin < kept.length; bin++) kept[bin]! += part * at[bin]!;
    signal += part * found[k]!;
    keptSignal += part ** 2;
  });
  const lost = signal > 0 ? 1 - keptSignal / signal : 1;
  const oneSign = unit(found[0]! < 0 ? first.at.map((value) => -value) : first.at);
  const direction = unit(kept).map((value, bin) => (1 - lost) * value + lost * oneSign[bin]!);
  return unit(direction);
}

/** One sine at the upper edges of bins, and what the value there counts in an integral over the events. */
interface Wave {
  readonly at: Float64Array;
  readonly shares: Float64Array;
}

/** Sines in the squares of the weights up to each edge, by which noise grows. */
function wavesOf(contrast: Contrast): Wave[] {
  const { bins } = contrast.cells;
  const [total, variedTotal] = [sum(contrast.nominal), sum(contrast.varied)];
  const varied = squares(contrast, 'varied');
  const steps = squares(contrast, 'nominal').map((step, bin) => step / total ** 2 + varied[bin]! / variedTotal ** 2);
  const all = sum(steps);
  if (!(all > 0)) return [];
  let running = 0;
  const times = steps.map((step) => (running += step) / all);
  const shares = steps.map((step, bin) => (step + (steps[bin + 1] ?? 0)) / (2 * all));
  return Array.from({ length: Math.min(mostSines, bins - 1) }, (_, k) => ({
    at: times.map((time) => Math.SQRT2 * Math.sin((k + 1) * Math.PI * Math.min(time, 1))),
    shares,
  }));
}

/**
 * Weights w of components with squares x² and variances v: decreasing, between 0 and 1, and such that
 * Σ (1 − w)²(x² − v) + w²v is smallest, which is the fit of 1 − v/x² by decreasing numbers with weights x².
 */
export function modulation(sizes: readonly number[], variances: readonly number[]): number[] {
  const blocks: { signal: number; size: number; count: number }[] = [];
  sizes.forEach((size, k) => {
    let block = { signal: size - variances[k]!, size, count: 1 };
    for (let last = blocks.at(-1); last !== undefined; last = blocks.at(-1)) {
      if (last.signal * block.size > block.signal * last.size) break;
      block = {
        signal: last.signal + block.signal,
        size: last.size + block.size,
        count: last.count + block.count,
      };
      blocks.pop();
    }
    blocks.push(block);
  });
  return blocks.flatMap(({ signal, size, count }) =>
    new Array<number>(count).fill(signal > 0 ? Math.min(signal / size, 1) : 0),
  );
}

/** Σ_b wave_b·(F' − F)_b is the difference of the means of these. */
function positionsOf(at: Float64Array, shares: Float64Array): Float64Array {
  const positions = new Float64Array(at.length);
  let running = 0;
  for (let bin = at.length - 1; bin >= 0; bin--) positions[bin] = running += at[bin]! * shares[bin]!;
  return positions;
}

function dot(a: Float64Array, b: Float64Array, c: Float64Array): number {
  let total = 0;
  for (let bin = 0; bin < a.length; bin++) total += a[bin]! * b[bin]! * c[bin]!;
  return total;
}

function unit(values: Float64Array): Float64Array {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 ? values.map((value) => value / largest) : values;
}
