/** How often the intervals of a report hold the truth: those of the numbers that monitoring knows. */
import { divergencesOf, type Monitored } from '../../src/checks/shift/divergences';
import { jensenShannon } from '../../src/stats/divergence';
import { normalTail } from '../../src/stats/normal';
import { Random } from '../../src/stats/random';
import { coverageWeights } from './coverage';
import { Held, type Coverage } from './held';
import { checksOnly, Laboratory, luckOf, type Events } from './laboratory';

const text = `pullscope: 1
model: { file: m.onnx, features: [x] }
samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
nominal: [tt]
application: { data: data }
${checksOnly('shift/feature')}`;

/** By which the applied distribution, of unit width, is moved. */
export const appliedShifts = [0, 0.15, 0.5];

export async function measureDivergenceCoverage(
  shift: number,
  weights: string,
  n: number,
  repetitions: number,
): Promise<Coverage[]> {
  const laboratory = new Laboratory(text);
  const weight = coverageWeights[weights]!;
  const held = new Held();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = new Random(`coverage/divergences/${shift}/${weights}/${n}/${repetition}`);
    const samples = { tt: events(n, random, weight, 0), data: events(n, random, weight, shift) };
    const measured = await laboratory.measure(samples, luckOf('coverage', repetition));
    const monitored = divergencesOf(measured.shapeAgainst('features', 0, 'data')!);
    if (monitored === undefined) continue;
    const [p, q] = fractions(monitored, measured.profiles.edges.features[0]!.edges, shift);
    if (monitored.psi !== undefined) held.length('psi', stability(p, q), monitored.psi.length);
    if (monitored.jsd !== undefined) held.length('jsd', jensenShannon(p, q)!, monitored.jsd.length);
  }
  return held.results({ setting: `moved by ${shift} σ`, weights, n });
}

/** Of both distributions in the bins that are compared. */
export function fractions(
  { groups }: Pick<Monitored, 'groups'>,
  edges: Float64Array,
  shift: number,
): [Float64Array, Float64Array] {
  const of = (mean: number): Float64Array =>
    Float64Array.from(groups, ({ from, to }) => {
      const above = (bin: number, end: number): number => normalTail((edges[bin] ?? end) - mean);
      return above(from - 1, -Infinity) - above(to - 1, Infinity);
    });
  return [of(0), of(shift)];
}

function stability(p: Float64Array, q: Float64Array): number {
  return p.reduce((all, here, bin) => all + (q[bin]! - here) * Math.log(q[bin]! / here), 0);
}

function events(n: number, random: Random, weight: (random: Random) => number, mean: number): Events {
  const total = Math.round(n + Math.sqrt(n) * random.normal());
  return {
    x: Float64Array.from({ length: total }, () => mean + random.normal()),
    w: Float64Array.from({ length: total }, () => weight(random)),
  };
}
