/** The graph of an ONNX file: its inputs, outputs, operators and where its weights lie. Field numbers: onnx/onnx.proto. */
import type { ClassMap, TensorInfo } from './modelFacts';
import type { Extent, ProtobufScan } from './protobufScan';
import { readName, readTensor, readValueInfo } from './tensorScan';

export interface Graph {
  readonly inputs: TensorInfo[];
  readonly outputs: TensorInfo[];
  readonly initializers: Set<string>;
  nodes: number;
  /** Domain (`''` is ONNX's own) → names of the operators that the graph has of it. */
  readonly operators: Map<string, Set<string>>;
  readonly classMaps: ClassMap[];
  /** Of each Dropout the name of what switches it on (empty where nothing does), and whether it has a seed. */
  readonly dropouts: { readonly trainingMode: string; readonly seeded: boolean }[];
  /** File beside the model → bytes up to which it is needed. */
  readonly externalWeights: Map<string, number>;
}

/** Operators whose attributes hold graphs of their own. */
const withGraphs: ReadonlySet<string> = new Set(['If', 'Loop', 'Scan', 'SequenceMap']);
/** Deeper than any graph inside of graphs that was ever written. */
const maximumDepth = 16;
/** Names of operators of one domain that are kept, and domains. */
const maximumOperators = 100;
/** Nodes of which it is kept what switches them. */
const maximumDropouts = 10_000;

/** @throws MalformedMessage */
export async function scanGraph(scan: ProtobufScan, message: Extent): Promise<Graph> {
  const graph: Graph = {
    inputs: [],
    outputs: [],
    initializers: new Set(),
    nodes: 0,
    operators: new Map(),
    classMaps: [],
    dropouts: [],
    externalWeights: new Map(),
  };
  for await (const field of scan.fields(message)) {
    if (field.number === 1) graph.nodes++;
    if (field.number === 11) graph.inputs.push(await readValueInfo(scan, field));
    else if (field.number === 12) graph.outputs.push(await readValueInfo(scan, field));
    else await readPart(scan, field, graph, 0);
  }
  return graph;
}

/** What a graph and a graph inside of it have alike: nodes and weights. */
async function readPart(
  scan: ProtobufScan,
  field: Extent & { readonly number: number },
  graph: Graph,
  depth: number,
): Promise<void> {
  if (field.number === 1) await readNode(scan, field, graph, depth);
  else if (field.number === 5) await readWeights(scan, field, graph, depth);
  else if (field.number === 15) {
    // A sparse initializer has the name of the tensor that holds its values.
    for await (const part of scan.fields(field)) if (part.number === 1) await readWeights(scan, part, graph, depth);
  }
}

async function readWeights(scan: ProtobufScan, tensor: Extent, graph: Graph, depth: number): Promise<void> {
  const { name, external } = await readTensor(scan, tensor);
  if (depth === 0) graph.initializers.add(name);
  if (external) {
    const { externalWeights } = graph;
    externalWeights.set(external.file, Math.max(external.end, externalWeights.get(external.file) ?? 0));
  }
}

async function readNode(scan: ProtobufScan, message: Extent, graph: Graph, depth: number): Promise<void> {
  const inputs: string[] = [];
  let output = '';
  let operator = '';
  let domain = '';
  const attributes: Extent[] = [];
  for await (const field of scan.fields(message)) {
    // Of interest are a ZipMap's one input and one output, and the third input of a Dropout.
    if (field.number === 1 && inputs.length < 3) inputs.push(await readName(scan, field));
    else if (field.number === 2) output = await readName(scan, field);
    else if (field.number === 4) operator = await readName(scan, field);
    else if (field.number === 7) domain = await readName(scan, field);
    else if (field.number === 5 && attributes.length < maximumOperators) attributes.push(field);
  }
  const { operators } = graph;
  const named = operators.get(domain) ?? new Set<string>();
  if (named.size < maximumOperators) named.add(operator);
  if (operators.size < maximumOperators) operators.set(domain, named);
  if (operator === 'ZipMap' && domain === 'ai.onnx.ml') {
    const classes = [];
    for (const attribute of attributes) classes.push(...(await readClasses(scan, attribute)));
    graph.classMaps.push({ output, tensor: inputs[0] ?? '', classes });
  } else if (operator === 'Dropout' && domain === '' && graph.dropouts.length < maximumDropouts) {
    let seeded = false;
    for (const attribute of attributes) seeded ||= (await nameOfAttribute(scan, attribute)) === 'seed';
    graph.dropouts.push({ trainingMode: inputs[2] ?? '', seeded });
  } else if (withGraphs.has(operator) && depth < maximumDepth) {
    for (const attribute of attributes) await readInnerGraphs(scan, attribute, graph, depth + 1);
  } else if (operator === 'Constant') {
    for (const attribute of attributes) {
      for await (const field of scan.fields(attribute)) {
        if (field.number === 5) await readWeights(scan, field, graph, depth + 1);
      }
    }
  }
}

async function readInnerGraphs(scan: ProtobufScan, attribute: Extent, graph: Graph, depth: number): Promise<void> {
  for await (const field of scan.fields(attribute)) {
    if (field.number !== 6 && field.number !== 11) continue;
    for await (const part of scan.fields(field)) await readPart(scan, part, graph, depth);
  }
}

async function nameOfAttribute(scan: ProtobufScan, attribute: Extent): Promise<string> {
  for await (const field of scan.fields(attribute)) if (field.number === 1) return readName(scan, field);
  return '';
}

/** Bytes that the names of the classes may have together. */
const classesLimit = 65_536;

async function readClasses(scan: ProtobufScan, attribute: Extent): Promise<(string | number)[]> {
  let name = '';
  const classes: (string | number)[] = [];
  for await (const field of scan.fields(attribute)) {
    if (field.number === 1) name = await readName(scan, field);
    else if (field.number === 8 && field.kind === 'varint') classes.push(field.value);
    else if (field.number === 8) classes.push(...(await scan.varints(field, classesLimit)));
    else if (field.number === 9) classes.push(await readName(scan, field));
  }
  return name.startsWith('classlabels_') ? classes : [];
}
