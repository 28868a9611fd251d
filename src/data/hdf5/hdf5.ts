import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { damagedFile, notOneNumber } from '../file/damagedFile';
import type { SourceFile } from '../eventSource';
import type { FileReader } from '../file/fileReader';
import { withHdf5 } from './hdf5File';
import { hdf5Table, type Hdf5Place } from './hdf5Table';
import { BlockPlane, PlaneCursor, type Block } from '../plane';
import { rowReader } from '../rowSource';

/**
 * A table in an HDF5 file, read by blocks of rows: whole chunks where the file has chunks.
 * @param object path of a dataset or group; undefined for the only one
 * @param reference as written, for the suggestion of another object
 * @throws AnalysisError `unknown-tree`, `damaged-file`, `unsupported-format`
 */
export async function openHdf5(file: SourceFile, object: string | undefined, reference: string): Promise<FileReader> {
  try {
    const { path, rows, columns, filters } = await withHdf5(file, (hdf5) => hdf5Table(hdf5, file, object, reference));
    const label = `'${basename(file.path)}${path === '' ? '' : `:${path}`}'`;
    const readable = columns.filter(({ place }) => place !== undefined);
    const packed = columns.find(({ type }) => type.includes('compressed with'));
    if (readable.length === 0 && packed !== undefined) {
      throw new AnalysisError(
        'unsupported-format',
        `${label} is ${packed.type}: write it with gzip, for example by h5repack -f GZIP=1.`,
      );
    }
    const bytes = Math.max(0, ...readable.map(({ place }) => place?.rowBytes ?? 0)) * rows;
    if (!(bytes <= largestRatio * file.size) && !filters.includes('scaleoffset')) {
      throw new Error(`it claims to have ${rows} rows`);
    }
    return rowReader({
      file,
      label,
      columns: columns.map(({ name, type, place }) => ({
        name,
        type,
        kind: place === undefined ? 'unreadable' : 'number',
      })),
      rows,
      details: {
        format: 'HDF5',
        ...(path === '' ? {} : { object: path }),
        compression: filters.length === 0 ? 'none' : filters.join(', '),
      },
      edges: () => [rows],
      open: (names) => {
        // Columns in the same rows share a plane.
        const planes = new Map<string, Hdf5Plane>();
        return names.map((name) => {
          const column = columns.find((candidate) => candidate.name === name);
          if (column?.place === undefined) throw notOneNumber(name, column?.type ?? 'missing', label);
          const { place } = column;
          const plane = planes.get(place.path) ?? new Hdf5Plane(file, place, rows);
          planes.set(place.path, plane);
          return new PlaneCursor(plane, place.offset, place.rowBytes, place.format);
        });
      },
    });
  } catch (error) {
    throw damagedFile(error, file);
  }
}

/** Deflate makes bytes from a thousandth at best. */
const largestRatio = 1100;
const blockBytes = 1 << 21;
const largestBlock = 1 << 26;
const mostRows = 1 << 18;

/** Rows of a dataset, in any order; a chunk is unpacked once where rows are read in order. */
class Hdf5Plane extends BlockPlane {
  private readonly blockRows: number;

  constructor(
    private readonly file: SourceFile,
    private readonly place: Hdf5Place,
    private readonly rows: number,
  ) {
    super();
    const usual = Math.max(1, Math.min(mostRows, Math.floor(blockBytes / place.rowBytes)));
    const { chunkRows } = place.dataset;
    const whole = Math.max(1, Math.floor(usual / chunkRows)) * chunkRows;
    this.blockRows = whole * place.rowBytes <= largestBlock ? whole : usual;
  }

  protected rangeAround(row: number): { readonly from: number; readonly to: number } {
    const from = Math.floor(row / this.blockRows) * this.blockRows;
    return { from, to: Math.min(this.rows, from + this.blockRows) };
  }

  protected async load(_handle: unknown, from: number, to: number): Promise<Block> {
    const { path, dataset } = this.place;
    const bytes = await withHdf5(this.file, (hdf5) => hdf5.rows(`/${path}`, dataset, from, to));
    return { from, to, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  }
}
