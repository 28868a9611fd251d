import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { AnalysisError } from '../config/analysisError';
import type { Report } from '../report/report';
import { RunCancelled, type RunInput, type EngineClient, type EngineState } from './engineClient';
import { fromResponseError } from './engineErrors';
import { EngineProcess, type Log } from './engineProcess';
import type { EngineSettings, FactsParams, FactsResult, Progress } from './protocol';

export interface SupervisorOptions {
  /** The engine's entry: what src/worker/main.ts is built to. */
  readonly workerPath: string;
  /** Asked at every start of the process, so that `restart()` takes changed settings. */
  readonly settings: () => EngineSettings;
  /** Also hears, line by line, what the process prints. */
  readonly log: Log;
  /** Milliseconds before each restart after crashes in a row; one crash more and the supervisor gives up. */
  readonly backoff?: readonly number[];
  /** Milliseconds a cancelled run has to answer before its process is killed. */
  readonly cancelGrace?: number;
}

interface Run {
  readonly params: RunInput;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal;
  readonly onAbort: () => void;
  readonly resolve: (report: Report) => void;
  readonly reject: (error: Error) => void;
  /** There while the present process works on it. */
  attempt: { readonly cancellation: CancellationTokenSource; grace?: NodeJS.Timeout } | undefined;
}

interface FactsQuestion {
  readonly params: FactsParams;
  readonly resolve: (facts: FactsResult) => void;
  readonly reject: (error: Error) => void;
  sent: boolean;
}

