import type { ClassMap } from './modelFacts';
import { ProtobufScan, type ByteSource } from './protobufScan';
import { readName } from './tensorScan';

/**
 * A model that puts out the tensors from which it makes maps of classes, in the place of the maps: onnxruntime-node
 * reads tensors only, and to make a map for each event takes longer than to score it.
 * @param model the whole file
 * @throws MalformedMessage
 */
export async function cutClassMaps(model: Buffer, maps: readonly ClassMap[]): Promise<Buffer> {
  const scan = new ProtobufScan(sourceOf(model), model.length);
  const cut = new Set(maps.map(({ output }) => output));
  const parts: Buffer[] = [];
  let end = 0;
  // Field numbers: onnx/onnx.proto.
  for await (const field of scan.fields()) {
    const raw = model.subarray(end, field.end);
    end = field.end;
    if (field.number !== 7) {
      parts.push(raw);
      continue;
    }
    const graph: Buffer[] = [];
    const outputs = new Set<string>();
    let innerEnd = field.start;
    for await (const inner of scan.fields(field)) {
      const rawInner = model.subarray(innerEnd, inner.end);
      innerEnd = inner.end;
      if (inner.number === 12) {
        let name = '';
        for await (const part of scan.fields(inner)) if (part.number === 1) name = await readName(scan, part);
        if (cut.has(name)) continue;
        outputs.add(name);
      } else if (inner.number === 1) {
        const names: string[] = [];
        for await (const part of scan.fields(inner)) if (part.number === 2) names.push(await readName(scan, part));
        if (names.some((name) => cut.has(name))) continue;
      }
      graph.push(rawInner);
    }
    // Without a type: the runtime infers it.
    const added = maps.map(({ tensor }) => tensor).filter((tensor) => !outputs.has(tensor));
    graph.push(...[...new Set(added)].map((tensor) => message(12, message(1, Buffer.from(tensor)))));
    parts.push(message(7, Buffer.concat(graph)));
  }
  return Buffer.concat(parts);
}

function message(field: number, content: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

function sourceOf(bytes: Buffer): ByteSource {
  return {
    read: (buffer, offset, length, position) =>
      Promise.resolve({ bytesRead: bytes.copy(buffer, offset, position, Math.min(position + length, bytes.length)) }),
  };
}
