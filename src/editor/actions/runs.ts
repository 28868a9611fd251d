import * as vscode from 'vscode';
import { findAnalyses } from '../session/analysisFiles';
import { describePath } from '../session/configPaths';
import type { OpenAnalyses, OpenAnalysis } from '../session/openAnalyses';
import { PlotsView } from '../panels/plotsView';

/** Milliseconds after which a run that somebody has asked for is told in a notification. */
const patience = 1000;

/** More analyses of a workspace are not run at once. */
const mostAnalyses = 100;

/**
 * Runs an analysis because somebody wants it to. What takes longer than a second shows in a notification, with a button
 * to cancel; what keeps it from being measured stands in the Problems view, which is opened.
 */
export async function runNow(analyses: OpenAnalyses, { document, session }: OpenAnalysis): Promise<void> {
  session.run();
  if (session.state.hold === 'errors') {
    await vscode.commands.executeCommand('workbench.actions.view.problems');
    return;
  }
  const idle = session.whenIdle();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), patience)));
  const first = await Promise.race([idle, late]);
  clearTimeout(timer);
  // Also while the engine starts, or looks at the files: it is waited for all the same.
  if (first !== 'late') return;
  const title = vscode.l10n.t('Pullscope: {0}', vscode.workspace.asRelativePath(document.uri));
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      let shown = 0;
      const listeners = vscode.Disposable.from(
        token.onCancellationRequested(() => session.cancel()),
        analyses.onDidChange(({ analysis, what }) => {
          const { run } = session.state;
          if (analysis?.session !== session || what !== 'progress' || run.kind !== 'running') return;
          progress.report({ message: run.message, increment: 100 * (run.fraction - shown) });
          shown = run.fraction;
        }),
      );
      await idle;
      listeners.dispose();
    },
  );
}

/** Every analysis of the workspace, one after the other. */
export async function runAll(analyses: OpenAnalyses): Promise<void> {
  const found = await findAnalyses(mostAnalyses);
  for (const uri of found) {
    const document = await vscode.workspace.openTextDocument(uri);
    analyses.of(document.uri)?.session.run();
  }
  if (found.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no analysis in this folder.'));
  }
}

/**
 * Runs the analysis and shows what came out for the node at the cursor. What has not changed is not measured again, so
 * there is nothing to gain from leaving the rest out; and p-values are adjusted for all nuisances together.
 */
export async function runThis(analyses: OpenAnalyses, analysis: OpenAnalysis): Promise<void> {
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document === analysis.document);
  const path = editor && analysis.session.state.parsed.pathAt(editor.selection.active);
  await runNow(analyses, analysis);
  if (path !== undefined && describePath(path) !== undefined && analysis.session.state.run.kind === 'done') {
    await vscode.commands.executeCommand(`${PlotsView.id}.focus`, { preserveFocus: true });
  }
}
