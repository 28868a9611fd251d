import { AnalysisError } from '../config/analysisError';
import type { DataFacts, FileFailure } from './dataFacts';
import { FileError } from './file/fileError';
import { openEvents } from './openEvents';

/** What the header of a referenced file says, or why it cannot be opened; throws nothing that a user can mend. */
export async function describeData(folder: string, reference: string): Promise<DataFacts | FileFailure> {
  try {
    const { files, columns, events, details } = await openEvents(folder, [reference]);
    return { ok: true, files, columns, events, details };
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    const { code, message } = error;
    const suggestion = error instanceof FileError ? error.suggestion : undefined;
    const failure: FileFailure = { ok: false, code: isFailureCode(code) ? code : 'damaged-file', message };
    return suggestion === undefined ? failure : { ...failure, suggestion };
  }
}

const failureCodes: readonly string[] = [
  'file-not-found',
  'unknown-tree',
  'damaged-file',
  'unsupported-format',
  'not-permitted',
  'empty-file',
] satisfies FileFailure['code'][];

function isFailureCode(code: string): code is FileFailure['code'] {
  return failureCodes.includes(code);
}
