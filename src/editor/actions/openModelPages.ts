import * as vscode from 'vscode';
import { ModelPages } from '../panels/modelPage';

/**
 * @param uri of the file in the explorer on which the command was called
 * @param selected all files that are selected there
 */
export async function openModelPages(uri?: vscode.Uri, selected: readonly vscode.Uri[] = []): Promise<void> {
  const named = [...selected, ...(uri === undefined ? [] : [uri])].filter(isModel);
  const addresses = new Map(named.map((one) => [one.toString(), one]));
  const models = addresses.size > 0 ? [...addresses.values()] : await chooseModel();
  for (const model of models) {
    await vscode.commands.executeCommand('vscode.openWith', model, ModelPages.viewType, { preview: false });
  }
}

/** From the palette: the model in the active tab, or one of the workspace. */
async function chooseModel(): Promise<readonly vscode.Uri[]> {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputText && isModel(input.uri)) return [input.uri];
  const found = await vscode.workspace.findFiles('**/*.onnx', '**/node_modules/**', 1000);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no model (*.onnx) in this folder.'));
    return [];
  }
  const items = found.map((one) => ({ label: vscode.workspace.asRelativePath(one), uri: one }));
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Which model?') });
  return chosen === undefined ? [] : [chosen.uri];
}

function isModel({ path }: vscode.Uri): boolean {
  return /\.onnx$/i.test(path);
}
