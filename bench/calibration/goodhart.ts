/** Random triples of generators: does decorrelation/apparent tell a hidden uncertainty from one that is not there? */
import { Random } from '../../src/stats/random';
import { Laboratory, luckOf, type Events } from './laboratory';
import { integrate, normalDensity, trueKs } from './shapes';

export interface Triple {
  /** True KS distance to the cross-check, less the true one to the alternative. */
  readonly excess: number;
  readonly status: string;
}

const text = `pullscope: 1
model: { file: m.onnx, features: [x] }
samples:
  tt: { file: 1.csv, weight: w }
  other: { file: 2.csv, weight: w }
  third: { file: 3.csv, weight: w }
nominal: [tt]
nuisances: { n: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } } }
checks: { nuisance/large: off, nuisance/no-effect: off }
`;

/** Each generator shifts and widens the score a little; half of the cross-checks differ no more than the alternative. */
export async function measureTriples(triples: number, n: number): Promise<Triple[]> {
  const laboratory = new Laboratory(text);
  const results: Triple[] = [];
  for (let triple = 0; triple < triples; triple++) {
    const name = `goodhart/${n}/${triple}`;
    const random = new Random(name);
    const size = 0.02 + 0.1 * random.uniform();
    const other = { mean: size * random.normal(), sigma: Math.exp(size * random.normal()) };
    const more = triple % 2 === 0 ? 1 : 1 + 4 * random.uniform();
    const third =
      triple % 4 === 2
        ? other
        : { mean: more * size * random.normal(), sigma: Math.exp(0.5 * more * size * random.normal()) };
    const samples = {
      tt: events(n, random, { mean: 0, sigma: 1 }),
      other: events(n, random, other),
      third: events(n, random, third),
    };
    const measured = await laboratory.measure(samples, luckOf(`goodhart/${n}`, triple));
    const [outcome] = laboratory.outcomes(measured, 'decorrelation/apparent');
    if (outcome === undefined) throw new Error('decorrelation/apparent has no answer');
    const [nominal, alternative, check] = [{ mean: 0, sigma: 1 }, other, third].map(({ mean, sigma }) =>
      integrate(normalDensity(mean, sigma)),
    ) as [ReturnType<typeof integrate>, ReturnType<typeof integrate>, ReturnType<typeof integrate>];
    results.push({ excess: trueKs(nominal, check) - trueKs(nominal, alternative), status: outcome.status });
  }
  return results;
}

/** Log-normal weights: the events are worth about half. */
function events(n: number, random: Random, { mean, sigma }: { mean: number; sigma: number }): Events {
  const x = new Float64Array(n);
  random.fillNormal(x);
  return { x: x.map((value) => mean + sigma * value), w: x.map(() => Math.exp(0.8 * random.normal())) };
}
