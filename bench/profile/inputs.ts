/** Events, a model and an analysis to measure the path from file to profile with. The same bytes every time. */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import path from 'node:path';
import { Random } from '../../src/stats/random';
import { buildModel } from '../../test/unit/model/onnxBuilder';

export const features = Array.from({ length: 10 }, (_, index) => `x${index}`);
export const columns = [...features, 'weight', 'weight_up', 'weight_down', 'label'];

/** Significant digits of a cell: those of float32, which most ntuples hold. */
const digits = 8;
/** Width of both hidden layers. */
const hidden = 32;

/** Features as analyses have them: normal, with long tails, whole numbers, uniform. Weights of both signs. */
export async function writeEvents(file: string, events: number): Promise<void> {
  const random = new Random('bench/profile');
  const out = createWriteStream(file);
  out.write(`${columns.join(',')}\n`);
  const cell = (value: number): string => String(Number(value.toPrecision(digits)));
  let lines: string[] = [];
  for (let event = 0; event < events; event++) {
    const label = random.uniform() < 0.5 ? 1 : 0;
    const cells: string[] = [];
    for (let feature = 0; feature < features.length; feature++) {
      const value = random.normal() + (label - 0.5) * 0.4;
      if (feature === 1 || feature === 2) cells.push(cell(60 * Math.exp(0.6 * value)));
      else if (feature === 3) cells.push(String(Math.max(2, Math.round(5 + 1.5 * value))));
      else if (feature === 4) cells.push(cell(Math.PI * (2 * random.uniform() - 1)));
      else cells.push(cell(value));
    }
    const weight = (random.uniform() < 0.1 ? -1 : 1) * Math.exp(0.3 * random.normal());
    const slope = 1 + 0.02 * random.normal();
    cells.push(cell(weight), cell(weight * slope), cell(weight / slope), String(label));
    lines.push(cells.join(','));
    if (lines.length < 4096 && event + 1 < events) continue;
    if (!out.write(`${lines.join('\n')}\n`)) await once(out, 'drain');
    lines = [];
  }
  out.end();
  await once(out, 'finish');
}

/** A perceptron with two hidden layers, 10-32-32-1. Its weights are drawn so that it prefers large features. */
export function model(): Buffer {
  const random = new Random('bench/profile/model');
  const layer = (inputs: number, outputs: number, lean: number): Float32Array =>
    Float32Array.from({ length: inputs * outputs }, () => (lean + random.normal() * Math.sqrt(inputs)) / inputs);
  // What has long tails is brought to the size of the others first.
  const scales = Float32Array.from(features, (_, index) =>
    index === 1 || index === 2 ? 1 / 60 : index === 3 ? 0.2 : 1,
  );
  const matrices = [
    { name: 'scale', dims: [features.length], data: scales },
    { name: 'w1', dims: [features.length, hidden], data: layer(features.length, hidden, 4) },
    { name: 'b1', dims: [hidden], data: new Float32Array(hidden).fill(0.1) },
    { name: 'w2', dims: [hidden, hidden], data: layer(hidden, hidden, 1) },
    { name: 'b2', dims: [hidden], data: new Float32Array(hidden) },
    { name: 'w3', dims: [hidden, 1], data: layer(hidden, 1, 3) },
    { name: 'b3', dims: [1], data: Float32Array.of(-4.5) },
  ];
  return buildModel({
    inputs: [{ name: 'features', shape: ['batch', features.length] }],
    outputs: [{ name: 'score', shape: ['batch', 1] }],
    initializers: matrices,
    nodes: [
      { op: 'Mul', inputs: ['features', 'scale'], outputs: ['scaled'] },
      { op: 'Gemm', inputs: ['scaled', 'w1', 'b1'], outputs: ['a1'] },
      { op: 'Relu', inputs: ['a1'], outputs: ['h1'] },
      { op: 'Gemm', inputs: ['h1', 'w2', 'b2'], outputs: ['a2'] },
      { op: 'Relu', inputs: ['a2'], outputs: ['h2'] },
      { op: 'Gemm', inputs: ['h2', 'w3', 'b3'], outputs: ['a3'] },
      { op: 'Sigmoid', inputs: ['a3'], outputs: ['score'] },
    ],
    metadata: { feature_names: JSON.stringify(features) },
  });
}

/**
 * Pairs of nuisances with both sides: another weight, and a shifted feature, for which events are scored again.
 * @param pairs how many of each
 */
export function analysis(file: string, pairs = 1): string {
  const nuisances = Array.from({ length: pairs }, (_, index) => {
    const feature = features[(index + 1) % features.length]!;
    const [up, down] = [1.02 + 0.001 * index, 0.98 - 0.001 * index].map((factor) => factor.toFixed(3));
    return `  reweighting_${index}:
    up: { replace: { weight: weight_up*${up} } }
    down: { replace: { weight: weight_down*${down} } }
  scale_${index}:
    up: { replace: { ${feature}: ${feature}*${up} } }
    down: { replace: { ${feature}: ${feature}*${down} } }
`;
  });
  return `pullscope: 1
samples:
  events: { file: '${file}', weight: weight, label: label }
model:
  file: mlp.onnx
  features: [${features.join(', ')}]
  output: score
  working-points: { loose: 0.5, tight: 0.8 }
nominal: [events]
nuisances:
${nuisances.join('')}`;
}

export async function writeModel(folder: string): Promise<void> {
  await writeFile(path.join(folder, 'mlp.onnx'), model());
}
