/** How often the intervals of a report hold the truth: what fits promise, from templates of few simulated events. */
import { fitsOf, type FittedModel } from '../../src/checks/inference/fittedModels';
import {
  addedInformation,
  inflationWithoutNoise,
  sigmaWithoutNoise,
  upImpact,
} from '../../src/checks/inference/withoutNoise';
import { FitModel, strengthIndex } from '../../src/inference/fitModel';
import { impactsOf } from '../../src/inference/impacts';
import { halfWidth, profileInterval } from '../../src/inference/interval';
import { totalAt, type Templates } from '../../src/inference/templates';
import type { Interval } from '../../src/report/report';
import { normalTail } from '../../src/stats/normal';
import { Random } from '../../src/stats/random';
import { lengthLimits } from '../../src/stats/squaredLength';
import { coverageWeights } from './coverage';
import { Held, type Coverage, type Limits } from './held';
import { checksOnly, Laboratory, luckOf, parsed } from './laboratory';
import { contentsOf, exactProcess, exactShift, falling, rising, simulate, type Cumulative } from './scoreOfTwo';

/** Expected events of signal and background. */
const yields = { signal: 100, background: 1000 };
const [tilt, moved, mixed] = [0.3, 0.02, 0.15];

/** A nuisance of a fit, and what it makes of signal and background. */
export interface FittedSetting {
  readonly name: string;
  readonly nuisance: string;
  /** Fraction of the alternative background that is like signal. */
  readonly mixed: number;
  /** Undefined where it leaves a process alone. */
  readonly varied: (process: 'signal' | 'background', side: 1 | -1) => Cumulative | undefined;
}

const cumulatives = { signal: rising, background: falling };
/** Mean of x below x, times the fraction there. */
const first: Readonly<Record<'signal' | 'background', Cumulative>> = {
  signal: (x) => (2 * Math.min(Math.max(x, 0), 1) ** 3) / 3,
  background: (x) => Math.min(Math.max(x, 0), 1) ** 2 - (2 * Math.min(Math.max(x, 0), 1) ** 3) / 3,
};
const sides = (up: string, down: string): string => `{ up: { replace: { ${up} } }, down: { replace: { ${down} } } }`;
const alternative = '{ kind: two-point, alternative: { b: other } }';

export const fittedSettings: readonly FittedSetting[] = [
  {
    name: 'same events, reweighted',
    nuisance: sides(`w: w*(1+${tilt}*(x-0.5)+0.2*g)`, `w: w*(1-${tilt}*(x-0.5)-0.2*g)`),
    mixed: 0,
    varied: (process, side) => (x) => {
      const fraction = cumulatives[process](x);
      return fraction + side * tilt * (first[process](x) - 0.5 * fraction);
    },
  },
  {
    name: 'same events, moved',
    nuisance: sides(`x: x+${moved}`, `x: x-${moved}`),
    mixed: 0,
    varied: (process, side) => (x) => cumulatives[process](x - side * moved),
  },
  {
    name: 'other events',
    nuisance: alternative,
    mixed,
    varied: (process, side) =>
      process === 'signal' ? undefined : (x) => falling(x) + side * mixed * (rising(x) - falling(x)),
  },
  {
    name: 'other events, no difference',
    nuisance: alternative,
    mixed: 0,
    varied: (process) => (process === 'signal' ? undefined : falling),
  },
];

/** Means of `coverageWeights`. */
const means: Readonly<Record<string, number>> = { '1': 1, 'log-normal': Math.exp(0.5), '20 % negative': 0.6 };

