/**
 * Everything that crosses between the extension host and the engine's process, both directions in one file.
 * Errors a user can mend arrive as `ResponseError` with `data: {code, message, at}`.
 */
import { NotificationType, NotificationType0, ProgressType, RequestType } from 'vscode-jsonrpc';
import type { GatheredFacts as FactsResult, Progress } from '../engine';
import type { Report } from '../report/report';
import type { Place } from '../config/analysis';

export type { GatheredFacts as FactsResult, Progress } from '../engine';

export interface RunParams {
  /** Absolute path of the analysis file; its folder is what relative paths start from. */
  readonly path: string;
  /** The text as it stands in the editor, saved or not. */
  readonly text: string;
  /** Threads that ONNX Runtime may use for it. */
  readonly threads: number;
  /** Where `progress` is reported. */
  readonly progress: string;
}

export interface FactsParams {
  readonly folder: string;
  /** References as they stand in the file: `tt.root:nominal`. */
  readonly data: readonly string[];
  readonly models: readonly string[];
}

export interface EngineErrorData {
  readonly code: string;
  readonly message: string;
  readonly at?: Place;
}

/** Handed to the engine's process as JSON, its one argument. */
export interface EngineSettings {
  /** Folder of the cache. */
  readonly cache: string;
  readonly cacheBytes: number;
}

/** Profiles, judges and answers with the whole report. Cancellable; stops between batches. */
export const runRequest = new RequestType<RunParams, Report, EngineErrorData>('run');

/** Reads headers only. */
export const factsRequest = new RequestType<FactsParams, FactsResult, EngineErrorData>('facts');

export const progressType = new ProgressType<Progress>();

/** The first thing the engine says: it has loaded and listens. */
export const readyNotification = new NotificationType0('ready');

/** A line for the log channel. */
export const logNotification = new NotificationType<{ level: 'info' | 'warn' | 'error'; message: string }>('log');
