import { basename, extname } from 'node:path';
import { AnalysisError } from '../config/analysisError';
import { openCsv, openGzipCsv } from './csv/csv';
import { FileError } from './file/fileError';
import type { FileReader } from './file/fileReader';
import { fileStamp, openFile, readInto } from './file/fileStamp';
import type { ResolvedFile } from './reference';

/** Chooses the format by the file's first bytes, and where these say nothing by its name. */
export async function openReader({ path, tree, reference }: ResolvedFile): Promise<FileReader> {
  const file = await fileStamp(path);
  const name = basename(path);
  if (file.size === 0) throw new FileError('empty-file', `'${name}' is empty.`);
  const start = await firstBytes(path);
  const extension = extname(name).toLowerCase();
  if (startsWith(start, 'root')) {
    // jsroot is loaded only where a ROOT file is read.
    const { openRoot } = await import('./root/root');
    return openRoot(file, tree, reference);
  }
  if (startsWith(start, 'PAR1') || startsWith(start, 'PARE')) {
    refuseTree(tree, name, 'Parquet');
    const { openParquet } = await import('./parquet/parquet');
    return openParquet(file);
  }
  if (startsWith(start, 'ARROW1')) {
    refuseTree(tree, name, 'an Arrow file');
    const { openArrow } = await import('./arrow/arrow');
    return openArrow(file);
  }
  if (startsWith(start, '\x89HDF')) {
    const { openHdf5 } = await import('./hdf5/hdf5');
    return openHdf5(file, tree, reference);
  }
  if (startsWith(start, '\x93NUMPY')) {
    refuseTree(tree, name, 'an array of NumPy');
    const { openNpy } = await import('./numpy/npy');
    return openNpy(file);
  }
  if (startsWith(start, 'PK') && (start.includes('.npy') || extension === '.npz')) {
    refuseTree(tree, name, 'an archive of NumPy');
    const { openNpz } = await import('./numpy/npz');
    return openNpz(file);
  }
  if (startsWith(start, '\x1f\x8b')) {
    refuseTree(tree, name, 'a text file');
    return openGzipCsv(file);
  }
  if (extension === '.root') {
    throw new AnalysisError('damaged-file', `'${name}' is not a ROOT file: it does not begin with 'root'.`);
  }
  const format = otherFormat(start, extension);
  if (format !== undefined) throw new AnalysisError('unsupported-format', `'${name}' ${format}.`);
  refuseTree(tree, name, 'a text file');
  return openCsv(file);
}

function refuseTree(tree: string | undefined, name: string, what: string): void {
  if (tree === undefined) return;
  throw new AnalysisError('unknown-tree', `'${name}' is ${what} and has no tree '${tree}': leave ':${tree}' out.`);
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await openFile(path);
  try {
    const bytes = Buffer.alloc(1024);
    return bytes.subarray(0, await readInto(handle, path, bytes, 0));
  } finally {
    await handle.close();
  }
}

/** What the file is instead of something that is read, and what to do, as the end of a sentence. */
function otherFormat(start: Buffer, extension: string): string | undefined {
  if (startsWith(start, 'FEA1')) return 'is Feather version 1: write version 2, which pyarrow does by itself';
  if (startsWith(start, '\xff\xff\xff\xff') && start.length > 4) return 'is an Arrow stream: write an Arrow file';
  if (startsWith(start, 'PK') || compressed.includes(extension)) return 'is compressed: unpack it first';
  if (startsWith(start, '\xff\xfe') || startsWith(start, '\xfe\xff')) return 'is UTF-16: save it as UTF-8';
  const claimed = claims[extension];
  if (claimed !== undefined) return `is not ${claimed}, though its name says so: copy or write it again`;
  if (start.includes(0)) {
    return 'is in no format that can be read: give ROOT, Parquet, Arrow, HDF5, NumPy (.npy, .npz) or CSV';
  }
  return undefined;
}

const compressed: readonly string[] = ['.zst', '.xz', '.bz2', '.zip'];

/** Formats that begin with bytes of their own; those of .root are looked at before. */
const claims: Readonly<Record<string, string>> = {
  '.parquet': 'Parquet',
  '.pq': 'Parquet',
  '.arrow': 'an Arrow file',
  '.feather': 'a Feather file',
  '.h5': 'HDF5',
  '.hdf5': 'HDF5',
  '.hdf': 'HDF5',
  '.npy': 'an array of NumPy',
  '.npz': 'an archive of NumPy',
  '.gz': 'compressed with gzip',
};

function startsWith(bytes: Buffer, text: string): boolean {
  return bytes.subarray(0, text.length).equals(Buffer.from(text, 'latin1'));
}
