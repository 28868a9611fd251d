import * as path from 'node:path';
import * as vscode from 'vscode';
import type { FromReportPage, ReportState } from '../../../webview/reportProtocol';
import type { Report } from '../../report/report';
import type { EngineClient } from '../../worker/engineClient';
import type { OpenAnalyses, OpenAnalysis } from '../session/openAnalyses';
import { revealPlace, revealRange } from './findingsTree';
import { reportState } from './reportState';
import { exportReport, saveFigure } from './savedFiles';
import { loadPage } from './webviewPage';

/** Milliseconds between two states that are sent: a run's progress, or typing, makes many. */
const pause = 80;

/** What the panels need of the rest of the extension. */
export interface ReportSurroundings {
  readonly analyses: OpenAnalyses;
  readonly engine: Pick<EngineClient, 'state' | 'onState'>;
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly restart: () => void;
}

/** Tabs with the report of an analysis, one for each; they come back when the window is reloaded. */
export class ReportPanels implements vscode.WebviewPanelSerializer, vscode.Disposable {
  static readonly viewType = 'pullscope.report';
  readonly #disposables: vscode.Disposable[];
  /** By the address of the analysis file. */
  readonly #panels = new Map<string, ReportPanel>();

  constructor(private readonly surroundings: ReportSurroundings) {
    const { analyses, engine } = surroundings;
    this.#disposables = [
      vscode.window.registerWebviewPanelSerializer(ReportPanels.viewType, this),
      analyses.onDidChange(({ analysis }) => {
        if (analysis !== undefined) this.#panels.get(analysis.document.uri.toString())?.sendSoon();
      }),
      analyses.onDidClose(({ document }) => this.#panels.get(document.uri.toString())?.sendSoon()),
      engine.onState(() => {
        for (const panel of this.#panels.values()) panel.sendSoon();
      }),
    ];
  }

  open({ document }: OpenAnalysis): void {
    const known = this.#panels.get(document.uri.toString());
    if (known !== undefined) {
      known.panel.reveal();
      return;
    }
    const title = titleOf(document.uri);
    this.#take(
      document.uri,
      vscode.window.createWebviewPanel(ReportPanels.viewType, title, { viewColumn: vscode.ViewColumn.Active }),
    );
  }

  async export(analysis: OpenAnalysis): Promise<void> {
    await exportReport(analysis, this.surroundings.extension);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const address = typeof kept === 'object' && kept !== null && 'uri' in kept ? kept.uri : undefined;
    if (typeof address !== 'string') {
      panel.dispose();
      return;
    }
    const uri = vscode.Uri.parse(address, true);
    this.#take(uri, panel);
    try {
      // Its session begins when the file is opened; a tab need not be.
      await vscode.workspace.openTextDocument(uri);
    } catch (error) {
      this.surroundings.log.warn(`the report of ${uri.fsPath} cannot be shown again: ${String(error)}`);
      panel.dispose();
    }
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    for (const panel of this.#panels.values()) panel.dispose();
    this.#panels.clear();
  }

  #take(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    const address = uri.toString();
    const made = new ReportPanel(uri, panel, this.surroundings);
    this.#panels.set(address, made);
    panel.onDidDispose(() => {
      if (this.#panels.get(address) === made) this.#panels.delete(address);
      made.dispose();
    });
  }
}

/** With its folder, for most analyses have the same name. */
function titleOf(uri: vscode.Uri): string {
  return vscode.l10n.t('Report: {0}', vscode.workspace.asRelativePath(uri));
}

/** One tab: sends its page the state of the analysis, and does what the page asks for. */
class ReportPanel implements vscode.Disposable {
  /** The page has loaded and said so. */
  #ready = false;
  /** What was sent last: the same is not sent again. */
  #sent: { readonly report: Report; readonly outcomes: string } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly uri: vscode.Uri,
    readonly panel: vscode.WebviewPanel,
    private readonly surroundings: ReportSurroundings,
  ) {
    panel.iconPath = vscode.Uri.joinPath(surroundings.extension, 'media', 'icon.svg');
    panel.webview.onDidReceiveMessage((message: FromReportPage) => void this.#hear(message));
    loadPage(panel.webview, surroundings.extension, {
      title: titleOf(uri),
      script: 'report.js',
      styles: ['plots.css', 'report.css'],
    });
  }

  sendSoon(): void {
    if (!this.#ready || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, pause);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#ready = false;
  }

  #send(): void {
    if (!this.#ready) return;
    const { contents, ...state } = this.#state();
    const report = this.#analysis?.session.state.report;
    // Outcomes are made anew with each keystroke, and are mostly the same.
    const outcomes = JSON.stringify(contents?.map((content) => content.outcomes));
    const isNew = report !== undefined && (report !== this.#sent?.report || outcomes !== this.#sent.outcomes);
    if (isNew) this.#sent = { report, outcomes };
    const message = { type: 'state', state: isNew ? { ...state, contents } : state };
    this.panel.webview
      .postMessage(message)
      .then(undefined, (error: unknown) => this.surroundings.log.error('report: not sent', String(error)));
  }

  #state(): ReportState {
    const analysis = this.#analysis;
    const uri = this.uri.toString();
    if (analysis !== undefined) return reportState(uri, analysis.session.state, this.surroundings.engine.state);
    const name = path.posix.basename(this.uri.path);
    const message = vscode.l10n.t('{0} is closed: this report is of before. Open it to measure again.', name);
    return { uri, analysis: name, status: { kind: 'stale', message } };
  }

  get #analysis(): OpenAnalysis | undefined {
    return this.surroundings.analyses.of(this.uri);
  }

  async #hear(message: FromReportPage): Promise<void> {
    try {
      await this.#answer(message);
    } catch (error) {
      this.surroundings.log.error(`report: ${message.type}`, error instanceof Error ? error : String(error));
      void vscode.window.showErrorMessage(error instanceof Error ? error.message : String(error));
    }
  }

  async #answer(message: FromReportPage): Promise<void> {
    const { extension, log, restart } = this.surroundings;
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#sent = undefined;
        this.#send();
        return;
      case 'error':
        log.error(`report page: ${message.message}`);
        return;
      case 'restart':
        restart();
        return;
      case 'run':
        (await this.#opened()).session.run();
        return;
      case 'goTo':
        await revealRange(this.uri, { start: message.start, end: message.start });
        return;
      case 'reveal':
        await revealPlace(await this.#opened(), message);
        return;
      case 'save':
        await saveFigure(message, await this.#opened());
        return;
      case 'export':
        await exportReport(await this.#opened(), extension);
    }
  }

  /** The analysis, also after its file was closed. */
  async #opened(): Promise<OpenAnalysis> {
    if (this.#analysis === undefined) await vscode.window.showTextDocument(this.uri, { preview: false });
    const analysis = this.#analysis;
    if (analysis === undefined) throw new Error(`${this.uri.fsPath} is no analysis file.`);
    return analysis;
  }
}
