/** The smallest effects that are found, beside the best that could be. */
import { Binning } from '../../src/stats/binning';
import { contrastOf } from '../../src/stats/contrast';
import { emptyHistogram, fill, type Histogram } from '../../src/stats/histogram';
import { normalQuantile } from '../../src/stats/normal';
import { NormalTable } from '../../src/stats/normalTable';
import { Random } from '../../src/stats/random';
import { shapeTest } from '../../src/stats/shapeTest';
import { featureEdges } from '../../src/profile/binnings';
import { luckOf } from './laboratory';
import type { Question } from './question';

export interface Power {
  readonly name: string;
  readonly n: number;
  /** Effect that is found in 95 % of analyses. */
  readonly found: number;
  /** Effect that the best test would find so often. */
  readonly best: number;
}

const wanted = 0.95;
const steps = 5;

/** Bisects the effect; every effect is tried on the same luck, so that the fraction found rises with it. */
export async function measurePower(question: Question, n: number, repetitions: number): Promise<Power> {
  const best = question.best(n);
  const beyond = best - question.tolerance;
  const found = await bisect(repetitions, async (factor, repetition) => {
    const effect = question.tolerance + factor * beyond;
    const { status } = await question.ask(effect, n, `power/${question.name}/${n}`, repetition);
    return status === question.seen;
  });
  return { name: question.name, n, found: question.tolerance + found * beyond, best };
}

/** p-values alone: a shift and a widening of a normal distribution at α = 0.01. */
export async function measureTestPower(alternative: 'shift' | 'width', n: number, repetitions: number): Promise<Power> {
  const needed = normalQuantile(0.995) + normalQuantile(wanted);
  const best = alternative === 'shift' ? needed * Math.sqrt(2 / n) : needed * Math.sqrt(1 / n);
  const found = await bisect(repetitions, (factor, repetition) => {
    const random = new Random(`power/KS/${alternative}/${n}/${repetition}`);
    const nominal = new Float64Array(n);
    const varied = new Float64Array(n);
    random.fillNormal(nominal);
    random.fillNormal(varied);
    const effect = factor * best;
    for (let i = 0; i < n; i++) varied[i] = alternative === 'shift' ? varied[i]! + effect : varied[i]! * (1 + effect);
    return Promise.resolve(pValue(nominal, varied, luckOf('power/KS', repetition)) <= 0.01);
  });
  return { name: alternative, n, found: found * best, best };
}

/**
 * The smallest factor between 0.8 and 3.2 with which the wanted fraction of the repetitions sees the effect. None is asked
 * more than it takes to know.
 */
async function bisect(
  repetitions: number,
  sees: (factor: number, repetition: number) => Promise<boolean>,
): Promise<number> {
  const mayMiss = Math.floor((1 - wanted) * repetitions + 1e-9);
  const holds = async (factor: number): Promise<boolean> => {
    for (let [repetition, missed] = [0, 0]; repetition < repetitions; repetition++) {
      if (!(await sees(factor, repetition))) missed++;
      if (missed > mayMiss) return false;
    }
    return true;
  };
  let low = 0.8;
  let high = 3.2;
  for (let step = 0; step < steps; step++) {
    const middle = Math.sqrt(low * high);
    if (await holds(middle)) high = middle;
    else low = middle;
  }
  return Math.sqrt(low * high);
}

function pValue(nominal: Float64Array, varied: Float64Array, seed: string): number {
  const { edges } = featureEdges(nominal);
  const binning = new Binning(edges);
  const [a, b] = [filled(binning, nominal), filled(binning, varied)];
  const contrast = contrastOf(binning.bins, [
    {
      kind: 'independent',
      nominal: a.sumWeights,
      nominalSquares: a.sumWeights2,
      varied: b.sumWeights,
      variedSquares: b.sumWeights2,
    },
  ]);
  return shapeTest(contrast, { edges, low: edges[0]!, high: edges.at(-1)! }, new NormalTable(seed)).pValue;
}

function filled(binning: Binning, values: Float64Array): Histogram {
  const histogram = emptyHistogram(binning);
  const indices = new Int32Array(values.length);
  binning.fillIndices(values, values.length, indices);
  fill(histogram, indices, new Float64Array(values.length).fill(1), values.length);
  return histogram;
}
