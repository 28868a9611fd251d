/**
 * One question to each check, with an effect of any size: events are drawn, the analysis is judged whole, and the row
 * that the question is about is picked out. Effects are in the unit of the check's tolerance.
 */
import type { CheckCode } from '../../src/config/catalogue';
import type { Outcome, Target } from '../../src/report/report';
import { normalQuantile, normalTail } from '../../src/stats/normal';
import { Random } from '../../src/stats/random';
import { checksOnly, Laboratory, luckOf, type Events } from './laboratory';

export interface Question {
  readonly name: string;
  /** Outcome of an analysis of n events a sample, one of the repetitions of what has a name. */
  readonly ask: (effect: number, n: number, name: string, repetition: number) => Promise<Outcome>;
  readonly tolerance: number;
  /**
   * Smallest effect that a test finds beyond the tolerance in 95 % of analyses, with α = 0.01, if it knows both
   * distributions but for the size of the effect and looks at nothing else: the likelihood ratio.
   */
  readonly best: (n: number) => number;
  /** Status that says that the effect was seen. */
  readonly seen: Outcome['status'];
}

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
const applied = `${header}samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
application: { data: data }
`;
const crossChecked = `${header}samples:
  tt: { file: 1.csv, weight: w }
  other: { file: 2.csv, weight: w }
  third: { file: 3.csv, weight: w }
nuisances: { n: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } } }
`;

/** Significance of α = 0.01 and of a power of 95 %. */
const needed = normalQuantile(0.995) + normalQuantile(0.95);
/** Factors of the same events scatter so. */
const scatter = 0.2;
const threshold = 0.5;
const efficiency = normalTail(threshold);
/** Shift of a normal distribution, in units of σ, with a KS distance. */
const shiftOf = (distance: number): number => 2 * normalQuantile((1 + distance) / 2);
/** The distance of the alternative in the question of decorrelation/apparent. */
const apparent = 0.05;

export const questions: readonly Question[] = [
  ...(
    [
      ['shift/feature', { feature: 'x' }],
      ['shift/score', { model: 'model' }],
    ] as const
  ).map(([code, target]) =>
    question(
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
  question(
    'nuisance/large: yield, same events',
    alone,
    { workingPoint: undefined, model: undefined },
    0.1,
    (n) => (needed * scatter) / Math.sqrt(n),
    (effect, n, random) => ({ tt: reweighted(n, random, () => 1 + effect) }),
  ),
  question(
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
  question(
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
  question(
    'nuisance/large: efficiency, other events',
    other,
    { workingPoint: 'cut' },
    0.1,
    // Both efficiencies are binomial; the larger one has the smaller relative error.
    (n) => needed * Math.sqrt((2 * (1 - efficiency)) / efficiency / n),
    (effect, n, random) => ({ tt: normal(n, random), other: passing(n, random, efficiency * (1 + effect)) }),
  ),
  question(
    'nuisance/large: shape, same events',
    alone,
    { model: 'model', workingPoint: undefined },
    0.1,
    (n) => (needed * scatter) / Math.sqrt(n),
    (effect, n, random) => ({ tt: reweighted(n, random, (x) => 1 + effect * x) }),
  ),
  question(
    'nuisance/large: shape, other events',
    other,
    { model: 'model', workingPoint: undefined },
    0.1,
    (n) => needed * Math.sqrt(2 / n),
    (effect, n, random) => ({ tt: normal(n, random), other: normal(n, random, effect) }),
  ),
  question(
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
  question(
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

function question(
  name: string,
  text: string,
  target: { readonly [name in keyof Target]?: Target[name] | undefined },
  tolerance: number,
  beyond: (n: number) => number,
  draw: (effect: number, n: number, random: Random) => Readonly<Record<string, Events>>,
): Question {
  const code = name.split(':')[0] as CheckCode;
  const laboratory = new Laboratory(text + checksOnly(code));
  const quantity = name.includes('yield') ? 'yieldRatio' : name.includes('efficiency') ? 'efficiencyRatio' : undefined;
  return {
    name,
    tolerance,
    best: (n) => tolerance + beyond(n),
    seen: 'finding',
    ask: async (effect, n, what, repetition) => {
      const events = draw(effect, n, new Random(`${what}/${repetition}`));
      const measured = await laboratory.measure(events, luckOf(what, repetition));
      const outcome = laboratory
        .outcomes(measured, code)
        .find(
          (one) =>
            Object.entries(target).every(([key, value]) => one.target[key as keyof Target] === value) &&
            (code !== 'nuisance/large' || Object.hasOwn(one.evidence, quantity ?? 'ks')),
        );
      if (outcome === undefined) throw new Error(`${name} has no answer`);
      return outcome;
    },
  };
}

/** Of a large mean. */
function poisson(mean: number, random: Random): number {
  return Math.round(mean + Math.sqrt(mean) * random.normal());
}

function normal(n: number, random: Random, mean = 0): Events {
  const x = new Float64Array(n);
  random.fillNormal(x);
  return { x: x.map((value) => value + mean), w: new Float64Array(n).fill(1) };
}

/** The same events with two sides of one expected factor each. */
function reweighted(n: number, random: Random, factor: (x: number) => number): Events {
  const { x, w } = normal(n, random) as { x: Float64Array; w: Float64Array };
  const side = (): Float64Array => x.map((value) => factor(value) + scatter * random.normal());
  return { x, w, up: side(), down: side() };
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
