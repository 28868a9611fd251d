import * as vscode from 'vscode';
import { checkInfo } from '../../config/catalogue';
import { mendsOf, refactorsAt, turnOff, type Action } from '../../language/actions/actions';
import { whatIsMissing } from '../../language/actions/addMissing';
import type { TextChange } from '../../language/rename';
import { acceptFindingAction } from '../actions/acceptFindings';
import type { OpenAnalyses } from '../session/openAnalyses';
import { toRange, type Diagnostics, type ShownProblem } from './diagnostics';
import type { ParsedDocuments } from './documents';
import { knowledgeOf } from './knowledge';
import { words } from './words';

/** The mends that checks propose, comments that silence a finding for a reason, and what the file still needs. */
export class QuickFixes implements vscode.CodeActionProvider {
  static readonly fixAll = vscode.CodeActionKind.SourceFixAll.append('pullscope');
  static readonly addMissing = vscode.CodeActionKind.Source.append('pullscope.addMissing');
  static readonly kinds = [
    vscode.CodeActionKind.QuickFix,
    vscode.CodeActionKind.Refactor,
    QuickFixes.fixAll,
    QuickFixes.addMissing,
  ];

  constructor(
    private readonly documents: ParsedDocuments,
    private readonly analyses: Pick<OpenAnalyses, 'of'>,
    private readonly diagnostics: Pick<Diagnostics, 'shown'>,
  ) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    { only }: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    const wants = (kind: vscode.CodeActionKind): boolean => only === undefined || only.contains(kind);
    const isSource = only !== undefined && vscode.CodeActionKind.Source.contains(only);
    return [
      ...(wants(vscode.CodeActionKind.QuickFix) ? this.#mends(document, range) : []),
      ...(wants(vscode.CodeActionKind.Refactor) ? this.#refactors(document, range) : []),
      ...(isSource && wants(QuickFixes.fixAll) ? this.#fixAll(document) : []),
      ...(isSource && wants(QuickFixes.addMissing) ? this.#addMissing(document) : []),
    ];
  }

  #mends(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const here = this.diagnostics.shown(document.uri).filter(({ diagnostic }) => diagnostic.range.intersection(range));
    const mends = here.flatMap((shown) => [...mend(document, shown), ...this.#ofCheck(document, shown)]);
    const [only] = mends;
    if (mends.length === 1 && only !== undefined) only.isPreferred = true;
    const silences = here.flatMap((shown) => [
      ...suppress(document, shown),
      ...this.#accept(document, shown),
      ...this.#turnOff(document, shown),
    ]);
    return [...mends, ...silences];
  }

  #ofCheck(document: vscode.TextDocument, { diagnostic, problem }: ShownProblem): vscode.CodeAction[] {
    if (problem.outcome === undefined) return [];
    const parsed = this.documents.of(document);
    const knowledge = knowledgeOf(this.analyses.of(document.uri));
    return mendsOf(problem.outcome, parsed, knowledge, words()).map((action) =>
      codeAction(document, action, vscode.CodeActionKind.QuickFix, diagnostic),
    );
  }

  #accept(document: vscode.TextDocument, { diagnostic, problem }: ShownProblem): vscode.CodeAction[] {
    const analysis = this.analyses.of(document.uri);
    const command = analysis && acceptFindingAction(analysis, problem);
    if (command === undefined) return [];
    const action = new vscode.CodeAction(command.title, vscode.CodeActionKind.QuickFix);
    action.diagnostics = [diagnostic];
    action.command = command;
    return [action];
  }

  #turnOff(document: vscode.TextDocument, { diagnostic, problem }: ShownProblem): vscode.CodeAction[] {
    const { code, suppressible } = problem;
    if (!suppressible || code.startsWith('config/') || checkInfo(code) === undefined) return [];
    const action = turnOff(code, this.documents.of(document), words());
    return action === undefined ? [] : [codeAction(document, action, vscode.CodeActionKind.QuickFix, diagnostic)];
  }

  #refactors(document: vscode.TextDocument, { start }: vscode.Range): vscode.CodeAction[] {
    const knowledge = knowledgeOf(this.analyses.of(document.uri));
    return refactorsAt(this.documents.of(document), start, knowledge, words()).map((action) =>
      codeAction(document, action, vscode.CodeActionKind.Refactor),
    );
  }

  /** Mends that change nothing of what the file means to Pullscope: other spellings, and comments without effect. */
  #fixAll(document: vscode.TextDocument): vscode.CodeAction[] {
    const changes = this.diagnostics.shown(document.uri).flatMap(({ problem: { code, fix } }): TextChange[] => {
      const isSafe = code === 'config/yaml-trap' || (code === 'config/suppression' && fix?.text === '');
      return fix !== undefined && isSafe ? [fix] : [];
    });
    if (changes.length === 0) return [];
    const title = vscode.l10n.t('Mend all that can be mended safely');
    return [codeAction(document, { title, changes }, QuickFixes.fixAll)];
  }

  #addMissing(document: vscode.TextDocument): vscode.CodeAction[] {
    const changes = whatIsMissing(this.documents.of(document), knowledgeOf(this.analyses.of(document.uri)));
    if (changes.length === 0) return [];
    return [codeAction(document, { title: vscode.l10n.t('Add what is missing'), changes }, QuickFixes.addMissing)];
  }
}

/** What the check proposes itself; features that are only put in order keep their layout instead. */
function mend(document: vscode.TextDocument, { diagnostic, problem }: ShownProblem): vscode.CodeAction[] {
  const { fix, code, outcome } = problem;
  if (fix === undefined || (code === 'model/inputs' && outcome?.fix?.at.on === 'value')) return [];
  const action = { title: fix.title, changes: [fix] };
  return [codeAction(document, action, vscode.CodeActionKind.QuickFix, diagnostic)];
}

/** Only where a comment fits: a line that has one already may not mean it this way. */
function suppress(document: vscode.TextDocument, { diagnostic, problem }: ShownProblem): vscode.CodeAction[] {
  if (!problem.suppressible) return [];
  const line = document.lineAt(diagnostic.range.start.line);
  if (line.text.includes('#')) return [];
  const comment = new vscode.SnippetString(` # pullscope: ignore ${problem.code} -- `).appendPlaceholder(
    words().reason,
  );
  const title = vscode.l10n.t('Ignore {0} here, for a reason', problem.code);
  const action = codeAction(document, { title, changes: [] }, vscode.CodeActionKind.QuickFix, diagnostic);
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [new vscode.SnippetTextEdit(new vscode.Range(line.range.end, line.range.end), comment)]);
  action.edit = edit;
  return [action];
}

function codeAction(
  document: vscode.TextDocument,
  { title, changes, isPreferred }: Action,
  kind: vscode.CodeActionKind,
  diagnostic?: vscode.Diagnostic,
): vscode.CodeAction {
  const action = new vscode.CodeAction(title, kind);
  const edit = new vscode.WorkspaceEdit();
  for (const { range, text } of changes) edit.replace(document.uri, toRange(range), text);
  action.edit = edit;
  if (diagnostic !== undefined) action.diagnostics = [diagnostic];
  if (isPreferred === true) action.isPreferred = true;
  return action;
}
