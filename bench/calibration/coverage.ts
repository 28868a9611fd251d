/** How often the intervals of a report hold the truth: those of nuisances with two sides, and of cross-checks. */
import { effectsOf, scoreEvidence } from '../../src/checks/nuisance/effects';
import type { Measurements } from '../../src/checks';
import { varianceOf } from '../../src/profile/profile';
import { normalTail } from '../../src/stats/normal';
import { compareKs, type KsWithLimits } from '../../src/stats/apparentActual';
import { NormalTable } from '../../src/stats/normalTable';
import { Random } from '../../src/stats/random';
import { Held, type Coverage, type Limits } from './held';
import { Laboratory, luckOf, type Events } from './laboratory';
import {
  integrate,
  normalDensity,
  trueAuc,
  trueEfficiency,
  trueKs,
  trueWasserstein,
  type Density,
  type True,
} from './shapes';

const threshold = 0.5;
const separation = 1;

const text = (nuisance: string): string => `pullscope: 1
model: { file: m.onnx, features: [x], working-points: { cut: ${threshold} } }
samples:
  tt: { file: 1.csv, weight: w, label: y }
  other: { file: 2.csv, weight: w, label: y }
  third: { file: 3.csv, weight: w, label: y }
nominal: [tt]
nuisances: { n: ${nuisance} }
`;

/** What a variation does to events, and to the density of each class. */
export interface Variation {
  readonly name: string;
  readonly nuisance: string;
  readonly varied: (nominal: Density, mean: number) => Density;
}

export const variations: readonly Variation[] = [
  {
    name: 'same events, reweighted',
    nuisance: '{ up: { replace: { w: w*(1.05+0.1*x+0.2*g) } } }',
    varied: (nominal) => (x) => nominal(x) * (1.05 + 0.1 * x),
  },
  {
    name: 'same events, moved',
    nuisance: '{ up: { replace: { x: x+0.15+0.1*g } } }',
    varied: (_, mean) => normalDensity(mean + 0.15, Math.sqrt(1.01)),
  },
  {
    name: 'other events',
    nuisance: '{ kind: two-point, alternative: { tt: other }, cross-check: { tt: third } }',
    varied: (_, mean) => normalDensity(mean + 0.15),
  },
  {
    name: 'other events, no difference',
    nuisance: '{ kind: two-point, alternative: { tt: other }, cross-check: { tt: third } }',
    varied: (nominal) => nominal,
  },
];

export const coverageWeights: Readonly<Record<string, (random: Random) => number>> = {
  '1': () => 1,
  'log-normal': (random) => Math.exp(random.normal()),
  '20 % negative': (random) => (random.uniform() < 0.2 ? -1 : 1),
};

/** Shift of the cross-check, and of the alternative where it differs. */
const crossCheckShift = 0.35;

export async function measureCoverage(
  variation: Variation,
  weights: string,
  n: number,
  repetitions: number,
): Promise<Coverage[]> {
  const laboratory = new Laboratory(text(variation.nuisance));
  const weight = coverageWeights[weights]!;
  const truth = truthOf(variation);
  const differs = variation.name.endsWith('no difference') ? 0 : 0.15;
  const otherEvents = variation.name.startsWith('other');
  const held = new Held();
  const section = `coverage/${variation.name}/${weights}/${n}`;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const random = new Random(`${section}/${repetition}`);
    const samples: Record<string, Events> = { tt: events(n, random, weight, 0) };
    if (otherEvents) {
      samples['other'] = events(n, random, weight, differs);
      samples['third'] = events(n, random, weight, crossCheckShift);
    }
    const measured = await laboratory.measure(samples, luckOf('coverage', repetition));
    countNumbers(held, measured, truth);
    countShapes(held, measured, truth);
    if (otherEvents) countDistances(held, measured, truth, new NormalTable(luckOf('coverage/cross-check', repetition)));
  }
  return held.results({ setting: variation.name, weights, n });
}

