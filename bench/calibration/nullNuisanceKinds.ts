/** Analyses of features, nuisances and cross-checks in which nothing is wrong. */
import type { Random } from '../../src/stats/random';
import { ensembleOf, type Events } from './laboratory';
import type { Classes, Kind } from './nullAnalysis';

const features = Array.from({ length: 10 }, (_, feature) => `x${feature}`);

/** By how much the features of the score are higher in signal. */
const separation = 0.5;

type Sort = Omit<Kind, 'draw'> & {
  /** Weight of an event, which may depend on a feature that nothing moves. */
  readonly weight: (x: number, random: Random) => number;
};

const inputs = `file: m.onnx, features: [${features.join(', ')}], working-points: { loose: 0, tight: 1 }`;
const mean =
  (...of: readonly number[]) =>
  (x: readonly number[]): number =>
    of.reduce((total, feature) => total + x[feature]!, 0) / Math.sqrt(of.length);

/** Alike in all that counts: features 1 and 3 are, and weights depend on feature 2. */
const twoModels = `models:
  first: { ${inputs} }
  second: { ${inputs} }
protected: [mass]
`;
const twins = { first: { score: mean(0, 1, 2) }, second: { score: mean(0, 2, 3) } };

/** The probability to be signal by the first two features, and members that differ by the scatter which they add and their mean has not. */
const logit = ([x0, x1]: readonly number[]): number => separation * (x0! + x1!) - separation ** 2;
const knowing = {
  probability: { score: (x: readonly number[]) => 1 / (1 + Math.exp(-logit(x))) },
  ensemble: ensembleOf(
    [4, 5, 6].flatMap((feature) => [0.3, -0.3].map((size) => (x: readonly number[]) => logit(x) + size * x[feature]!)),
  ),
};

/** A parameter that does what it declares, and one that only scatters. */
const parameters = `  scale_factor: { parameter: t, size: 2%, prior: 'normal(0, 1)', replace: { w: w*(1+0.02*t) } }
  resolution: { parameter: t, prior: 'normal(0, 1)', replace: { w: w*(1+0.5*t*(a-1)) } }
`;

/**
 * Nuisances do nothing but scatter (factor 1 ± 0.2), or just what they declare: by a factor for all events, or on average.
 * A feature that is smeared keeps its distribution, for x and its varied value are alike. `mass` and `z` depend on nothing.
 */
