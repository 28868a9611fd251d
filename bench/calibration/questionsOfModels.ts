/**
 * A question to each check of what a model has learned, is told, would not notice, and says of its own uncertainty. What
 * they look for is there in any model, more or less: they are asked with just as much as is accepted.
 */
import { normalCdf, normalQuantile } from '../../src/stats/normal';
import type { Random } from '../../src/stats/random';
import { ensembleOf, type Events } from './laboratory';
import { asked, scatter, type Asked } from './question';

/** Distance of signal from background along x. */
export const separation = 1;
/** How far a size may be wrong. */
const sizeBound = 0.05;

const labelled = (model: string): string => `pullscope: 1
samples: { tt: { file: 1.csv, weight: w, label: c } }
model: { ${model} }
nominal: [tt]
`;
const told = (models: string, z: string): string => `pullscope: 1
samples: { tt: { file: 1.csv, weight: w, label: c } }
models:
${models}nominal: [tt]
nuisances: { z: { ${z}, prior: 'normal(0, 1)' } }
`;
const reweighted = 'up: { replace: { w: w*up } }, down: { replace: { w: w*down } }';

export const questionsOfModels: readonly Asked[] = [
  asked({
    name: 'model/comparison',
    // What moves the other one more than the first: it costs, and gains nothing.
    text: `pullscope: 1
samples: { tt: { file: 1.csv, weight: w, label: c } }
models:
  first: { file: m.onnx, features: [x, t], output: score }
  other: { file: m.onnx, features: [x, noise, t], output: score }
nominal: [tt]
nuisances: { n: { up: { replace: { t: one } } } }
`,
    stubs: {
      first: { score: ([x, t]) => x! + 0.1 * t! },
      other: { score: ([x, noise, t]) => x! + noise! + 2 * t! },
    },
    row: () => true,
    tolerance: 0.01,
    draw: (effect, n, random) => ({ tt: twoClasses(n, random, { noise: noiseThatCosts(effect) }) }),
  }),
  asked({
    name: 'aware/gain: another model',
    text: told(
      `  told: { file: m.onnx, features: [x, noise, { nuisance: z }], output: score }
  other: { file: m.onnx, features: [x], output: score }
`,
      reweighted,
    ),
    stubs: { told: { score: ([x, noise]) => x! + noise! } },
    row: ({ question }) => question === 'told against other',
    tolerance: 0.005,
    draw: (effect, n, random) => ({ tt: twoClasses(n, random, { noise: noiseThatCosts(effect) }) }),
  }),
  asked({
    name: 'aware/gain: by being told',
    text: told(
      '  told: { file: m.onnx, features: [x, noise, t, { nuisance: z }], output: score }\n',
      'up: { replace: { w: w*up, t: one } }, down: { replace: { w: w*down, t: -one } }',
    ),
    // Where it is told what the events are made with it has no noise.
    stubs: { told: { score: ([x, noise, t, z]) => (t === z ? x! : x! + noise!) } },
    row: ({ question }) => question === 'told',
    tolerance: 0.005,
    // A finding says that nothing is gained.
    seen: 'pass',
    draw: (effect, n, random) => ({ tt: twoClasses(n, random, { noise: noiseThatCosts(effect) }) }),
  }),
  asked({
    name: 'aware/interpolation',
    text: told('  told: { file: m.onnx, features: [x, noise, { nuisance: z }], output: score }\n', reweighted),
    // It does best with the nominal value, whatever is true.
    stubs: { told: { score: ([x, noise, z]) => (z === 0 ? x! : x! + noise!) } },
    row: ({ evidence }) => evidence['from'] === 1,
    tolerance: 0.005,
    draw: (effect, n, random) => ({ tt: twoClasses(n, random, { noise: noiseThatCosts(effect) }) }),
  }),
  asked({
    name: 'decorrelation/cost',
    text: `pullscope: 1
samples: { tt: { file: 1.csv, weight: w, label: c } }
models:
  reference: { file: m.onnx, features: [x] }
  other: { file: m.onnx, features: [x, noise] }
nominal: [tt]
protected: [x1]
`,
    stubs: { other: { score: ([x, noise]) => x! + noise! } },
    row: () => true,
    tolerance: 0.01,
    draw: (effect, n, random) => ({ tt: twoClasses(n, random, { noise: noiseThatCosts(effect) }) }),
  }),
  asked({
    name: 'learned/flips',
    text: `${labelled('file: m.onnx, features: [x], output: score')}learned: { observables: { first: x } }
nuisances: { n: { up: { replace: { x: x+noise } } } }
`,
    row: () => true,
    tolerance: 0.02,
    harmless: 0.018,
    draw: (effect, n, random) => ({ tt: twoClasses(n, random, { noise: noiseThatFlips(effect) }) }),
  }),
  asked({
    name: 'learned/observables',
    text: `${labelled('file: m.onnx, features: [x, noise], output: score')}learned: { observables: { first: x } }\n`,
    options: 'most: 1',
    stubs: { model: { score: ([x, noise]) => x! + noise! } },
    row: () => true,
    tolerance: 0.05,
    harmless: 0.045,
    draw: (effect, n, random) => ({ tt: twoClasses(n, random, { noise: noiseThatFlips(effect) }) }),
  }),
  asked({
    name: 'safety/undetected',
    text: `${labelled('file: m.onnx, features: [size], output: score, working-points: { one: 1 }')}undetected: { within: { size: ${100 * sizeBound}% }, ks: 1, correlation: 1 }\n`,
    // What lowers the efficiency.
    row: () => true,
    tolerance: 0.01,
    draw: (effect, n, random) => ({
      // Half of the events are above 1. Those below 1/(1 − bound) can be moved below it.
      tt: twoClasses(n, random, { size: -Math.log1p(-sizeBound) / normalQuantile((1 + effect) / 2) }),
    }),
  }),
  asked({
    name: 'epistemic/corruption',
    // With noise of s standard deviations on every feature, members that differ by normal features differ √(1 + s²) as much.
    text: (growth) =>
      `${labelled('files: [1.onnx, 2.onnx, 3.onnx, 4.onnx], features: [far, x1, x2], output: score')}corruptions: { noise: [${Math.sqrt(growth ** 2 - 1)}] }\n`,
    options: 'loss: 0.001',
    stubs: {
      model: ensembleOf(
        [1, 2].flatMap((feature) => [0.3, -0.3].map((size) => (x: readonly number[]) => x[0]! + size * x[feature]!)),
      ),
    },
    row: () => true,
    tolerance: 1.1,
    harmless: 1.12,
    draw: (_, n, random) => ({ tt: twoClasses(n, random) }),
  }),
];

