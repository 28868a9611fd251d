/** Scores that are said to be a probability, and regressions that state their uncertainty: what is so of each is known. */
import { calibrationOf, driftsOf } from '../../src/checks/calibration/measuredCalibration';
import { errorLimits } from '../../src/checks/calibration/reliability';
import { normalQuantile, normalTail } from '../../src/stats/normal';
import type { Random } from '../../src/stats/random';
import type { CalibrationError } from '../../src/stats/calibrationError';
import { fractionLimits } from '../../src/stats/fractionLimits';
import type { Held, Limits } from './held';
import type { Events } from './laboratory';
import { aboutSoMany, columnsOf, meanBetween, type QuotedNumbers, type WeightOf } from './quotedNumbers';

/** Scores are uniform between these. */
const [lowest, highest] = [0.2, 0.8];

/** Probability to be signal at a score. */
type Probability = (score: number) => number;

const header = `pullscope: 1
model: { file: m.onnx, features: [x], output: score, calibrated: true }
samples:
  tt: { file: 1.csv, weight: w, label: y }
  other: { file: 2.csv, weight: w, label: y }
nominal: [tt]
`;

const right: Probability = (score) => score;
const raised: Probability = (score) => score + 0.05;
const tooSure: Probability = (score) => 0.5 + 0.85 * (score - 0.5);

function scored(total: number, probability: Probability, random: Random, weight: WeightOf): Events {
  const column = columnsOf(total);
  const x = column(() => lowest + (highest - lowest) * random.uniform());
  const y = x.map((score) => (random.uniform() < probability(score) ? 1 : 0));
  return { x, y, w: column(() => weight(random)), g: column(() => random.normal()) };
}

const meanOver = (of: (score: number) => number): number => meanBetween(lowest, highest, of);
const rms = (of: (score: number) => number): number => Math.sqrt(meanOver((score) => of(score) ** 2));
const brier = (score: number, q: number): number => q * (1 - score) ** 2 + (1 - q) * score ** 2;
const logLoss = (score: number, q: number): number => -q * Math.log(score) - (1 - q) * Math.log(1 - score);

function errorHeld(held: Held, quantity: string, error: CalibrationError, truth: number): void {
  const limits = (sigmas: number): Limits => {
    const { low, high } = errorLimits(error, 2 * normalTail(sigmas));
    return [low, high];
  };
  held.count(quantity, truth, limits(1), limits(2));
}

function calibration(name: string, probability: Probability): QuotedNumbers {
  const truth = rms((score) => probability(score) - score);
  const [ofBrier, ofLogLoss] = [brier, logLoss].map((loss) => meanOver((score) => loss(score, probability(score))));
  return {
    name,
    code: 'calibration/off',
    text: header,
    draw: (n, random, weight) => {
      const draw = (): Events => scored(aboutSoMany(2 * n, random), probability, random, weight);
      return { tt: draw(), other: draw() };
    },
    count: (held, laboratory, measured) => {
      const found = calibrationOf(measured, measured.models[0]!);
      if (found === undefined) return;
      errorHeld(held, 'calibrationError', found.error, truth);
      const [{ evidence }] = laboratory.outcomes(measured, 'calibration/off') as [
        ReturnType<typeof laboratory.outcomes>[0],
      ];
      held.quoted(evidence, 'brier', ofBrier!);
      held.quoted(evidence, 'logLoss', ofLogLoss!);
      const bin = found.bins[Math.floor(found.bins.length / 2)]!;
      const limits = (sigmas: number): Limits => {
        const { low, high } = fractionLimits(bin.observed, sigmas);
        return [low, high];
      };
      held.count('observed fraction of signal', probability(bin.predicted), limits(1), limits(2));
    },
  };
}

interface Move {
  readonly name: string;
  readonly nuisance: string;
  /** Of the other events. */
  readonly other: Probability;
  /** How much the probability moves at a score, and what it is then. */
  readonly drift: number;
  readonly error: number;
  readonly losses: readonly [number, number];
}

/** Weights of signal are so much larger. */
const heavier = 0.3;
const shift = 0.04;
const reweighted: Probability = (score) => (score * (1 + heavier)) / (1 + heavier * score);

function lossesOf(of: (loss: (score: number, q: number) => number) => number): readonly [number, number] {
  return [of(brier), of(logLoss)];
}

const unmoved = (loss: (score: number, q: number) => number): number => meanOver((score) => loss(score, score));

