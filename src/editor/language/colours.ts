import * as vscode from 'vscode';
import { noFacts } from '../../checks/facts';
import { tokensOf, tokenTypes } from '../../language/tokens';
import type { OpenAnalyses } from '../session/openAnalyses';
import type { ParsedDocuments } from './documents';

/** Colours inside of expressions. */
export class Colours implements vscode.DocumentSemanticTokensProvider, vscode.Disposable {
  static readonly legend = new vscode.SemanticTokensLegend([...tokenTypes]);
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #listening: vscode.Disposable;
  readonly onDidChangeSemanticTokens = this.#changed.event;
  /** What was coloured last, for each analysis: how much was known of its files. */
  readonly #known = new Map<string, number>();

  constructor(
    private readonly documents: ParsedDocuments,
    private readonly analyses: OpenAnalyses,
  ) {
    this.#listening = analyses.onDidChange(({ analysis, what }) => {
      if (analysis === undefined || what !== 'state') return;
      // Typing is heard of by the editor itself; what arrives later is what files hold.
      const { references } = analysis.session.state;
      const known = references.data.filter((one) => analysis.session.facts.data(one)?.ok === true).length;
      const uri = analysis.document.uri.toString();
      if (this.#known.get(uri) === known) return;
      this.#known.set(uri, known);
      this.#changed.fire();
    });
  }

  provideDocumentSemanticTokens(document: vscode.TextDocument): vscode.SemanticTokens {
    const facts = this.analyses.of(document.uri)?.session.facts ?? noFacts;
    const builder = new vscode.SemanticTokensBuilder(Colours.legend);
    for (const { range, type } of tokensOf(this.documents.of(document), facts)) {
      const { start, end } = range;
      builder.push(start.line, start.character, end.character - start.character, tokenTypes.indexOf(type));
    }
    return builder.build();
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}