/** What takes no drawn noise. */
function countNumbers(held: Held, measured: Measurements, truth: readonly Truth[]): void {
  const [side] = measured.sides;
  const [model] = measured.models;
  for (const { quantity, change, evidence, label } of effectsOf(measured).rates) {
    const { nominal, varied } = truth[label ?? 0]!;
    held.quoted(evidence, 'yieldRatio', varied.total / nominal.total);
    held.quoted(evidence, 'efficiency', trueEfficiency(nominal, threshold));
    const ratio = trueEfficiency(varied, threshold) / trueEfficiency(nominal, threshold);
    if (quantity === 'efficiency') held.estimate('efficiencyRatio', ratio - 1, change);
  }
  const [background, signal] = truth;
  const difference = trueAuc(background!.varied, signal!.varied) - trueAuc(background!.nominal, signal!.nominal);
  for (const label of measured.labels) {
    const { nominal, varied } = truth[label ?? 0]!;
    const evidence = scoreEvidence(measured, model!, side!, label);
    // σ of the nominal events is a unit, as measured.
    held.quoted(evidence, 'meanShift', (varied.mean - nominal.mean) / sigmaOf(measured, label));
    if (label === 1) held.quoted(evidence, 'aucDifference', difference);
  }
}

function sigmaOf(measured: Measurements, label: number | undefined): number {
  return Math.sqrt(varianceOf(measured.nominal('scores', 0, label)!.sums)!);
}

function countShapes(held: Held, measured: Measurements, truth: readonly Truth[]): void {
  for (const { label, shape } of effectsOf(measured).shapes) {
    const { nominal, varied } = truth[label ?? 0]!;
    const limits = (sigmas: number): Limits => {
      const { low, high } = shape.wassersteinWithin(2 * normalTail(sigmas));
      return [low / shape.sigma, high / shape.sigma];
    };
    held.count('wasserstein', trueWasserstein(nominal, varied) / shape.sigma, limits(1), limits(2));
  }
}

function countDistances(held: Held, measured: Measurements, truth: readonly Truth[], normals: NormalTable): void {
  const [seen, crossCheck] = measured.sides;
  for (const label of measured.labels) {
    const [model] = measured.models;
    const { nominal, varied, check } = truth[label ?? 0]!;
    const [apparent, actual] = [seen, crossCheck].map((side) => measured.contrast(model!, side!, label));
    const compared = compareKs(apparent!, actual!, normals);
    const [smaller, larger] = [trueKs(nominal, varied), trueKs(nominal, check)];
    const limits = ({ within }: KsWithLimits, sigmas: number): Limits => {
      const { low, high } = within(2 * normalTail(sigmas));
      return [low, high];
    };
    held.count('apparent', smaller, limits(compared.apparent, 1), limits(compared.apparent, 2));
    held.count('actual', larger, limits(compared.actual, 1), limits(compared.actual, 2));
    const excess = (sigmas: number): Limits => {
      const { low, high } = compared.excessWithin(2 * normalTail(sigmas));
      return [low, high];
    };
    held.count('actual − apparent', larger - smaller, excess(1), excess(2));
  }
}

interface Truth {
  readonly nominal: True;
  readonly varied: True;
  readonly check: True;
}

function truthOf(variation: Variation): Truth[] {
  return [0, separation].map((mean) => {
    const nominal = normalDensity(mean);
    return {
      nominal: integrate(nominal),
      varied: integrate(variation.varied(nominal, mean)),
      check: integrate(normalDensity(mean + crossCheckShift)),
    };
  });
}

/** Two classes of about n events each, Poisson distributed as events are. */
function events(n: number, random: Random, weight: (random: Random) => number, shift: number): Events {
  const total = Math.round(2 * n + Math.sqrt(2 * n) * random.normal());
  const column = (of: (event: number) => number): Float64Array =>
    Float64Array.from({ length: total }, (_, event) => of(event));
  const y = column(() => (random.uniform() < 0.5 ? 1 : 0));
  return {
    y,
    x: column((event) => separation * y[event]! + shift + random.normal()),
    w: column(() => weight(random)),
    g: column(() => random.normal()),
  };
}
