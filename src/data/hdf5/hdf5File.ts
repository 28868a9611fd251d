import { closeSync } from 'node:fs';
import type { Hdf5Library, Hdf5Type } from '../../../node_modules/h5wasm/dist/node/hdf5_util.js';
import { AnalysisError } from '../../config/analysisError';
import type { SourceFile } from '../eventSource';
import { withTimeLimit } from '../file/timeLimit';

/** An HDF5 file while it is open. All that is called here ends before the file is closed: nothing waits. */
export interface Hdf5File {
  /** Names in a group. */
  names(group: string): readonly string[];
  kind(path: string): 'group' | 'dataset' | 'other';
  dataset(path: string): Hdf5Dataset;
  /** Texts of an attribute; undefined where there is none, or where it is not text. */
  texts(path: string, attribute: string): readonly string[] | undefined;
  /** Bytes of rows [from, to) of a dataset, as they are in the file. */
  rows(path: string, dataset: Hdf5Dataset, from: number, to: number): Uint8Array;
}

export interface Hdf5Dataset {
  readonly type: Hdf5Type;
  readonly shape: readonly number[];
  /** Rows of a chunk; 1 where the dataset is in one piece. */
  readonly chunkRows: number;
  /** Bytes of a chunk. */
  readonly chunkBytes: number;
  readonly filters: readonly { readonly id: number; readonly name: string }[];
}

/**
 * Opens a file, hands it over, and closes it. The library reads the file itself, piece by piece.
 * @throws AnalysisError what `use` throws; Error where the library fails, which is then made anew
 */
export async function withHdf5<Result>(file: SourceFile, use: (hdf5: Hdf5File) => Result): Promise<Result> {
  const library = await currentLibrary();
  let refused: AnalysisError | undefined;
  try {
    return withTimeLimit(() => {
      const id = library.open(file.path, 0, false, -1, -1);
      if (id < 0n) throw new Error('it cannot be opened');
      try {
        return use(openFile(library, id));
      } catch (error) {
        if (error instanceof AnalysisError) refused = error;
        throw error;
      } finally {
        library.close_file(id);
      }
    });
  } catch (error) {
    if (refused !== undefined) throw refused;
    // What a broken file has left in the library's memory is not to be trusted.
    discard(library);
    throw new Error(reasonOf(error), { cause: error });
  }
}

let library: Promise<Hdf5Library> | undefined;

function currentLibrary(): Promise<Hdf5Library> {
  library ??= makeLibrary();
  return library;
}

async function makeLibrary(): Promise<Hdf5Library> {
  // Four megabytes of WebAssembly, loaded only where an HDF5 file is read. The package itself offers only the one
  // instance that it makes, and after a failure another is needed.
  const { default: make } = await import('../../../node_modules/h5wasm/dist/node/hdf5_util.js');
  const silent = (): void => undefined;
  const made = await make({ noInitialRun: true, print: silent, printErr: silent });
  made.activate_throwing_error_handler();
  return made;
}

function discard(broken: Hdf5Library): void {
  library = undefined;
  for (const stream of broken.FS.streams) {
    // The first three are those of the process.
    if (stream?.nfd !== undefined && stream.nfd > 2) closeSync(stream.nfd);
  }
}

/** The innermost reason of the library's stack: `#006: … in H5F__super_read(): file signature not found`. */
function reasonOf(error: unknown): string {
  const reasons = [...(error instanceof Error ? error.message : '').matchAll(/#\d+: .* in \w+\(\): (.*)/g)];
  const reason = reasons.at(-1)?.[1];
  if (reason !== undefined) return reason.slice(0, 200);
  return error instanceof Error && error.constructor === Error
    ? (error.message.split('\n')[0] ?? '')
    : 'HDF5 failed on it';
}

const mostNames = 20_000;
const mostTexts = 1 << 22;

function openFile(h5: Hdf5Library, id: bigint): Hdf5File {
  const withMemory = <Result>(bytes: number, use: (pointer: number) => Result): Result => {
    const pointer = h5._malloc(Math.max(1, bytes));
    if (pointer === 0) throw new Error(`there is no memory for ${bytes} bytes`);
    const result = use(pointer);
    h5._free(pointer);
    return result;
  };
  return {
    names: (group) => {
      const names = h5.get_names(id, group, false);
      if (names.length > mostNames) throw new Error(`there are ${names.length} objects in '${group}'`);
      return names;
    },
    kind: (path) => (['group', 'dataset'] as const)[h5.get_type(id, path)] ?? 'other',
    dataset: (path) => {
      const type = h5.get_dataset_metadata(id, path);
      const shape = type.shape ?? [];
      const chunks = type.chunks ?? undefined;
      return {
        type,
        shape,
        chunkRows: chunks?.[0] ?? 1,
        chunkBytes: chunks?.reduce((product, length) => product * length, type.size) ?? 0,
        filters: h5.get_dataset_filters(id, path),
      };
    },
    texts: (path, attribute) => {
      if (!h5.get_attribute_names(id, path).includes(attribute)) return undefined;
      const type = h5.get_attribute_metadata(id, path, attribute);
      const count = type.total_size ?? 0;
      const bytes = count * type.size;
      if (type.type !== 3 || type.shape === null || !(bytes > 0 && bytes <= mostTexts)) return undefined;
      return withMemory(bytes, (pointer) => {
        h5.get_attribute_data(id, path, attribute, BigInt(pointer));
        const texts = textsAt(h5, pointer, count, type);
        if (type.vlen) h5.reclaim_vlen_memory(id, path, attribute, BigInt(pointer));
        return texts;
      });
    },
    rows: (path, { type, shape }, from, to) => {
      const [, ...inner] = shape;
      const bytes = inner.reduce((product, length) => product * length, (to - from) * type.size);
      return withMemory(bytes, (pointer) => {
        const count = [to - from, ...inner].map(BigInt);
        const offset = [from, ...inner.map(() => 0)].map(BigInt);
        const status = h5.get_dataset_data(
          id,
          path,
          count,
          offset,
          shape.map(() => 1n),
          BigInt(pointer),
        );
        if (status < 0) throw new Error(`dataset '${path}' cannot be read`);
        return h5.HEAPU8.slice(pointer, pointer + bytes);
      });
    },
  };
}

function textsAt(h5: Hdf5Library, pointer: number, count: number, { vlen, size }: Hdf5Type): string[] {
  const { HEAPU8: heap } = h5;
  const view = new DataView(heap.buffer, heap.byteOffset);
  return Array.from({ length: count }, (_, index) =>
    vlen
      ? h5.UTF8ToString(view.getUint32(pointer + 4 * index, true))
      : fixedText(heap.subarray(pointer + index * size, pointer + (index + 1) * size)),
  );
}

/** Text that is filled up with zeros or spaces. */
export function fixedText(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('utf8')
    .replace(/\0[^]*$/, '')
    .trimEnd();
}
