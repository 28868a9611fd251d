/** Fits in which nothing is wrong: models that measure equally well, nuisances that only scatter, intervals that cover. */
import type { Random } from '../../src/stats/random';
import type { Kind } from './nullAnalysis';
import { simulate } from './scoreOfTwo';

const unit = { draw: () => 1, mean: 1 };
/** Counts so large that the likelihood is a parabola. */
const many = 100;

export const inferenceKinds: readonly Kind[] = [
  {
    name: 'unit weights, a fit of two models that measure equally well, with nuisances that do nothing but scatter',
    analyses: 150,
    samples: { signal: 'signal', background: 'background', other: 'background' },
    text: `pullscope: 1
samples:
  signal: { file: 1.csv, weight: w, label: 1 }
  background: { file: 2.csv, weight: w, label: 0 }
  other: { file: 3.csv, weight: w, label: 0 }
models:
  first: { file: m.onnx, features: [x], output: score }
  second: { file: m.onnx, features: [y], output: score }
nominal: [signal, background]
nuisances:
  weights: { up: { replace: { w: w*(1+0.2*g) } }, down: { replace: { w: w*(1-0.2*g) } } }
  generator: { alternative: { background: other } }
inference: { signal: [signal], background: [background], bins: 10, template-errors: false }
`,
    stubs: {},
    draw: (n, classes, random) => drawn(n, classes === 'signal' ? 100 : 1000, classes === 'signal', random),
  },
  {
    name: 'unit weights, a fit of many events without nuisances, whose intervals cover as they promise',
    analyses: 90,
    samples: { signal: 'signal', background: 'background' },
    text: `pullscope: 1
samples: { signal: { file: 1.csv, weight: w, label: 1 }, background: { file: 2.csv, weight: w, label: 0 } }
model: { file: m.onnx, features: [x], output: score }
nominal: [signal, background]
inference:
  signal: [signal]
  background: [background]
  bins: 4
  template-errors: false
  neyman: { toys: 200, grid: [0.5, 2, 4] }
`,
    stubs: {},
    draw: (n, classes, random) => drawn(n, many * (classes === 'signal' ? 100 : 1000), classes === 'signal', random),
  },
];

function drawn(n: number, total: number, rises: boolean, random: Random) {
  return simulate({ total, n, weighing: unit, rises }, random);
}
