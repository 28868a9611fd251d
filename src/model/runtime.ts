/** ONNX Runtime: loading it, opening models with it, and what it is given. */
import { readFile } from 'node:fs/promises';
import type * as Onnx from 'onnxruntime-node';
import { AnalysisError } from '../config/analysisError';
import { cutClassMaps } from './cutClassMaps';
import type { ClassMap } from './modelFacts';
import type { PackedTensor } from './packInputs';

/** Loaded when a model is, so that whoever imports this module pays for the native library only then. */
export async function loadRuntime(): Promise<typeof Onnx> {
  try {
    const onnx = await import('onnxruntime-node');
    // Before the first session, or the native side prints its warnings about devices it did not find.
    onnx.env.logLevel = 'error';
    return onnx;
  } catch (error) {
    throw new AnalysisError(
      'no-runtime',
      `ONNX Runtime could not be loaded on ${process.platform}-${process.arch}, so no model can be scored: ` +
        `${sentence(error)}; install the package for this platform.`,
    );
  }
}

export async function openSession(
  onnx: typeof Onnx,
  file: string,
  path: string,
  classMaps: readonly ClassMap[],
  threads: number,
  optimised = true,
): Promise<Onnx.InferenceSession> {
  const model = classMaps.length === 0 ? path : await cutClassMaps(await readFile(path), classMaps);
  const options: Onnx.InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    // Optimised, a graph loses its Dropout, also where an input could switch it on.
    graphOptimizationLevel: optimised ? 'all' : 'disabled',
    // Fatal only: what it calls an error is thrown as well, and would be told twice.
    logSeverityLevel: 4,
    // A waiting thread that spins takes a core from whoever else works on this machine. The binding joins the keys
    // with dots and takes text only (js/node/src/session_options_helper.cc, IterateExtraOptions).
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  };
  try {
    return typeof model === 'string'
      ? await onnx.InferenceSession.create(model, options)
      : await onnx.InferenceSession.create(model, options);
  } catch (error) {
    throw new AnalysisError('model-failed', `ONNX Runtime cannot load the model '${file}': ${sentence(error)}`);
  }
}

export function tensorOf(onnx: typeof Onnx, { type, data, dims }: PackedTensor): Onnx.Tensor {
  // Where Node has a Float16Array (24 and newer), a float16 tensor is made with one, which the native side of
  // onnxruntime-node 1.30 takes for empty ("not enough space"). It reads the bits of a Uint16Array under any version.
  if (type === 'float16') return Object.assign(new onnx.Tensor('uint16', data as Uint16Array, dims), { type });
  return new onnx.Tensor(type, data as Float32Array, dims);
}

/** A message on one line and of bearable length; ONNX Runtime's name source files and nodes over several. */
export function sentence(error: unknown): string {
  const text = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
