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
}

export interface ModelFailure {
  readonly ok: false;
  readonly code: 'file-not-found' | 'damaged-file' | 'not-permitted' | 'empty-file';
  readonly message: string;
  readonly suggestion?: string;
}
