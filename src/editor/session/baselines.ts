import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { baselineName, emptyBaseline, renamed, type Baseline, type KnownFindings } from '../../report/baseline';
import { baselineText, readBaseline } from '../../report/baselineFile';
import { FileWatch } from './watchFiles';

interface Held {
  readonly watch: FileWatch;
  readonly listeners: Set<() => void>;
  baseline: Baseline;
  /** It could not be read, and must not be written over. */
  damaged: boolean;
}

/** The baselines beside the analyses that are open: read where the folder is trusted, and again when they change. */
export class Baselines implements vscode.Disposable {
  readonly #held = new Map<string, Held>();
  readonly #problems = vscode.languages.createDiagnosticCollection('pullscope baseline');

  constructor(private readonly log: vscode.LogOutputChannel) {}

  static uriOf(analysis: string): vscode.Uri {
    return vscode.Uri.file(path.join(path.dirname(analysis), baselineName));
  }

  /** As far as it has been read. */
  known(analysis: string): KnownFindings {
    const held = this.#held.get(Baselines.uriOf(analysis).fsPath);
    return { baseline: held?.baseline ?? emptyBaseline, analysis: path.basename(analysis) };
  }

  /** It cannot be read, and is not written over. */
  isDamaged(analysis: string): boolean {
    return this.#held.get(Baselines.uriOf(analysis).fsPath)?.damaged === true;
  }

  /**
   * Reads the baseline of an analysis and watches it.
   * @returns to be disposed of when the analysis is closed
   */
  hold(analysis: string, changed: () => void): vscode.Disposable {
    const { fsPath } = Baselines.uriOf(analysis);
    let held = this.#held.get(fsPath);
    if (held === undefined) {
      const watch = new FileWatch(() => void this.#read(fsPath));
      held = { watch, listeners: new Set(), baseline: emptyBaseline, damaged: false };
      this.#held.set(fsPath, held);
      if (vscode.workspace.isTrusted) this.#begin(fsPath, held);
    }
    const { listeners, watch } = held;
    listeners.add(changed);
    return new vscode.Disposable(() => {
      listeners.delete(changed);
      if (listeners.size > 0) return;
      watch.dispose();
      this.#held.delete(fsPath);
      this.#problems.delete(vscode.Uri.file(fsPath));
    });
  }

  trustGranted(): void {
    for (const [file, held] of this.#held) this.#begin(file, held);
  }

  /**
   * Writes the baseline of an analysis that is held.
   * @throws Error where the present file is damaged, or the folder cannot be written to
   */
  async write(analysis: string, baseline: Baseline): Promise<void> {
    const uri = Baselines.uriOf(analysis);
    const held = this.#held.get(uri.fsPath);
    if (held?.damaged === true) throw new Error(vscode.l10n.t('{0} is damaged: mend it first.', baselineName));
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(baselineText(baseline)));
    if (held === undefined) return;
    this.#take(held, baseline);
    // Should it be gone again before its watcher has seen it.
    held.watch.outdate();
  }

  /** The file of an analysis got another name in its folder: what is accepted stays so. */
  async analysisRenamed(from: string, to: string): Promise<void> {
    const uri = Baselines.uriOf(to);
    if (!vscode.workspace.isTrusted || path.dirname(from) !== path.dirname(to)) return;
    const text = await this.#text(uri.fsPath);
    const read = text === undefined ? undefined : readBaseline(text);
    if (read?.ok !== true) return;
    const changed = renamed(read.baseline, path.basename(from), path.basename(to));
    if (baselineText(changed) === baselineText(read.baseline)) return;
    try {
      await this.write(to, changed);
    } catch (error) {
      this.log.warn(`${uri.fsPath} could not be written: ${String(error)}`);
    }
  }

  dispose(): void {
    for (const { watch } of this.#held.values()) watch.dispose();
    this.#held.clear();
    this.#problems.dispose();
  }

  #begin(file: string, held: Held): void {
    held.watch.watch({ files: [file], patterns: [] });
    void this.#read(file);
  }

  async #read(file: string): Promise<void> {
    const text = await this.#text(file);
    const held = this.#held.get(file);
    if (held === undefined) return;
    const read = text === undefined ? { ok: true as const, baseline: emptyBaseline } : readBaseline(text);
    const uri = vscode.Uri.file(file);
    held.damaged = !read.ok;
    if (read.ok) {
      this.#problems.delete(uri);
      this.#take(held, read.baseline);
      return;
    }
    const { message, range } = read.problem;
    const { start, end } = range;
    const diagnostic = new vscode.Diagnostic(
      new vscode.Range(start.line, start.character, end.line, end.character),
      message,
    );
    diagnostic.source = 'pullscope';
    this.#problems.set(uri, [diagnostic]);
    this.log.warn(`${file}: ${message}`);
    // Nothing is hidden on the word of a file that cannot be understood.
    this.#take(held, emptyBaseline);
  }

  async #text(file: string): Promise<string | undefined> {
    try {
      return await readFile(file, 'utf8');
    } catch (error) {
      // That there is none is the rule; what else keeps us from it leaves everything reported.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        this.log.warn(`${file} could not be read: ${String(error)}`);
      }
      return undefined;
    }
  }

  #take(held: Held, baseline: Baseline): void {
    held.baseline = baseline;
    for (const listener of [...held.listeners]) listener();
  }
}
