/** The smallest effects that are found, beside the best that could be. */
import { Binning } from '../../src/stats/binning';
import { contrastOf } from '../../src/stats/contrast';
import { emptyHistogram, fill, type Histogram } from '../../src/stats/histogram';
import { normalQuantile } from '../../src/stats/normal';
import { NormalTable } from '../../src/stats/normalTable';
import { Random } from '../../src/stats/random';
import { shapeTest } from '../../src/stats/shapeTest';
import { featureEdges } from '../../src/profile/binnings';
import type { Question } from './questions';

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
  const found = await bisect(async (factor) => {
    let seen = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const effect = question.tolerance + factor * beyond;
      const { status } = await question.ask(effect, n, `power/${question.name}/${n}/${repetition}`);
      if (status === question.seen) seen++;
    }
    return seen / repetitions >= wanted;
  });
  return { name: question.name, n, found: question.tolerance + found * beyond, best };
}

/** p-values alone: a shift and a widening of a normal distribution at α = 0.01. */
export async function measureTestPower(alternative: 'shift' | 'width', n: number, repetitions: number): Promise<Power> {
  const needed = normalQuantile(0.995) + normalQuantile(wanted);
  const best = alternative === 'shift' ? needed * Math.sqrt(2 / n) : needed * Math.sqrt(1 / n);
  const found = await bisect((factor) => {
    let seen = 0;
    for (let repetition = 0; repetition < repetitions; repetition++) {
      const name = `power/KS/${alternative}/${n}/${repetition}`;
      const random = new Random(name);
      const nominal = new Float64Array(n);
      const varied = new Float64Array(n);
      random.fillNormal(nominal);
      random.fillNormal(varied);
      const effect = factor * best;
      for (let i = 0; i < n; i++) varied[i] = alternative === 'shift' ? varied[i]! + effect : varied[i]! * (1 + effect);
      if (pValue(nominal, varied, `${name}/null`) <= 0.01) seen++;
    }
    return Promise.resolve(seen / repetitions >= wanted);
  });
  return { name: alternative, n, found: found * best, best };
}

/** The smallest factor between 0.8 and 3.2 for which it holds. */
async function bisect(holds: (factor: number) => Promise<boolean>): Promise<number> {
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
