/** Errors on their way across the process boundary: what a user can mend keeps its code, message and place. */
import { ErrorCodes, ResponseError } from 'vscode-jsonrpc';
import type { Place } from '../config/analysis';
import { AnalysisError } from '../config/analysisError';
import type { EngineErrorData } from './protocol';

/** JSON-RPC's code for an error that carries `EngineErrorData`; its own codes are all below -32000. */
const mendable = 1;

export function toResponseError(error: unknown): ResponseError<EngineErrorData> {
  if (error instanceof AnalysisError) {
    const { code, message, at } = error;
    return new ResponseError(mendable, message, at === undefined ? { code, message } : { code, message, at });
  }
  return new ResponseError(ErrorCodes.InternalError, error instanceof Error ? error.message : String(error));
}

/** An AnalysisError where the other side had one; otherwise what was thrown, as an Error. */
export function fromResponseError(error: unknown): Error {
  if (error instanceof ResponseError) {
    const data: unknown = error.data;
    if (isEngineErrorData(data)) return new AnalysisError(data.code, data.message, data.at);
  }
  return error instanceof Error ? error : new Error(String(error));
}

function isEngineErrorData(data: unknown): data is { code: string; message: string; at: Place | undefined } {
  return (
    typeof data === 'object' &&
    data !== null &&
    'code' in data &&
    typeof data.code === 'string' &&
    'message' in data &&
    typeof data.message === 'string'
  );
}
