export interface TensorInfo {
  readonly name: string;
  /** `float32`, `int64`, … ; `sequence` or `map` for ONNX's other types. */
  readonly type: string;
  /** A number, the name of a dynamic dimension, or null where nothing is said. */
  readonly shape: readonly (number | string | null)[];
}

/** What the header of an ONNX file says; weights are skipped. */
export interface ModelFacts {
  readonly ok: true;
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
  readonly inputs: readonly TensorInfo[];
  readonly outputs: readonly TensorInfo[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Names from the metadata `feature_names`, `features` or `inputs`, in the model's order. */
  readonly featureNames?: readonly string[];
  readonly opsets: Readonly<Record<string, number>>;
  readonly producer: string;
  readonly irVersion: number;
  readonly nodes: number;
  /** Operators that are neither ONNX's nor the runtime's nor defined in the model itself, as `domain: name, name`. */
  readonly unknownOperators: readonly string[];
  /** Files beside the model that hold weights. */
  readonly weightFiles: readonly WeightFile[];
  /** Where the model has Dropout. */
  readonly dropout?: DropoutFacts;
  /** Outputs that are maps from class to probability, and the tensors from which the maps are made. */
  readonly classMaps: readonly ClassMap[];
}

/** Nodes that set values at random to zero where they are told that they train, and else do nothing. */
export interface DropoutFacts {
  readonly nodes: number;
  /** Inputs of the model that tell them, which are no features and not among `inputs`. */
  readonly switches: readonly string[];
  /** Whether each of them has a seed. */
  readonly seeded: boolean;
}

export interface WeightFile {
  /** As the model names it, relative to its folder. */
  readonly name: string;
  readonly path: string;
  /** Bytes that the model takes from it: up to where its last tensor ends. */
  readonly needed: number;
  /** Bytes that it has; undefined where there is no such file. */
  readonly size: number | undefined;
  readonly mtime: number | undefined;
}

/** A ZipMap of ai.onnx.ml, as scikit-learn's converter appends it. */
export interface ClassMap {
  readonly output: string;
  /** [batch, classes] */
  readonly tensor: string;
  readonly classes: readonly (string | number)[];
}

/** What features go through before the model, from a file that training left. */
export interface PreprocessingFacts {
  readonly ok: true;
  readonly path: string;
  readonly size: number;
  readonly mtime: number;
  readonly preprocessing: Preprocessing;
}

export type Preprocessing =
  | {
      readonly kind: 'scaler';
      /** Whether entries go by their name, and not by their order. */
      readonly byName: boolean;
      readonly variables: readonly ScaledVariable[];
    }
  | {
      readonly kind: 'weaver';
      readonly inputs: readonly {
        readonly name: string;
        readonly length: number | undefined;
        readonly variables: readonly ScaledVariable[];
      }[];
      /** Names of the classes, in the order of the output's columns. */
      readonly classes: readonly string[];
    };

/** x → (x − centre)·factor, within low and high. */
export interface ScaledVariable {
  readonly name?: string;
  readonly centre: number;
  readonly factor: number;
  readonly low?: number;
  readonly high?: number;
  /** What stands at positions without an object, after the scaling. */
  readonly pad?: number;
  /** What NaN and ±∞ are replaced with, before the scaling. */
  readonly notFinite?: number;
}

/** What is known of a file that an analysis names for a model. */
export type ModelFileFacts = ModelFacts | PreprocessingFacts | ModelFailure;

/** Facts of a file that must be a model. */
export function asModel(reference: string, facts: ModelFileFacts | undefined): ModelFacts | ModelFailure | undefined {
  if (facts === undefined || !('preprocessing' in facts)) return facts;
  return {
    ok: false,
    code: 'damaged-file',
    message: `'${reference}' is JSON, where a model in ONNX is needed; a scaler goes under 'preprocessing'.`,
  };
}

/** Facts of a file that must say what features go through. */
export function asPreprocessing(
  reference: string,
  facts: ModelFileFacts | undefined,
): PreprocessingFacts | ModelFailure | undefined {
  if (facts === undefined || !facts.ok || 'preprocessing' in facts) return facts;
  return {
    ok: false,
    code: 'damaged-file',
    message: `'${reference}' is a model, where a scaler in JSON or weaver's preprocess.json is needed.`,
  };
}

export interface ModelFailure {
  readonly ok: false;
  readonly code: 'file-not-found' | 'damaged-file' | 'not-permitted' | 'empty-file';
  readonly message: string;
  readonly suggestion?: string;
}
