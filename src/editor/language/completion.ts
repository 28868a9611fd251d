import * as vscode from 'vscode';
import { parseAnalysis } from '../../config/parse';
import type { OpenAnalyses } from '../session/openAnalyses';
import { suggestionsAt, type Suggestion } from '../../checks/static/suggestions';

const kinds: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  column: vscode.CompletionItemKind.Field,
  sample: vscode.CompletionItemKind.Reference,
  code: vscode.CompletionItemKind.Constant,
};

/** Names to choose from while typing, out of the headers that the session has asked for already. */
export class Completion implements vscode.CompletionItemProvider {
  constructor(private readonly analyses: Pick<OpenAnalyses, 'of'>) {}

  provideCompletionItems(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
    const open = this.analyses.of(document.uri);
    // The session's own parse may be a keystroke behind.
    const parsed = parseAnalysis(document.getText());
    const { analysis } = parsed;
    if (open === undefined || analysis === undefined) return [];
    const word = document.getWordRangeAtPosition(position, /[\w/.-]+/) ?? new vscode.Range(position, position);
    const name = document.getWordRangeAtPosition(position, /\w+/) ?? new vscode.Range(position, position);
    return suggestionsAt(parsed.pathAt(position), analysis, open.session.facts).map(({ text, detail, kind }) => {
      const item = new vscode.CompletionItem({ label: text, description: detail }, kinds[kind]);
      // In an expression a name ends at an operator; a code has a slash in it.
      item.range = kind === 'code' ? word : name;
      return item;
    });
  }
}
