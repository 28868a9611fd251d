/** A question to each check of what a fit promises, with templates of few simulated events. */
import { FitModel, strengthIndex } from '../../src/inference/fitModel';
import { impactsOf } from '../../src/inference/impacts';
import { cramerRao } from '../../src/inference/information';
import { halfWidth, profileInterval } from '../../src/inference/interval';
import type { Templates } from '../../src/inference/templates';
import { bisect } from '../../src/stats/bisection';
import { asked, type Asked } from './question';
import { contentsOf, exactProcess, exactShift, falling, rising, simulate, type Simulated } from './scoreOfTwo';

/** The score has as many values, of the same share of signal and background together: they are the bins. */
const values = 5;
const yields = { signal: 100, background: 1000 };
const unit = { draw: () => 1, mean: 1 };
const edges = Array.from({ length: values + 1 }, (_, edge) => edge / values);
const options = { interpolation: 'linear', templateErrors: false } as const;

const header = `pullscope: 1
samples: { s: { file: s.csv, weight: w }, b: { file: b.csv, weight: w }, other: { file: o.csv, weight: w } }
nominal: [s, b]
inference: { signal: [s], background: [b], bins: ${values}, template-errors: false }
`;
const alone = `${header}model: { file: m.onnx, features: [x], output: score }
nuisances: { n: { kind: two-point, alternative: { b: other } } }
`;

export const questionsOfFits: readonly Asked[] = [
  asked({
    name: 'inference/precision',
    text: `${header}model: { file: m.onnx, features: [x], output: score }
nuisances: { n: { up: { replace: { w: w*(1+t) } } } }
`,
    row: ({ evidence }) => Object.hasOwn(evidence, 'inflation'),
    tolerance: 2,
    harmless: 1.95,
    // The nuisance adds background that is like signal.
    draw: (effect, n, random) => {
      const added = addedFor(effect);
      const { s, b } = nominal(n, random);
      const g = b['g']!;
      const t = b['x']!.map((x, event) => (1 + 0.5 * g[event]!) * added * (x / (1 - x)));
      return {
        s: { ...s, t: new Float64Array(s['x']!.length) },
        b: { ...b, t },
        other: simulate(background(n), random),
      };
    },
  }),
  asked({
    name: 'inference/over-constrained',
    text: alone,
    row: ({ evidence }) => Object.hasOwn(evidence, 'constraint'),
    tolerance: 0.5,
    harmless: 0.7,
    draw: (effect, n, random) => ({
      ...nominal(n, random),
      other: simulate({ ...background(n), mixed: mixedFor(effect) }, random),
    }),
  }),
  asked({
    name: 'inference/model',
    text: `${header}models: { first: { file: m.onnx, features: [x], output: score }, second: { file: m.onnx, features: [y], output: score } }
`,
    row: ({ evidence }) => evidence['loss'] !== 0,
    tolerance: 0.05,
    draw: (effect, n, random) => {
      const blurred = blurredFor(effect);
      return {
        s: simulate({ ...background(n), total: yields.signal, rises: true }, random, blurred),
        b: simulate(background(n), random, blurred),
        other: simulate(background(n), random),
      };
    },
  }),
];

function background(n: number): Simulated {
  return { total: yields.background, n, weighing: unit, rises: false, values };
}

function nominal(n: number, random: Parameters<typeof simulate>[1]) {
  return {
    s: simulate({ ...background(n), total: yields.signal, rises: true }, random),
    b: simulate(background(n), random),
  };
}

function exact(blurred = 0): Templates {
  const blur = (x: number, cumulative: (x: number) => number): number => (1 - blurred) * cumulative(x) + blurred * x;
  return {
    bins: values,
    processes: [
      exactProcess(
        true,
        contentsOf(yields.signal, (x) => blur(x, rising), edges),
      ),
      exactProcess(
        false,
        contentsOf(yields.background, (x) => blur(x, falling), edges),
      ),
    ],
    nuisances: [],
  };
}

/** Standard error of the strength by counting. */
function signalSigma(blurred = 0): number {
  return cramerRao(exact(blurred), options)![0]!;
}

/** What the fit promises, with one nuisance, at which the background is so. */
function promised(up: Float64Array): { readonly inflation: number; readonly constraint: number } {
  const templates = exact();
  const nuisance = { name: 'n', shifts: [undefined, exactShift(templates.processes[1]!.contents, up)] };
  const model = new FitModel({ ...templates, nuisances: [nuisance] }, options);
  const plain = new FitModel(templates, options);
  const [data, counts] = [model.asimov(1), plain.asimov(1)];
  const [best, alone] = [model.fit(data), plain.fit(counts)];
  const sigma = halfWidth(profileInterval(model, data, best, strengthIndex, signalSigma()));
  const without = halfWidth(profileInterval(plain, counts, alone, strengthIndex, signalSigma()));
  const [impact] = impactsOf(model, data, best);
  return { inflation: sigma / without, constraint: impact!.constraint };
}

/** The fraction of background like signal that leaves such a constraint. */
function mixedFor(constraint: number): number {
  return bisect(
    1,
    0,
    (mixed) =>
      promised(contentsOf(yields.background, (x) => falling(x) + mixed * (rising(x) - falling(x)), edges)).constraint <
      constraint,
  );
}

/** How much background like signal is added, as a fraction, that makes the standard error so much larger. */
function addedFor(inflation: number): number {
  return bisect(
    1,
    0,
    (added) =>
      promised(contentsOf(yields.background, (x) => falling(x) + added * rising(x), edges)).inflation > inflation,
  );
}

/** The fraction of events that know nothing, which makes the error so much larger. */
function blurredFor(loss: number): number {
  return bisect(1, 0, (blurred) => signalSigma(blurred) / signalSigma() - 1 > loss);
}
