/** Results of a fit, from the files that fitting tools write: one form for all of them. */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import { FileError } from '../file/fileError';
import { fileStamp, readingError } from '../file/fileStamp';
import { parseFitJson } from './fitJson';
import type { FitResult } from './fitParameter';
import { parseTrexfitter } from './trexfitter';

const largest = 64 * 1024 * 1024;

/**
 * Reads a result of TRExFitter (`*.fit.txt`), cabinetry, pyhf or Combine's impacts (JSON); told by its content.
 * @param path absolute
 * @throws AnalysisError `file-not-found`, `not-permitted`, `empty-file`, `damaged-file` (with the line or the parameter),
 *   `unsupported-format` for anything else, ROOT files of Combine among it
 */
export async function readFitResult(path: string): Promise<FitResult> {
  const name = basename(path);
  const { size } = await fileStamp(path);
  if (size > largest) {
    throw new AnalysisError(
      'unsupported-format',
      `'${name}' has ${Math.round(size / 2 ** 20)} MB, too much for a fit.`,
    );
  }
  const bytes = await readFile(path).catch((error: unknown) => {
    throw readingError(error, path);
  });
  if (bytes.subarray(0, 4).toString('latin1') === 'root') {
    throw new AnalysisError(
      'unsupported-format',
      `'${name}' is a ROOT file: the results in it (RooFitResult, as in Combine's fitDiagnostics) cannot be read without ROOT. ` +
        'Give the JSON of `combineTool.py -M Impacts -o impacts.json`, or write labels, bestfit and uncertainty as JSON: `pullscope explain pull/fit` shows how.',
    );
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const start = text.trimStart();
  if (start === '') throw new FileError('empty-file', `'${name}' is empty.`);
  if (start.startsWith('{')) return parseFitJson(text, name);
  if (/^NUISANCE_PARAMETERS\s*$/m.test(text)) return parseTrexfitter(text, name);
  throw new AnalysisError(
    'unsupported-format',
    `'${name}' is no result of a fit that is known: TRExFitter's *.fit.txt, or JSON of cabinetry, pyhf or Combine's impacts.`,
  );
}
