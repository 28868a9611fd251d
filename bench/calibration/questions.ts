/** A question to each check of one variable: shifts, nuisances with two sides, and cross-checks. */
import type { Target } from '../../src/report/report';
import { normalQuantile, normalTail } from '../../src/stats/normal';
import type { Random } from '../../src/stats/random';
import type { Events } from './laboratory';
import { needed, normal, question, scatter, type Question } from './question';
import { questionsOfSeveral } from './questionsOfSeveral';

const header = `pullscope: 1
model: { file: m.onnx, features: [x], working-points: { cut: 0.5 } }
nominal: [tt]
`;
const alone = `${header}samples: { tt: { file: 1.csv, weight: w } }
nuisances: { n: { up: { replace: { w: w*up } } } }
`;
const both = alone.replace(
  'up: { replace: { w: w*up } }',
  'up: { replace: { w: w*up } }, down: { replace: { w: w*down } }',
);
const other = `${header}samples: { tt: { file: 1.csv, weight: w }, other: { file: 2.csv, weight: w } }
nuisances: { n: { alternative: { tt: other } } }
`;
const twoPoint = other.replace('n: {', 'n: { kind: two-point,');
const applied = `${header}samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
application: { data: data }
`;
const crossChecked = `${header}samples:
  tt: { file: 1.csv, weight: w }
  other: { file: 2.csv, weight: w }
  third: { file: 3.csv, weight: w }
nuisances: { n: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } } }
`;

const threshold = 0.5;
const efficiency = normalTail(threshold);
/** Shift of a normal distribution, in units of σ, with a KS distance. */
const shiftOf = (distance: number): number => 2 * normalQuantile((1 + distance) / 2);
/** The smaller of two sides. */
const smaller = 0.03;
/** The distance of the alternative in the question of decorrelation/apparent. */
const apparent = 0.05;

const questionsOfOne: readonly Question[] = [
  ...(
    [
      ['shift/feature', { feature: 'x' }],
      ['shift/score', { model: 'model' }],
    ] as const
  ).map(([code, target]) =>
    about(
      code,
      applied,
      target,
      0.1,
      (n) => needed * Math.sqrt(2 / n),
      (effect, n, random) => ({
        tt: normal(n, random),
        data: normal(n, random, effect),
      }),
    ),
  ),
  about(
    'nuisance/large: yield, same events',
    alone,
    { workingPoint: undefined, model: undefined },
    0.1,
    (n) => (needed * scatter) / Math.sqrt(n),
    (effect, n, random) => ({ tt: reweighted(n, random, () => 1 + effect) }),
  ),
  about(
    'nuisance/large: yield, other events',
    other,
    { workingPoint: undefined, model: undefined },
    0.1,
    (n) => needed * Math.sqrt(2 / n),
    (effect, n, random) => ({
      tt: normal(poisson(n, random), random),
      other: normal(poisson(n * (1 + effect), random), random),
    }),
  ),
  about(
    'nuisance/large: efficiency, same events',
    alone,
    { workingPoint: 'cut' },
    0.1,
    (n) => needed * scatter * Math.sqrt((1 - efficiency) / efficiency / n),
    (effect, n, random) => {
      // (1 + a)/(1 + a·ε) = 1 + effect
      const a = effect / (1 - efficiency * (1 + effect));
      return { tt: reweighted(n, random, (x) => (x >= threshold ? 1 + a : 1)) };
    },
  ),
  about(
    'nuisance/large: efficiency, other events',
    other,
    { workingPoint: 'cut' },
    0.1,
    // Both efficiencies are binomial; the larger one has the smaller relative error.
    (n) => needed * Math.sqrt((2 * (1 - efficiency)) / efficiency / n),
    (effect, n, random) => ({ tt: normal(n, random), other: passing(n, random, efficiency * (1 + effect)) }),
  ),
  about(
    'nuisance/large: shape, same events',
    alone,
    { model: 'model', workingPoint: undefined },
    0.1,
    (n) => (needed * scatter) / Math.sqrt(n),
    (effect, n, random) => ({ tt: reweighted(n, random, (x) => 1 + effect * x) }),
  ),
  about(
    'nuisance/large: shape, other events',
    other,
    { model: 'model', workingPoint: undefined },
    0.1,
    (n) => needed * Math.sqrt(2 / n),
    (effect, n, random) => ({ tt: normal(n, random), other: normal(n, random, effect) }),
  ),
  about(
    'nuisance/one-sided: yield, same events',
    both,
    { workingPoint: undefined },
    0.005,
    // Both sides have to be seen: each with a probability of √0.95.
    (n) =>
      Math.max(
        ((normalQuantile(0.995) + normalQuantile(Math.sqrt(0.95))) * scatter) / Math.sqrt(n) - 0.005,
        (normalQuantile(Math.sqrt(0.95)) * scatter) / Math.sqrt(n),
      ),
    (effect, n, random) => ({ tt: reweighted(n, random, () => 1 + effect) }),
  ),
  about(
    'nuisance/asymmetric: yield, same events',
    both,
    { workingPoint: undefined },
    // Twice as far to one side.
    2 * smaller,
    (n) => (needed * scatter * Math.hypot(1, 2)) / Math.sqrt(n),
    (effect, n, random) => ({
      tt: reweighted(
        n,
        random,
        () => 1 + effect,
        () => 1 - smaller,
      ),
    }),
  ),
  about(
    'nuisance/normalisation: yield, other events',
    twoPoint,
    {},
    0.02,
    (n) => needed * Math.sqrt(2 / n),
    (effect, n, random) => ({
      tt: normal(poisson(n, random), random),
      other: normal(poisson(n * (1 + effect), random), random),
    }),
  ),
  about(
    'decorrelation/apparent',
    crossChecked,
    {},
    0.03,
    // The fractions of alternative and cross-check above the middle.
    (n) => needed * Math.sqrt((2 * 0.25) / n),
    (effect, n, random) => ({
      tt: normal(n, random),
      other: normal(n, random, shiftOf(apparent)),
      third: normal(n, random, shiftOf(apparent + effect)),
    }),
  ),
];

