/** How often the intervals of a report hold the truth: those of continuous nuisances. */
import { normalTail } from '../../src/stats/normal';
import { Random } from '../../src/stats/random';
import { coverageWeights } from './coverage';
import { Held, type Coverage } from './held';
import { checksOnly, Laboratory, luckOf, type Events } from './laboratory';
import { integrate, normalDensity, trueEfficiency, type Density } from './shapes';

const threshold = 0.5;
const separation = 1;
/** How the score follows `z`: of its unit variance the square of this. */
const following = 0.2;

/** Points of a grid that is not told. */
const points = [-2, -1, 0, 1, 2];
const reweighted = { constant: 0.05, slope: 0.1, scatter: 0.2 };
const moved = { shift: 0.1, scatter: 0.05 };

const header = `pullscope: 1
model: { file: m.onnx, features: [x], working-points: { cut: ${threshold} } }
samples: { tt: { file: 1.csv, weight: w, label: y } }
nominal: [tt]
${checksOnly('nuisance/slope')}nuisances:
`;

export interface Dial {
  readonly name: string;
  readonly nuisance: string;
  /** Of a class whose score is normal around a mean. */
  readonly truth: (mean: number) => Truth;
}

/** Slopes for one standard deviation, and the numbers at nominal. */
interface Truth {
  /** Relative; undefined where it is not asked. */
  readonly yields?: number;
  readonly efficiency: number;
  readonly mean: number;
}

export const dials: readonly Dial[] = [
  {
    name: 'parameter, reweighted',
    nuisance: `parameter: t, replace: { w: w*(1+t*(${reweighted.constant}+${reweighted.slope}*x+${reweighted.scatter}*g)) }`,
    truth: (mean) => ({
      yields: reweighted.constant + reweighted.slope * mean,
      ...alongGrid((t) => {
        const nominal = normalDensity(mean);
        return (x) => nominal(x) * (1 + t * (reweighted.constant + reweighted.slope * x));
      }),
    }),
  },
  {
    name: 'parameter, moved',
    nuisance: `parameter: t, replace: { x: x+t*(${moved.shift}+${moved.scatter}*g) }`,
    truth: (mean) => alongGrid((t) => normalDensity(mean + moved.shift * t, Math.sqrt(1 + (moved.scatter * t) ** 2))),
  },
  {
    name: 'column',
    nuisance: 'column: z, sample: tt',
    // The covariance of two normal numbers and of passing: ρ times the density at the threshold.
    truth: (mean) => ({ efficiency: following * normalDensity(mean)(threshold), mean: following }),
  },
];

/** The lines of least squares through efficiencies and means. */
function alongGrid(density: (t: number) => Density): Truth {
  const truths = points.map((t) => integrate(density(t)));
  const line = (values: readonly number[]): number =>
    points.reduce((sum, t, point) => sum + t * values[point]!, 0) / points.reduce((sum, t) => sum + t * t, 0);
  return {
    efficiency: line(truths.map((one) => trueEfficiency(one, threshold))),
    mean: line(truths.map(({ mean }) => mean)),
  };
}

export async function measureSlopeCoverage(
  dial: Dial,
  weights: string,
  n: number,
  repetitions: number,
): Promise<Coverage[]> {
  const laboratory = new Laboratory(`${header}  n: { ${dial.nuisance}, prior: 'normal(0, 1)' }\n`);
  const weight = coverageWeights[weights]!;
  const truths = [0, separation].map(dial.truth);
  const held = new Held();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = new Random(`coverage/${dial.name}/${weights}/${n}/${repetition}`);
    const measured = await laboratory.measure({ tt: events(n, random, weight) }, luckOf('coverage', repetition));
    for (const { evidence, target } of laboratory.outcomes(measured, 'nuisance/slope')) {
      const truth = truths[target.class!]!;
      const nominal = normalTail(threshold - separation * target.class!);
      if (target.model === undefined) {
        if (truth.yields === undefined) continue;
        held.quoted(evidence, 'slope', truth.yields, 'slope of the yield');
        held.quoted(evidence, 'yieldRatio', 1 + truth.yields);
      } else if (target.workingPoint === undefined) {
        held.quoted(evidence, 'slope', truth.mean, 'slope of the mean score');
      } else {
        held.quoted(evidence, 'slope', truth.efficiency, 'slope of the efficiency');
        held.quoted(evidence, 'efficiencyRatio', 1 + truth.efficiency / nominal);
      }
    }
  }
  return held.results({ setting: dial.name, weights, n });
}

function events(n: number, random: Random, weight: (random: Random) => number): Events {
  const total = Math.round(2 * n + Math.sqrt(2 * n) * random.normal());
  const column = (of: (event: number) => number): Float64Array =>
    Float64Array.from({ length: total }, (_, event) => of(event));
  const y = column(() => (random.uniform() < 0.5 ? 1 : 0));
  const z = column(() => random.normal());
  return {
    y,
    z,
    x: column(
      (event) => separation * y[event]! + following * z[event]! + Math.sqrt(1 - following ** 2) * random.normal(),
    ),
    w: column(() => weight(random)),
    g: column(() => random.normal()),
  };
}