const sorts: readonly Sort[] = [
  {
    name: 'unit weights, two classes and models, reweighted and moved events',
    analyses: 168,
    samples: { tt: 'both', applied: 'both' },
    weight: () => 1,
    stubs: twins,
    text: `pullscope: 1
samples: { tt: { file: 1.csv, weight: w, label: y }, applied: { file: 2.csv, weight: w, label: y } }
${twoModels}nominal: [tt]
application: { data: applied }
nuisances:
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
  trigger: { up: { replace: { w: w*c } }, down: { replace: { w: w*d } } }
  luminosity: { size: 2%, up: { replace: { w: w*1.02 } }, down: { replace: { w: w*0.98 } } }
  cross_section: { size: 15%, up: { replace: { w: w*(c+0.15) } }, down: { replace: { w: w*(d-0.15) } } }
  scale: { up: { replace: { x0: moved } }, down: { replace: { x1: moved1 } } }
  tracking: { size: 5%, up: { replace: { w: w*(a+0.05) } }, down: { replace: { w: w*(b-0.05) } } }
  z: { column: z, sample: tt, prior: 'normal(0, 1)' }
${parameters}`,
  },
  {
    name: 'log-normal weights, a model that predicts its uncertainty, other generators and cross-checks',
    analyses: 166,
    samples: { tt: 'both', applied: 'both', one: 'both', two: 'both', three: 'both', four: 'both' },
    weight: (_, random) => Math.exp(0.8 * random.normal()),
    stubs: { model: { score: mean(0, 1, 2) }, energy: { score: ([x]) => x!, sigma: 0.5 } },
    text: `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w }
  applied: { file: 2.csv, weight: w }
  one: { file: 3.csv, weight: w }
  two: { file: 4.csv, weight: w }
  three: { file: 5.csv, weight: w }
  four: { file: 6.csv, weight: w*1.2 }
models:
  model: { ${inputs} }
  energy: { file: m.onnx, features: [x5], output: { mean: mu, sigma: sd }, truth: energy, calibrated: true }
protected: [mass]
nominal: [tt]
application: { data: applied }
nuisances:
  generator: { kind: two-point, alternative: { tt: one }, cross-check: { tt: two } }
  shower: { kind: two-point, alternative: { tt: two }, cross-check: { tt: three } }
  tune: { kind: two-point, alternative: { tt: three }, cross-check: { tt: one } }
  rate: { kind: two-point, size: 20%, alternative: { tt: four }, cross-check: { tt: three } }
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
  luminosity: { size: 2%, up: { replace: { w: w*1.02 } }, down: { replace: { w: w*0.98 } } }
  z: { column: z, sample: tt, prior: 'normal(0, 1)' }
${parameters}`,
  },
  {
    name: 'negative weights, more of them at high x',
    analyses: 166,
    samples: { tt: 'signal', w_jets: 'background', applied: 'both', other: 'signal', third: 'signal', scan: 'both' },
    weight: (x, random) => (random.uniform() < 0.3 / (1 + Math.exp(-2 * x)) ? -1 : 1) * (1 + random.uniform()),
    stubs: twins,
    text: `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w, label: '1' }
  w_jets: { file: 2.csv, weight: w, label: '0' }
  applied: { file: 3.csv, weight: w }
  other: { file: 4.csv, weight: w, label: '1' }
  third: { file: 5.csv, weight: w, label: '1' }
  scan: { file: 6.csv, weight: w, label: y }
${twoModels}nominal: [tt, w_jets]
application: { data: applied }
nuisances:
  generator: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } }
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
  trigger: { up: { replace: { w: w*c } }, down: { replace: { w: w*d } } }
  scale: { up: { replace: { x0: moved } }, down: { replace: { x1: moved1 } } }
  luminosity: { size: 2%, up: { replace: { w: w*1.02 } }, down: { replace: { w: w*0.98 } } }
  cross_section: { size: 15%, up: { replace: { w: w*(c+0.15) } }, down: { replace: { w: w*(d-0.15) } } }
  z: { column: z, sample: scan, prior: 'normal(0, 1)' }
${parameters}`,
  },
  {
    name: 'unit weights, a score that is a probability, an ensemble of members that are alike',
    analyses: 100,
    samples: { tt: 'both', applied: 'both', other: 'both', third: 'both' },
    weight: () => 1,
    stubs: knowing,
    text: `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w, label: y }
  applied: { file: 2.csv, weight: w, label: y }
  other: { file: 3.csv, weight: w, label: y }
  third: { file: 4.csv, weight: w, label: y }
models:
  probability: { file: m.onnx, features: [${features.join(', ')}], calibrated: true, working-points: { half: 0.5 } }
  ensemble: { files: [1.onnx, 2.onnx, 3.onnx, 4.onnx, 5.onnx, 6.onnx], features: [${features.join(', ')}], working-points: { half: 0 } }
nominal: [tt]
application: { data: applied }
nuisances:
  generator: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } }
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
  trigger: { up: { replace: { w: w*c } }, down: { replace: { w: w*d } } }
  scale: { up: { replace: { x0: moved } }, down: { replace: { x1: moved1 } } }
`,
  },
];

export const nuisanceKinds: readonly Kind[] = sorts.map((sort) => ({
  ...sort,
  draw: (n, classes, random) => events(sort, n, classes, random),
}));

const separating = 4;
const correlation = 0.995;

function events({ weight }: Sort, n: number, classes: Classes, random: Random): Events {
  const column = (of: (event: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, event) => of(event));
  const y = column(() => (classes === 'both' ? (random.uniform() < 0.5 ? 1 : 0) : classes === 'signal' ? 1 : 0));
  const meanOf = (feature: number, event: number): number => (feature < separating ? separation * y[event]! : 0);
  const x = features.map((_, feature) => column((event) => meanOf(feature, event) + random.normal()));
  const moved = (feature: number): Float64Array =>
    column((event) => {
      const mean = meanOf(feature, event);
      return mean + correlation * (x[feature]![event]! - mean) + Math.sqrt(1 - correlation ** 2) * random.normal();
    });
  return {
    ...Object.fromEntries(features.map((feature, index) => [feature, x[index]!])),
    w: column((event) => weight(x[2]![event]!, random)),
    y,
    a: column(() => 1 + 0.2 * random.normal()),
    b: column(() => 1 + 0.2 * random.normal()),
    c: column(() => 1 + 0.2 * random.normal()),
    d: column(() => 1 + 0.2 * random.normal()),
    moved: moved(0),
    moved1: moved(1),
    mass: column(() => 50 - 30 * Math.log(random.uniform())),
    z: column(() => random.normal()),
    energy: column((event) => x[5]![event]! + 0.5 * random.normal()),
  };
}
