/** A question to each check of a region that is predicted from three others. */
import type { Random } from '../../src/stats/random';
import type { Events } from './laboratory';
import { needed, question, type Question } from './question';

const text = (more: string): string => `pullscope: 1
samples: { tt: { file: 1.csv, weight: w } }
model: { file: m.onnx, features: [a], output: score }
nominal: [tt]
abcd:
  quarters:
    samples: [tt]
    regions: { A: 'a >= 0 && b < 0', B: 'a < 0 && b < 0', C: 'a < 0 && b >= 0', D: 'a >= 0 && b >= 0' }
    ${more}
`;

const [yieldTolerance, shapeTolerance] = [0.1, 0.1];

export const questionsOfPredictions: readonly Question[] = [
  question({
    name: 'abcd/closure: yield',
    text: text(''),
    row: () => true,
    tolerance: yieldTolerance,
    best: bestClosure,
    draw: (effect, n, random) => ({ tt: quarters(effect, 0, n, random) }),
  }),
  question({
    name: 'abcd/closure: shape',
    text: text('variable: v'),
    row: ({ evidence }) => Object.hasOwn(evidence, 'ks'),
    tolerance: shapeTolerance,
    // Two quarters of the events are compared.
    best: (n) => shapeTolerance + needed * Math.sqrt(8 / n),
    sizes: [2000, 10_000],
    draw: (effect, n, random) => ({ tt: quarters(0, effect, n, random) }),
  }),
  question({
    name: 'abcd/dependence: odds ratio',
    text: text('axes: [a, b]'),
    row: () => true,
    tolerance: yieldTolerance,
    best: bestClosure,
    draw: (effect, n, random) => ({ tt: quarters(effect, 0, n, random) }),
  }),
];

/** N_A·N_C/(N_B·N_D) = 1 + effect from n events in four regions, by its logarithm. */
function bestClosure(n: number): number {
  let effect = yieldTolerance;
  for (let step = 0; step < 100; step++) {
    const total = 3 + 1 / (1 + effect);
    const error = Math.sqrt((total * (3 + (1 + effect))) / n);
    effect = Math.expm1(Math.log1p(yieldTolerance) + needed * error);
  }
  return effect;
}

/**
 * Events in four regions, as many in each of the first three and fewer in D, with axes that depend on each other by that
 * alone; and a variable that is normal, in D about another mean.
 */
function quarters(effect: number, shift: number, n: number, random: Random): Events {
  const inD = 1 / (3 * (1 + effect) + 1);
  const [a, b, v] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let event = 0; event < n; event++) {
    const predicted = random.uniform() < inD;
    const other = Math.floor(3 * random.uniform());
    const [first, second] = predicted ? [1, 1] : other === 0 ? [1, -1] : other === 1 ? [-1, -1] : [-1, 1];
    a[event] = first * random.uniform();
    b[event] = second * random.uniform();
    v[event] = random.normal() + (predicted ? shift : 0);
  }
  return { a, b, v, w: new Float64Array(n).fill(1) };
}
