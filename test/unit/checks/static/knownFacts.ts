import type { Facts } from '../../../../src/checks/facts';
import type { DataFacts, FileFailure } from '../../../../src/data/dataFacts';
import {
  asModel,
  asPreprocessing,
  type ModelFacts,
  type ModelFileFacts,
  type TensorInfo,
} from '../../../../src/model/modelFacts';

/** A data file with these columns; `name:float32[]` is a list, any other `name:type` one that cannot be read. */
export function dataWith(...columns: readonly string[]): DataFacts {
  return {
    ok: true,
    files: [],
    columns: columns.map((column) => {
      const [name = '', type] = column.split(':');
      const kind = type === undefined ? 'number' : type.endsWith(']') ? 'list' : 'unreadable';
      return { name, type: type ?? 'float32', kind };
    }),
    events: 100,
    details: {},
  };
}

export interface ModelWith {
  readonly features?: number | string | null;
  readonly names?: readonly string[];
  readonly inputs?: readonly TensorInfo[];
  readonly outputs?: readonly TensorInfo[];
}

export function tensor(name: string, shape: TensorInfo['shape'], type = 'float32'): TensorInfo {
  return { name, type, shape };
}

export function modelWith({ features = 3, names, inputs, outputs }: ModelWith): ModelFacts {
  return {
    ok: true,
    path: '/models/tth.onnx',
    size: 1,
    mtime: 0,
    inputs: inputs ?? [tensor('features', ['batch', features])],
    outputs: outputs ?? [tensor('score', ['batch', 1])],
    metadata: {},
    ...(names && { featureNames: names }),
    opsets: {},
    producer: 'test',
    irVersion: 8,
    nodes: 1,
    unknownOperators: [],
    weightFiles: [],
    classMaps: [],
  };
}

/** Facts by reference; of others, nothing is known. */
export function factsOf(
  data: Readonly<Record<string, DataFacts | FileFailure>>,
  models: Readonly<Record<string, ModelFileFacts>> = {},
): Facts {
  return {
    data: (reference) => data[reference],
    model: (reference) => asModel(reference, models[reference]),
    preprocessing: (reference) => asPreprocessing(reference, models[reference]),
  };
}
