/** What an ONNX file says of itself, from kilobytes of it: weights and nodes are passed over, however large. */
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { didYouMean, nearestName } from '../config/nearestName';
import { featureNamesIn } from './featureNames';
import type { ModelFacts, ModelFailure, TensorInfo } from './modelFacts';
import { MalformedMessage, ProtobufScan, type ByteSource, type Extent, type Field } from './protobufScan';

/**
 * @param folder absolute; what a relative reference starts from
 * @param reference as it stands in the analysis file
 */
export async function readModelFacts(folder: string, reference: string): Promise<ModelFacts | ModelFailure> {
  const path = resolve(folder, reference);
  const shown = reference.length > 200 ? `${reference.slice(0, 200)}…` : reference;
  try {
    // Before opening: to open a named pipe is to wait for its other end.
    const stats = await stat(path);
    const { size, mtimeMs } = stats;
    if (!stats.isFile()) return failure('damaged-file', `The model '${shown}' is a folder or a device, not a file.`);
    if (size === 0) return failure('empty-file', `The model file '${shown}' is empty: export the model again.`);
    const handle = await open(path, 'r');
    try {
      return { ok: true, path, size, mtime: mtimeMs, ...(await scanModel(handle, size)) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof MalformedMessage) {
      return failure(
        'damaged-file',
        `'${shown}' is not an ONNX model, or it is damaged or cut short (${error.message}): export it again.`,
      );
    }
    return systemFailure(error, folder, reference, shown);
  }
}

/** @throws MalformedMessage */
export async function scanModel(
  source: ByteSource,
  size: number,
): Promise<Omit<ModelFacts, 'ok' | 'path' | 'size' | 'mtime'>> {
  const scan = new ProtobufScan(source, size);
  const metadata = new Map<string, string>();
  const opsets = new Map<string, number>();
  let irVersion: number | undefined;
  let producer = '';
  let producerVersion = '';
  let graph: Graph | undefined;
  // Field numbers throughout: onnx/onnx.proto of github.com/onnx/onnx.
  for await (const field of scan.fields()) {
    if (field.number === 1) irVersion = field.value;
    else if (field.number === 2) producer = await readName(scan, field);
    else if (field.number === 3) producerVersion = await readName(scan, field);
    else if (field.number === 7) graph = await readGraph(scan, field);
    else if (field.number === 8) await readOpset(scan, field, opsets);
    else if (field.number === 14) await readEntry(scan, field, metadata);
  }
  // Any bytes may chance to be a protobuf message; a model has these three, and they come in this order.
  if (irVersion === undefined) throw new MalformedMessage('it states no version of the format');
  if (!graph) throw new MalformedMessage('it holds no graph');
  if (opsets.size === 0) throw new MalformedMessage('it states no operator set');
  const { initializers, inputs, outputs, nodes } = graph;
  const named = Object.fromEntries(metadata);
  const featureNames = featureNamesIn(named);
  return {
    // Until IR version 4 every initializer was listed as an input too.
    inputs: inputs.filter((input) => !initializers.has(input.name)),
    outputs,
    metadata: named,
    ...(featureNames && { featureNames }),
    opsets: Object.fromEntries(opsets),
    producer: `${producer} ${producerVersion}`.trim(),
    irVersion,
    nodes,
  };
}

interface Graph {
  readonly inputs: TensorInfo[];
  readonly outputs: TensorInfo[];
  readonly initializers: Set<string>;
  nodes: number;
}

/** Bytes; a longer name is taken for damage. */
const nameLimit = 65_536;
/** Bytes; a longer metadata value (an embedded file) is left out. */
const metadataLimit = 1_048_576;
const maximumEntries = 1000;

async function readGraph(scan: ProtobufScan, message: Extent): Promise<Graph> {
  const graph: Graph = { inputs: [], outputs: [], initializers: new Set(), nodes: 0 };
  for await (const field of scan.fields(message)) {
    if (field.number === 1) graph.nodes++;
    else if (field.number === 5) graph.initializers.add(await readTensorName(scan, field));
    else if (field.number === 11) graph.inputs.push(await readValueInfo(scan, field));
    else if (field.number === 12) graph.outputs.push(await readValueInfo(scan, field));
    else if (field.number === 15) {
      // A sparse initializer has the name of the tensor that holds its values.
      for await (const part of scan.fields(field)) {
        if (part.number === 1) graph.initializers.add(await readTensorName(scan, part));
      }
    }
  }
  return graph;
}

async function readTensorName(scan: ProtobufScan, tensor: Extent): Promise<string> {
  let name = '';
  for await (const field of scan.fields(tensor)) if (field.number === 8) name = await readName(scan, field);
  return name;
}

async function readValueInfo(scan: ProtobufScan, message: Extent): Promise<TensorInfo> {
  let name = '';
  let type: Pick<TensorInfo, 'type' | 'shape'> = { type: 'unknown', shape: [] };
  for await (const field of scan.fields(message)) {
    if (field.number === 1) name = await readName(scan, field);
    else if (field.number === 2) type = await readType(scan, field);
  }
  return { name, ...type };
}

async function readType(scan: ProtobufScan, message: Extent): Promise<Pick<TensorInfo, 'type' | 'shape'>> {
  for await (const field of scan.fields(message)) {
    if (field.number === 1) return readTensorType(scan, field);
    const type = otherTypes.get(field.number);
    if (type !== undefined) return { type, shape: [] };
  }
  return { type: 'unknown', shape: [] };
}

async function readTensorType(scan: ProtobufScan, message: Extent): Promise<Pick<TensorInfo, 'type' | 'shape'>> {
  let type = 'unknown';
  const shape: (number | string | null)[] = [];
  for await (const field of scan.fields(message)) {
    if (field.number === 1) type = elementTypes[field.value] ?? 'unknown';
    else if (field.number === 2) {
      for await (const dimension of scan.fields(field)) {
        if (dimension.number === 1) shape.push(await readDimension(scan, dimension));
      }
    }
  }
  return { type, shape };
}

async function readDimension(scan: ProtobufScan, message: Extent): Promise<number | string | null> {
  let dimension: number | string | null = null;
  for await (const field of scan.fields(message)) {
    // Some exporters write -1 for a dimension that is free.
    if (field.number === 1) dimension = field.value >= 0 ? field.value : null;
    else if (field.number === 2) dimension = (await readName(scan, field)) || null;
  }
  return dimension;
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

async function readName(scan: ProtobufScan, field: Field): Promise<string> {
  const name = await scan.text(field, nameLimit);
  if (name === undefined) throw new MalformedMessage('a name in it is longer than any name');
  return name;
}

/** TensorProto.DataType. */
const elementTypes: readonly (string | undefined)[] = [
  undefined,
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
  'float8e4m3fn',
  'float8e4m3fnuz',
  'float8e5m2',
  'float8e5m2fnuz',
  'uint4',
  'int4',
  'float4e2m1',
];

/** TypeProto other than a tensor, by field number. */
const otherTypes: ReadonlyMap<number, string> = new Map([
  [4, 'sequence'],
  [5, 'map'],
  [7, 'opaque'],
  [8, 'sparse'],
  [9, 'optional'],
]);

async function systemFailure(error: unknown, folder: string, reference: string, shown: string): Promise<ModelFailure> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('not-permitted', `The model file '${shown}' may not be read: its permissions forbid it.`);
  }
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') {
    const suggestion = await nearestModel(folder, reference);
    return {
      ...failure('file-not-found', `There is no model file '${shown}'.${didYouMean(suggestion)}`),
      ...(suggestion && { suggestion }),
    };
  }
  if (typeof code === 'string')
    return failure('damaged-file', `The model file '${shown}' could not be read (${code}).`);
  throw error;
}

/** The `.onnx` file in the folder of the reference whose name is nearest, if it is near; written as the reference is. */
async function nearestModel(folder: string, reference: string): Promise<string | undefined> {
  const wanted = basename(reference);
  if (wanted.length > 255) return undefined;
  const names = await readdir(dirname(resolve(folder, reference))).catch((error: unknown) => {
    // The folder itself is missing or closed: then there is no name to suggest.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  });
  const models = names.filter((name) => name.toLowerCase().endsWith('.onnx'));
  const completed = `${wanted}.onnx`;
  const nearest = models.includes(completed) ? completed : nearestName(wanted, models);
  return nearest === undefined ? undefined : reference.slice(0, reference.lastIndexOf(wanted)) + nearest;
}

function failure(code: ModelFailure['code'], message: string): ModelFailure {
  return { ok: false, code, message };
}