/** @param n simulated events of each process */
export async function measureFitCoverage(
  setting: FittedSetting,
  weights: string,
  n: number,
  repetitions: number,
): Promise<Coverage[]> {
  const text = `pullscope: 1
samples: { s: { file: s.csv, weight: w }, b: { file: b.csv, weight: w }, other: { file: o.csv, weight: w } }
model: { file: m.onnx, features: [x], output: score }
nominal: [s, b]
nuisances: { n: ${setting.nuisance} }
inference: { signal: [s], background: [b], bins: 10 }
${checksOnly('inference/precision')}`;
  const [laboratory, analysis] = [new Laboratory(text), parsed(text)];
  const weighing = { draw: coverageWeights[weights]!, mean: means[weights]! };
  const held = new Held();
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = new Random(`coverage of fits/${setting.name}/${weights}/${n}/${repetition}`);
    const process = (total: number, rises: boolean, mixed = 0) =>
      simulate({ total, n, weighing, rises, mixed }, random);
    const samples = {
      s: process(yields.signal, true),
      b: process(yields.background, false),
      other: process(yields.background, false, setting.mixed),
    };
    const measured = await laboratory.measure(samples, luckOf('coverage', repetition));
    const fitted = fitsOf({ analysis, measured, theory: undefined, fit: undefined })?.fitted[0];
    if (fitted === undefined) throw new Error('there is no fit');
    countFit(held, fitted, setting);
  }
  return held.results({ setting: setting.name, weights, n });
}

function countFit(held: Held, fitted: FittedModel, setting: FittedSetting): void {
  const { sigma, inflation, impact, information } = truthOf(fitted, setting);
  const count = (name: string, truth: number, within: (p: number) => Limits): void =>
    held.count(name, truth, within(2 * normalTail(1)), within(2 * normalTail(2)));
  const limits =
    (of: (p: number) => Interval) =>
    (p: number): Limits => {
      const { low, high } = of(p);
      // Of what is found where −2 ln L has risen by one.
      return [low - precision, high + precision];
    };
  count(
    'sigmaWithoutNoise',
    sigma,
    limits((p) => sigmaWithoutNoise(fitted, p)),
  );
  count(
    'inflation',
    inflation,
    limits((p) => inflationWithoutNoise(fitted, p)),
  );
  count(
    'impact',
    impact,
    limits((p) => upImpact(fitted, 0, p)),
  );
  count('constraintWithoutNoise', Math.max(information, 0), (p) => {
    const { low, high } = lengthLimits(addedInformation(fitted, 0), p);
    return [low - precision, high + precision];
  });
}

const precision = 1e-4;

/** The same fit of templates without noise, in the bins that were chosen and with the relative errors that were measured. */
function truthOf({ score, fit, bound, plainBound }: FittedModel, setting: FittedSetting) {
  const edges = [...score.lowerEdges, Infinity];
  const nominal = {
    signal: contentsOf(yields.signal, rising, edges),
    background: contentsOf(yields.background, falling, edges),
  };
  const shiftOf = (process: 'signal' | 'background') => {
    const [up, down] = [setting.varied(process, 1), setting.varied(process, -1)];
    if (up === undefined || down === undefined) return undefined;
    return exactShift(
      nominal[process],
      contentsOf(yields[process], up, edges),
      contentsOf(yields[process], down, edges),
    );
  };
  const processes = [exactProcess(true, nominal.signal), exactProcess(false, nominal.background)];
  const exact: Templates = {
    bins: edges.length - 1,
    processes,
    nuisances: [{ name: 'n', shifts: [shiftOf('signal'), shiftOf('background')] }],
  };
  const [truth, seen] = [totalAt(exact, 1), totalAt(score.templates, 1)];
  const squares = truth.map(
    (content, bin) =>
      score.templates.processes.reduce((sum, one) => sum + one.squares[bin]!, 0) * (content / seen[bin]!) ** 2,
  );
  const templates = { ...exact, processes: [{ ...processes[0]!, squares }, processes[1]!] };
  const [whole, plain] = [
    new FitModel(templates, fit.options),
    new FitModel({ ...templates, nuisances: [] }, { ...fit.options, templateErrors: false }),
  ];
  const sigmaOf = (model: FitModel, guess: number): number => {
    const data = model.asimov(1);
    return halfWidth(profileInterval(model, data, model.fit(data), strengthIndex, guess));
  };
  const [sigma, alone] = [sigmaOf(whole, bound), sigmaOf(plain, plainBound)];
  const data = whole.asimov(1);
  const [impact] = impactsOf(whole, data, whole.fit(data));
  return { sigma, inflation: sigma / alone, impact: impact!.up, information: 1 / impact!.constraint ** 2 - 1 };
}
