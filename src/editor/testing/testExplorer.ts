import * as vscode from 'vscode';
import type { Report } from '../../report/report';
import type { OpenAnalyses, OpenAnalysis } from '../session/openAnalyses';
import { WorkspaceAnalyses } from '../session/workspaceAnalyses';
import { checkTests, type CheckTest } from './checkTests';

/**
 * The Test Explorer: an analysis, its nuisances and kinds of checks, and every check as a test. Which there are is known
 * after a run; results follow every run, whoever has started it. No test has a duration: checks are not timed one by one.
 */
export class TestExplorer implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('pullscope', 'Pullscope');
  readonly #disposables: vscode.Disposable[] = [this.controller];
  /** Reports whose results are shown, by address of the analysis. */
  readonly #shown = new Map<string, Report>();
  /** Analyses that a test run waits for: it tells their results itself. */
  readonly #awaited = new Set<string>();
  /** From when the explorer is looked at: the analyses that are not open. */
  #workspace: WorkspaceAnalyses | undefined;

  constructor(
    private readonly analyses: OpenAnalyses,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.controller.createRunProfile(
      vscode.l10n.t('Run Checks'),
      vscode.TestRunProfileKind.Run,
      (request, token) => this.#run(request, token),
      true,
    );
    this.controller.resolveHandler = (item) => {
      if (item === undefined) this.#lookAround();
    };
    this.#disposables.push(
      analyses.onDidChange(({ analysis, what }) => {
        if (analysis !== undefined && what === 'state') this.#hear(analysis);
      }),
      analyses.onDidClose(({ document }) => void this.#forgetIfGone(document.uri)),
    );
  }

  dispose(): void {
    this.#workspace?.dispose();
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #lookAround(): void {
    if (this.#workspace !== undefined || !vscode.workspace.isTrusted) return;
    this.#workspace = new WorkspaceAnalyses(this.analyses, this.log);
    const update = (): void => {
      const known = this.#workspace?.all;
      if (known === undefined) return;
      const addresses = new Set(known.map(({ uri }) => uri));
      for (const [id] of this.controller.items) {
        if (addresses.has(id)) continue;
        this.controller.items.delete(id);
        this.#shown.delete(id);
      }
      for (const { uri } of known) this.#itemOf(vscode.Uri.parse(uri));
    };
    this.#disposables.push(this.#workspace.onDidChange(update));
  }

  /** A file that was closed may have been deleted, or have another name. */
  async #forgetIfGone(uri: vscode.Uri): Promise<void> {
    try {
      await vscode.workspace.fs.stat(uri);
    } catch (error) {
      if (!(error instanceof vscode.FileSystemError)) throw error;
      this.controller.items.delete(uri.toString());
      this.#shown.delete(uri.toString());
    }
  }

  /**
   * An analysis is there to be run once it is open, measured or not. A report that is new is of a run that somebody has
   * started elsewhere, or that started by itself.
   */
  #hear({ document, session }: OpenAnalysis): void {
    const { report, run, stale } = session.state;
    const address = document.uri.toString();
    const item = this.#itemOf(document.uri);
    if (report === undefined || run.kind !== 'done' || stale || this.#shown.get(address) === report) return;
    if (this.#awaited.has(address)) return;
    const told = this.controller.createTestRun(new vscode.TestRunRequest([item]), undefined, false);
    this.#tell({ document, session }, told, 'results');
    told.end();
  }

  async #run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const asked = request.include ?? [...this.controller.items].map(([, item]) => item);
    const roots = new Map(asked.map((item) => rootOf(item)).map((root) => [root.id, root]));
    const run = this.controller.createTestRun(request);
    for (const root of roots.values()) eachTest(root, (test) => run.enqueued(test));
    for (const root of roots.values()) {
      if (token.isCancellationRequested) break;
      await this.#runOne(root, run, token);
    }
    run.end();
  }

  async #runOne(root: vscode.TestItem, run: vscode.TestRun, token: vscode.CancellationToken): Promise<void> {
    if (root.uri === undefined) return;
    const document = await vscode.workspace.openTextDocument(root.uri);
    const analysis = this.analyses.of(document.uri);
    if (analysis === undefined) return;
    const { session } = analysis;
    const address = document.uri.toString();
    const cancelling = token.onCancellationRequested(() => session.cancel());
    this.#awaited.add(address);
    try {
      run.started(root);
      eachTest(root, (test) => run.started(test));
      session.run();
      await session.whenIdle();
    } finally {
      cancelling.dispose();
      this.#awaited.delete(address);
    }
    const { run: end, hold, stale, report } = session.state;
    if (end.kind === 'done' && report !== undefined && !stale) this.#tell(analysis, run, 'messages');
    else if (end.kind === 'failed') run.errored(root, messageAt(analysis, end.message, end.at ?? { path: [] }));
    else if (hold === 'errors') {
      const text = vscode.l10n.t('Not measured: the errors in the file come first.');
      run.errored(root, messageAt(analysis, text, { path: [] }));
    } else eachTest(root, (test) => run.skipped(test));
  }

  /**
   * @param what VS Code writes the messages of tests into the text: right for someone who runs tests, but a run that started
   * by itself has its squiggles there already
   */
  #tell(analysis: OpenAnalysis, run: vscode.TestRun, what: 'results' | 'messages'): void {
    const { document, session } = analysis;
    const { report, outcomes } = session.state;
    const root = this.#itemOf(document.uri);
    if (report !== undefined) this.#shown.set(root.id, report);
    const groups = checkTests(outcomes);
    const results: [vscode.TestItem, CheckTest][] = [];
    root.children.replace(
      groups.map((group) => {
        const parent = this.controller.createTestItem(group.id, group.label, document.uri);
        parent.children.replace(
          group.tests.map((test) => {
            const item = this.controller.createTestItem(test.code, test.label, document.uri);
            item.description = test.code;
            item.range = rangeOf(analysis, test.at);
            results.push([item, test]);
            return item;
          }),
        );
        return parent;
      }),
    );
    for (const [item, { result, messages, code }] of results) {
      for (const { text } of messages) run.appendOutput(`${code}: ${text}\r\n`, undefined, item);
      if (result === 'passed') run.passed(item);
      else if (result === 'skipped') run.skipped(item);
      else {
        run.failed(item, what === 'results' ? [] : messages.map(({ text, at }) => messageAt(analysis, text, at)));
      }
    }
  }

  #itemOf(uri: vscode.Uri): vscode.TestItem {
    const id = uri.toString();
    const known = this.controller.items.get(id);
    if (known !== undefined) return known;
    const item = this.controller.createTestItem(id, vscode.workspace.asRelativePath(uri), uri);
    this.controller.items.add(item);
    return item;
  }
}

type At = Parameters<OpenAnalysis['session']['state']['parsed']['locate']>[0];

function rangeOf({ session }: OpenAnalysis, at: At): vscode.Range {
  const { start, end } = session.state.parsed.locate(at);
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

function messageAt(analysis: OpenAnalysis, text: string, at: At): vscode.TestMessage {
  const message = new vscode.TestMessage(text);
  message.location = new vscode.Location(analysis.document.uri, rangeOf(analysis, at));
  return message;
}

function rootOf(item: vscode.TestItem): vscode.TestItem {
  return item.parent === undefined ? item : rootOf(item.parent);
}

/** The leaves. */
function eachTest(item: vscode.TestItem, act: (test: vscode.TestItem) => void): void {
  if (item.children.size === 0 && item.parent !== undefined) act(item);
  for (const [, child] of item.children) eachTest(child, act);
}
