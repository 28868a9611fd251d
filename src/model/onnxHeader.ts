/** What an ONNX file says of itself, from kilobytes of it: weights are passed over, however large. */
import { featureNamesIn } from './featureNames';
import { scanGraph, type Graph } from './graphScan';
import type { ModelFacts } from './modelFacts';
import { readName } from './tensorScan';
import { knownDomains } from './runtimeLimits';
import { MalformedMessage, ProtobufScan, type ByteSource, type Extent } from './protobufScan';

/** What the bytes of a model say; not whether the files with its weights are there. */
export type ScannedModel = Omit<ModelFacts, 'ok' | 'path' | 'size' | 'mtime' | 'weightFiles'> & {
  /** File beside the model → bytes up to which it is needed. */
  readonly externalWeights: ReadonlyMap<string, number>;
};

/** @throws MalformedMessage */
export async function scanModel(source: ByteSource, size: number): Promise<ScannedModel> {
  const scan = new ProtobufScan(source, size);
  const metadata = new Map<string, string>();
  const opsets = new Map<string, number>();
  const functionDomains = new Set<string>();
  let irVersion: number | undefined;
  let producer = '';
  let producerVersion = '';
  let graph: Graph | undefined;
  // Field numbers throughout: onnx/onnx.proto of github.com/onnx/onnx.
  for await (const field of scan.fields()) {
    if (field.number === 1) irVersion = field.value;
    else if (field.number === 2) producer = await readName(scan, field);
    else if (field.number === 3) producerVersion = await readName(scan, field);
    else if (field.number === 7) graph = await scanGraph(scan, field);
    else if (field.number === 8) await readOpset(scan, field, opsets);
    else if (field.number === 14) await readEntry(scan, field, metadata);
    else if (field.number === 25) functionDomains.add(await readFunctionDomain(scan, field));
  }
  // Any bytes may chance to be a protobuf message; a model has these three, and they come in this order.
  if (irVersion === undefined) throw new MalformedMessage('it states no version of the format');
  if (!graph) throw new MalformedMessage('it holds no graph');
  if (opsets.size === 0) throw new MalformedMessage('it states no operator set');
  const { initializers, outputs, nodes, classMaps, dropouts, externalWeights } = graph;
  // Until IR version 4 every initializer was listed as an input too.
  const free = graph.inputs.filter(({ name }) => !initializers.has(name));
  const modes = new Set(dropouts.map(({ trainingMode }) => trainingMode));
  const switches = free.filter(({ name, type, shape }) => modes.has(name) && type === 'bool' && shape.length === 0);
  const named = Object.fromEntries(metadata);
  const featureNames = featureNamesIn(named);
  const outputNames = new Set(outputs.map(({ name }) => name));
  return {
    inputs: free.filter((input) => !switches.includes(input)),
    outputs,
    metadata: named,
    ...(featureNames && { featureNames }),
    opsets: Object.fromEntries(opsets),
    producer: `${producer} ${producerVersion}`.trim(),
    irVersion,
    nodes,
    unknownOperators: [...graph.operators]
      .filter(([domain]) => !knownDomains.has(domain) && !functionDomains.has(domain))
      .map(([domain, names]) => `${domain}: ${[...names].join(', ')}`),
    ...(dropouts.length > 0 && {
      dropout: {
        nodes: dropouts.length,
        switches: switches.map(({ name }) => name),
        seeded: dropouts.every(({ seeded }) => seeded),
      },
    }),
    classMaps: classMaps.filter(({ output }) => outputNames.has(output)),
    externalWeights,
  };
}

/** Bytes; a longer metadata value (an embedded file) is left out. */
const metadataLimit = 1_048_576;
const maximumEntries = 1000;

async function readFunctionDomain(scan: ProtobufScan, message: Extent): Promise<string> {
  let domain = '';
  for await (const field of scan.fields(message)) if (field.number === 10) domain = await readName(scan, field);
  return domain;
}

async function readOpset(scan: ProtobufScan, message: Extent, opsets: Map<string, number>): Promise<void> {
  let domain = '';
  let version = 0;
  for await (const field of scan.fields(message)) {
    if (field.number === 1) domain = await readName(scan, field);
    else if (field.number === 2) version = field.value;
  }
  if (opsets.size < maximumEntries) opsets.set(domain === '' ? 'ai.onnx' : domain, version);
}

async function readEntry(scan: ProtobufScan, message: Extent, metadata: Map<string, string>): Promise<void> {
  let key = '';
  let value: string | undefined = '';
  for await (const field of scan.fields(message)) {
    if (field.number === 1) key = await readName(scan, field);
    else if (field.number === 2) value = await scan.text(field, metadataLimit);
  }
  if (value !== undefined && metadata.size < maximumEntries) metadata.set(key, value);
}
