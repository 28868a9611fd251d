/** A question to each check of what a model says of its own certainty: that a score is a probability, or how far it errs. */
import { normalQuantile, normalTail } from '../../src/stats/normal';
import type { Random } from '../../src/stats/random';
import type { Events, Stub } from './laboratory';
import { needed, question, scatter, type Question } from './question';

const header = `pullscope: 1
model: { file: m.onnx, features: [x], output: score, calibrated: true }
samples: { tt: { file: 1.csv, weight: w, label: y }, other: { file: 2.csv, weight: w, label: y } }
nominal: [tt]
`;
const tolerance = 0.02;
/** Scores are uniform between these. */
const [lowest, highest] = [0.2, 0.6];

const sigma = 0.5;
const predicting: Readonly<Record<string, Stub>> = { model: { score: ([x]) => x!, sigma } };
const regression = (more: string): string => `pullscope: 1
model: { file: m.onnx, features: [x], output: { mean: mu, sigma: sd }, truth: t, calibrated: true }
samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
nominal: [tt]
${more}`;
/** Intervals that `calibration/coverage` looks at, and the conformal one, by their half-widths. */
const halfWidths = [0.5, 0.6827, 0.9, 0.9545].map((level) => normalQuantile((1 + level) / 2));
const conformal = [normalQuantile(0.95)];

export const questionsOfCalibration: readonly Question[] = [
  question({
    name: 'calibration/off',
    text: header,
    row: () => true,
    tolerance,
    best: (n) => solved((effect) => tolerance + needed / Math.sqrt(n * information(effect))),
    draw: (effect, n, random) => ({ tt: probable(effect, n, random), other: probable(0, 2, random) }),
  }),
  question({
    name: 'calibration/drifts: same events',
    text: `${header}nuisances: { n: { up: { replace: { w: w*up } } } }\n`,
    row: () => true,
    tolerance,
    best: (n) => bestReweighting(n),
    draw: (effect, n, random) => ({ tt: reweighted(effect, n, random), other: probable(0, 2, random) }),
  }),
  question({
    name: 'calibration/drifts: other events',
    text: `${header}nuisances: { n: { alternative: { tt: other } } }\n`,
    row: () => true,
    tolerance,
    best: (n) => solved((effect) => tolerance + needed * Math.sqrt((1 / information(0) + 1 / information(effect)) / n)),
    draw: (effect, n, random) => ({ tt: probable(0, n, random), other: probable(effect, n, random) }),
  }),
  question({
    name: 'calibration/coverage',
    text: regression(''),
    stubs: predicting,
    row: () => true,
    tolerance,
    best: (n) => wrongBy(widthOf(tolerance, halfWidths) * Math.exp(needed / Math.sqrt(2 * n)), halfWidths),
    draw: (effect, n, random) => ({ tt: predicted(widthOf(effect, halfWidths), n, random) }),
  }),
  question({
    name: 'calibration/coverage: conformal, applied',
    text: regression('application: { data: data }\n'),
    stubs: predicting,
    told: true,
    row: ({ target }) => target.sample === 'data',
    tolerance,
    best: (n) => wrongBy(widthOf(tolerance, conformal) * Math.exp(needed / Math.sqrt(n)), conformal),
    draw: (effect, n, random) => ({
      tt: predicted(1, n, random),
      data: predicted(widthOf(effect, conformal), n, random),
    }),
  }),
];

/** Events whose score is less than the probability to be signal by the effect. */
function probable(effect: number, n: number, random: Random): Events {
  const x = Float64Array.from({ length: n }, () => lowest + (highest - lowest) * random.uniform());
  // Two events stand for a sample that nobody asks of.
  const y = x.map((score, event) => (n === 2 ? event : random.uniform() < score + effect ? 1 : 0));
  return { x, y, w: new Float64Array(n).fill(1) };
}

/** Of one event, on a shift of its probability. */
function information(effect: number): number {
  const logit = (p: number): number => Math.log(p / (1 - p));
  return (logit(Math.min(highest + effect, 0.999)) - logit(lowest + effect)) / (highest - lowest);
}

/** Signal counts so many times as much, which moves the probability by the effect, in the root mean square. */
function reweighted(effect: number, n: number, random: Random): Events {
  const factor = factorOf(effect);
  const { x, y, w } = probable(0, n, random) as { x: Float64Array; y: Float64Array; w: Float64Array };
  return { x, y, w, up: y.map((one) => (one === 1 ? factor : 1) + scatter * random.normal()) };
}

function driftOf(factor: number): number {
  const [steps, width] = [400, highest - lowest];
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const p = lowest + ((step + 0.5) * width) / steps;
    sum += ((p * factor) / (1 + (factor - 1) * p) - p) ** 2;
  }
  return Math.sqrt(sum / steps);
}

function factorOf(effect: number): number {
  return 1 + 50 * rising((part) => driftOf(1 + 50 * part), effect);
}

/** The factor is the mean of the weights of signal over that of background, each with its scatter. */
function bestReweighting(n: number): number {
  const middle = (lowest + highest) / 2;
  const tolerated = factorOf(tolerance);
  const logError = (scatter * Math.sqrt(1 / (middle * tolerated ** 2) + 1 / (1 - middle))) / Math.sqrt(n);
  return driftOf(tolerated * Math.exp(needed * logError));
}

/** A prediction with errors so many times those that it states. */
function predicted(width: number, n: number, random: Random): Events {
  const x = Float64Array.from({ length: n }, () => random.normal());
  return { x, t: x.map((value) => value + width * sigma * random.normal()), w: new Float64Array(n).fill(1) };
}

/** By how much the worst of the intervals is wrong. */
function wrongBy(width: number, intervals: readonly number[]): number {
  return Math.max(...intervals.map((one) => 2 * (normalTail(one / width) - normalTail(one))));
}

function widthOf(effect: number, intervals: readonly number[]): number {
  return effect === 0 ? 1 : 1 + 9 * rising((part) => wrongBy(1 + 9 * part, intervals), effect);
}

/** x = f(x), below 0.39, where probabilities end. */
function solved(f: (x: number) => number): number {
  let x = 0;
  for (let step = 0; step < 100; step++) x = Math.min(f(x), 0.39);
  return x;
}

/** Where a rising function from 0 to 1 reaches a value. */
function rising(of: (part: number) => number, value: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (of(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
