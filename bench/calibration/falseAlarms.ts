/** Whole analyses in which nothing is wrong: how often does one say that something is? */
import { catalogue, type CheckCode } from '../../src/config/catalogue';
import { judge } from '../../src/checks';
import { questionsOf } from '../../src/checks/familyWise';
import { Random } from '../../src/stats/random';
import { ensembleOf, Laboratory, parsed, type Events, type Stub } from './laboratory';

const features = Array.from({ length: 10 }, (_, feature) => `x${feature}`);

/** By how much the features of the score are higher in signal. */
const separation = 0.5;

/** Events of which class a sample has. */
type Classes = 'background' | 'signal' | 'both';

interface Kind {
  readonly name: string;
  readonly text: string;
  /** Weight of an event, which may depend on a feature that nothing moves. */
  readonly weight: (x: number, random: Random) => number;
  readonly samples: Readonly<Record<string, Classes>>;
  readonly stubs: Readonly<Record<string, Stub>>;
}

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
export const kinds: readonly Kind[] = [
  {
    name: 'unit weights, two classes and models, reweighted and moved events',
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

const asked = kinds.map(({ text }) => new Set(questionsOf(parsed(text))));

/** Every check that may say that something differs, and is asked by one of the analyses. */
export const alarming: readonly CheckCode[] = catalogue
  .map(({ code }) => code)
  .filter((code) => asked.some((questions) => questions.has(code)));

function isAlarming(code: string): boolean {
  return alarming.some((one) => one === code);
}

/** Options at which any difference that is significant is a finding. */
const strictOptions: Readonly<Record<string, number>> = {
  tolerance: 0,
  'shape-tolerance': 0,
  'correlation-tolerance': 0,
  'probability-tolerance': 0,
  'score-tolerance': 0,
  narrow: 1,
  minimum: 1e12,
  mean: 0,
  width: 0,
};

/** `checks:` for `alarming`. */
function withoutTolerance(): string {
  const lines = alarming.map((code) => {
    const { options } = catalogue.find((one) => one.code === code)!;
    const chosen = Object.keys(options).filter((option) => Object.hasOwn(strictOptions, option));
    return `  ${code}: { ${chosen.map((option) => `${option}: ${strictOptions[option]}`).join(', ')} }`;
  });
  return `checks:\n${lines.join('\n')}\n`;
}

/** Parts of the same kind together. */
export function addAlarms(parts: readonly Alarms[]): Alarms {
  const sum = (of: (part: Alarms) => number): number => parts.reduce((all, part) => all + of(part), 0);
  const each = (of: (part: Alarms) => readonly number[]): number[] =>
    alarming.map((_, check) => sum((part) => of(part)[check]!));
  return {
    kind: parts[0]!.kind,
    analyses: sum(({ analyses }) => analyses),
    any: sum(({ any }) => any),
    answered: each(({ answered }) => answered),
    byCheck: each(({ byCheck }) => byCheck),
    strictAny: sum(({ strictAny }) => strictAny),
    strict: each(({ strict }) => strict),
    messages: parts.flatMap(({ messages }) => messages),
  };
}

export interface Alarms {
  readonly kind: string;
  readonly analyses: number;
  /** Analyses with any finding of these checks. */
  readonly any: number;
  /** Analyses in which each check had something to say: a row that was not skipped. */
  readonly answered: readonly number[];
  /** Analyses with a finding of each check. */
  readonly byCheck: readonly number[];
  /** The same with every tolerance at zero: what `alpha` promises. */
  readonly strictAny: number;
  readonly strict: readonly number[];
  readonly messages: readonly string[];
}

/** Events of each sample: 300, 1,000 and 3,000 in turn. */
const sizes = [300, 1000, 3000];

/** @param first number of the first of the analyses, so that they can be measured in parts */
export async function measureAlarms(kind: Kind, analyses: number, first = 0): Promise<Alarms> {
  const laboratory = new Laboratory(kind.text, kind.stubs);
  const analysis = parsed(kind.text);
  const strictAnalysis = parsed(kind.text + withoutTolerance());
  let any = 0;
  let strictAny = 0;
  const answered = alarming.map(() => 0);
  const byCheck = alarming.map(() => 0);
  const strict = alarming.map(() => 0);
  const messages: string[] = [];
  for (let number = first; number < first + analyses; number++) {
    const name = `false alarms/${kind.name}/${number}`;
    const n = sizes[number % sizes.length]!;
    const samples = Object.fromEntries(
      Object.entries(kind.samples).map(([sample, classes]) => [
        sample,
        events(kind, n, classes, new Random(`${name}/${sample}`)),
      ]),
    );
    const measured = await laboratory.measure(samples, name);
    const outcomes = judge({ analysis, measured, theory: undefined, fit: undefined });
    const found = outcomes.filter(
      ({ status, severity, code }) => status === 'finding' && severity !== 'hint' && isAlarming(code),
    );
    const strictly = new Set(
      judge({ analysis: strictAnalysis, measured, theory: undefined, fit: undefined }).flatMap(({ code, status }) =>
        status === 'finding' && isAlarming(code) ? [code] : [],
      ),
    );
    if (found.length > 0) any++;
    if (strictly.size > 0) strictAny++;
    messages.push(...found.map(({ message, code }) => `${code} (n = ${n}): ${message}`));
    alarming.forEach((check, index) => {
      if (outcomes.some(({ code, status }) => code === check && status !== 'skipped')) answered[index]!++;
      if (found.some(({ code }) => code === check)) byCheck[index]!++;
      if (strictly.has(check)) strict[index]!++;
    });
  }
  return { kind: kind.name, analyses, any, answered, byCheck, strictAny, strict, messages };
}

const separating = 4;
const correlation = 0.995;

function events(kind: Kind, n: number, classes: Classes, random: Random): Events {
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
    w: column((event) => kind.weight(x[2]![event]!, random)),
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