/** Σw of the score after reweighting. */
const after = (of: (score: number) => number): number =>
  meanOver((score) => of(score) * (1 + heavier * score)) / meanOver((score) => 1 + heavier * score);

const moves: readonly Move[] = [
  {
    name: 'same events, reweighted',
    nuisance: `{ up: { replace: { w: w*(1+${heavier}*y+0.2*g) } } }`,
    other: right,
    drift: rms((score) => reweighted(score) - score),
    error: Math.sqrt(after((score) => (reweighted(score) - score) ** 2)),
    losses: lossesOf((loss) => after((score) => loss(score, reweighted(score))) - unmoved(loss)),
  },
  {
    name: 'same events, moved',
    nuisance: `{ up: { replace: { x: x+${shift} } } }`,
    other: right,
    drift: shift,
    error: shift,
    losses: lossesOf((loss) => meanOver((score) => loss(score + shift, score)) - unmoved(loss)),
  },
  {
    name: 'other events',
    nuisance: '{ alternative: { tt: other } }',
    other: raised,
    drift: 0.05,
    error: 0.05,
    losses: lossesOf((loss) => meanOver((score) => loss(score, raised(score))) - unmoved(loss)),
  },
  {
    name: 'other events, no difference',
    nuisance: '{ alternative: { tt: other } }',
    other: right,
    drift: 0,
    error: 0,
    losses: [0, 0],
  },
];

function drift({ name, nuisance, other, drift: truth, error, losses }: Move): QuotedNumbers {
  return {
    name,
    code: 'calibration/drifts',
    text: `${header}nuisances: { n: ${nuisance} }\n`,
    draw: (n, random, weight) => ({
      tt: scored(aboutSoMany(2 * n, random), right, random, weight),
      other: scored(aboutSoMany(2 * n, random), other, random, weight),
    }),
    count: (held, laboratory, measured) => {
      const [found] = driftsOf(measured);
      if (found === undefined) return;
      errorHeld(held, 'calibrationDrift', found.drift, truth);
      errorHeld(held, 'calibrationError', found.error, error);
      for (const { evidence } of laboratory.outcomes(measured, 'calibration/drifts')) {
        held.quoted(evidence, 'brierDifference', losses[0]);
        held.quoted(evidence, 'logLossDifference', losses[1]);
      }
    },
  };
}

const sigma = 0.5;
/** Levels that are looked at, as they stand in the evidence. */
const levels = [0.5, 0.6827, 0.9, 0.9545];

/** @param width of the pulls */
function regression(name: string, width: number): QuotedNumbers {
  const within = (halfWidth: number): number => 1 - 2 * normalTail(halfWidth / width);
  const events = (n: number, random: Random, weight: WeightOf): Events => {
    const column = columnsOf(aboutSoMany(n, random));
    const x = column(() => random.normal());
    return { x, t: x.map((value) => value + width * sigma * random.normal()), w: column(() => weight(random)) };
  };
  return {
    name,
    code: 'calibration/coverage',
    text: `pullscope: 1
model: { file: m.onnx, features: [x], output: { mean: mu, sigma: sd }, truth: t, calibrated: true }
samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
nominal: [tt]
application: { data: data }
`,
    stubs: { model: { score: ([x]) => x!, sigma } },
    draw: (n, random, weight) => ({ tt: events(2 * n, random, weight), data: events(2 * n, random, weight) }),
    count: (held, laboratory, measured) => {
      for (const { evidence, target } of laboratory.outcomes(measured, 'calibration/coverage')) {
        const ofCrps = sigma * (Math.sqrt((2 * (1 + width ** 2)) / Math.PI) - 1 / Math.sqrt(Math.PI));
        held.quoted(evidence, 'crps', ofCrps);
        const factor = evidence['conformalFactor'];
        if (target.sample === 'tt') {
          for (const level of levels)
            held.quoted(evidence, `coverage@${level}`, within(normalQuantile((1 + level) / 2)));
          if (typeof factor === 'number') held.quoted(evidence, 'conformalCoverage', within(factor));
        } else held.quoted(evidence, 'conformalCoverage', 0.9, 'conformalCoverage, applied');
      }
    },
  };
}

export const calibrationNumbers: readonly QuotedNumbers[] = [
  calibration('a score that is right', right),
  calibration('a score that is too low', raised),
  calibration('a score that is too sure', tooSure),
  ...moves.map(drift),
  regression('errors that are too small', 1.15),
];
