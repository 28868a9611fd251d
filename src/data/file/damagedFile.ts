import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import type { SourceFile } from '../eventSource';

/** Any failure inside a file as one that names it; what is an AnalysisError stays. */
export function damagedFile(error: unknown, file: SourceFile): AnalysisError {
  if (error instanceof AnalysisError) return error;
  // Where a file contradicts itself, reading it ends in errors of the language, whose words help nobody.
  const nonsense = !(error instanceof Error) || error.constructor !== Error;
  const reason = nonsense ? 'its parts contradict each other' : error.message.replace(/\.$/, '');
  const failure = new AnalysisError(
    'damaged-file',
    `'${basename(file.path)}' is damaged (${reason}). Copy or write it again.`,
  );
  failure.cause = error;
  return failure;
}

/** Why a column of the file cannot be used, in the words of readers of lists and numbers. */
export function notNumbers(name: string, type: string, label: string): AnalysisError {
  return new AnalysisError(
    'not-a-number',
    `Column '${name}' of ${label} is ${type}: only columns of numbers can be read.`,
  );
}

/** The same, in the words of readers of numbers alone. */
export function notOneNumber(name: string, type: string, label: string): AnalysisError {
  return new AnalysisError(
    'not-a-number',
    `Column '${name}' of ${label} is ${type}: only columns with one number an event can be read.`,
  );
}
