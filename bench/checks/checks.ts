/** What `bench:checks` measures: checks of events that are in memory, on one thread and without files or a model. */
import { judge, Measurements } from '../../src/checks';
import { parseAnalysis } from '../../src/config/parse';
import type { Analysis } from '../../src/config/analysis';
import { catalogue } from '../../src/config/catalogue';
import { openEvents } from '../../src/data';
import { planAnalysis } from '../../src/engine/plan';
import { featureEdges, scoreEdges, type VariableEdges } from '../../src/profile/binnings';
import { SampleFiller, type FillBinning, type FilledSample } from '../../src/profile/fillSample';
import type { KeptBatch } from '../../src/profile/keptEvents';
import type { ScoringModel } from '../../src/profile/pass';
import { Binning } from '../../src/stats/binning';
import type { Outcome } from '../../src/report/report';
import { buildModel } from '../../test/unit/model/onnxBuilder';

export const features = Array.from({ length: 30 }, (_, index) => `x${index}`);
export const factors = Array.from({ length: 4 }, (_, index) => `factor${index}`);

const batchEvents = 4096;
const pilotEvents = 65_536;

/** Events of one sample, cut into batches. */
export type Events = readonly KeptBatch[];

/** The engine's own reader; what it gives belongs to it, and is copied. */
export async function readEvents(folder: string, name: string): Promise<Events> {
  const source = await openEvents(folder, [`${name}.parquet`]);
  const columns = [...features, ...factors, 'weight'];
  const batches: KeptBatch[] = [];
  try {
    for (const span of source.spans(batchEvents)) {
      for await (const { length, columns: read } of source.read(columns, span)) {
        const copies = [...read].map(([column, values]): [string, Float64Array] => [column, values.slice(0, length)]);
        batches.push({ length, columns: new Map(copies) });
      }
    }
  } finally {
    await source.close();
  }
  return batches;
}

/** `shift/feature` alone. */
export function shiftAnalysis(): string {
  const off = catalogue.map(({ code }) => code).filter((code) => /^(data|shift|nuisance)\//.test(code));
  return `pullscope: 1
samples:
  nominal: { file: nominal.parquet, weight: weight }
  applied: { file: applied.parquet, weight: weight }
model: { file: linear.onnx, features: [${features.join(', ')}], output: score, working-points: { half: 0.5 } }
nominal: [nominal]
application: { data: applied }
checks: { ${off
    .filter((code) => code !== 'shift/feature' && code !== 'data/float-as-text')
    .map((code) => `${code}: off`)
    .join(', ')} }
`;
}

/** Nuisances that change weights alone, each its own way, with the checks of nuisances. */
export function nuisanceAnalysis(nuisances: number): string {
  const lines = Array.from({ length: nuisances }, (_, index) => {
    const factor = factors[index % factors.length]!;
    return `  n${index}: { size: 10%, up: { replace: { weight: 'weight*(${factor} + ${(0.001 * index).toFixed(3)})' } } }\n`;
  });
  return `pullscope: 1
samples: { nominal: { file: nominal.parquet, weight: weight } }
model: { file: linear.onnx, features: [${features.join(', ')}], output: score, working-points: { half: 0.5 } }
nominal: [nominal]
nuisances:
${lines.join('')}`;
}

/** From events to outcomes: edges from a look, every event once into profiles, and the judgement. */
export async function check(text: string, samples: Readonly<Record<string, Events>>): Promise<Outcome[]> {
  const analysis = parsed(text);
  const plan = planAnalysis(analysis);
  const scored = analysis.nuisances.size > 0;
  const models: ScoringModel[] = scored
    ? plan.models.map(({ model, features: used }) => ({ name: model.name, features: used, score }))
    : [];
  const look = lookAt(samples['nominal']!);
  const binned = (edges: VariableEdges): FillBinning => ({ binning: new Binning(edges.edges), edges });
  const featureBins = features.map((feature) => featureEdges(...look.map(({ columns }) => columns.get(feature)!)));
  const scores: VariableEdges[] = [];
  if (scored) {
    const values: Float64Array[] = [];
    for (const { columns, length } of look) {
      values.push(
        (
          await score(
            features.map((feature) => columns.get(feature)!),
            length,
          )
        ).slice(),
      );
    }
    scores.push(scoreEdges(concatenated(values), [0.5]));
  }
  const filled = new Map<string, FilledSample>();
  for (const [sample, pass] of plan.passes) {
    const filler = new SampleFiller(
      pass,
      models,
      features.map(() => []),
      featureBins.map(binned),
      scores.map(binned),
    );
    for (const batch of samples[sample]!) await filler.add(batch);
    filled.set(sample, filler.finish());
  }
  const profiles = {
    features: plan.features,
    models: [...models],
    edges: { features: featureBins, sentinels: features.map(() => []), scores, conditions: new Map() },
    samples: new Map([...filled].map(([sample, { nominal }]) => [sample, nominal])),
    variations: new Map([...filled].map(([sample, { variations }]) => [sample, variations])),
    grids: new Map(),
  };
  return judge({ analysis, measured: new Measurements(analysis, profiles, 1), theory: undefined, fit: undefined });
}

/** Stands for a model, and takes hardly any time. */
function score(values: Parameters<ScoringModel['score']>[0], n: number): Promise<Float64Array> {
  const [a, b] = values as readonly Float64Array[];
  return Promise.resolve(
    Float64Array.from({ length: n }, (_, event) => 0.5 + Math.atan(a![event]! + b![event]!) / Math.PI),
  );
}

/** As many events as the engine looks at, spread over the sample. */
function lookAt(events: Events): Events {
  const wanted = Math.ceil(pilotEvents / batchEvents);
  if (events.length <= wanted) return events;
  return Array.from({ length: wanted }, (_, index) => events[Math.floor(((index + 0.5) * events.length) / wanted)]!);
}

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function parsed(text: string): Analysis {
  const { analysis, problems } = parseAnalysis(text);
  const errors = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  if (analysis === undefined || errors.length > 0) throw new Error(errors.join('\n'));
  return analysis;
}

/** A model for runs from files, which cannot do without one: logistic regression. */
export function linearModel(): Buffer {
  const weights = Float32Array.from(features, (_, index) => (index < 2 ? 0.5 : 0));
  return buildModel({
    inputs: [{ name: 'features', shape: ['batch', features.length] }],
    outputs: [{ name: 'score', shape: ['batch', 1] }],
    initializers: [
      { name: 'w', dims: [features.length, 1], data: weights },
      { name: 'b', dims: [1], data: Float32Array.of(0) },
    ],
    nodes: [
      { op: 'Gemm', inputs: ['features', 'w', 'b'], outputs: ['a'] },
      { op: 'Sigmoid', inputs: ['a'], outputs: ['score'] },
    ],
    metadata: { feature_names: JSON.stringify(features) },
  });
}