export const questions: readonly Question[] = [...questionsOfOne, ...questionsOfSeveral];

/** A question whose target and quantity tell its row. */
function about(
  name: string,
  text: string,
  target: { readonly [name in keyof Target]?: Target[name] | undefined },
  tolerance: number,
  beyond: (n: number) => number,
  draw: (effect: number, n: number, random: Random) => Readonly<Record<string, Events>>,
): Question {
  const quantity = name.includes('yield') ? 'yieldRatio' : name.includes('efficiency') ? 'efficiencyRatio' : 'ks';
  return question({
    name,
    text,
    tolerance,
    best: (n) => tolerance + beyond(n),
    row: (outcome) =>
      Object.entries(target).every(([key, value]) => outcome.target[key as keyof Target] === value) &&
      (!name.startsWith('nuisance/large') || Object.hasOwn(outcome.evidence, quantity)),
    draw,
  });
}

/** Of a large mean. */
function poisson(mean: number, random: Random): number {
  return Math.round(mean + Math.sqrt(mean) * random.normal());
}

/** The same events with two sides of an expected factor each. */
function reweighted(n: number, random: Random, up: (x: number) => number, down = up): Events {
  const { x, w } = normal(n, random) as { x: Float64Array; w: Float64Array };
  const side = (factor: (x: number) => number): Float64Array =>
    x.map((value) => factor(value) + scatter * random.normal());
  return { x, w, up: side(up), down: side(down) };
}

/** Normal below and above the threshold, but with another fraction above. */
function passing(n: number, random: Random, fraction: number): Events {
  const x = Float64Array.from({ length: n }, () => {
    const passes = random.uniform() < fraction;
    const tail = random.uniform();
    return passes ? -normalQuantile(tail * efficiency) : normalQuantile(tail * (1 - efficiency));
  });
  return { x, w: new Float64Array(n).fill(1) };
}
