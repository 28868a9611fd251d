/** What `bench:sums` measures: the sums that calibrations and ensembles take beside those that every score has. */
import { serialize } from 'node:v8';
import { CalibrationFiller } from '../../src/profile/calibrationFiller';
import { ClassWeights } from '../../src/profile/classWeights';
import { EnsembleFiller } from '../../src/profile/ensembleProfile';
import type { PointValues } from '../../src/profile/gridProfile';
import { Random } from '../../src/stats/random';

const batchEvents = 4096;
const batches = 100;

export interface Cost {
  readonly what: string;
  /** Microseconds of processor for each event. */
  readonly microseconds: number;
  /** Bytes of a class in the profile. */
  readonly bytes: number;
}

export function costs(): Cost[] {
  const random = new Random('bench:sums');
  const column = (of: () => number): Float64Array => Float64Array.from({ length: batchEvents }, of);
  const weight = column(() => (random.uniform() < 0.1 ? -1 : 1) * Math.exp(0.3 * random.normal()));
  const select = new Float64Array(batchEvents).fill(1);
  const scoresNear = (spread: number): Float64Array =>
    column(() => Math.fround(1 / (1 + Math.exp(spread * random.normal()))));
  const scores = scoresNear(1.5);
  const nominal: PointValues = { values: { weight, select }, scores: [scores] };
  const factors = column(() => 1 + 0.1 * random.normal());
  const reweighted: PointValues = {
    values: { weight: weight.map((w, event) => w * factors[event]!), select },
    scores: [scores],
  };
  const moved: PointValues = { values: { weight, select }, scores: [scores.map((p) => Math.fround(p ** 1.1))] };
  const plain = calibrationCost(nominal, new Map());
  const varied = (what: string, one: PointValues): Cost => {
    const { microseconds, bytes } = calibrationCost(nominal, new Map([['up', one]]));
    return { what, microseconds: microseconds - plain.microseconds, bytes };
  };
  return [
    { what: 'Calibration', ...plain },
    varied('Calibration, a variation of weights', reweighted),
    varied('Calibration, a variation of scores', moved),
    ...[5, 20].map((members) => ensembleCost(members, weight, scores, random)),
  ];
}

function calibrationCost(nominal: PointValues, varied: ReadonlyMap<string, PointValues>): Omit<Cost, 'what'> {
  const classOf = new Int32Array(batchEvents);
  const made = (): CalibrationFiller => {
    const filler = new CalibrationFiller('score', 0, varied.keys());
    filler.newClass(undefined);
    return filler;
  };
  let filler = made();
  const microseconds = bestOf(
    () => (filler = made()),
    () => {
      filler.add(nominal, varied, classOf, batchEvents);
    },
  );
  const inOrder = (): number => 0;
  const [key] = varied.keys();
  const { classes } = key === undefined ? filler.finish(inOrder) : filler.finishVaried(key, inOrder);
  return { microseconds, bytes: serialize(classes).length };
}

function ensembleCost(members: number, weight: Float64Array, scores: Float64Array, random: Random): Cost {
  const plotBins = 32;
  const chosen = new ClassWeights(batchEvents).gather(
    weight,
    Int32Array.from({ length: batchEvents }, (_, event) => event),
  );
  const ofMembers = Array.from({ length: members }, () =>
    scores.map((p) => Math.fround(Math.min(Math.max(p + 0.02 * random.normal(), 0), 1))),
  );
  const bins = Int32Array.from(scores, (p) => Math.floor(256 * p));
  const groups = Int32Array.from({ length: 257 }, (_, bin) => Math.min(bin >> 3, plotBins - 1));
  const made = (): EnsembleFiller => {
    const filler = new EnsembleFiller('score', members, plotBins, [0.5, 0.8]);
    filler.newClass(undefined);
    return filler;
  };
  let filler = made();
  const microseconds = bestOf(
    () => (filler = made()),
    () => {
      filler.spreadsOf(ofMembers, batchEvents);
      filler.add(0, ofMembers, bins, groups, chosen);
    },
  );
  const { classes } = filler.finish(() => 0);
  return { what: `Ensemble of ${members}, two working points`, microseconds, bytes: serialize(classes).length };
}

/** Microseconds of processor for each event, the best of five times all batches. */
function bestOf(begin: () => unknown, addBatch: () => void): number {
  let best = Infinity;
  for (let repetition = 0; repetition < 5; repetition++) {
    begin();
    const used = process.cpuUsage();
    for (let batch = 0; batch < batches; batch++) addBatch();
    const { user, system } = process.cpuUsage(used);
    best = Math.min(best, user + system);
  }
  return best / (batches * batchEvents);
}
