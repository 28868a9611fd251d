/** Writes small ONNX models byte by byte, so that a test shows the model it speaks of. Field numbers: onnx/onnx.proto. */

export type Shape = readonly (number | string | null)[];

export interface Value {
  readonly name: string;
  /** TensorProto.DataType: 1 float32, 7 int64, 11 float64. */
  readonly type?: number;
  readonly shape?: Shape;
  /** TypeProto's field for another kind of value: 4 sequence, 5 map. */
  readonly kind?: number;
}

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface Initializer {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array;
}

export interface ModelParts {
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly nodes?: readonly Node[];
  readonly initializers?: readonly Initializer[];
  readonly metadata?: Readonly<Record<string, string>>;
}

export const float32 = 1;
export const int64 = 7;
export const float64 = 11;

export function buildModel(parts: ModelParts): Buffer {
  return Buffer.concat([modelHead(), bytes(7, graph(parts)), modelTail(parts.metadata ?? {})]);
}

/** What stands before the graph. */
export function modelHead(): Buffer {
  return Buffer.concat([varintField(1, 8), text(2, 'tests'), text(3, '1.2')]);
}

/** What stands after the graph. */
export function modelTail(metadata: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) =>
    bytes(14, Buffer.concat([text(1, key), text(2, value)])),
  );
  return Buffer.concat([bytes(8, Buffer.concat([text(1, ''), varintField(2, 17)])), ...entries]);
}

export function graph({ inputs, outputs, nodes = [], initializers = [] }: ModelParts): Buffer {
  return Buffer.concat([
    ...nodes.map((node) => bytes(1, nodeBytes(node))),
    text(2, 'graph'),
    ...initializers.map((tensor) => bytes(5, tensorBytes(tensor))),
    ...inputs.map((value) => bytes(11, valueBytes(value))),
    ...outputs.map((value) => bytes(12, valueBytes(value))),
  ]);
}

export function bytes(field: number, content: Buffer): Buffer {
  return Buffer.concat([lengthHeader(field, content.length), content]);
}

/** Tag and length of a field whose content is written elsewhere. */
export function lengthHeader(field: number, length: number): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(length)]);
}

export function varintField(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)]);
}

export function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function varint(value: number): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Buffer.from([...out, Number(rest)]);
}

function nodeBytes({ op, inputs, outputs }: Node): Buffer {
  return Buffer.concat([...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, op)]);
}

function tensorBytes({ name, dims, data }: Initializer): Buffer {
  return Buffer.concat([
    ...dims.map((size) => varintField(1, size)),
    varintField(2, data instanceof Float64Array ? float64 : float32),
    text(8, name),
    bytes(9, Buffer.from(data.buffer, data.byteOffset, data.byteLength)),
  ]);
}

function valueBytes({ name, type = float32, shape, kind = 1 }: Value): Buffer {
  if (kind !== 1) return Buffer.concat([text(1, name), bytes(2, bytes(kind, Buffer.alloc(0)))]);
  const dimensions = (shape ?? []).map((size) =>
    bytes(1, size === null ? Buffer.alloc(0) : typeof size === 'number' ? varintField(1, size) : text(2, size)),
  );
  const tensor = [varintField(1, type), ...(shape ? [bytes(2, Buffer.concat(dimensions))] : [])];
  return Buffer.concat([text(1, name), bytes(2, bytes(1, Buffer.concat(tensor)))]);
}
