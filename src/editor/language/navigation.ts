import * as vscode from 'vscode';
import { noFacts } from '../../checks/facts';
import { namesOf, type Occurrence } from '../../language/names';
import { columnSources } from '../../language/columnSources';
import type { OpenAnalyses } from '../session/openAnalyses';
import { toRange } from './diagnostics';
import type { ParsedDocuments } from './documents';

/** From a name to where it is defined, to where it is used, and to the other places of it that are in sight. */
export class Navigation
  implements vscode.DefinitionProvider, vscode.ReferenceProvider, vscode.DocumentHighlightProvider
{
  /** @param docs the folder with a page for each code */
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly analyses: Pick<OpenAnalyses, 'of'>,
    private readonly docs: vscode.Uri,
  ) {}

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink[] {
    const parsed = this.documents.of(document);
    const names = namesOf(parsed);
    const here = names.at(position);
    if (here === undefined) return [];
    const originSelectionRange = toRange(here.range);
    if (here.kind === 'check') {
      const start = new vscode.Range(0, 0, 0, 0);
      const targetUri = vscode.Uri.joinPath(this.docs, `${here.name}.md`);
      return [{ originSelectionRange, targetUri, targetRange: start }];
    }
    const facts = this.analyses.of(document.uri)?.session.facts ?? noFacts;
    const targets =
      here.kind === 'column' ? columnSources(parsed, here, facts) : names.definitionsOf(here).map(({ range }) => range);
    return targets.map((range) => ({
      originSelectionRange,
      targetUri: document.uri,
      targetRange: toRange(range),
    }));
  }

  provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): vscode.Location[] {
    return this.#occurrences(document, position)
      .filter(({ defines }) => includeDeclaration || !defines)
      .map(({ range }) => new vscode.Location(document.uri, toRange(range)));
  }

  provideDocumentHighlights(document: vscode.TextDocument, position: vscode.Position): vscode.DocumentHighlight[] {
    const { Read, Write } = vscode.DocumentHighlightKind;
    return this.#occurrences(document, position).map(
      ({ range, defines }) => new vscode.DocumentHighlight(toRange(range), defines ? Write : Read),
    );
  }

  #occurrences(document: vscode.TextDocument, position: vscode.Position): readonly Occurrence[] {
    const names = namesOf(this.documents.of(document));
    const here = names.at(position);
    return here === undefined ? [] : names.of(here);
  }
}
