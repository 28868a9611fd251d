/**
 * The engine as the editor sees it: the supervisor of the forked process stands behind it, and in tests a fake.
 */
import type { Report } from '../report/report';
import type { FactsParams, FactsResult, Progress } from './protocol';

/**
 * `stopped`: no process (it starts on first need). `starting`, `restarting`: a process is on its way; requests wait.
 * `failed`: it crashed too often; requests are refused until `restart()`.
 */
export type EngineState = 'stopped' | 'starting' | 'idle' | 'running' | 'restarting' | 'failed';

export interface AnalysisText {
  /** Absolute path of the analysis file; its folder is what relative paths start from. */
  readonly path: string;
  /** The text as it stands in the editor, saved or not. */
  readonly text: string;
}

/** What is to be measured, and with how much of the machine. */
export interface RunInput extends AnalysisText {
  /** Threads that ONNX Runtime may use. */
  readonly threads: number;
}

export interface EngineClient {
  readonly state: EngineState;
  /** The listener hears each change, with the new state; dispose of what is returned to stop listening. */
  onState(listener: (state: EngineState) => void): { dispose(): void };
  /**
   * Profiles, judges and answers with the whole report. Runs are done one after the other in the order of the calls.
   * @param onProgress may hear the same work again if the process crashed and the run is redone
   * @throws RunCancelled once the engine has really stopped, after `signal` was aborted
   * @throws AnalysisError what the user can mend; `engine-stopped` while the state is `failed`
   */
  run(params: RunInput, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Report>;
  /**
   * Reads headers; does not wait for a run in progress to end.
   * @throws AnalysisError `engine-stopped` while the state is `failed`
   */
  facts(params: FactsParams): Promise<FactsResult>;
  /** Ends the process and starts another with the present settings; what was asked and not answered is asked again. */
  restart(): void;
  /** Ends the process for good; resolves when it is gone. Runs in progress are rejected with RunCancelled. */
  dispose(): Promise<void>;
}

/** A run was cancelled: nothing is wrong and nothing is to be shown. */
export class RunCancelled extends Error {
  override readonly name = 'RunCancelled';

  constructor() {
    super('The run was cancelled.');
  }
}
