import { ResponseError, type CancellationToken, type MessageConnection } from 'vscode-jsonrpc';
import { AnalysisError } from '../config/analysisError';
import type { Work } from '../engine';
import type { Report } from '../report/report';
import type { AnalysisText } from './engineClient';
import { toResponseError } from './engineErrors';
import {
  factsRequest,
  logNotification,
  progressType,
  readyNotification,
  runRequest,
  type EngineErrorData,
  type EngineSettings,
  type FactsResult,
  type Progress,
} from './protocol';

export interface Engine {
  /**
   * Looks at `signal` between batches, and lets the event loop turn there, or no cancellation would ever arrive.
   * @throws DOMException AbortError when `signal` aborts
   */
  runAnalysis(
    input: AnalysisText,
    options: EngineSettings & {
      readonly threads: number;
      readonly signal: AbortSignal;
      readonly onProgress: (progress: Progress) => void;
      readonly onTrouble: (message: string) => void;
      readonly onWork: (work: Work) => void;
    },
  ): Promise<Report>;
  gatherFacts(folder: string, data: readonly string[], models: readonly string[]): Promise<FactsResult>;
}

/** Answers the protocol's requests with an engine; the other end of `EngineProcess`. */
export function serveEngine(connection: MessageConnection, engine: Engine, settings: EngineSettings): void {
  connection.onRequest(runRequest, async ({ path, text, threads, progress }, token) => {
    const signal = signalOf(token);
    const onProgress = (value: Progress): void => {
      if (!signal.aborted) void connection.sendProgress(progressType, progress, value);
    };
    const onTrouble = (message: string): void => {
      void connection.sendNotification(logNotification, { level: 'warn', message });
    };
    const onWork = (work: Work): void => {
      void connection.sendNotification(logNotification, { level: 'info', message: `${path}: ${told(work)}` });
    };
    try {
      return await engine.runAnalysis({ path, text }, { ...settings, threads, signal, onProgress, onTrouble, onWork });
    } catch (error) {
      return signal.aborted && isAbort(error) ? cancelled() : answer(connection, error);
    }
  });
  connection.onRequest(factsRequest, async ({ folder, data, models }) => {
    try {
      return await engine.gatherFacts(folder, data, models);
    } catch (error) {
      return answer(connection, error);
    }
  });
  connection.listen();
  void connection.sendNotification(readyNotification);
}

function told({ features, scores, variations, events }: Work): string {
  if (scores.length + variations.length === 0) return 'judged again; nothing was measured anew';
  const counts = [
    `features of ${features.length} samples`,
    `scores of ${scores.length}`,
    `${variations.length} variations`,
  ];
  return `measured ${counts.join(', ')}: ${events} events`;
}

function answer(connection: MessageConnection, error: unknown): ResponseError<EngineErrorData> {
  if (!(error instanceof AnalysisError)) {
    // A bug: its stack is for the log, and does not cross otherwise.
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    void connection.sendNotification(logNotification, { level: 'error', message });
  }
  return toResponseError(error);
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

function cancelled(): ResponseError<EngineErrorData> {
  // The language server protocol's code for it; JSON-RPC has none.
  return new ResponseError(-32_800, 'The run was cancelled.');
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  else token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
