/** How often the intervals of a report hold the truth. */
import type { Outcome } from '../../src/report/report';
import { effectsOf } from '../../src/checks/nuisance/effects';
import { normalTail } from '../../src/stats/normal';
import { compareKs, type KsWithLimits } from '../../src/stats/apparentActual';
import { NormalTable } from '../../src/stats/normalTable';
import { Random } from '../../src/stats/random';
import { Laboratory, type Events } from './laboratory';
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

export interface Coverage {
  readonly quantity: string;
  readonly pairing: string;
  readonly weights: string;
  readonly n: number;
  /** Fraction of the 68.3 % intervals that hold the truth, and of those of 95.4 %. */
  readonly held: readonly [number, number];
  readonly repetitions: number;
}

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
  const counts = new Map<string, [number, number, number]>();
  const count = (quantity: string, truth: number, [low, high]: Limits, [low2, high2]: Limits): void => {
    const held = counts.get(quantity) ?? [0, 0, 0];
    held[0] += low - rounding <= truth && truth <= high + rounding ? 1 : 0;
    held[1] += low2 - rounding <= truth && truth <= high2 + rounding ? 1 : 0;
    held[2]++;
    counts.set(quantity, held);
  };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const name = `coverage/${variation.name}/${weights}/${n}/${repetition}`;
    const random = new Random(name);
    const samples = {
      tt: events(n, random, weight, 0),
      other: events(n, random, weight, differs),
      third: events(n, random, weight, crossCheckShift),
    };
    const measured = await laboratory.measure(samples, name);
    const quoted = (quantity: string, truth: number, evidence: Outcome['evidence']): void => {
      const value = evidence[quantity];
      if (value === undefined || typeof value === 'number') return;
      // Written as value ± error; of twice the error where a decision asks for more.
      const error = value.high - value.value;
      count(quantity, truth, [value.low, value.high], [value.value - 2 * error, value.value + 2 * error]);
    };
    const { rates, shapes } = effectsOf(measured);
    for (const { evidence, label } of rates) {
      const { nominal, varied } = truth[label ?? 0]!;
      quoted('yieldRatio', varied.total / nominal.total, evidence);
      quoted('efficiency', trueEfficiency(nominal, threshold), evidence);
      quoted('efficiencyRatio', trueEfficiency(varied, threshold) / trueEfficiency(nominal, threshold), evidence);
    }
    for (const { evidence, label, shape } of shapes) {
      const { nominal, varied } = truth[label ?? 0]!;
      // σ of the nominal events is a unit, as measured.
      quoted('meanShift', (varied.mean - nominal.mean) / shape.sigma, evidence);
      const [background, signal] = truth;
      const difference = trueAuc(background!.varied, signal!.varied) - trueAuc(background!.nominal, signal!.nominal);
      if (label === 1) quoted('aucDifference', difference, evidence);
      const limits = (sigmas: number): Limits => [
        shape.wassersteinLow(normalTail(sigmas)) / shape.sigma,
        shape.wassersteinHigh(normalTail(sigmas)) / shape.sigma,
      ];
      count('wasserstein', trueWasserstein(nominal, varied) / shape.sigma, limits(1), limits(2));
    }
    if (!variation.name.startsWith('other')) continue;
    const [seen, crossCheck] = measured.sides;
    for (const label of measured.labels) {
      const [model] = measured.models;
      const { nominal, varied, check } = truth[label ?? 0]!;
      const [apparent, actual] = [seen, crossCheck].map((side) => measured.contrast(model!, side!, label));
      const compared = compareKs(apparent!, actual!, new NormalTable(`${name}/${label}`));
      const [smaller, larger] = [trueKs(nominal, varied), trueKs(nominal, check)];
      const limits = ({ low, high }: KsWithLimits, sigmas: number): Limits => [
        low(normalTail(sigmas)),
        high(normalTail(sigmas)),
      ];
      count('apparent', smaller, limits(compared.apparent, 1), limits(compared.apparent, 2));
      count('actual', larger, limits(compared.actual, 1), limits(compared.actual, 2));
      const excess = (sigmas: number): Limits => {
        const { low, high } = compared.excessWithin(2 * normalTail(sigmas));
        return [low, high];
      };
      count('actual − apparent', larger - smaller, excess(1), excess(2));
    }
  }
  return [...counts].map(([quantity, [one, two, total]]) => ({
    quantity,
    pairing: variation.name,
    weights,
    n,
    held: [one / total, two / total],
    repetitions: total,
  }));
}

/** Of the integrals that give the truth. */
const rounding = 1e-9;

type Limits = readonly [number, number];

function truthOf(variation: Variation): { nominal: True; varied: True; check: True }[] {
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
