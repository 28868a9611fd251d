/** How often the intervals of a report hold the truth: those of dependence between score and protected variables. */
import { cutsOf, type Cut } from '../../src/checks/decorrelation/sculpting';
import { dependencesOf } from '../../src/checks/decorrelation/dependences';
import { jensenShannon } from '../../src/stats/divergence';
import { normalTail } from '../../src/stats/normal';
import { Random } from '../../src/stats/random';
import { coverageWeights } from './coverage';
import { Held, type Coverage } from './held';
import { checksOnly, Laboratory, luckOf, type Events } from './laboratory';
import { normalDistanceCorrelation } from './normalDistanceCorrelation';
import { normalDensity } from './shapes';

const separation = 1;

const text = `pullscope: 1
model: { file: m.onnx, features: [x] }
samples: { tt: { file: 1.csv, weight: w, label: y } }
nominal: [tt]
protected: [mass]
${checksOnly('decorrelation/dependence', 'decorrelation/sculpting')}`;

export const correlations = [0, 0.2, 0.5];

/** Distance correlations, of both classes, take most of the time: they are looked at in every fourth repetition. */
const correlationsEvery = 4;

/** Score and mass are normal with correlation ρ in each class. */
export async function measureDependenceCoverage(
  rho: number,
  weights: string,
  n: number,
  repetitions: number,
): Promise<Coverage[]> {
  const laboratory = new Laboratory(text);
  const weight = coverageWeights[weights]!;
  const held = new Held();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = new Random(`coverage/dependence/${rho}/${weights}/${n}/${repetition}`);
    const samples = { tt: events(n, rho, random, weight) };
    const measured = await laboratory.measure(samples, luckOf('coverage', repetition));
    const [cut] = cutsOf(measured, measured.analysis);
    for (const { length } of repetition % correlationsEvery === 0 ? dependencesOf(measured) : [])
      held.length('distanceCorrelationSquared', normalDistanceCorrelation(rho), length);
    if (cut!.result !== undefined) held.length('jsd', sculptedDivergence(rho, cut!), cut!.result.length);
  }
  return held.results({ setting: `ρ = ${rho}`, weights, n });
}

/** Of the integrals over a bin. */
const steps = 20;
/** Beyond so many standard deviations there is nothing. */
const end = 8;

/** True JSD of the masses of background that passes and that fails just this cut, in just these bins. */
function sculptedDivergence(rho: number, { model, firstBin, edges, groups }: Cut): number {
  const cut = model.edges.edges[firstBin - 1]!;
  const passes = (mass: number): number => normalTail((cut - rho * mass) / Math.sqrt(1 - rho ** 2));
  const density = normalDensity(0);
  const passing = new Float64Array(groups.at(-1)! + 1);
  const failing = passing.slice();
  groups.forEach((group, bin) => {
    const from = edges[bin - 1] ?? -end;
    const width = ((edges[bin] ?? end) - from) / steps;
    for (let step = 0; step < steps; step++) {
      const mass = from + (step + 0.5) * width;
      passing[group]! += density(mass) * passes(mass) * width;
      failing[group]! += density(mass) * (1 - passes(mass)) * width;
    }
  });
  return jensenShannon(passing, failing)!;
}

function events(n: number, rho: number, random: Random, weight: (random: Random) => number): Events {
  const total = Math.round(2 * n + Math.sqrt(2 * n) * random.normal());
  const column = (of: (event: number) => number): Float64Array =>
    Float64Array.from({ length: total }, (_, event) => of(event));
  const y = column(() => (random.uniform() < 0.5 ? 1 : 0));
  const mass = column(() => random.normal());
  return {
    y,
    mass,
    x: column((event) => separation * y[event]! + rho * mass[event]! + Math.sqrt(1 - rho ** 2) * random.normal()),
    w: column(() => weight(random)),
  };
}