/** n events of both classes, as many of either. */
function twoClasses(n: number, random: Random, of: { readonly noise?: number; readonly size?: number } = {}): Events {
  const column = (value: (event: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, event) => value(event));
  const normal = (sigma: number): Float64Array => column(() => sigma * random.normal());
  const c = column((event) => event % 2);
  const x = normal(1).map((value, event) => value + separation * c[event]!);
  return {
    c,
    x,
    far: x.map((value, event) => value + separation * c[event]!),
    x1: normal(1),
    x2: normal(1),
    noise: normal(of.noise ?? 0),
    size: normal(of.size ?? 1).map(Math.exp),
    t: new Float64Array(n),
    one: new Float64Array(n).fill(1),
    up: normal(scatter).map((value) => 1 + value),
    down: normal(scatter).map((value) => 1 + value),
    w: new Float64Array(n).fill(1),
  };
}

/** Standard deviation of the noise that takes so much of the AUC of x, Φ(separation/√2). */
function noiseThatCosts(auc: number): number {
  const left = normalCdf(separation / Math.SQRT2) - auc;
  // No noise takes all.
  const quantile = normalQuantile(Math.max(left, 0.51));
  return Math.sqrt(Math.max(separation ** 2 / (2 * quantile ** 2) - 1, 0));
}

/** Standard deviation of the noise that puts such a fraction of pairs in another order. */
function noiseThatFlips(fraction: number): number {
  let [low, high] = [0, 100];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (flipped(middle) < fraction) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Fraction of pairs, which lie N(separation, 2) apart, that noise puts in another order. */
export function flipped(noise: number): number {
  const [steps, range] = [400, 8];
  let sum = 0;
  for (let step = 0; step < steps; step++) {
    const z = ((step + 0.5) / steps - 0.5) * 2 * range;
    const apart = Math.abs(separation + Math.SQRT2 * z);
    sum += Math.exp(-(z ** 2) / 2) * normalCdf(-apart / (Math.SQRT2 * Math.max(noise, 1e-9)));
  }
  return (sum * 2 * range) / steps / Math.sqrt(2 * Math.PI);
}
