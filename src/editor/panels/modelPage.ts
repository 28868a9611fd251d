import { realpath } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { FromModelPage, ModelState, ToModelPage } from '../../../webview/modelProtocol';
import { AnalysisError } from '../../config/analysisError';
import { asModel } from '../../model/modelFacts';
import type { EngineClient } from '../../worker/engineClient';
import { revealRange } from './findingsTree';
import { modelFilesOf, useOf } from './modelUses';
import type { OpenAnalyses } from '../session/openAnalyses';
import { shownModel } from './shownModel';
import { FileWatch } from '../session/watchFiles';
import { loadPage } from './webviewPage';
import { WorkspaceAnalyses } from '../session/workspaceAnalyses';

/** Milliseconds between two states that are sent: a run that ends, or typing, makes many. */
const pause = 80;

/** What the pages need of the rest of the extension. */
export interface ModelSurroundings {
  readonly analyses: OpenAnalyses;
  readonly engine: Pick<EngineClient, 'facts' | 'state' | 'onState'>;
  readonly extension: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly restart: () => void;
}

/** Opens models as readable pages: what they take and give, and what was found about them. */
export class ModelPages implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  static readonly viewType = 'pullscope.model';
  readonly #disposables: vscode.Disposable[];
  readonly #pages = new Set<ModelPage>();
  /** While there is a page that is allowed to know. */
  #analyses: WorkspaceAnalyses | undefined;

  constructor(private readonly surroundings: ModelSurroundings) {
    const { engine } = surroundings;
    let failed = engine.state === 'failed';
    this.#disposables = [
      vscode.window.registerCustomEditorProvider(ModelPages.viewType, this, {
        supportsMultipleEditorsPerDocument: true,
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#readAll()),
      engine.onState((state) => {
        if (failed && state !== 'failed') this.#readAll();
        failed = state === 'failed';
      }),
    ];
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const page = new ModelPage(uri, panel.webview, this.surroundings, () => this.#analyses);
    this.#pages.add(page);
    panel.onDidDispose(() => {
      this.#pages.delete(page);
      page.dispose();
      if (this.#pages.size === 0) this.#forgetAnalyses();
    });
    this.#know();
    void page.read();
  }

  /** What the page of a model shows, while there is one. */
  state(uri: vscode.Uri): ModelState | undefined {
    return [...this.#pages].find((page) => page.uri.toString() === uri.toString())?.state;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
    for (const page of this.#pages) page.dispose();
    this.#pages.clear();
    this.#forgetAnalyses();
  }

  #readAll(): void {
    if (this.#pages.size > 0) this.#know();
    for (const page of this.#pages) void page.read();
  }

  #know(): void {
    if (this.#analyses !== undefined || !vscode.workspace.isTrusted) return;
    this.#analyses = new WorkspaceAnalyses(this.surroundings.analyses, this.surroundings.log);
    this.#analyses.onDidChange(() => {
      for (const page of this.#pages) page.analysesChanged();
    });
  }

  #forgetAnalyses(): void {
    this.#analyses?.dispose();
    this.#analyses = undefined;
  }
}

/** One page: reads the model's header when it is opened and whenever the file changes, and sends what it has to show. */
class ModelPage implements vscode.Disposable {
  readonly #watch = new FileWatch(() => void this.read());
  /** The page has loaded and said so. */
  #ready = false;
  #state: ModelState;
  #timer: NodeJS.Timeout | undefined;
  /** Count what was asked, so that an answer which comes too late is known. */
  #reads = 0;
  #looks = 0;
  #disposed = false;

  constructor(
    readonly uri: vscode.Uri,
    private readonly webview: vscode.Webview,
    private readonly surroundings: ModelSurroundings,
    private readonly analyses: () => WorkspaceAnalyses | undefined,
  ) {
    const name = path.posix.basename(uri.path);
    const whole = vscode.workspace.asRelativePath(uri);
    const folder = path.dirname(whole);
    this.#state = {
      name,
      folder: folder === '.' ? '' : folder,
      model: vscode.workspace.isTrusted ? 'reading' : 'untrusted',
      uses: undefined,
    };
    webview.onDidReceiveMessage((message: FromModelPage) => this.#hear(message));
    loadPage(webview, surroundings.extension, {
      title: vscode.l10n.t('Pullscope model'),
      script: 'model.js',
      styles: ['plots.css', 'model.css'],
    });
  }

  get state(): ModelState {
    return this.#state;
  }

  async read(): Promise<void> {
    const read = ++this.#reads;
    const model = await this.#ask();
    if (read !== this.#reads || this.#disposed) return;
    this.#change({ model });
    if (model === 'untrusted') return;
    const weights = typeof model === 'object' && 'ok' in model ? model.ok.facts.weightFiles : [];
    this.#watch.watch({ files: [this.uri.fsPath, ...weights.map((file) => file.path)], patterns: [] });
    await this.#look();
  }

  /** What is said of the model may be different now. */
  analysesChanged(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, pause);
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#watch.dispose();
  }

  async #ask(): Promise<ModelState['model']> {
    if (!vscode.workspace.isTrusted) return 'untrusted';
    if (this.uri.scheme !== 'file')
      return { err: { message: vscode.l10n.t('Only a model that is a file on a disk can be shown.') } };
    const [folder, name] = [path.dirname(this.uri.fsPath), path.basename(this.uri.fsPath)];
    try {
      const { models } = await this.surroundings.engine.facts({ folder, data: [], models: [name] });
      const facts = asModel(name, models[0]);
      if (facts === undefined) throw new Error(`the engine said nothing of ${name}`);
      return facts.ok ? { ok: shownModel(facts) } : { err: { message: facts.message } };
    } catch (error) {
      if (error instanceof AnalysisError) {
        return {
          err: { message: error.message, ...(error.code === 'engine-stopped' ? { action: 'restart' as const } : {}) },
        };
      }
      this.#log('not read', error);
      const reason = error instanceof Error ? error.message : String(error);
      return { err: { message: vscode.l10n.t('The model could not be read: {0}', reason) } };
    }
  }

  /** Asks the analyses for what they say of the model; one may name it through a link. */
  async #look(): Promise<void> {
    const known = this.analyses()?.all;
    if (known === undefined || !vscode.workspace.isTrusted) return;
    const look = ++this.#looks;
    const own = await real(this.uri.fsPath);
    const named = new Set(known.flatMap(modelFilesOf));
    const same = new Set<string>();
    for (const file of named) if ((await real(file)) === own) same.add(file);
    if (look !== this.#looks || this.#disposed) return;
    const uses = known.flatMap((analysis) => useOf(analysis, (file) => same.has(file)) ?? []);
    this.#change({ uses });
  }

  #change(change: Partial<ModelState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#ready) this.#send();
  }

  #send(): void {
    const message: ToModelPage = { type: 'state', state: this.#state };
    this.webview.postMessage(message).then(undefined, (error: unknown) => this.#log('not sent', error));
  }

  #hear(message: FromModelPage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        this.#send();
        return;
      case 'reveal': {
        // Opens what was offered, and no other file.
        const use = this.#state.uses?.find(({ analysis }) => analysis === message.analysis);
        if (use === undefined) return;
        revealRange(vscode.Uri.parse(use.analysis), message.range, true).catch((error: unknown) =>
          this.#log('not shown', error),
        );
        return;
      }
      case 'trust':
        void vscode.commands.executeCommand('workbench.trust.manage');
        return;
      case 'restart':
        this.surroundings.restart();
        return;
      case 'error':
        this.surroundings.log.error(`model page: ${message.message}`);
    }
  }

  #log(what: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.surroundings.log.error(`${this.uri.fsPath}: ${what}: ${text}`);
  }
}

/** Where a path really leads; itself where it leads nowhere. */
async function real(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return file;
    throw error;
  }
}
