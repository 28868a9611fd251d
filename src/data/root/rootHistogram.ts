import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { didYouMean, nearestName } from '../../config/nearestName';
import { fileStamp } from '../file/fileStamp';
import { isHistogram } from './histogramClass';
import { withRootHeader } from './rootFile';
import { integer, object, text, type RootObject } from './rootObject';
import { withTimeLimit } from '../file/timeLimit';

/** A one-dimensional histogram. */
export interface Histogram {
  readonly name: string;
  readonly title: string;
  readonly axisTitle: string;
  readonly contentTitle: string;
  /** [bins + 1], rising. */
  readonly edges: Float64Array;
  /** [bins] */
  readonly contents: Float64Array;
  /** [bins]: √Σw², and where that was not kept √|content|. */
  readonly errors: Float64Array;
  readonly underflow: number;
  readonly overflow: number;
}

/**
 * Reads a TH1 (also TH1F, TH1D, …) from a ROOT file.
 * @param path of the file, absolute
 * @param name of the histogram, with its folders: `systematics/jesUp`
 * @throws AnalysisError `file-not-found`, `unknown-histogram`, `unsupported-format` (two dimensions, a profile),
 * `damaged-file`
 */
export async function readHistogram(path: string, name: string): Promise<Histogram> {
  const file = await fileStamp(path);
  return withRootHeader(file, async (header) => {
    const { others, trees } = header;
    const found = others.find((stored) => stored.path === name);
    if (found === undefined) {
      const histograms = others.filter(({ className }) => isHistogram(className)).map((stored) => stored.path);
      const hint = didYouMean(nearestName(name, histograms));
      const what = trees.some((tree) => tree.path === name) ? `'${name}' is a tree` : `there is no histogram '${name}'`;
      throw new AnalysisError('unknown-histogram', `In '${basename(path)}' ${what}.${hint}`);
    }
    if (!isHistogram(found.className)) {
      throw new AnalysisError(
        'unsupported-format',
        `'${name}' in '${basename(path)}' is a ${found.className}: only histograms in one dimension (TH1) are read.`,
      );
    }
    const stored = await header.readObject(found.key);
    return withTimeLimit(() => histogramOf(stored, name));
  });
}

function histogramOf(stored: RootObject, name: string): Histogram {
  const axis = object(stored, 'fXaxis');
  if (axis === undefined) throw new Error(`'${name}' has no axis`);
  const bins = integer(axis, 'fNbins');
  const all = numbers(stored['fArray']);
  if (bins < 1 || all?.length !== bins + 2) throw new Error(`'${name}' does not have the contents of its bins`);
  const squares = numbers(stored['fSumw2']);
  const errors = Float64Array.from({ length: bins }, (_, bin) => {
    const square = squares?.length === bins + 2 ? squares[bin + 1] : Math.abs(all[bin + 1] ?? 0);
    return Math.sqrt(square ?? 0);
  });
  const yAxis = object(stored, 'fYaxis');
  return {
    name,
    title: text(stored, 'fTitle'),
    axisTitle: text(axis, 'fTitle'),
    contentTitle: yAxis === undefined ? '' : text(yAxis, 'fTitle'),
    edges: edgesOf(axis, bins, name),
    contents: all.slice(1, bins + 1),
    errors,
    underflow: all[0] ?? 0,
    overflow: all[bins + 1] ?? 0,
  };
}

function edgesOf(axis: RootObject, bins: number, name: string): Float64Array {
  const own = numbers(axis['fXbins']);
  const low = Number(axis['fXmin']);
  const high = Number(axis['fXmax']);
  const edges =
    own !== undefined && own.length > 0
      ? own
      : Float64Array.from({ length: bins + 1 }, (_, bin) => low + ((high - low) * bin) / bins);
  if (edges.length !== bins + 1 || edges.some((edge, bin) => bin > 0 && !(edge > (edges[bin - 1] ?? NaN)))) {
    throw new Error(`the edges of '${name}' do not rise`);
  }
  return edges;
}

/** A TArray, or what jsroot makes of one. */
function numbers(value: unknown): Float64Array | undefined {
  const list: unknown = typeof value === 'object' && value !== null && 'fArray' in value ? value.fArray : value;
  if (!Array.isArray(list) && !ArrayBuffer.isView(list)) return undefined;
  return Float64Array.from(list as unknown as ArrayLike<number>, Number);
}
