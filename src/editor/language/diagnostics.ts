import * as vscode from 'vscode';
import type { TextRange } from '../../config/document';
import type { SessionState } from '../session/sessionState';
import { listProblems, type ListedProblem } from './problemList';

/** A diagnostic that is shown, with what its quick fixes need. */
export interface ShownProblem {
  readonly diagnostic: vscode.Diagnostic;
  readonly problem: ListedProblem;
}

/** The squiggles and the rows of the Problems view. */
export class Diagnostics implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('pullscope');
  readonly #shown = new Map<string, readonly ShownProblem[]>();

  /** @param docs the folder with a page for each code */
  constructor(private readonly docs: vscode.Uri) {}

  show(uri: vscode.Uri, session: SessionState): void {
    const shown = listProblems(session).map((problem) => ({ problem, diagnostic: this.#diagnostic(uri, problem) }));
    this.#shown.set(uri.toString(), shown);
    this.#collection.set(
      uri,
      shown.map(({ diagnostic }) => diagnostic),
    );
  }

  shown(uri: vscode.Uri): readonly ShownProblem[] {
    return this.#shown.get(uri.toString()) ?? [];
  }

  clear(uri: vscode.Uri): void {
    this.#shown.delete(uri.toString());
    this.#collection.delete(uri);
  }

  dispose(): void {
    this.#shown.clear();
    this.#collection.dispose();
  }

  #diagnostic(uri: vscode.Uri, { code, severity, message, range, related }: ListedProblem): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(toRange(range), message, severities[severity]);
    diagnostic.source = 'pullscope';
    diagnostic.code = { value: code, target: vscode.Uri.joinPath(this.docs, `${code}.md`) };
    diagnostic.relatedInformation = related.map(
      (other) => new vscode.DiagnosticRelatedInformation(new vscode.Location(uri, toRange(other.range)), other.message),
    );
    if (code === 'config/unused') diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
    return diagnostic;
  }
}

export function toRange({ start, end }: TextRange): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}

const severities: Readonly<Record<ListedProblem['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};
