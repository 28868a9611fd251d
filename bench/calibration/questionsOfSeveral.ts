/** A question to each check of several variables: of features together, of continuous nuisances, of protected variables. */
import { normalQuantile, normalTail } from '../../src/stats/normal';
import type { Random } from '../../src/stats/random';
import type { Events } from './laboratory';
import { normalDistanceCorrelation } from './normalDistanceCorrelation';
import { needed, normal, question, scatter, type Question } from './question';
import { normalDensity, trueDivergence } from './shapes';

const applied = `pullscope: 1
model: { file: m.onnx, features: [x, y] }
samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
nominal: [tt]
application: { data: data }
`;
const alone = `pullscope: 1
model: { file: m.onnx, features: [x] }
samples: { tt: { file: 1.csv, weight: w } }
nominal: [tt]
`;
const labelled = alone.replace('weight: w', 'weight: w, label: c');

/** Where the check looks at so many rows at most, more events change nothing. */
const fewSizes = [500, 2000];

const correlationTolerance = 0.1;
const distanceTolerance = 0.04;
const outsideTolerance = 0.01;
const slopeTolerance = 0.1;
const dependenceTolerance = 0.01;
const divergenceTolerance = 0.01;

export const questionsOfSeveral: readonly Question[] = [
  question({
    name: 'shift/joint: correlation',
    text: applied,
    row: ({ evidence }) => Object.hasOwn(evidence, 'correlationChange'),
    tolerance: correlationTolerance,
    best: (n) =>
      solved((rho) => correlationTolerance + needed * Math.hypot(correlationError(rho, n), 1 / Math.sqrt(n))),
    sizes: fewSizes,
    draw: (effect, n, random) => ({ tt: pair(0, n, random), data: pair(effect, n, random) }),
  }),
  question({
    name: 'shift/joint: directions',
    text: applied,
    row: ({ evidence }) => Object.hasOwn(evidence, 'ks'),
    tolerance: distanceTolerance,
    best: (n) => distanceOf(shiftOf(distanceTolerance) + needed * Math.sqrt(2 / n)),
    sizes: fewSizes,
    draw: (effect, n, random) => {
      // Along the diagonal of two features.
      const each = shiftOf(effect) / Math.SQRT2;
      const { x, y, w } = pair(0, n, random);
      return {
        tt: pair(0, n, random),
        data: { x: x.map((value) => value + each), y: y.map((value) => value + each), w },
      };
    },
  }),
  question({
    name: 'shift/support: range',
    text: applied,
    row: ({ target }) => target.feature === 'x',
    tolerance: outsideTolerance,
    best: (n) => solved((fraction) => outsideTolerance + needed * Math.sqrt((fraction * (1 - fraction)) / n)),
    draw: (effect, n, random) => {
      const { x, y, w } = pair(0, n, random);
      return {
        tt: pair(0, n, random),
        data: { x: x.map((value) => (random.uniform() < effect ? 8 : value)), y, w },
      };
    },
  }),
  question({
    name: 'nuisance/slope: yield, parameter',
    text: `${alone}nuisances: { n: { parameter: t, prior: 'normal(0, 1)', replace: { w: w*(1+t*u) } } }\n`,
    row: ({ evidence }) => Object.hasOwn(evidence, 'yieldRatio'),
    tolerance: slopeTolerance,
    best: (n) => slopeTolerance + (needed * scatter) / Math.sqrt(n),
    draw: (effect, n, random) => ({
      tt: { ...normal(n, random), u: Float64Array.from({ length: n }, () => effect + scatter * random.normal()) },
    }),
  }),
  question({
    name: 'nuisance/slope: mean score, column',
    text: `${alone}nuisances: { n: { column: y, sample: tt, prior: 'normal(0, 1)' } }\n`,
    row: ({ evidence }) => Object.hasOwn(evidence, 'meanShift'),
    tolerance: slopeTolerance,
    best: (n) => solved((rho) => slopeTolerance + needed * correlationError(rho, n)),
    draw: (effect, n, random) => ({ tt: pair(effect, n, random) }),
  }),
  question({
    name: 'decorrelation/dependence',
    text: `${alone}protected: [y]\n`,
    row: () => true,
    tolerance: dependenceTolerance,
    best: (n) => {
      const accepted = inverse(normalDistanceCorrelation, dependenceTolerance);
      return normalDistanceCorrelation(solved((rho) => accepted + needed * correlationError(rho, n)));
    },
    draw: (effect, n, random) => ({ tt: pair(inverse(normalDistanceCorrelation, effect), n, random) }),
  }),
  question({
    name: 'decorrelation/sculpting',
    text: `${labelled}protected: [y]\n`,
    row: () => true,
    tolerance: divergenceTolerance,
    best: (n) => {
      const error = Math.sqrt((1 / passing + 1 / (1 - passing)) / n);
      return divergenceOf(separationOf(divergenceTolerance) + needed * error);
    },
    draw: (effect, n, random) => {
      const shift = separationOf(effect);
      // The score says no more than whether an event passes: half of the signal does, and some background.
      const passes = Float64Array.from({ length: 2 * n }, (_, event) =>
        random.uniform() < (event < n ? 0.5 : passing) ? 1 : 0,
      );
      return {
        tt: {
          x: passes,
          y: passes.map((value) => shift * value + random.normal()),
          c: passes.map((_, event) => (event < n ? 1 : 0)),
          w: new Float64Array(2 * n).fill(1),
        },
      };
    },
  }),
];

/** Fraction of the background. */
const passing = 0.15;

/** Standard normal x and y with correlation ρ. */
function pair(rho: number, n: number, random: Random): Events & Readonly<Record<'x' | 'y' | 'w', Float64Array>> {
  const within = Math.min(rho, 0.999);
  const { x, w } = normal(n, random);
  return { x, w, y: x.map((value) => within * value + Math.sqrt(1 - within ** 2) * random.normal()) };
}

/** Of ρ from n pairs of standard normal numbers: 1/√(n·I) with the Fisher information I = (1 + ρ²)/(1 − ρ²)². */
function correlationError(rho: number, n: number): number {
  return (1 - rho ** 2) / Math.sqrt((1 + rho ** 2) * n);
}

/** KS distance of a normal distribution shifted by σ·shift, and back. */
function distanceOf(shift: number): number {
  return 1 - 2 * normalTail(shift / 2);
}

function shiftOf(distance: number): number {
  return 2 * normalQuantile((1 + distance) / 2);
}

const divergenceOf = (shift: number): number => trueDivergence(normalDensity(0), normalDensity(shift));

/** The shift of a normal distribution that makes a Jensen-Shannon divergence. */
function separationOf(divergence: number): number {
  return 6 * inverse((part) => divergenceOf(6 * part), divergence);
}

/** x = f(x), from 0 to 1. */
function solved(f: (x: number) => number): number {
  let x = 0;
  for (let step = 0; step < 100; step++) x = Math.min(f(x), 0.99);
  return x;
}

/** Where a rising function from 0 to 1 reaches a value. */
function inverse(rising: (x: number) => number, value: number): number {
  let [low, high] = [0, 0.9999];
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2;
    if (rising(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
