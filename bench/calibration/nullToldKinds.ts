/** Analyses with a model that is told the value of a nuisance, and that knows no more and no less than it is told. */
import type { Random } from '../../src/stats/random';
import type { Kind } from './nullAnalysis';

/** How far signal turns about background for one standard deviation of z, in radians, and how far it is from there. */
const [turn, distance] = [0.8, 1];
/** The scatter that a told value turns, and by how much. */
const [scatter, turnOfScatter] = [0.5, 1.5];

const text = (models: string, z: string): string => `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w, label: y }
  applied: { file: 2.csv, weight: w, label: y }
  scan: { file: 3.csv, weight: w, label: y }
models:
${models}nominal: [tt]
application: { data: applied }
nuisances:
  z: { ${z}, column: z, sample: scan, prior: 'normal(0, 1)' }
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
`;
const samples = { tt: 'both', applied: 'both', scan: 'both' } as const;
const features = 'features: [x0, x1, x2, x3, x4';
const points = 'working-points: { half: 0.5 }';

export const toldKinds: readonly Kind[] = [
  {
    name: 'unit weights, signal turns with z: a model told z that is the likelihood ratio, and the best that is not told',
    analyses: 90,
    samples,
    text: text(
      `  told: { file: m.onnx, ${features}, { nuisance: z }], ${points} }
  untold: { file: m.onnx, ${features}], ${points} }
`,
      'up: { replace: { x0: up0, x1: up1 } }, down: { replace: { x0: down0, x1: down1 } }',
    ),
    stubs: {
      told: { score: ([x0, x1, , , , z]) => x0! * Math.cos(turn * z!) + x1! * Math.sin(turn * z!) },
      // Nothing that turns changes it.
      untold: { score: ([x0, x1]) => Math.hypot(x0!, x1!) },
    },
    // The other one is worse, and depends no less.
    isTrue: ({ code, target }) =>
      (code === 'decorrelation/cost' || code === 'model/comparison') && target.model === 'untold',
    draw: (n, _, random, sample) => {
      const { y, z, normal } = common(n, random, sample);
      const [along, across] = [normal().map((value, event) => value + distance * y[event]!), normal()];
      const turned = (of: (event: number) => number): readonly [Float64Array, Float64Array] => {
        // Whatever the value, as an experiment would smear it: the distribution stays the same.
        const [smearedAlong, smearedAcross] = [smeared(along, random, y), smeared(across, random)];
        return [
          smearedAlong.map(
            (u, event) => u * Math.cos(turn * of(event)) - smearedAcross[event]! * Math.sin(turn * of(event)),
          ),
          smearedAlong.map(
            (u, event) => u * Math.sin(turn * of(event)) + smearedAcross[event]! * Math.cos(turn * of(event)),
          ),
        ];
      };
      const [[x0, x1], [up0, up1], [down0, down1]] = [turned((event) => z[event]!), turned(() => 1), turned(() => -1)];
      const w = new Float64Array(n).fill(1);
      const [a, b] = [factors(n, random), factors(n, random)];
      return { w, y, z, x0, x1, up0, up1, down0, down1, x2: normal(), x3: normal(), x4: normal(), a, b };
    },
  },
  {
    name: '20 % negative weights, a value that is told and turns nothing but scatter, and a model with as much of it',
    analyses: 90,
    samples,
    text: text(
      `  idle: { file: m.onnx, ${features}, { nuisance: z }], ${points} }
  twin: { file: m.onnx, ${features}], ${points} }
`,
      'up: { replace: { w: w*c } }, down: { replace: { w: w*d } }',
    ),
    stubs: {
      idle: {
        score: ([x0, , x2, x3, , z]) =>
          x0! + scatter * (x2! * Math.cos(turnOfScatter * z!) + x3! * Math.sin(turnOfScatter * z!)),
      },
      twin: { score: ([x0, , , , x4]) => x0! + scatter * x4! },
    },
    // It need not be told.
    isTrue: ({ code, question }) => code === 'aware/gain' && question === 'idle',
    draw: (n, _, random, sample) => {
      const { y, z, normal } = common(n, random, sample);
      const x0 = normal().map((value, event) => value + distance * y[event]!);
      const w = Float64Array.from({ length: n }, () => (random.uniform() < 0.2 ? -1 : 1));
      const [a, b, c, d] = [factors(n, random), factors(n, random), factors(n, random), factors(n, random)];
      return { w, y, z, x0, x1: normal(), x2: normal(), x3: normal(), x4: normal(), a, b, c, d };
    },
  },
];

interface Common {
  readonly y: Float64Array;
  /** 0 but in the sample that was made with many values. */
  readonly z: Float64Array;
  readonly normal: () => Float64Array;
}

function common(n: number, random: Random, sample: string): Common {
  const normal = (): Float64Array => Float64Array.from({ length: n }, () => random.normal());
  return {
    y: Float64Array.from({ length: n }, () => (random.uniform() < 0.5 ? 1 : 0)),
    z: sample === 'scan' ? normal() : new Float64Array(n),
    normal,
  };
}

function factors(n: number, random: Random): Float64Array {
  return Float64Array.from({ length: n }, () => 1 + 0.2 * random.normal());
}

const correlation = 0.995;

/** Another number of the same distribution, which is standard normal about `distance` in signal. */
function smeared(values: Float64Array, random: Random, y?: Float64Array): Float64Array {
  return values.map((value, event) => {
    const mean = y === undefined ? 0 : distance * y[event]!;
    return mean + correlation * (value - mean) + Math.sqrt(1 - correlation ** 2) * random.normal();
  });
}
