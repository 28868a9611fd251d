import * as path from 'node:path';
import { AnalysisError } from '../../config/analysisError';
import type { Analysis } from '../../config/analysis';
import { parseAnalysis } from '../../config/parse';
import { noFacts, type Facts } from '../../checks/facts';
import { applySuppressions, checkParsed, collectReferences } from '../../checks/static';
import { applyBaseline, type KnownFindings } from '../../report/baseline';
import type { Outcome, Report } from '../../report/report';
import { RunCancelled, type EngineClient } from '../../worker/engineClient';
import { FactsCache, type References, type WatchedFiles } from './factsCache';
import { withLevels } from './levels';
import type { SessionSettings, SessionState } from './sessionState';

/** What a session needs of the world, so that it can be tested without an editor. */
export interface Surroundings {
  readonly engine: Pick<EngineClient, 'run' | 'facts'>;
  readonly trusted: () => boolean;
  readonly settings: () => SessionSettings;
  /** What has been accepted. */
  readonly known: () => KnownFindings;
  /** Hears of each change: `progress` where only that has moved. */
  readonly changed: (what: 'state' | 'progress') => void;
  readonly log: (level: 'info' | 'warn' | 'error', message: string) => void;
}

/** Milliseconds without a keystroke before the text is parsed and checked. */
const typingPause = 40;

const noReferences: References = { data: [], models: [] };

interface Run {
  readonly abort: AbortController;
  readonly meaning: string;
  readonly filesChanged: number;
}

/**
 * One open analysis file: checks its text as it is typed, asks the engine about the files it names, and has it
 * measured when that is wanted, allowed and not done already.
 */
export class AnalysisSession {
  readonly #facts: FactsCache;
  #text: string;
  #state: SessionState;
  /** What the static checks say of the present text. */
  #statics: readonly Outcome[] = [];
  /** What the text says, apart from comments and layout; empty where it cannot be understood. */
  #meaning = '';
  /** Counts changes of files that the analysis names. */
  #filesChanged = 0;
  #reported: Pick<Run, 'meaning' | 'filesChanged'> | undefined;
  /** What was last measured or tried: not tried again by itself. */
  #attempted: Pick<Run, 'meaning' | 'filesChanged'> | undefined;
  /** A run is to start as soon as it may; `anyway`: also if nothing has changed. */
  #wanted: 'if-changed' | 'anyway' | undefined;
  #run: Run | undefined;
  #typing: NodeJS.Timeout | undefined;
  #pause: NodeJS.Timeout | undefined;
  #disposed = false;
  #waiters: (() => void)[] = [];

