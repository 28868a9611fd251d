/** Has cases done by another process, watches it, and keeps what goes wrong. */
import { build } from 'esbuild';
import { fork, type ChildProcess } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { nodeBundle } from '../../scripts/nodeBundle.mts';
import { inRepository, repositoryFolder, testFolder } from '../../scripts/repository.mts';
import type { CaseMessage, CaseRequest, CaseResult, CaseSettings, FormatName } from './protocol.mts';

/** Milliseconds of the processor, and bytes, that one file may take. */
export const limits = { milliseconds: 2000, memory: 512 * 2 ** 20 };

/** Milliseconds without a result after which a process is ended; its machine may be busy. */
const patience = 60_000;
/** Failures after which a format is left. */
const enough = 10;
/** Cases that are asked for at once. */
const stride = 64;

export interface FuzzOptions {
  readonly format: FormatName;
  readonly from: number;
  /** Whichever comes first. */
  readonly cases: number;
  readonly seconds?: number;
}

export interface FuzzReport {
  readonly cases: number;
  /** Files undamaged to begin with. */
  readonly origins: number;
  /** Outcome → cases. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly failures: readonly Failure[];
  readonly slowest: CaseResult | undefined;
  readonly largest: CaseResult | undefined;
}

export interface Failure {
  readonly number: number;
  readonly origin: string;
  readonly wrong: string;
  /** A copy of the damaged file. */
  readonly kept: string | undefined;
}

/** Bundles the process that does the cases; to be disposed of. */
export async function makeFuzzer(): Promise<Fuzzer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pullscope fuzz-'));
  const program = path.join(folder, 'caseProcess.cjs');
  await build({
    entryPoints: [inRepository('test/fuzz/caseProcess.ts')],
    outfile: program,
    absWorkingDir: repositoryFolder,
    ...nodeBundle,
    sourcemap: 'linked',
  });
  return new Fuzzer(program, folder);
}

export class Fuzzer {
  readonly #program: string;
  readonly #folder: string;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async run({ format, from, cases, seconds }: FuzzOptions): Promise<FuzzReport> {
    const until = seconds === undefined ? Infinity : performance.now() + seconds * 1000;
    const outcomes = new Map<string, number>();
    const failures: Failure[] = [];
    let slowest: CaseResult | undefined;
    let largest: CaseResult | undefined;
    let done = 0;
    let worker: CaseWorker | undefined;
    try {
      worker = await this.#start(format);
      const origins = worker.files;
      while (origins > 0 && done < cases && performance.now() < until && failures.length < enough) {
        worker = worker.ended ? await this.#start(format) : worker;
        const first = from + done;
        const results = await worker.ask({ from: first, to: from + Math.min(cases, done + stride) });
        for (const result of results) {
          done++;
          outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1);
          const wrong = await this.#verdict(format, result);
          if (wrong === undefined) {
            if (slowest === undefined || result.milliseconds > slowest.milliseconds) slowest = result;
            if (largest === undefined || result.memory > largest.memory) largest = result;
            continue;
          }
          failures.push(this.#keep(format, result, wrong));
        }
        if (!worker.ended) continue;
        const number = from + done++;
        failures.push(this.#keep(format, { number, origin: 'unknown' }, worker.ended));
      }
      return { cases: done, origins, outcomes, failures, slowest, largest };
    } finally {
      await worker?.end();
    }
  }

  /** One case, or a file that was kept, in a process of its own. */
  async one(format: FormatName, request: CaseRequest): Promise<CaseResult> {
    const worker = await this.#start(format);
    try {
      const [result] = await worker.ask(request);
      if (result !== undefined) return result;
      const number = 'from' in request ? request.from : -1;
      const wrong = worker.ended ?? 'it gave no result';
      return { number, origin: 'unknown', intact: false, outcome: 'none', wrong, milliseconds: 0, memory: 0 };
    } finally {
      await worker.end();
    }
  }

