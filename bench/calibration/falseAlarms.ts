/** Whole analyses in which nothing is wrong: how often does one say that something is? */
import type { CheckCode } from '../../src/config/catalogue';
import { judge } from '../../src/checks';
import { Random } from '../../src/stats/random';
import { Laboratory, parsed, type Events } from './laboratory';

export const alarming = [
  'shift/feature',
  'shift/score',
  'nuisance/large',
  'nuisance/one-sided',
  'nuisance/asymmetric',
  'nuisance/normalisation',
  'decorrelation/apparent',
] as const satisfies readonly CheckCode[];

const features = Array.from({ length: 10 }, (_, feature) => `x${feature}`);

interface Kind {
  readonly name: string;
  readonly text: string;
  /** Weight of an event, which may depend on its first feature. */
  readonly weight: (x: number, random: Random) => number;
  readonly samples: readonly string[];
}

const model = `model: { file: m.onnx, features: [${features.join(', ')}], working-points: { loose: 0, tight: 1 } }\n`;

/**
 * Nuisances do nothing but scatter (factor 1 ± 0.2), or just what they declare: by a factor for all events, or on average.
 * A feature that is smeared keeps its distribution, for x and its varied value are alike.
 */
export const kinds: readonly Kind[] = [
  {
    name: 'unit weights, two classes, reweighted and moved events',
    samples: ['tt', 'applied'],
    weight: () => 1,
    text: `pullscope: 1
samples: { tt: { file: 1.csv, weight: w, label: y }, applied: { file: 2.csv, weight: w } }
${model}nominal: [tt]
application: { data: applied }
nuisances:
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
  trigger: { up: { replace: { w: w*c } }, down: { replace: { w: w*d } } }
  luminosity: { size: 2%, up: { replace: { w: w*1.02 } }, down: { replace: { w: w*0.98 } } }
  cross_section: { size: 15%, up: { replace: { w: w*(c+0.15) } }, down: { replace: { w: w*(d-0.15) } } }
  scale: { up: { replace: { x0: moved } }, down: { replace: { x1: moved1 } } }
  tracking: { size: 5%, up: { replace: { w: w*(a+0.05) } }, down: { replace: { w: w*(b-0.05) } } }
`,
  },
  {
    name: 'log-normal weights, other generators and cross-checks',
    samples: ['tt', 'applied', 'one', 'two', 'three', 'four'],
    weight: (_, random) => Math.exp(0.8 * random.normal()),
    text: `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w }
  applied: { file: 2.csv, weight: w }
  one: { file: 3.csv, weight: w }
  two: { file: 4.csv, weight: w }
  three: { file: 5.csv, weight: w }
  four: { file: 6.csv, weight: w*1.2 }
${model}nominal: [tt]
application: { data: applied }
nuisances:
  generator: { kind: two-point, alternative: { tt: one }, cross-check: { tt: two } }
  shower: { kind: two-point, alternative: { tt: two }, cross-check: { tt: three } }
  tune: { kind: two-point, alternative: { tt: three }, cross-check: { tt: one } }
  rate: { kind: two-point, size: 20%, alternative: { tt: four }, cross-check: { tt: three } }
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
  luminosity: { size: 2%, up: { replace: { w: w*1.02 } }, down: { replace: { w: w*0.98 } } }
`,
  },
  {
    name: 'negative weights, more of them at high x',
    samples: ['tt', 'w_jets', 'applied', 'other', 'third'],
    weight: (x, random) => (random.uniform() < 0.3 / (1 + Math.exp(-2 * x)) ? -1 : 1) * (1 + random.uniform()),
    text: `pullscope: 1
samples:
  tt: { file: 1.csv, weight: w, label: '1' }
  w_jets: { file: 2.csv, weight: w, label: '0' }
  applied: { file: 3.csv, weight: w }
  other: { file: 4.csv, weight: w, label: '1' }
  third: { file: 5.csv, weight: w, label: '1' }
${model}nominal: [tt, w_jets]
application: { data: applied }
nuisances:
  generator: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } }
  pileup: { up: { replace: { w: w*a } }, down: { replace: { w: w*b } } }
  trigger: { up: { replace: { w: w*c } }, down: { replace: { w: w*d } } }
  scale: { up: { replace: { x0: moved } }, down: { replace: { x1: moved1 } } }
  luminosity: { size: 2%, up: { replace: { w: w*1.02 } }, down: { replace: { w: w*0.98 } } }
  cross_section: { size: 15%, up: { replace: { w: w*(c+0.15) } }, down: { replace: { w: w*(d-0.15) } } }
`,
  },
];

