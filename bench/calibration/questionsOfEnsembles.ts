/** A question to each check of an ensemble: do its members differ too much, or too little? */
import { chiSquaredQuantile } from '../../src/stats/gammaFunction';
import { normalCdf, normalQuantile } from '../../src/stats/normal';
import type { Random } from '../../src/stats/random';
import { fromDigits, inDigits } from './fineDigits';
import { ensembleOf, type Events } from './laboratory';
import { asked, needed, question, type Asked, type Question } from './question';

const header = (members: number, features: string, more: string): string => `pullscope: 1
model: { files: [${Array.from({ length: members }, (_, member) => `${member}.onnx`).join(', ')}], features: [${features}], output: score${more} }
nominal: [tt]
`;

const members = 10;
const offsets = Array.from({ length: members }, (_, member) => `m${member}`);
const passing = 0.5;
const deviationTolerance = 0.1;
const growthTolerance = 1.2;
/** Of the logarithm of the spread of single events. */
const scatterOfSpread = 0.3;
const scatterBefore = 0.15;
const [spread, far] = [0.3, 0.5];
const alone = 'samples: { tt: { file: 1.csv, weight: w } }\n';
const labelled = 'samples: { tt: { file: 1.csv, weight: w, label: y } }\n';

export const questionsOfEnsembles: readonly Question[] = [
  question({
    name: 'epistemic/dominates',
    text: header(members, ['x', ...offsets].join(', '), ', working-points: { half: 0 }') + alone,
    options: `tolerance: ${deviationTolerance}`,
    stubs: { model: ensembleOf(offsets.map((_, member) => (x: readonly number[]) => x[0]! + x[member + 1]!)) },
    row: () => true,
    tolerance: deviationTolerance,
    // The variance of normal draws: the test of χ² is that of the likelihood ratio.
    best: () =>
      deviationTolerance * Math.sqrt(chiSquaredQuantile(0.995, members - 1) / chiSquaredQuantile(0.05, members - 1)),
    sizes: [500, 2000],
    draw: (effect, n, random) => {
      // Every member cuts elsewhere.
      const moved = offsets.map((name) => {
        const efficiency = Math.min(Math.max(passing * (1 + effect * random.normal()), 0.001), 0.999);
        return [name, new Float64Array(n).fill(-normalQuantile(1 - efficiency))] as const;
      });
      const x = Float64Array.from({ length: n }, () => random.normal());
      return { tt: { x, w: new Float64Array(n).fill(1), ...Object.fromEntries(moved) } };
    },
  }),
  question({
    name: 'epistemic/blind',
    text: `${header(2, 'x, v', '')}samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
application: { data: data }
`,
    stubs: { model: ensembleOf([-1, 1].map((sign) => (x) => x[0]! + (sign * fromDigits(x[1]!)) / Math.SQRT2)) },
    row: () => true,
    tolerance: growthTolerance,
    harmless: 1.22,
    // Logarithms of spreads are normal, half of them far away.
    best: (n) => growthTolerance * Math.exp((-needed * scatterOfSpread) / Math.sqrt(n * far * (1 - far))),
    sizes: [500, 2000],
    draw: (effect, n, random) => ({ tt: spreading(0, 1, n, random), data: spreading(far, effect, n, random) }),
  }),
];

/** Where no best is known. */
export const furtherQuestionsOfEnsembles: readonly Asked[] = [
  asked({
    name: 'epistemic/corruption: growth of the spread',
    text: `${header(2, 'x, v', '')}${labelled}corruptions: { noise: [0.5] }\n`,
    options: 'loss: 0.001',
    // Noise takes away the digits that tell the classes apart, and those that tell by how much members differ: any are as likely then.
    stubs: {
      model: ensembleOf([-1, 1].map((sign) => (x) => fromDigits(x[0]!) + (sign * fromDigits(x[1]!) ** 2) / Math.SQRT2)),
    },
    row: () => true,
    tolerance: 1.1,
    harmless: 1.12,
    draw: (growth, n, random) => {
      const y = Float64Array.from({ length: n }, (_, event) => event % 2);
      const before = (): number => Math.exp(scatterBefore * random.normal() - scatterBefore ** 2 / 2) / (3 * growth);
      return {
        tt: {
          y,
          x: y.map((one) => inDigits(random.normal(), 0.25 + 0.5 * one)),
          v: y.map(() => inDigits(random.normal(), Math.sqrt(before()))),
          w: new Float64Array(n).fill(1),
        },
      };
    },
  }),
  asked({
    name: 'epistemic/corruption: fall of the AUC',
    text: (fall) => `${header(2, 'x, v', '')}${labelled}corruptions: { noise: [${noiseThatCosts(fall)}] }\n`,
    // They differ as much on every event, whatever is done to it.
    stubs: { model: ensembleOf([-0.3, 0.3].map((apart) => (x) => x[0]! + apart)) },
    row: () => true,
    tolerance: 0.02,
    draw: (_, n, random) => ({ tt: separated(n, random) }),
  }),
];

function spreading(fraction: number, times: number, n: number, random: Random): Events {
  // Those that are not far are well within the nominal ones.
  const width = fraction > 0 ? 0.3 : 1;
  const x = Float64Array.from({ length: n }, (_, event) => width * random.normal() + (event < fraction * n ? 20 : 0));
  const v = x.map((value) => {
    const own = spread * Math.exp(scatterOfSpread * random.normal());
    return inDigits(width * random.normal(), own * (value > 10 ? times : 1));
  });
  return { x, v, w: new Float64Array(n).fill(1) };
}

const separation = 1;
/** Standard deviation of both classes together. */
const together = Math.sqrt(1 + separation ** 2 / 4);

function separated(n: number, random: Random): Events & Readonly<Record<'y', Float64Array>> {
  const y = Float64Array.from({ length: n }, (_, event) => event % 2);
  const x = y.map((one) => separation * one + random.normal());
  return { x, y, v: x.map(() => random.normal()), w: new Float64Array(n).fill(1) };
}

/** In standard deviations of the feature, on an AUC of Φ(separation/√2). */
function noiseThatCosts(auc: number): number {
  const quantile = normalQuantile(Math.max(normalCdf(separation / Math.SQRT2) - auc, 0.51));
  return Math.sqrt(Math.max(separation ** 2 / (2 * quantile ** 2) - 1, 0)) / together;
}
