/**
 * What the ONNX Runtime that is built in (onnxruntime-node 1.30) can load. It tells these numbers only by refusing a
 * model, so a test holds them to it.
 */

/** Newest version of each operator set. */
export const newestOpsets: ReadonlyMap<string, number> = new Map([
  ['ai.onnx', 26],
  ['ai.onnx.ml', 5],
]);

export const newestIrVersion = 13;

/** Domains of operators that it has. */
export const knownDomains: ReadonlySet<string> = new Set([
  '',
  'ai.onnx',
  'ai.onnx.ml',
  'ai.onnx.preview.training',
  'ai.onnx.training',
  'com.microsoft',
  'com.microsoft.experimental',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
]);
