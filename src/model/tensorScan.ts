/** Names, types and weights of an ONNX file, as `ProtobufScan` comes by them. Field numbers: onnx/onnx.proto. */
import type { TensorInfo } from './modelFacts';
import { MalformedMessage, type Extent, type Field, type ProtobufScan } from './protobufScan';

/** Bytes; a longer name is taken for damage. */
const nameLimit = 65_536;

/** @throws MalformedMessage */
export async function readName(scan: ProtobufScan, field: Field): Promise<string> {
  const name = await scan.text(field, nameLimit);
  if (name === undefined) throw new MalformedMessage('a name in it is longer than any name');
  return name;
}

export interface Weights {
  readonly name: string;
  /** Where the values lie outside of the model; `end` in bytes of that file. */
  readonly external?: { readonly file: string; readonly end: number };
}

/** A tensor's name and whereabouts; its values are passed over. */
export async function readTensor(scan: ProtobufScan, tensor: Extent): Promise<Weights> {
  let name = '';
  let external = false;
  let elements = 1;
  let elementBytes = 0;
  const entries = new Map<string, string>();
  for await (const field of scan.fields(tensor)) {
    if (field.number === 1 && field.kind === 'varint') elements *= field.value;
    // In newer protobuf several numbers may be packed into one field.
    else if (field.number === 1) for (const size of await scan.varints(field, nameLimit)) elements *= size;
    else if (field.number === 2) elementBytes = bytesOf(elementTypes[field.value]);
    else if (field.number === 8) name = await readName(scan, field);
    else if (field.number === 13) await readEntry(scan, field, entries);
    else if (field.number === 14) external = field.value === 1;
  }
  const file = entries.get('location');
  if (!external || file === undefined) return { name };
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? elements * elementBytes);
  const end = offset + length;
  if (!Number.isSafeInteger(end) || end < 0) throw new MalformedMessage(`the weights of '${name}' have no valid place`);
  return { name, external: { file, end } };
}

async function readEntry(scan: ProtobufScan, message: Extent, entries: Map<string, string>): Promise<void> {
  let key = '';
  let value = '';
  for await (const field of scan.fields(message)) {
    if (field.number === 1) key = await readName(scan, field);
    else if (field.number === 2) value = await readName(scan, field);
  }
  entries.set(key, value);
}

export async function readValueInfo(scan: ProtobufScan, message: Extent): Promise<TensorInfo> {
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

function bytesOf(type: string | undefined): number {
  const bits = /(?:float|int)(\d+)$/.exec(type ?? '')?.[1];
  return bits === undefined ? 1 : Math.max(1, Number(bits) / 8);
}
