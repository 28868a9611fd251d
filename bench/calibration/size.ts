/** How often tests reject where nothing differs. */
import { Binning } from '../../src/stats/binning';
import { contrastOf, rebin, squares, sum, type Contrast } from '../../src/stats/contrast';
import { ksDistance } from '../../src/stats/distance';
import { effectiveEvents } from '../../src/stats/moments';
import { Migration } from '../../src/stats/migration';
import { NormalTable } from '../../src/stats/normalTable';
import { Random } from '../../src/stats/random';
import { shapeTest, type BinAxis } from '../../src/stats/shapeTest';
import { featureEdges, plotGroups } from '../../src/profile/binnings';
import { chiSquaredProbability, kolmogorovRejects, levels } from './rivals';
import { luckOf } from './laboratory';
import { drawSample, type Sample, type WeightModel } from './weightModels';

export const pairings = ['independent', 'reweighted', 'moved'] as const;
/**
 * `independent`: other events of the same distribution. `reweighted`: the same events, each weight times 1 ± 0.2.
 * `moved`: the same events at another x of the same distribution, correlated by 0.995, with the weight of the new x.
 */
export type Pairing = (typeof pairings)[number];

export const tests = ['simulated', 'raw', 'effective', 'chiSquared'] as const;

export interface Size {
  readonly model: string;
  readonly pairing: Pairing;
  readonly n: number;
  readonly repetitions: number;
  /** Mean over the repetitions. */
  readonly effectiveEvents: number;
  /** Repetitions in which a side has no positive sum of weights, so that no shape is defined. */
  readonly undefined: number;
  /** Fraction of the repetitions that each test rejects, at 0.05 and at 0.01. */
  readonly rejected: Readonly<Record<(typeof tests)[number], readonly number[]>>;
}

export function measureSize(model: WeightModel, pairing: Pairing, n: number, repetitions: number): Size {
  const counts = { simulated: [0, 0], raw: [0, 0], effective: [0, 0], chiSquared: [0, 0] };
  let undefinedShapes = 0;
  let effective = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const name = `size/${model.name}/${pairing}/${n}/${repetition}`;
    const { contrast, axis, plot } = experiment(model, pairing, n, name);
    const nominal = effectiveOf(contrast, 'nominal');
    const varied = effectiveOf(contrast, 'varied');
    effective += nominal / repetitions;
    if (!(sum(contrast.nominal) > 0) || !(sum(contrast.varied) > 0)) {
      undefinedShapes++;
      continue;
    }
    const { pValue } = shapeTest(contrast, axis, new NormalTable(luckOf('size', repetition)));
    const distance = ksDistance(contrast.nominal, contrast.varied);
    const few = rebin(contrast, plot, plot[plot.length - 1]! + 1);
    const chiSquared = chiSquaredProbability(few.nominal, squares(few, 'nominal'), few.varied, squares(few, 'varied'));
    levels.forEach((level, index) => {
      if (pValue <= level) counts.simulated[index]!++;
      if (kolmogorovRejects(distance, n, n, level)) counts.raw[index]!++;
      if (kolmogorovRejects(distance, nominal, varied, level)) counts.effective[index]!++;
      if (chiSquared <= level) counts.chiSquared[index]!++;
    });
  }
  const defined = Math.max(repetitions - undefinedShapes, 1);
  const fraction = (values: readonly number[]): number[] => values.map((value) => value / defined);
  return {
    model: model.name,
    pairing,
    n,
    repetitions,
    effectiveEvents: effective,
    undefined: undefinedShapes,
    rejected: {
      simulated: fraction(counts.simulated),
      raw: fraction(counts.raw),
      effective: fraction(counts.effective),
      chiSquared: fraction(counts.chiSquared),
    },
  };
}

/** One comparison of two samples of one distribution, in the bins that a feature of an analysis has. */
function experiment(
  model: WeightModel,
  pairing: Pairing,
  n: number,
  name: string,
): { contrast: Contrast; axis: BinAxis; plot: Int32Array } {
  const random = new Random(name);
  const luck = `${name}/weights`;
  const nominal = drawSample(model, n, random, new Random(luck));
  const varied =
    pairing === 'independent'
      ? drawSample(model, n, random, new Random(`${luck}/varied`))
      : pairing === 'reweighted'
        ? { x: nominal.x, w: nominal.w.map((weight) => weight * (1 + 0.2 * random.normal())) }
        : moved(model, nominal.x, random, new Random(luck));
  const { edges, plot } = featureEdges(nominal.x);
  const binning = new Binning(edges);
  const from = fill(binning, nominal);
  const to = fill(binning, varied);
  const axis = { edges, low: lowest(nominal, varied, edges[0]!), high: highest(nominal, varied, edges.at(-1)!) };
  if (pairing === 'independent') {
    const part = {
      kind: 'independent' as const,
      nominal: from.sums,
      nominalSquares: from.squares,
      varied: to.sums,
      variedSquares: to.squares,
    };
    return { contrast: contrastOf(binning.bins, [part]), axis, plot: plotGroups(binning, plot) };
  }
  const migration = new Migration(binning.bins);
  for (let event = 0; event < n; event++) {
    const [w, variedW] = [nominal.w[event]!, varied.w[event]!];
    migration.addSums(from.indices[event]!, to.indices[event]!, w * w, w * variedW, variedW * variedW);
  }
  const part = { kind: 'paired' as const, nominal: from.sums, varied: to.sums, cells: migration.cells() };
  return { contrast: contrastOf(binning.bins, [part]), axis, plot: plotGroups(binning, plot) };
}

const correlation = 0.995;

function moved(model: WeightModel, from: Float64Array, random: Random, luck: Random): Sample {
  const x = from.map((value) => correlation * value + Math.sqrt(1 - correlation ** 2) * random.normal());
  return { x, w: x.map((value) => model.weight(value, luck)) };
}

function fill(binning: Binning, { x, w }: Sample): { sums: Float64Array; squares: Float64Array; indices: Int32Array } {
  const indices = new Int32Array(x.length);
  binning.fillIndices(x, x.length, indices);
  const sums = new Float64Array(binning.bins);
  const sumSquares = new Float64Array(binning.bins);
  for (let event = 0; event < x.length; event++) {
    sums[indices[event]!]! += w[event]!;
    sumSquares[indices[event]!]! += w[event]! ** 2;
  }
  return { sums, squares: sumSquares, indices };
}

function effectiveOf(contrast: Contrast, side: 'nominal' | 'varied'): number {
  return effectiveEvents(sum(contrast[side]), sum(squares(contrast, side)));
}

function lowest(a: Sample, b: Sample, edge: number): number {
  return Math.min(...[a, b].map(({ x }) => x.reduce((low, value) => Math.min(low, value), edge)));
}

function highest(a: Sample, b: Sample, edge: number): number {
  return Math.max(...[a, b].map(({ x }) => x.reduce((high, value) => Math.max(high, value), edge)));
}