  constructor(
    private readonly file: string,
    text: string,
    private readonly surroundings: Surroundings,
  ) {
    this.#facts = new FactsCache(surroundings.engine, path.dirname(file));
    this.#text = text;
    this.#state = {
      path: file,
      parsed: parseAnalysis(text),
      outcomes: [],
      unaccepted: [],
      silenced: [],
      problems: [],
      references: noReferences,
      report: undefined,
      stale: false,
      run: { kind: 'none' },
      hold: undefined,
    };
  }

  /** What is known of the files that the analysis names. */
  get facts(): Facts {
    return this.#facts;
  }

  /** Once, after construction: from now on `changed` is called. */
  start(): void {
    if (this.surroundings.settings().run !== 'manual') this.#wanted = 'if-changed';
    this.#check();
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Files whose changes are to be told by `filesHaveChanged`. */
  get watched(): WatchedFiles {
    return this.#facts.watched(this.#state.references);
  }

  edit(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    clearTimeout(this.#typing);
    this.#typing = setTimeout(() => this.#parse(), typingPause);
    const { run, runDelay } = this.surroundings.settings();
    if (run !== 'onType') return;
    clearTimeout(this.#pause);
    this.#wanted = undefined;
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      this.#want('if-changed');
    }, runDelay);
  }

  saved(): void {
    if (this.surroundings.settings().run === 'manual') return;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#want('if-changed');
  }

  /** A file that the analysis names was changed, made or removed. */
  filesHaveChanged(): void {
    this.#filesChanged++;
    this.#facts.outdate();
    this.#abort();
    if (this.surroundings.settings().run !== 'manual') this.#wanted ??= 'if-changed';
    this.#check();
  }

  /** The baseline or a setting has changed: what was measured is told in another way. */
  retell(): void {
    this.#change({});
  }

  trustGranted(): void {
    if (this.surroundings.settings().run !== 'manual') this.#wanted ??= 'if-changed';
    this.#check();
  }

  /** The engine was started anew: what it refused is asked again. */
  engineRestarted(): void {
    if (this.#state.run.kind === 'failed') {
      this.#attempted = undefined;
      this.#change({ run: { kind: 'none' } });
      if (this.surroundings.settings().run !== 'manual') this.#wanted ??= 'if-changed';
    }
    this.#check();
  }

  /** By command: also when nothing has changed since the last report. */
  run(): void {
    if (this.#typing !== undefined) this.#parse();
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#abort();
    this.#want('anyway');
  }

  /** Stops the run, if there is one; the state says `cancelled` once the engine has really stopped. */
  cancel(): void {
    this.#wanted = undefined;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#run?.abort.abort();
    this.#settle();
  }

  /** Resolves when nothing is planned, asked or running. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve);
      this.#settle();
    });
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#typing);
    clearTimeout(this.#pause);
    this.#typing = undefined;
    this.#pause = undefined;
    this.#abort();
    this.#settle();
  }

  #parse(): void {
    clearTimeout(this.#typing);
    this.#typing = undefined;
    this.#state = { ...this.#state, parsed: parseAnalysis(this.#text) };
    this.#check();
  }

  /** Judges the text with what is known of the files, asks for what is not, and starts a run if one is due. */
  #check(): void {
    const { parsed } = this.#state;
    const { analysis } = parsed;
    const trusted = this.surroundings.trusted();
    const references = analysis === undefined || !trusted ? noReferences : collectReferences(analysis);
    this.#statics = checkParsed(parsed, trusted ? this.#facts : noFacts);
    this.#meaning = analysis === undefined ? '' : meaningOf(analysis);
    if (this.#run !== undefined && this.#run.meaning !== this.#meaning) this.#abort();
    this.#state = { ...this.#state, references };
    this.#change({});
    void this.#askFacts(references);
    this.#consider();
    this.#settle();
  }

  async #askFacts(references: References): Promise<void> {
    try {
      if ((await this.#facts.complete(references)) && !this.#disposed) this.#check();
    } catch (error) {
      this.#fail(error);
    }
    this.#settle();
  }

  #want(what: 'if-changed' | 'anyway'): void {
    this.#wanted = what;
    this.#consider();
    this.#settle();
  }

  /** Starts the wanted run, drops the wish where it can't be had, or leaves it for when more is known. */
  #consider(): void {
    if (this.#wanted === undefined || this.#typing !== undefined || !this.surroundings.trusted()) return;
    const now = { meaning: this.#meaning, filesChanged: this.#filesChanged };
    const { hold } = this.#state;
    if (hold === 'errors' || (this.#wanted === 'if-changed' && (hold === 'large' || same(this.#attempted, now)))) {
      this.#wanted = undefined;
    } else if (this.#facts.covers(this.#state.references)) {
      this.#wanted = undefined;
      void this.#measure({ ...now, abort: new AbortController() });
    }
  }

  async #measure(run: Run): Promise<void> {
    this.#run = run;
    this.#attempted = run;
    this.#change({ run: { kind: 'running', fraction: 0, message: 'starting' } });
    let report: Report;
    try {
      report = await this.surroundings.engine.run(
        { path: this.file, text: this.#text, threads: this.surroundings.settings().threads },
        ({ fraction, message }) => {
          if (this.#run !== run) return;
          this.#state = { ...this.#state, run: { kind: 'running', fraction, message } };
          this.surroundings.changed('progress');
        },
        run.abort.signal,
      );
    } catch (error) {
      // A run that was replaced by another, or whose file was closed, has nothing to tell.
      if (this.#run === run) {
        this.#run = undefined;
        if (error instanceof RunCancelled) this.#change({ run: { kind: 'cancelled' } });
        else this.#fail(error);
      }
      this.#settle();
      return;
    }
    if (this.#run === run) {
      this.#run = undefined;
      this.#reported = run;
      this.#change({ report, run: { kind: 'done' } });
    }
    this.#settle();
  }

  /** Ends a run whose result is not wanted any more; the same may be tried again. */
  #abort(): void {
    if (this.#run === undefined) return;
    const run = this.#run;
    this.#run = undefined;
    this.#attempted = undefined;
    run.abort.abort();
    if (!this.#disposed) this.#change({ run: { kind: 'none' } });
  }

  #fail(error: unknown): void {
    if (this.#disposed) return;
    if (error instanceof AnalysisError) {
      this.surroundings.log('warn', `${this.file}: ${error.message}`);
      this.#change({ run: { kind: 'failed', code: error.code, message: error.message, at: error.at } });
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    this.surroundings.log('error', `${this.file}: ${error instanceof Error ? (error.stack ?? message) : message}`);
    this.#change({ run: { kind: 'failed', code: 'internal', message, at: undefined } });
  }

  #change(change: Partial<Pick<SessionState, 'report' | 'run'>>): void {
    if (this.#disposed) return;
    const { parsed } = this.#state;
    const errors =
      !parsed.runnable || this.#statics.some(({ status, severity }) => status === 'finding' && severity === 'error');
    const now = { meaning: this.#meaning, filesChanged: this.#filesChanged };
    const stale = this.#reported !== undefined && !same(this.#reported, now);
    const report = change.report ?? this.#state.report;
    const settings = this.surroundings.settings();
    const suppressed = applySuppressions(
      parsed,
      [...this.#statics, ...measuredOutcomes(report, this.#statics)],
      report !== undefined && !stale,
    );
    const { outcomes, accepted } = applyBaseline(this.surroundings.known(), suppressed.outcomes);
    this.#state = {
      ...this.#state,
      ...change,
      outcomes: withLevels(settings.levels, outcomes),
      unaccepted: suppressed.outcomes,
      silenced: [
        ...suppressed.silenced.map((one) => ({ ...one, by: 'comment' as const })),
        ...accepted.map((one) => ({ ...one, by: 'baseline' as const })),
      ],
      problems: withLevels(settings.levels, [...parsed.problems, ...suppressed.problems]),
      stale,
      hold: !this.surroundings.trusted()
        ? 'untrusted'
        : errors
          ? 'errors'
          : this.#events() > (settings.eventLimit ?? Infinity)
            ? 'large'
            : undefined,
    };
    this.surroundings.changed('state');
  }

  /** In all files together, as far as headers tell; formats that do not count them add nothing. */
  #events(): number {
    return this.#state.references.data.reduce((sum, reference) => {
      const facts = this.#facts.data(reference);
      return sum + (facts?.ok === true ? (facts.events ?? 0) : 0);
    }, 0);
  }

  #settle(): void {
    const busy =
      this.#typing !== undefined || this.#pause !== undefined || this.#run !== undefined || this.#facts.asking;
    if (busy && !this.#disposed) return;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}

function same(
  one: Pick<Run, 'meaning' | 'filesChanged'> | undefined,
  other: Pick<Run, 'meaning' | 'filesChanged'>,
): boolean {
  return one !== undefined && one.meaning === other.meaning && one.filesChanged === other.filesChanged;
}

/** Checks of models that measure nothing. */
const ofHeaders: ReadonlySet<string> = new Set(['model/inputs', 'model/opset', 'model/missing-weights']);

/** A report has the static outcomes of its text as well: those of the present text stand in for them. */
function measuredOutcomes(report: Report | undefined, statics: readonly Outcome[]): readonly Outcome[] {
  const keyOf = ({ code, at, message }: Outcome): string => JSON.stringify([code, at.path, message]);
  const said = new Set(statics.map(keyOf));
  return (report?.outcomes ?? []).filter(
    (outcome) => !outcome.code.startsWith('config/') && !ofHeaders.has(outcome.code) && !said.has(keyOf(outcome)),
  );
}

/** Equal for two texts that differ in comments, layout and suppressions only: those need no new measurement. */
function meaningOf(analysis: Analysis): string {
  return JSON.stringify({ ...analysis, suppressions: [] }, (_key, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
}
