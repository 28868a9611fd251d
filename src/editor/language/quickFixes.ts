import * as vscode from 'vscode';
import { toRange, type Diagnostics, type ShownProblem } from './diagnostics';

/** The mends that checks propose, and a comment that silences a finding for a reason. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly diagnostics: Pick<Diagnostics, 'shown'>) {}

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const here = this.diagnostics.shown(document.uri).filter(({ diagnostic }) => diagnostic.range.intersection(range));
    const mends = here.flatMap((shown) => mend(document, shown) ?? []);
    const [only] = mends;
    if (mends.length === 1 && only !== undefined) only.isPreferred = true;
    return [...mends, ...here.flatMap((shown) => suppress(document, shown) ?? [])];
  }
}

function mend(document: vscode.TextDocument, { diagnostic, problem }: ShownProblem): vscode.CodeAction | undefined {
  if (problem.fix === undefined) return undefined;
  const { title, range, text } = problem.fix;
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, toRange(range), text);
  return action(title, diagnostic, edit);
}

/** Only where a comment fits: a line that has one already may not mean it this way. */
function suppress(document: vscode.TextDocument, { diagnostic, problem }: ShownProblem): vscode.CodeAction | undefined {
  if (!problem.suppressible) return undefined;
  const line = document.lineAt(diagnostic.range.start.line);
  if (line.text.includes('#')) return undefined;
  const comment = new vscode.SnippetString(` # pullscope: ignore ${problem.code} -- `).appendPlaceholder('reason');
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [new vscode.SnippetTextEdit(new vscode.Range(line.range.end, line.range.end), comment)]);
  return action(`Ignore ${problem.code} here, for a reason`, diagnostic, edit);
}

function action(title: string, diagnostic: vscode.Diagnostic, edit: vscode.WorkspaceEdit): vscode.CodeAction {
  const result = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  result.diagnostics = [diagnostic];
  result.edit = edit;
  return result;
}
