import * as vscode from 'vscode';
import { parseAnalysis, type ParsedAnalysis } from '../../config/parse';
import type { OpenAnalyses } from '../session/openAnalyses';

/** The text of a document, understood as it is now: the session's own understanding may be a keystroke behind. */
export class ParsedDocuments {
  readonly #parsed = new WeakMap<vscode.TextDocument, { readonly version: number; readonly parsed: ParsedAnalysis }>();

  constructor(private readonly analyses: Pick<OpenAnalyses, 'of'>) {}

  of(document: vscode.TextDocument): ParsedAnalysis {
    const known = this.#parsed.get(document);
    if (known?.version === document.version) return known.parsed;
    const text = document.getText();
    const ofSession = this.analyses.of(document.uri)?.session.state.parsed;
    const parsed = ofSession?.text === text ? ofSession : parseAnalysis(text);
    this.#parsed.set(document, { version: document.version, parsed });
    return parsed;
  }
}

/** A file as an analysis names it, relative to itself. */
export function fileBeside(analysis: vscode.Uri, name: string): vscode.Uri {
  return /^(?:\/|[A-Za-z]:)/.test(name) ? vscode.Uri.file(name) : vscode.Uri.joinPath(analysis, '..', name);
}
