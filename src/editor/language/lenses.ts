import * as vscode from 'vscode';
import type { ConfigPath } from '../../config/analysis';
import { lensesOf } from '../../language/lenses';
import { revealPlace } from '../panels/findingsTree';
import type { OpenAnalyses } from '../session/openAnalyses';
import { toRange } from './diagnostics';
import type { ParsedDocuments } from './documents';
import { knowledgeOf } from './knowledge';
import { words } from './words';

/** What a click on a result does; not offered in the palette. */
const showPlotsAt = 'pullscope.showPlotsAt';

/** Over each sample, model and nuisance: its last result, which leads to its plots, and a run. */
export class Lenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(
    private readonly documents: ParsedDocuments,
    private readonly analyses: OpenAnalyses,
  ) {
    this.#disposables = [
      this.#changed,
      analyses.onDidChange(({ what }) => {
        if (what === 'state') this.#changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('pullscope.codeLens')) this.#changed.fire();
      }),
      vscode.commands.registerCommand(showPlotsAt, async (uri: vscode.Uri, path: ConfigPath) => {
        const analysis = analyses.of(uri);
        if (analysis === undefined) return;
        await revealPlace(analysis, { path, on: 'key' });
        await vscode.commands.executeCommand('pullscope.showPlots');
      }),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const open = this.analyses.of(document.uri);
    const isWanted = vscode.workspace.getConfiguration('pullscope', document.uri).get<boolean>('codeLens', true);
    if (open === undefined || !isWanted || !vscode.workspace.isTrusted) return [];
    const texts = words();
    return lensesOf(this.documents.of(document), knowledgeOf(open), texts).flatMap(({ range, path, text }) => {
      const at = toRange(range);
      const run: vscode.Command = { title: texts.run, command: 'pullscope.run', arguments: [document.uri] };
      if (text === undefined) return [new vscode.CodeLens(at, run)];
      const show: vscode.Command = {
        title: text,
        tooltip: texts.showPlots,
        command: showPlotsAt,
        arguments: [document.uri, path],
      };
      return [new vscode.CodeLens(at, show), new vscode.CodeLens(at, run)];
    });
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
