/** Between `fuzzer.mts` and the process that does its cases, `caseProcess.ts`. */

export const formatNames = [
  ...(['csv', 'gzip', 'root', 'parquet', 'numpy', 'hdf5', 'arrow'] as const),
  ...(['table', 'fit', 'onnx', 'preprocessing', 'config', 'expression'] as const),
];

export type FormatName = (typeof formatNames)[number];

/** The one argument of the process, as JSON. */
export interface CaseSettings {
  readonly format: FormatName;
  /** Of the repository. */
  readonly root: string;
  /** Where cases are written. What is left there is a case that ended the process, or went wrong. */
  readonly folder: string;
}

/**
 * Cases from `from` up to, and without, `to`; or a file that was kept, as it is. The first cases of a format, as many
 * as it has files to begin with, are those files undamaged.
 */
export type CaseRequest = { readonly from: number; readonly to: number } | { readonly file: string };

export interface CaseResult {
  readonly number: number;
  /** What it was made from, or of. */
  readonly origin: string;
  /** Undamaged, and so to be read without complaint. */
  readonly intact: boolean;
  /** `answer`, or the code of the error that a user can mend. */
  readonly outcome: string;
  /** What nobody may meet: the stack of a bug, a sentence on what is wrong with an answer. */
  readonly wrong: string | undefined;
  /** Of the processor, so that a busy machine makes no difference. */
  readonly milliseconds: number;
  /** Bytes that the process held at most, with whatever earlier cases left. */
  readonly memory: number;
}

export type CaseMessage =
  { readonly kind: 'ready'; readonly files: number } | { readonly kind: 'result'; readonly result: CaseResult };
