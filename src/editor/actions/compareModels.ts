import * as vscode from 'vscode';
import type { OpenAnalysis } from '../session/openAnalyses';
import { revealPlace } from '../panels/findingsTree';
import { PlotsView } from '../panels/plotsView';

/** Goes to the models of an analysis, and with the cursor there to the plots that compare them. */
export async function compareModels(analysis: OpenAnalysis): Promise<void> {
  const models = analysis.session.state.parsed.analysis?.models.size ?? 0;
  if (models < 2) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is nothing to compare: list several models under models. The first is the reference.'),
    );
    return;
  }
  await revealPlace(analysis, { path: ['models'], on: 'key' });
  await vscode.commands.executeCommand(`${PlotsView.id}.focus`);
}
