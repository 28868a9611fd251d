/** Numbers that a report quotes with an error and whose truth is known: how often do their intervals hold it? */
import type { Measurements } from '../../src/checks';
import type { CheckCode } from '../../src/config/catalogue';
import { Random } from '../../src/stats/random';
import { coverageWeights } from './coverage';
import { Held, type Coverage } from './held';
import { checksOnly, Laboratory, luckOf, type Events, type Stub } from './laboratory';

export type WeightOf = (random: Random) => number;

/** A sort of analysis in which all truths are known. */
export interface QuotedNumbers {
  /** What is so in it. */
  readonly name: string;
  readonly code: CheckCode;
  /** An analysis file without `checks:`. */
  readonly text: string;
  readonly stubs?: Readonly<Record<string, Stub>>;
  readonly draw: (n: number, random: Random, weight: WeightOf) => Readonly<Record<string, Events>>;
  /** Counts what holds the truth. */
  readonly count: (held: Held, laboratory: Laboratory, measured: Measurements) => void;
}

/** @param n events of each class, about */
export async function measureQuotedNumbers(
  { name, code, text, stubs, draw, count }: QuotedNumbers,
  weights: string,
  n: number,
  repetitions: number,
): Promise<Coverage[]> {
  const laboratory = new Laboratory(text + checksOnly(code), stubs, true);
  const weight = coverageWeights[weights]!;
  const held = new Held();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = new Random(`coverage/${code}/${name}/${weights}/${n}/${repetition}`);
    count(held, laboratory, await laboratory.measure(draw(n, random, weight), luckOf('coverage', repetition)));
  }
  return held.results({ setting: name, weights, n });
}

/** About so many, Poisson distributed as events are. */
export function aboutSoMany(n: number, random: Random): number {
  return Math.round(n + Math.sqrt(n) * random.normal());
}

/** Columns of so many events. */
export function columnsOf(total: number): (of: (event: number) => number) => Float64Array {
  return (of) => Float64Array.from({ length: total }, (_, event) => of(event));
}

/** Midpoints of even steps: the mean of a function of a number that is uniform between two ends. */
export function meanBetween(low: number, high: number, of: (at: number) => number, steps = 2000): number {
  let sum = 0;
  for (let step = 0; step < steps; step++) sum += of(low + ((step + 0.5) * (high - low)) / steps);
  return sum / steps;
}