/** Any difference that is significant is a finding. */
const withoutTolerance = parsed(`${kinds[0]!.text}checks:
  nuisance/large: { tolerance: 0, shape-tolerance: 0 }
  nuisance/one-sided: { tolerance: 0 }
  shift/feature: { tolerance: 0 }
  shift/score: { tolerance: 0 }
  decorrelation/apparent: { tolerance: 0 }
`).checks;

export interface Alarms {
  readonly kind: string;
  readonly analyses: number;
  /** Analyses with any finding of these checks. */
  readonly any: number;
  /** Analyses with a finding of each check. */
  readonly byCheck: readonly number[];
  /** The same with every tolerance at zero: what `alpha` promises. */
  readonly strictAny: number;
  readonly strict: readonly number[];
  readonly messages: readonly string[];
}

/** Events of each sample: 300, 1,000 and 3,000 in turn. */
const sizes = [300, 1000, 3000];

export async function measureAlarms(kind: Kind, analyses: number): Promise<Alarms> {
  const laboratory = new Laboratory(kind.text, ([x0, x1, x2]) => (x0! + x1! + x2!) / Math.sqrt(3));
  const analysis = parsed(kind.text);
  let any = 0;
  let strictAny = 0;
  const byCheck = alarming.map(() => 0);
  const strict = alarming.map(() => 0);
  const messages: string[] = [];
  for (let number = 0; number < analyses; number++) {
    const name = `false alarms/${kind.name}/${number}`;
    const n = sizes[number % sizes.length]!;
    const samples = Object.fromEntries(
      kind.samples.map((sample) => [sample, events(kind, n, new Random(`${name}/${sample}`))]),
    );
    const measured = await laboratory.measure(samples, name);
    const found = judge({ analysis, measured, theory: undefined, fit: undefined }).filter(
      ({ status, severity }) => status === 'finding' && severity !== 'hint',
    );
    const strictly = new Set<string>();
    for (const { code, status } of judge({
      analysis: { ...analysis, checks: withoutTolerance },
      measured,
      theory: undefined,
      fit: undefined,
    })) {
      if (status === 'finding' && alarming.some((one) => one === code)) strictly.add(code);
    }
    if (strictly.size > 0) strictAny++;
    const alarms = found.filter(({ code }) => alarming.some((one) => one === code));
    if (alarms.length > 0) any++;
    messages.push(...alarms.map(({ message, code }) => `${code} (n = ${n}): ${message}`));
    alarming.forEach((check, index) => {
      if (found.some(({ code }) => code === check)) byCheck[index]!++;
      if (strictly.has(check)) strict[index]!++;
    });
  }
  return { kind: kind.name, analyses, any, byCheck, strictAny, strict, messages };
}

function events(kind: Kind, n: number, random: Random): Events {
  const column = (of: (event: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, event) => of(event));
  const x = features.map(() => column(() => random.normal()));
  const moved = (values: Float64Array): Float64Array =>
    values.map((value) => 0.995 * value + Math.sqrt(1 - 0.995 ** 2) * random.normal());
  return {
    ...Object.fromEntries(features.map((feature, index) => [feature, x[index]!])),
    // Weights depend on a feature that nothing moves.
    w: column((event) => kind.weight(x[2]![event]!, random)),
    y: column(() => (random.uniform() < 0.5 ? 1 : 0)),
    a: column(() => 1 + 0.2 * random.normal()),
    b: column(() => 1 + 0.2 * random.normal()),
    c: column(() => 1 + 0.2 * random.normal()),
    d: column(() => 1 + 0.2 * random.normal()),
    moved: moved(x[0]!),
    moved1: moved(x[1]!),
  };
}