  /**
   * What is too slow or too large is looked at again alone: a process has a past, and a compiler that warms up. The least
   * of several looks is what the file takes, for whatever else is going on makes a processor slower.
   */
  async #verdict(format: FormatName, result: CaseResult): Promise<string | undefined> {
    let wrong = objection(result);
    if (result.wrong !== undefined) return wrong;
    for (let look = 0; look < 3 && wrong !== undefined; look++) {
      wrong = objection(await this.one(format, { from: result.number, to: result.number + 1 }));
    }
    return wrong;
  }

  #keep(format: FormatName, { number, origin }: Pick<CaseResult, 'number' | 'origin'>, wrong: string): Failure {
    const name = readdirSync(this.#folder).find((left) => left.startsWith(`case${number}.`));
    if (name === undefined) return { number, origin, wrong, kept: undefined };
    const folder = path.join(testFolder, 'fuzz');
    const kept = path.join(folder, name.replace('case', `${format}-`));
    mkdirSync(folder, { recursive: true });
    copyFileSync(path.join(this.#folder, name), kept);
    return { number, origin, wrong, kept };
  }

  async #start(format: FormatName): Promise<CaseWorker> {
    const worker = new CaseWorker(this.#program, { format, root: repositoryFolder, folder: this.#folder });
    await worker.ready();
    return worker;
  }
}

/** What is wrong with the way a case went. */
export function objection({ wrong, intact, outcome, milliseconds, memory }: CaseResult): string | undefined {
  if (wrong !== undefined) return wrong;
  if (intact && !acceptable.has(outcome)) return `a file that nobody damaged ends in '${outcome}'`;
  if (milliseconds > limits.milliseconds) return `it took ${Math.round(milliseconds)} ms`;
  if (memory > limits.memory) return `the process held ${Math.round(memory / 2 ** 20)} MB`;
  return undefined;
}

/** Undamaged files may have nothing that is read, and say so. */
const acceptable: ReadonlySet<string> = new Set(['answer', 'empty-file', 'unsupported-format', 'unknown-tree']);

class CaseWorker {
  /** Why the process is gone, if it is. */
  ended: string | undefined;
  files = 0;
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #heard: CaseMessage[] = [];
  #said = '';
  #wake: () => void = () => undefined;

  constructor(program: string, settings: CaseSettings) {
    this.#child = fork(program, [JSON.stringify(settings)], {
      execArgv: ['--max-old-space-size=256', '--enable-source-maps'],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.on('data', (data: Buffer) => (this.#said = `${this.#said}${data.toString()}`.slice(0, 4000)));
    }
    this.#child.on('message', (message: CaseMessage) => {
      this.#heard.push(message);
      this.#wake();
    });
    this.#gone = new Promise((resolve) => {
      this.#child.on('close', (code, signal) => {
        this.ended ??= `the process ended with ${signal ?? `exit code ${String(code)}`}: ${this.#said}`;
        this.#wake();
        resolve();
      });
    });
  }

  async ready(): Promise<void> {
    const message = await this.#next();
    if (message?.kind !== 'ready') throw new Error(this.ended ?? 'the process is not ready');
    this.files = message.files;
  }

  /** Results in order, as far as the process goes. */
  async ask(request: CaseRequest): Promise<CaseResult[]> {
    this.#child.send(request);
    const results: CaseResult[] = [];
    const count = 'from' in request ? request.to - request.from : 1;
    while (results.length < count) {
      const message = await this.#next();
      if (message?.kind !== 'result') break;
      results.push(message.result);
    }
    return results;
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /** Undefined once the process is gone; one that says nothing for long is ended. */
  async #next(): Promise<CaseMessage | undefined> {
    const late = setTimeout(() => {
      this.ended = `no answer in ${patience / 1000} s`;
      this.#child.kill('SIGKILL');
    }, patience);
    while (this.#heard.length === 0 && this.ended === undefined) {
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    clearTimeout(late);
    return this.#heard.shift();
  }
}
