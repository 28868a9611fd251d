/** Analyses in which regions are predicted from three others, and every prediction closes. */
import type { Random } from '../../src/stats/random';
import type { Kind } from './nullAnalysis';

/** Logarithm of the odds with which an event passes the cut of the classifier, for each unit of x. */
const steepness = 1;

/**
 * The axes a and b are independent in `tt`, and in `w_jets` they are not; the events of `w_other` are as those of `w_jets`.
 * v depends on b. Whether an event is `tagged` depends on x as the model has it, and so does b.
 */
const text = `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w }
  w_jets: { file: 2.csv, weight: w }
  w_other: { file: 3.csv, weight: w }
model: { file: m.onnx, features: [x], output: score }
nominal: [tt]
abcd:
  halves:
    samples: [tt]
    regions: { A: 'a >= 0 && b < 0', B: 'a < 0 && b < 0', C: 'a < 0 && b >= 0', D: 'a >= 0 && b >= 0' }
    axes: [a, b]
    variable: v
  tail:
    samples: [tt]
    regions: { A: 'a >= 0.8 && b < 0.8', B: 'a < 0.8 && b < 0.8', C: 'a < 0.8 && b >= 0.8', D: 'a >= 0.8 && b >= 0.8' }
    axes: [a, b]
  cleaned:
    samples: [tt, w_jets]
    subtract: [w_other]
    regions: { A: 'a >= 0 && b < 0', B: 'a < 0 && b < 0', C: 'a < 0 && b >= 0', D: 'a >= 0 && b >= 0' }
    axes: [a, b]
  reweighted:
    samples: [tt]
    regions: { A: 'tagged == 1 && b < 0', B: 'tagged == 0 && b < 0', C: 'tagged == 0 && b >= 0', D: 'tagged == 1 && b >= 0' }
    variable: x
    weight: model
`;

interface Weights {
  readonly name: string;
  /** May depend on the second axis: that is no dependence of the axes on each other. */
  readonly weight: (b: number, random: Random) => number;
}

const weights: readonly Weights[] = [
  { name: 'unit weights', weight: () => 1 },
  {
    name: 'log-normal weights, negative ones more often at high b',
    weight: (b, random) => (random.uniform() < 0.3 / (1 + Math.exp(-2 * b)) ? -1 : 1) * Math.exp(0.5 * random.normal()),
  },
];

export const abcdKinds: readonly Kind[] = weights.map(({ name, weight }) => ({
  name: `${name}, regions that are predicted from others by a factor, after a subtraction, and by reweighting`,
  analyses: 150,
  text,
  samples: { tt: 'background', w_jets: 'background', w_other: 'background' },
  stubs: { model: { score: ([x]) => 1 / (1 + Math.exp(-steepness * x!)) } },
  draw: (n, _, random, sample) => {
    const column = (of: (event: number) => number): Float64Array =>
      Float64Array.from({ length: n }, (_, event) => of(event));
    const normal = (): Float64Array => column(() => random.normal());
    const [x, scatter, a] = [normal(), normal(), normal()];
    const b = column((event) => 0.6 * x[event]! + 0.8 * scatter[event]!);
    return {
      x,
      b,
      a: sample === 'tt' ? a : column((event) => 0.6 * b[event]! + 0.8 * a[event]!),
      v: column((event) => b[event]! + random.normal()),
      tagged: column((event) => (random.uniform() < 1 / (1 + Math.exp(-steepness * x[event]!)) ? 1 : 0)),
      w: column((event) => weight(b[event]!, random)),
    };
  },
}));
