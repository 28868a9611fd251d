import { AnalysisError } from '../../config/analysisError';
import type { FileFailure } from '../dataFacts';

/** A file that cannot be opened; `suggestion` is the reference, as it is written, that would open. */
export class FileError extends AnalysisError {
  constructor(
    code: FileFailure['code'],
    message: string,
    readonly suggestion?: string,
  ) {
    super(code, message);
  }
}
