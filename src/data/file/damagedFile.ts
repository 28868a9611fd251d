import { basename } from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import type { SourceFile } from '../eventSource';

/**
 * What goes wrong inside a file, as an error that names it. An AnalysisError stays as it is, and so does what says nothing
 * of the file: a library that is missing or does not load, and our own mistakes.
 */
export function damagedFile(error: unknown, file: SourceFile): Error {
  if (error instanceof AnalysisError || (error instanceof Error && isNoDamage(error))) return error;
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

const loadFailures: readonly unknown[] = [
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ERR_DLOPEN_FAILED',
  'ERR_REQUIRE_ESM',
  'ERR_UNSUPPORTED_ESM_URL_SCHEME',
  'ERR_UNKNOWN_BUILTIN_MODULE',
];

function isNoDamage(error: Error): boolean {
  if (error instanceof ReferenceError || ('code' in error && loadFailures.includes(error.code))) return true;
  return error.cause instanceof Error && isNoDamage(error.cause);
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
