import * as vscode from 'vscode';
import { Supervisor } from '../worker/supervisor';
import { registerCommands } from './commands';
import { Diagnostics } from './language/diagnostics';
import { registerLanguageFeatures } from './language/languageFeatures';
import { FindingsTree } from './panels/findingsTree';
import { ModelPages } from './panels/modelPage';
import { OpenAnalyses } from './session/openAnalyses';
import { PlotsView } from './panels/plotsView';
import { ReportPanels } from './panels/reportPanels';
import { recordedLog } from './session/recordedLog';
import { changesEngine, engineLimits } from './session/settings';
import { StatusItem } from './panels/statusItem';
import type { TestApi } from './testApi';
import { CheckTasks } from './testing/checkTasks';
import { TestExplorer } from './testing/testExplorer';

/** The extension: owns everything that it makes, and ends it. */
export class Pullscope {
  readonly recorded = recordedLog('Pullscope');
  readonly log = this.recorded.channel;
  readonly engine: Supervisor;
  readonly analyses: OpenAnalyses;
  readonly extension: vscode.Extension<unknown>;
  readonly #status: StatusItem;
  readonly #models: ModelPages;
  readonly reports: ReportPanels;
  readonly plots: PlotsView;
  readonly #tests: TestExplorer;
  readonly findings: FindingsTree;
  readonly #disposables: vscode.Disposable[] = [];
  #runs = 0;
  readonly #told = new Map<string, boolean>();

  constructor(context: vscode.ExtensionContext) {
    this.extension = context.extension;
    this.engine = new Supervisor({
      workerPath: context.asAbsolutePath('dist/worker.js'),
      settings: () => ({ cache: vscode.Uri.joinPath(context.globalStorageUri, 'cache').fsPath, ...engineLimits() }),
      log: (level, message) => this.log[level](message),
    });
    this.analyses = new OpenAnalyses(this.engine, this.log);
    const docs = vscode.Uri.joinPath(context.extensionUri, 'docs', 'checks');
    const diagnostics = new Diagnostics(docs);
    this.#status = new StatusItem(this.analyses, this.engine);
    this.findings = new FindingsTree(this.analyses, context.workspaceState);
    this.plots = new PlotsView(
      this.analyses,
      this.engine,
      context.extensionUri,
      { run: () => this.analyses.current?.session.run(), restart: () => this.restartEngine() },
      this.log,
    );
    this.#models = new ModelPages({
      analyses: this.analyses,
      engine: this.engine,
      extension: context.extensionUri,
      log: this.log,
      restart: () => this.restartEngine(),
    });
    this.reports = new ReportPanels({
      analyses: this.analyses,
      engine: this.engine,
      extension: context.extensionUri,
      log: this.log,
      restart: () => this.restartEngine(),
    });
    this.#tests = new TestExplorer(this.analyses, this.log);
    this.#disposables.push(
      diagnostics,
      this.analyses.onDidChange(({ analysis, what }) => {
        if (analysis !== undefined && what === 'state')
          diagnostics.show(analysis.document.uri, analysis.session.state, analysis.session.facts);
      }),
      this.analyses.onDidClose(({ document }) => {
        diagnostics.clear(document.uri);
        this.#tellContext();
      }),
      this.#status,
      this.findings,
      this.plots,
      this.reports,
      this.#models,
      registerLanguageFeatures({ analyses: this.analyses, diagnostics, docs }),
      registerCommands(this),
      this.#tests,
      vscode.tasks.registerTaskProvider(CheckTasks.type, new CheckTasks(context.asAbsolutePath('dist/cli.js'))),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (changesEngine(event) && this.engine.state !== 'stopped') this.restartEngine();
      }),
      this.engine.onState((state) => {
        if (state === 'running') this.#runs++;
      }),
      this.analyses.onDidChange(({ what }) => {
        if (what !== 'progress') this.#tellContext();
      }),
      this.analyses,
    );
    this.analyses.start();
  }

  /** Ends the engine's process and starts another; what was asked of it is asked again. */
  restartEngine(): void {
    this.engine.restart();
    this.analyses.engineRestarted();
  }

  testApi(): TestApi {
    return {
      enginePid: () => this.engine.pid,
      engineState: () => this.engine.state,
      timesRunning: () => this.#runs,
      session: (uri) => this.analyses.of(uri)?.session,
      tests: () => this.#tests.controller.items,
      modelPage: (uri) => this.#models.state(uri),
      statusText: () => this.#status.text,
      statusTooltip: () => this.#status.tooltip,
    };
  }

  /** Resolves when the engine's process is gone. */
  async end(): Promise<void> {
    for (const disposable of this.#disposables) disposable.dispose();
    await this.engine.dispose();
    this.log.dispose();
  }

  /** For the `when` clauses of the manifest. */
  #tellContext(): void {
    const sessions = this.analyses.all().map(({ session }) => session);
    this.#tell('pullscope.open', sessions.length > 0);
    this.#tell(
      'pullscope.running',
      sessions.some(({ state }) => state.run.kind === 'running'),
    );
  }

  #tell(key: string, value: boolean): void {
    if (this.#told.get(key) === value) return;
    this.#told.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
