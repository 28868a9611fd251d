import * as vscode from 'vscode';
import type { EngineClient } from '../../worker/engineClient';
import { isAnalysis } from './analysisFiles';
import { AnalysisSession } from './analysisSession';
import { Baselines } from './baselines';
import { changesTelling, sessionSettings } from './settings';
import { FileWatch } from './watchFiles';

/** An analysis file that is open, with all that lives as long as it is. */
export interface OpenAnalysis {
  readonly document: vscode.TextDocument;
  readonly session: AnalysisSession;
}

export interface AnalysisChange {
  /** The analysis that changed; none where another became the current one. */
  readonly analysis: OpenAnalysis | undefined;
  readonly what: 'state' | 'progress' | 'current';
}

interface Held extends OpenAnalysis {
  readonly watch: FileWatch;
  readonly baseline: vscode.Disposable;
}

/** A session for each analysis file that is open, fed with what happens to it in the editor and on disk. */
export class OpenAnalyses implements vscode.Disposable {
  readonly #held = new Map<string, Held>();
  readonly #changed = new vscode.EventEmitter<AnalysisChange>();
  readonly #closed = new vscode.EventEmitter<OpenAnalysis>();
  readonly #disposables: vscode.Disposable[];
  #current: Held | undefined;

  readonly baselines: Baselines;
  readonly onDidChange = this.#changed.event;
  readonly onDidClose = this.#closed.event;

  constructor(
    private readonly engine: EngineClient,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const { workspace, window } = vscode;
    this.baselines = new Baselines(log);
    this.#disposables = [
      this.baselines,
      workspace.onDidChangeConfiguration((event) => {
        for (const { document, session } of this.#held.values()) {
          if (changesTelling(event, document.uri)) session.retell();
        }
      }),
      workspace.onDidOpenTextDocument((document) => this.#open(document)),
      workspace.onDidCloseTextDocument((document) => this.#close(document)),
      workspace.onDidChangeTextDocument(({ document }) => this.of(document.uri)?.session.edit(document.getText())),
      workspace.onDidSaveTextDocument((document) => this.of(document.uri)?.session.saved()),
      workspace.onDidGrantWorkspaceTrust(() => {
        this.baselines.trustGranted();
        this.#each((session) => session.trustGranted());
      }),
      workspace.onDidRenameFiles(({ files }) => {
        for (const { oldUri, newUri } of files) {
          if (!isAnalysis({ uri: oldUri }) || !isAnalysis({ uri: newUri })) continue;
          void this.baselines.analysisRenamed(oldUri.fsPath, newUri.fsPath);
        }
      }),
      window.onDidChangeActiveTextEditor(() => this.#choose()),
    ];
  }

  /** Takes up what is open already; after those that listen have been made. */
  start(): void {
    for (const document of vscode.workspace.textDocuments) this.#open(document);
  }

  /** The one in the active editor, or the one that was there last. */
  get current(): OpenAnalysis | undefined {
    return this.#current;
  }

  of(uri: vscode.Uri): OpenAnalysis | undefined {
    return this.#held.get(uri.toString());
  }

  all(): readonly OpenAnalysis[] {
    return [...this.#held.values()];
  }

  engineRestarted(): void {
    this.#each((session) => session.engineRestarted());
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    for (const { session, watch, baseline } of this.#held.values()) {
      watch.dispose();
      baseline.dispose();
      session.dispose();
    }
    this.#held.clear();
    this.#current = undefined;
    this.#changed.dispose();
    this.#closed.dispose();
  }

  #open(document: vscode.TextDocument): void {
    if (!isAnalysis(document) || this.#held.has(document.uri.toString())) return;
    const file = document.uri.fsPath;
    const session = new AnalysisSession(file, document.getText(), {
      engine: this.engine,
      trusted: () => vscode.workspace.isTrusted,
      settings: () => sessionSettings(document.uri),
      known: () => this.baselines.known(file),
      changed: (what) => {
        if (what === 'state') watch.watch(session.watched);
        this.#changed.fire({ analysis: held, what });
      },
      log: (level, message) => this.log[level](message),
    });
    const watch = new FileWatch(() => session.filesHaveChanged());
    const baseline = this.baselines.hold(file, () => session.retell());
    const held: Held = { document, session, watch, baseline };
    this.#held.set(document.uri.toString(), held);
    this.log.info(`opened ${file}`);
    session.start();
    this.#choose();
  }

  #close(document: vscode.TextDocument): void {
    const held = this.#held.get(document.uri.toString());
    if (held === undefined) return;
    this.#held.delete(document.uri.toString());
    held.watch.dispose();
    held.baseline.dispose();
    held.session.dispose();
    this.log.info(`closed ${document.uri.fsPath}`);
    this.#closed.fire(held);
    this.#choose();
  }

  #choose(): void {
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    const kept = this.#current && this.#held.get(this.#current.document.uri.toString());
    const [first] = this.#held.values();
    const next = (active === undefined ? undefined : this.#held.get(active)) ?? kept ?? first;
    if (next === this.#current) return;
    this.#current = next;
    this.#changed.fire({ analysis: next, what: 'current' });
  }

  #each(act: (session: AnalysisSession) => void): void {
    for (const { session } of this.#held.values()) act(session);
  }
}
