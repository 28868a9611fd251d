import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type CancellationToken,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { Report } from '../report/report';
import type { RunInput } from './engineClient';
import {
  factsRequest,
  logNotification,
  progressType,
  readyNotification,
  runRequest,
  type EngineSettings,
  type FactsParams,
  type FactsResult,
  type Progress,
} from './protocol';

export type Log = (level: 'info' | 'warn' | 'error', message: string) => void;

export interface EngineProcessEvents {
  /** The engine has loaded and listens. */
  readonly onReady: () => void;
  /** The process is gone, or could not be started; at most once, and not after `kill`. */
  readonly onExit: (reason: string) => void;
  readonly log: Log;
}

/** One forked process that runs the engine, from its start to its end. Whether to start another is the supervisor's. */
export class EngineProcess {
  readonly #child: ChildProcess;
  readonly #connection: MessageConnection;
  readonly #gone: Promise<void>;
  #progressTokens = 0;
  #killed = false;

  constructor(workerPath: string, settings: EngineSettings, events: EngineProcessEvents) {
    this.#child = fork(workerPath, [JSON.stringify(settings)], {
      // Not the host's own flags: an extension host is started with some that a plain Node refuses.
      execArgv: [],
      // Structured clone: NaN, infinities, maps and typed arrays cross as they are.
      serialization: 'advanced',
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#gone = this.#watch(events);
    this.#connection = createMessageConnection(new IPCMessageReader(this.#child), new IPCMessageWriter(this.#child), {
      error: (message) => events.log('error', message),
      warn: (message) => events.log('warn', message),
      info: (message) => events.log('info', message),
      log: (message) => events.log('info', message),
    });
    this.#connection.onError(([error]) => {
      if (!this.#killed && this.#child.exitCode === null) events.log('error', `engine channel: ${error.message}`);
    });
    this.#connection.onNotification(readyNotification, events.onReady);
    this.#connection.onNotification(logNotification, ({ level, message }) => events.log(level, message));
    this.#connection.listen();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Never settles if the process ends first: `onExit` tells. @throws ResponseError as the engine answered */
  async run(
    params: RunInput,
    onProgress: (progress: Progress) => void,
    cancellation: CancellationToken,
  ): Promise<Report> {
    const progress = `run-${++this.#progressTokens}`;
    const listening = this.#connection.onProgress(progressType, progress, onProgress);
    try {
      return await this.#connection.sendRequest(runRequest, { ...params, progress }, cancellation);
    } finally {
      listening.dispose();
    }
  }

  /** Never settles if the process ends first: `onExit` tells. @throws ResponseError as the engine answered */
  facts(params: FactsParams): Promise<FactsResult> {
    return this.#connection.sendRequest(factsRequest, params);
  }

  /**
   * Ends the process, also when ONNX Runtime blocks its event loop: a signal that can be handled would wait.
   * Nothing is lost by it, since cache entries are written under a temporary name and renamed.
   */
  kill(): Promise<void> {
    this.#killed = true;
    this.#child.kill('SIGKILL');
    return this.#gone;
  }

  #watch(events: EngineProcessEvents): Promise<void> {
    const { stdout, stderr } = this.#child;
    if (stdout) createInterface({ input: stdout }).on('line', (line) => events.log('info', line));
    // What a process says last, of itself: its exit code, that of an abort, is that of many things.
    let outOfMemory = false;
    if (stderr) {
      createInterface({ input: stderr }).on('line', (line) => {
        outOfMemory ||= /heap out of memory|std::bad_alloc/.test(line);
        events.log('error', line);
      });
    }
    return new Promise((resolve) => {
      let ended = false;
      const end = (reason: string): void => {
        if (ended) return;
        ended = true;
        resolve();
        if (!this.#killed) events.onExit(reason);
      };
      // Not before its last words have been heard.
      this.#child.on('close', (code, signal) => {
        if (outOfMemory) end('ran out of memory');
        // Sent by us only after `kill`; otherwise mostly by a system that is short of memory.
        else if (signal === 'SIGKILL') end('was ended by SIGKILL, perhaps for want of memory');
        else end(signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`);
      });
      // Without a pid it was never started, and no 'exit' follows; with one, the error is of a message or a signal.
      this.#child.on('error', (error) => {
        if (this.#child.pid === undefined) end(`could not be started: ${error.message}`);
        else events.log('error', `engine process: ${error.message}`);
      });
    });
  }
}

function environment(): NodeJS.ProcessEnv {
  // On a desktop the extension host is Electron, whose binary is a Node only when told so.
  return process.versions['electron'] === undefined ? process.env : { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
}
