import * as vscode from 'vscode';
import type { Place } from '../config/analysis';
import { acceptFinding, acceptFindingCommand, acceptFindings, tidyBaseline } from './actions/acceptFindings';
import { compareModels } from './actions/compareModels';
import { exportReport } from './actions/exportReport';
import { reportIssue } from './actions/issueReport';
import { newAnalysis } from './actions/newAnalysis';
import { openExample } from './actions/openExample';
import { openModelPages } from './actions/openModelPages';
import { runAll, runNow, runThis } from './actions/runs';
import { findAnalyses } from './session/analysisFiles';
import { revealCommand, revealNodeCommand, revealPlace } from './panels/findingsTree';
import type { OpenAnalysis } from './session/openAnalyses';
import { PlotsView } from './panels/plotsView';
import type { Pullscope } from './pullscope';

/** Every command with what it does; those of the manifest, and those that trees and quick fixes call. */
const commands: Readonly<Record<string, (pullscope: Pullscope, ...args: never[]) => unknown>> = {
  'pullscope.run': (pullscope, uri?: vscode.Uri) =>
    withAnalysis(pullscope, (analysis) => runNow(pullscope.analyses, analysis), uri),
  'pullscope.runAll': ({ analyses }) => runAll(analyses),
  'pullscope.runThis': (pullscope) => withAnalysis(pullscope, (analysis) => runThis(pullscope.analyses, analysis)),
  'pullscope.cancel': ({ analyses }) => {
    for (const { session } of analyses.all()) session.cancel();
  },
  'pullscope.showPlots': (pullscope) =>
    withAnalysis(pullscope, () => vscode.commands.executeCommand(`${PlotsView.id}.focus`)),
  'pullscope.compareModels': (pullscope) => withAnalysis(pullscope, compareModels),
  'pullscope.export': (pullscope, label?: string, target?: vscode.Uri) =>
    withAnalysis(pullscope, (analysis) => exportReport(pullscope.extension, analysis, textOr(label), target)),
  'pullscope.newAnalysis': ({ engine }, uri?: vscode.Uri, selected?: readonly vscode.Uri[], target?: vscode.Uri) =>
    newAnalysis(engine, selected ?? (uri instanceof vscode.Uri ? [uri] : []), target),
  'pullscope.openExample': ({ extension }, parent?: vscode.Uri) =>
    openExample(extension.extensionUri, parent instanceof vscode.Uri ? parent : undefined),
  'pullscope.acceptFindings': (pullscope) =>
    withAnalysis(pullscope, (analysis) => acceptFindings(pullscope.analyses, analysis)),
  'pullscope.tidyBaseline': (pullscope) =>
    withAnalysis(pullscope, (analysis) => tidyBaseline(pullscope.analyses, analysis)),
  [acceptFindingCommand]: async (
    { analyses },
    uri: vscode.Uri,
    problem: { readonly code: string; readonly message: string },
    reason?: string,
  ) => {
    const analysis = analyses.of(uri);
    if (analysis !== undefined) await acceptFinding(analyses, analysis, problem, reason);
  },
  'pullscope.pinPlots': (pullscope) => pullscope.plots.pin(true),
  'pullscope.unpinPlots': (pullscope) => pullscope.plots.pin(false),
  'pullscope.groupByNuisance': (pullscope) => pullscope.findings.groupBy('nuisance'),
  'pullscope.groupByCheck': (pullscope) => pullscope.findings.groupBy('check'),
  'pullscope.groupBySample': (pullscope) => pullscope.findings.groupBy('sample'),
  'pullscope.filterFindings': (pullscope) => pullscope.findings.chooseFilter(),
  'pullscope.filterFindingsAgain': (pullscope) => pullscope.findings.chooseFilter(),
  [revealNodeCommand]: (pullscope, ...args) => pullscope.findings.revealNode(...args),
  'pullscope.openReport': (pullscope) => withAnalysis(pullscope, (analysis) => pullscope.reports.open(analysis)),
  'pullscope.exportReport': (pullscope) => withAnalysis(pullscope, (analysis) => pullscope.reports.export(analysis)),
  'pullscope.openModelPage': (_pullscope, ...args) => openModelPages(...args),
  'pullscope.showLog': ({ log }) => log.show(),
  'pullscope.restartEngine': (pullscope) => pullscope.restartEngine(),
  'pullscope.reportIssue': reportIssue,
  [revealCommand]: async ({ analyses }, uri: vscode.Uri, at: Place) => {
    const analysis = analyses.of(uri);
    if (analysis !== undefined) await revealPlace(analysis, at);
  },
};

export function registerCommands(pullscope: Pullscope): vscode.Disposable {
  const registered = Object.entries(commands).map(([name, act]) =>
    vscode.commands.registerCommand(name, (...args: never[]) => act(pullscope, ...args)),
  );
  return vscode.Disposable.from(...registered);
}

/**
 * The analysis of the editor whose button was pressed, or that was looked at last; without one, opens one of the
 * workspace, or says what to do.
 */
async function withAnalysis(
  pullscope: Pullscope,
  act: (analysis: OpenAnalysis) => unknown,
  uri?: vscode.Uri,
): Promise<void> {
  const named = uri instanceof vscode.Uri ? pullscope.analyses.of(uri) : undefined;
  const analysis = named ?? pullscope.analyses.current ?? (await open(pullscope));
  if (analysis !== undefined) await act(analysis);
}

async function open(pullscope: Pullscope): Promise<OpenAnalysis | undefined> {
  const found = await findAnalyses(100);
  const [only] = found;
  if (only === undefined) {
    const make = vscode.l10n.t('New Analysis');
    const said = await vscode.window.showInformationMessage(
      vscode.l10n.t(
        'There is no analysis in this folder. Describe one in a file named pullscope.yaml: samples, model, nominal and nuisances.',
      ),
      ...(vscode.workspace.isTrusted ? [make] : []),
    );
    if (said === make) await vscode.commands.executeCommand('pullscope.newAnalysis');
    return undefined;
  }
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const title = vscode.l10n.t('Which analysis?');
  const uri = found.length === 1 ? only : (await vscode.window.showQuickPick(items, { title }))?.uri;
  if (uri === undefined) return undefined;
  await vscode.window.showTextDocument(uri);
  return pullscope.analyses.of(uri);
}

/** A button hands over what it stands on. */
function textOr(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
