import * as vscode from 'vscode';
import type { ConfigPath } from '../../config/analysis';
import type { PlotsState, ToHost, ToPage } from '../../../webview/protocol';
import type { EngineClient } from '../../worker/engineClient';
import { revealPlace } from './findingsTree';
import type { OpenAnalyses, OpenAnalysis } from '../session/openAnalyses';
import { plotsState } from './plotsState';
import { saveFigure } from './savedFiles';
import { loadPage } from './webviewPage';

/** Milliseconds between two states that are sent: a cursor that is held down, or a run's progress, makes many. */
const pause = 80;

/** What the page asks for and others do. */
export interface PlotsActions {
  run(): void;
  restart(): void;
}

/** The side panel's plots: sends the page its whole state whenever it may have changed, and follows the cursor. */
export class PlotsView implements vscode.WebviewViewProvider, vscode.Disposable {
  static readonly id = 'pullscope.plots';
  readonly #disposables: vscode.Disposable[];
  #view: vscode.WebviewView | undefined;
  /** The page has loaded and said so. */
  #ready = false;
  #timer: NodeJS.Timeout | undefined;
  /** What the page has been sent already. */
  #sent: Pick<PlotsState, 'path' | 'figures'> | undefined;
  /** Where the plots stay although the cursor moves on. */
  #pinned: { readonly analysis: OpenAnalysis; readonly at: ConfigPath } | undefined;

  constructor(
    private readonly analyses: OpenAnalyses,
    private readonly engine: Pick<EngineClient, 'state' | 'onState'>,
    private readonly extension: vscode.Uri,
    private readonly actions: PlotsActions,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const soon = (): void => this.#sendSoon();
    this.#disposables = [
      vscode.window.registerWebviewViewProvider(PlotsView.id, this),
      analyses.onDidChange(({ analysis }) => {
        if (analysis === (this.#pinned?.analysis ?? analyses.current)) soon();
      }),
      analyses.onDidClose((analysis) => {
        if (analysis === this.#pinned?.analysis) this.pin(false);
      }),
      engine.onState(soon),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document === analyses.current?.document) soon();
      }),
    ];
  }

  /** Keeps the plots that are shown, or lets them follow the cursor again. */
  pin(pinned: boolean): void {
    const { current } = this.analyses;
    this.#pinned = pinned && current !== undefined ? { analysis: current, at: this.#cursor() } : undefined;
    void vscode.commands.executeCommand('setContext', 'pullscope.plotsPinned', this.#pinned !== undefined);
    this.#sendSoon();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    this.#ready = false;
    view.webview.onDidReceiveMessage((message: ToHost) => this.#hear(message));
    view.onDidDispose(() => {
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#ready = false;
    });
    loadPage(view.webview, this.extension, {
      title: vscode.l10n.t('Pullscope plots'),
      script: 'plots.js',
      styles: ['plots.css'],
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #sendSoon(): void {
    if (this.#view === undefined || !this.#ready || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, pause);
  }

  #send(): void {
    if (this.#view === undefined || !this.#ready) return;
    const { analysis, at } = this.#pinned ?? { analysis: this.analyses.current, at: this.#cursor() };
    const state = plotsState(analysis?.session.state, this.engine.state, at, this.#pinned !== undefined);
    const { figures, ...rest } = state;
    const isKnown = this.#sent !== undefined && figures === this.#sent.figures && rest.path === this.#sent.path;
    this.#sent = state;
    const message: ToPage = { type: 'state', state: isKnown ? rest : state };
    this.#view.webview
      .postMessage(message)
      .then(undefined, (error: unknown) => this.log.error('plots: not sent', String(error)));
  }

  /** The node of the analysis file in which the cursor stands. */
  #cursor(): ConfigPath {
    const { current } = this.analyses;
    const selection = vscode.window.visibleTextEditors.find(
      ({ document }) => document === current?.document,
    )?.selection;
    return current === undefined || selection === undefined
      ? []
      : current.session.state.parsed.pathAt(selection.active);
  }

  #hear(message: ToHost): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#sent = undefined;
        this.#send();
        return;
      case 'reveal': {
        const { current } = this.analyses;
        if (current === undefined) return;
        revealPlace(current, message).catch((error: unknown) => this.log.error('plots: not shown', String(error)));
        return;
      }
      case 'save': {
        const { current } = this.analyses;
        if (current === undefined) return;
        saveFigure(message, current).catch((error: unknown) => {
          this.log.error('plots: not saved', String(error));
          void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
        });
        return;
      }
      case 'run':
        this.actions.run();
        return;
      case 'restart':
        this.actions.restart();
        return;
      case 'error':
        this.log.error(`plots page: ${message.message}`);
    }
  }
}
