import * as vscode from 'vscode';
import type { Place } from '../config/analysis';
import { findAnalyses } from './session/analysisFiles';
import { revealCommand, revealPlace } from './panels/findingsTree';
import { ModelPages } from './panels/modelPage';
import type { OpenAnalysis } from './session/openAnalyses';
import { PlotsView } from './panels/plotsView';
import type { Pullscope } from './pullscope';

/** Every command with what it does; those of the manifest, and `reveal` for the tree. */
const commands: Readonly<Record<string, (pullscope: Pullscope, ...args: never[]) => unknown>> = {
  'pullscope.run': run,
  'pullscope.cancel': (pullscope) => {
    for (const { session } of pullscope.analyses.all()) session.cancel();
  },
  'pullscope.showPlots': showPlots,
  'pullscope.openReport': async (pullscope) => {
    const analysis = await takeUp(pullscope);
    if (analysis !== undefined) pullscope.reports.open(analysis);
  },
  'pullscope.exportReport': async (pullscope) => {
    const analysis = await takeUp(pullscope);
    if (analysis !== undefined) await pullscope.reports.export(analysis);
  },
  'pullscope.openModelPage': (_pullscope, ...args) => openModelPages(...args),
  'pullscope.showLog': (pullscope) => pullscope.log.show(),
  'pullscope.restartEngine': (pullscope) => pullscope.restartEngine(),
  [revealCommand]: reveal,
};

export function registerCommands(pullscope: Pullscope): vscode.Disposable {
  const registered = Object.entries(commands).map(([name, act]) =>
    vscode.commands.registerCommand(name, (...args: never[]) => act(pullscope, ...args)),
  );
  return vscode.Disposable.from(...registered);
}

/** @param uri of the editor whose button was pressed */
async function run(pullscope: Pullscope, uri?: vscode.Uri): Promise<void> {
  const analysis = (uri instanceof vscode.Uri ? pullscope.analyses.of(uri) : undefined) ?? (await takeUp(pullscope));
  if (analysis === undefined) return;
  analysis.session.run();
  // What keeps it from being measured stands there.
  if (analysis.session.state.hold === 'errors') await vscode.commands.executeCommand('workbench.actions.view.problems');
}

async function showPlots(pullscope: Pullscope): Promise<void> {
  if ((await takeUp(pullscope)) !== undefined) await vscode.commands.executeCommand(`${PlotsView.id}.focus`);
}

/**
 * @param uri of the file in the explorer on which the command was called
 * @param selected all files that are selected there
 */
async function openModelPages(uri?: vscode.Uri, selected: readonly vscode.Uri[] = []): Promise<void> {
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
    void vscode.window.showInformationMessage('There is no model (*.onnx) in this folder.');
    return [];
  }
  const uri = await choose(found, 'Which model?');
  return uri === undefined ? [] : [uri];
}

function isModel({ path }: vscode.Uri): boolean {
  return /\.onnx$/i.test(path);
}

async function reveal(pullscope: Pullscope, uri: vscode.Uri, at: Place): Promise<void> {
  const analysis = pullscope.analyses.of(uri);
  if (analysis !== undefined) await revealPlace(analysis, at);
}

/** The analysis that was looked at last; without one, opens one of the workspace, or says what to do. */
async function takeUp(pullscope: Pullscope): Promise<OpenAnalysis | undefined> {
  if (pullscope.analyses.current !== undefined) return pullscope.analyses.current;
  const found = await findAnalyses(100);
  const [only] = found;
  if (only === undefined) {
    void vscode.window.showInformationMessage(
      'There is no analysis in this folder. Describe one in a file named pullscope.yaml: samples, model, nominal and nuisances.',
    );
    return undefined;
  }
  const uri = found.length === 1 ? only : await choose(found, 'Which analysis?');
  if (uri === undefined) return undefined;
  await vscode.window.showTextDocument(uri);
  return pullscope.analyses.of(uri);
}

async function choose(found: readonly vscode.Uri[], title: string): Promise<vscode.Uri | undefined> {
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const chosen = await vscode.window.showQuickPick(items, { title });
  return chosen?.uri;
}
