/** Files that an analysis names for a model: the model, and what its features go through before. */
import { open, readFile, readdir, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { didYouMean, nearestName } from '../config/nearestName';
import { brokenLink } from '../data/file/brokenLink';
import type { ModelFacts, ModelFailure, ModelFileFacts, PreprocessingFacts, WeightFile } from './modelFacts';
import { scanModel } from './onnxHeader';
import { parsePreprocessing, PreprocessingError } from './preprocessing';
import { MalformedMessage } from './protobufScan';

/**
 * @param folder absolute; what a relative reference starts from
 * @param reference as it stands in the analysis file: a model, or JSON with what features go through
 */
export function readModelFile(folder: string, reference: string): Promise<ModelFileFacts> {
  return /\.(json|pkl|pickle|joblib)$/i.test(reference)
    ? readPreprocessing(folder, reference)
    : readModelFacts(folder, reference);
}

/** Reads the header alone, however large the model is. */
export async function readModelFacts(folder: string, reference: string): Promise<ModelFacts | ModelFailure> {
  const shown = shorten(reference);
  return reading(folder, reference, async (path, size, mtime) => {
    const handle = await open(path, 'r');
    try {
      const { externalWeights, ...facts } = await scanModel(handle, size);
      return { ok: true, path, size, mtime, ...facts, weightFiles: await weightFiles(path, externalWeights) };
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      return failure(
        'damaged-file',
        `'${shown}' is not an ONNX model, or it is damaged or cut short (${error.message}): export it again.`,
      );
    } finally {
      await handle.close();
    }
  });
}

/** Bytes; a scaler has a few numbers for each feature. */
const preprocessingLimit = 4_194_304;

export async function readPreprocessing(folder: string, reference: string): Promise<PreprocessingFacts | ModelFailure> {
  const shown = shorten(reference);
  return reading(folder, reference, async (path, size, mtime) => {
    if (await isPickled(path)) {
      return failure(
        'damaged-file',
        `'${shown}' is a Python object (pickled), which is not read: export a model to ONNX, and of a scaler write the numbers, as in json.dump({'mean': scaler.mean_.tolist(), 'scale': scaler.scale_.tolist()}, file).`,
      );
    }
    if (size > preprocessingLimit) {
      return failure('damaged-file', `'${shown}' is too large (${size} bytes) for a scaler of features.`);
    }
    try {
      return { ok: true, path, size, mtime, preprocessing: parsePreprocessing(await readFile(path, 'utf8')) };
    } catch (error) {
      if (!(error instanceof PreprocessingError)) throw error;
      return failure('damaged-file', `'${shown}' says nothing of features that is understood: ${error.message}.`);
    }
  });
}

/** Whether it is a pickle, as it is or compressed by joblib; JSON begins with none of these bytes. */
async function isPickled(path: string): Promise<boolean> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    const starts = (first: number, ...second: number[]): boolean =>
      bytesRead === 2 && buffer[0] === first && second.includes(buffer[1] ?? 0);
    return starts(0x80, 2, 3, 4, 5) || starts(0x78, 0x01, 0x5e, 0x9c, 0xda) || starts(0x1f, 0x8b);
  } finally {
    await handle.close();
  }
}

/** Opens nothing that is not a file, and turns what the system refuses into words. */
async function reading<T>(
  folder: string,
  reference: string,
  read: (path: string, size: number, mtime: number) => Promise<T>,
): Promise<T | ModelFailure> {
  const path = resolve(folder, reference);
  const shown = shorten(reference);
  try {
    // Before opening: to open a named pipe is to wait for its other end.
    const stats = await stat(path);
    if (!stats.isFile()) return failure('damaged-file', `The model '${shown}' is a folder or a device, not a file.`);
    if (stats.size === 0) return failure('empty-file', `The model file '${shown}' is empty: export the model again.`);
    return await read(path, stats.size, stats.mtimeMs);
  } catch (error) {
    return systemFailure(error, folder, reference, shown);
  }
}

async function weightFiles(model: string, needed: ReadonlyMap<string, number>): Promise<WeightFile[]> {
  const files: WeightFile[] = [];
  for (const [name, bytes] of needed) {
    const path = resolve(dirname(model), name);
    const stats = await stat(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    });
    // A device or a pipe has no weights, and would be read without end.
    const found = stats?.isFile() === true ? stats : undefined;
    files.push({ name, path, needed: bytes, size: found?.size, mtime: found?.mtimeMs });
  }
  return files;
}

function shorten(reference: string): string {
  return reference.length > 200 ? `${reference.slice(0, 200)}…` : reference;
}

async function systemFailure(error: unknown, folder: string, reference: string, shown: string): Promise<ModelFailure> {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('not-permitted', `The model file '${shown}' may not be read: its permissions forbid it.`);
  }
  const broken = typeof code === 'string' ? await brokenLink(resolve(folder, reference)) : undefined;
  if (broken !== undefined) return failure('file-not-found', `The model ${broken}`);
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
  const ending = /\.json$/i.test(wanted) ? '.json' : '.onnx';
  const models = names.filter((name) => name.toLowerCase().endsWith(ending));
  const completed = `${wanted}.onnx`;
  const nearest = models.includes(completed) ? completed : nearestName(wanted, models);
  return nearest === undefined ? undefined : reference.slice(0, reference.lastIndexOf(wanted)) + nearest;
}

function failure(code: ModelFailure['code'], message: string): ModelFailure {
  return { ok: false, code, message };
}
