/** Signal rises and background falls along the score, each as a triangle: events, and templates without noise. */
import type { Process, Shift } from '../../src/inference/templates';
import { mirrored, noNoise } from '../../src/inference/templates';
import type { Random } from '../../src/stats/random';
import type { Events } from './laboratory';

/** Fraction of a process below x. */
export type Cumulative = (x: number) => number;

const within = (x: number): number => Math.min(Math.max(x, 0), 1);
export const rising: Cumulative = (x) => within(x) ** 2;
export const falling: Cumulative = (x) => 1 - (1 - within(x)) ** 2;

/** Weights with mean, and how much noise they have. */
export interface Weighing {
  readonly draw: (random: Random) => number;
  readonly mean: number;
}

export interface Simulated {
  /** Expected events, which the weights add up to. */
  readonly total: number;
  /** Simulated events, on average. */
  readonly n: number;
  readonly weighing: Weighing;
  readonly rises: boolean;
  /** Fraction of events that are of the other shape. */
  readonly mixed?: number;
  /** Values that the score is cut to; as it is where there are none. */
  readonly values?: number;
}

/** Columns x, w, g (standard normal), and y: as good a score as x, of which `blurred` of the events know nothing. */
export function simulate(
  { total, n, weighing, rises, mixed = 0, values }: Simulated,
  random: Random,
  blurred = 0,
): Events {
  const events = Math.max(Math.round(n + Math.sqrt(n) * random.normal()), 1);
  const column = (of: (event: number) => number): Float64Array =>
    Float64Array.from({ length: events }, (_, i) => of(i));
  const cut = (x: number): number => (values === undefined ? x : (Math.floor(x * values) + 0.5) / values);
  const drawn = (up: boolean): number => {
    const u = Math.sqrt(random.uniform());
    return cut(up ? u : 1 - u);
  };
  const other = column(() => (random.uniform() < mixed ? 1 : 0));
  const x = column((event) => drawn(rises !== (other[event] === 1)));
  return {
    x,
    y: column((event) => (random.uniform() < blurred ? cut(random.uniform()) : drawn(rises !== (other[event] === 1)))),
    w: column(() => ((total / n) * weighing.draw(random)) / weighing.mean),
    g: column(() => random.normal()),
  };
}

/** Expected events between edges. */
export function contentsOf(total: number, cumulative: Cumulative, edges: readonly number[]): Float64Array {
  return Float64Array.from({ length: edges.length - 1 }, (_, bin) => {
    const [low, high] = [edges[bin]!, edges[bin + 1]!];
    return total * (cumulative(high) - cumulative(low));
  });
}

export function exactProcess(signal: boolean, contents: Float64Array): Process {
  return { name: signal ? 'signal' : 'background', signal, contents, squares: new Float64Array(contents.length) };
}

/** @param down mirrored where there is none */
export function exactShift(nominal: Float64Array, up: Float64Array, down = mirrored(nominal, up)): Shift {
  return { up, down, upNoise: noNoise(up.length), downNoise: noNoise(up.length) };
}