/** Keeps one engine process: starts it on first need, asks it, and replaces it when it crashes or does not let go. */
export class Supervisor implements EngineClient {
  readonly #options: SupervisorOptions;
  readonly #backoff: readonly number[];
  readonly #cancelGrace: number;
  readonly #listeners = new Set<(state: EngineState) => void>();
  /** In order; only the first is with the process. */
  readonly #runs: Run[] = [];
  readonly #questions = new Set<FactsQuestion>();
  #state: EngineState = 'stopped';
  #engine: EngineProcess | undefined;
  #ready = false;
  #crashesInARow = 0;
  #lastCrash = '';
  #waiting: NodeJS.Timeout | undefined;
  #disposed: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#backoff = options.backoff ?? [250, 1000, 4000];
    this.#cancelGrace = options.cancelGrace ?? 2000;
  }

  get state(): EngineState {
    return this.#state;
  }

  /** The process there is now; for the log and for tests. */
  get pid(): number | undefined {
    return this.#engine?.pid;
  }

  onState(listener: (state: EngineState) => void): { dispose(): void } {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  run(params: RunInput, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Report> {
    return new Promise((resolve, reject) => {
      if (this.#disposed || signal.aborted) {
        reject(new RunCancelled());
        return;
      }
      if (this.#state === 'failed') {
        reject(stopped(this.#lastCrash));
        return;
      }
      const run: Run = {
        params,
        onProgress,
        signal,
        onAbort: () => this.#cancel(run),
        resolve,
        reject,
        attempt: undefined,
      };
      signal.addEventListener('abort', run.onAbort, { once: true });
      this.#runs.push(run);
      this.#proceed();
    });
  }

  facts(params: FactsParams): Promise<FactsResult> {
    return new Promise((resolve, reject) => {
      if (this.#disposed || this.#state === 'failed') {
        reject(stopped(this.#lastCrash));
        return;
      }
      this.#questions.add({ params, resolve, reject, sent: false });
      this.#proceed();
    });
  }

  restart(): void {
    if (this.#disposed) return;
    this.#crashesInARow = 0;
    this.#replace();
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#end();
    return this.#disposed;
  }

  /** Does whatever can be done next: start a process, ask the questions, begin the first run. */
  #proceed(): void {
    if (!this.#engine) {
      if (this.#waiting === undefined) this.#start('starting');
    } else if (this.#ready) {
      for (const question of this.#questions) if (!question.sent) this.#ask(this.#engine, question);
      const run = this.#runs[0];
      if (run && !run.attempt) this.#begin(this.#engine, run);
      this.#become(run ? 'running' : 'idle');
    }
  }

  #start(state: 'starting' | 'restarting'): void {
    this.#ready = false;
    const engine = new EngineProcess(this.#options.workerPath, this.#options.settings(), {
      onReady: () => {
        if (this.#engine !== engine) return;
        this.#ready = true;
        this.#proceed();
      },
      onExit: (reason) => {
        if (this.#engine === engine) this.#crashed(reason);
      },
      log: this.#options.log,
    });
    this.#engine = engine;
    this.#become(state);
  }

  #begin(engine: EngineProcess, run: Run): void {
    const attempt = { cancellation: new CancellationTokenSource() };
    run.attempt = attempt;
    const onProgress = (progress: Progress): void => {
      if (run.attempt === attempt && !run.signal.aborted) run.onProgress(progress);
    };
    const answered = (settle: () => void): void => {
      // A process that is not the present one any more has crashed or been killed: the run is with another by now.
      if (run.attempt !== attempt) return;
      this.#crashesInARow = 0;
      this.#leave(run);
      if (run.signal.aborted) run.reject(new RunCancelled());
      else settle();
      this.#proceed();
    };
    engine.run(run.params, onProgress, attempt.cancellation.token).then(
      (report) => answered(() => run.resolve(report)),
      (error: unknown) => answered(() => run.reject(fromResponseError(error))),
    );
  }

  #ask(engine: EngineProcess, question: FactsQuestion): void {
    question.sent = true;
    const answered = (settle: () => void): void => {
      if (this.#engine !== engine || !this.#questions.delete(question)) return;
      settle();
    };
    engine.facts(question.params).then(
      (facts) => answered(() => question.resolve(facts)),
      (error: unknown) => answered(() => question.reject(fromResponseError(error))),
    );
  }

  #cancel(run: Run): void {
    const { attempt } = run;
    if (!attempt) {
      this.#leave(run);
      run.reject(new RunCancelled());
      return;
    }
    attempt.cancellation.cancel();
    attempt.grace = setTimeout(() => {
      this.#options.log('warn', `engine: no answer ${this.#cancelGrace} ms after a run was cancelled; starting anew`);
      this.#leave(run);
      this.#replace();
      run.reject(new RunCancelled());
    }, this.#cancelGrace);
  }

  #crashed(reason: string): void {
    this.#takeBack();
    this.#lastCrash = reason;
    if (this.#runs.length === 0 && this.#questions.size === 0) {
      this.#options.log('warn', `engine: the process ${reason}; it had nothing to do`);
      this.#become('stopped');
      return;
    }
    const wait = this.#backoff[this.#crashesInARow++];
    if (wait === undefined) {
      this.#options.log('error', `engine: the process ${reason}: ${this.#crashesInARow} times in a row; giving up`);
      this.#become('failed');
      const refusal = (): Error => stopped(reason);
      this.#refuse(refusal, refusal);
      return;
    }
    this.#options.log('error', `engine: the process ${reason}; restarting in ${wait} ms`);
    this.#waiting = setTimeout(() => {
      this.#waiting = undefined;
      this.#start('restarting');
    }, wait);
    this.#become('restarting');
  }

  /** Kills the process, if there is one, and starts another at once. */
  #replace(): void {
    const { engine } = this.#takeBack();
    void engine?.kill();
    this.#start('restarting');
  }

  async #end(): Promise<void> {
    const { engine } = this.#takeBack();
    this.#lastCrash = '';
    this.#refuse(
      () => new RunCancelled(),
      () => stopped(this.#lastCrash),
    );
    this.#become('stopped');
    this.#listeners.clear();
    await engine?.kill();
  }

  /** Parts from the present process: what it was asked is to be asked again. Runs cancelled meanwhile are over. */
  #takeBack(): { engine: EngineProcess | undefined } {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#ready = false;
    clearTimeout(this.#waiting);
    this.#waiting = undefined;
    for (const question of this.#questions) question.sent = false;
    for (const run of [...this.#runs]) {
      clearTimeout(run.attempt?.grace);
      run.attempt = undefined;
      if (!run.signal.aborted) continue;
      this.#leave(run);
      run.reject(new RunCancelled());
    }
    return { engine };
  }

  #refuse(forRuns: () => Error, forQuestions: () => Error): void {
    for (const run of [...this.#runs]) {
      this.#leave(run);
      run.reject(forRuns());
    }
    for (const question of this.#questions) question.reject(forQuestions());
    this.#questions.clear();
  }

  #leave(run: Run): void {
    clearTimeout(run.attempt?.grace);
    run.attempt = undefined;
    run.signal.removeEventListener('abort', run.onAbort);
    const index = this.#runs.indexOf(run);
    if (index >= 0) this.#runs.splice(index, 1);
  }

  #become(state: EngineState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of [...this.#listeners]) listener(state);
  }
}

/** @param reason what happened to the process at last: `ran out of memory` */
function stopped(reason: string): AnalysisError {
  const what = reason === '' ? 'is not running' : `${reason} several times in a row and was not started again`;
  return new AnalysisError(
    'engine-stopped',
    `The engine's process ${what}: see Pullscope's log, then restart the engine.`,
  );
}
