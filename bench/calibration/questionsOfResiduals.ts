/** A question to each check whose answer is a width: of residuals, of pulls, of what a score means. */
import type { Random } from '../../src/stats/random';
import type { Events } from './laboratory';
import { asked, normal, type Asked } from './question';

/** Probability of a class on either side of a score of 0. */
const [rare, frequent] = [0.1, 0.6];
/** How far, in a feature that tells nothing of the classes, so that no mixture of them takes it away. */
const shifted = 1;

const regression = `pullscope: 1
model: { file: m.onnx, features: [x], output: { mean: mu, sigma: sd }, truth: energy }
samples: { tt: { file: 1.csv, weight: w } }
nominal: [tt]
`;
const applied = (features: string, label: string): string => `pullscope: 1
model: { file: m.onnx, features: [${features}] }
samples: { tt: { file: 1.csv, weight: w${label} }, data: { file: 2.csv, weight: w${label} } }
nominal: [tt]
application: { data: data }
`;

export const questionsOfResiduals: readonly Asked[] = [
  asked({
    name: 'shift/pulls',
    text: applied('x', ''),
    row: () => true,
    tolerance: 0.1,
    // Each bin below 0 has so much less, each above so much more.
    draw: (effect, n, random) => ({ tt: halves(0, n, random), data: halves(effect, n, random) }),
  }),
  asked({
    name: 'shift/kind: probability',
    text: applied('x, y', ', label: c'),
    row: () => true,
    tolerance: 0.05,
    draw: (effect, n, random) => ({ tt: twoClasses(0, 0, n, random), data: twoClasses(shifted, effect, n, random) }),
  }),
  asked({
    name: 'pull/regression: mean',
    text: regression,
    stubs: { model: { score: ([x]) => x!, sigma: 1 } },
    row: () => true,
    tolerance: 0.1,
    draw: (effect, n, random) => ({ tt: predicted(effect, 1, n, random) }),
  }),
  asked({
    name: 'pull/regression: width',
    text: regression,
    stubs: { model: { score: ([x]) => x!, sigma: 1 } },
    row: () => true,
    tolerance: 0.1,
    draw: (effect, n, random) => ({ tt: predicted(0, 1 + effect, n, random) }),
  }),
];

/** Of a symmetric distribution, with a fraction (1 + effect)/2 above 0. */
function halves(effect: number, n: number, random: Random): Events {
  const { x, w } = normal(n, random);
  return { x: x.map((value) => (random.uniform() < (1 + effect) / 2 ? Math.abs(value) : -Math.abs(value))), w: w };
}

function twoClasses(shift: number, effect: number, n: number, random: Random): Events {
  const { x, w } = normal(n, random);
  const c = x.map((value) => (random.uniform() < (value > 0 ? frequent : rare) + effect ? 1 : 0));
  return { x, y: normal(n, random, shift).x, w, c };
}

/** Predictions that lie so far above the truth, and so far about it. */
function predicted(bias: number, width: number, n: number, random: Random): Events {
  const { x, w } = normal(n, random);
  return { x: x, w: w, energy: x.map((value) => value - bias + width * random.normal()) };
}
