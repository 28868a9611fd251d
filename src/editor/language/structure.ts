import * as vscode from 'vscode';
import { linksOf, type Link } from '../../language/links';
import { foldsOf, outlineOf, type OutlineItem, type OutlineKind } from '../../language/outline';
import { toRange } from './diagnostics';
import { fileBeside, type ParsedDocuments } from './documents';
import { linkTo } from './follow';

/** The outline, what can be folded, and what leads elsewhere. */
export class Structure
  implements vscode.DocumentSymbolProvider, vscode.FoldingRangeProvider, vscode.DocumentLinkProvider
{
  /** @param docs the folder with a page for each code */
  constructor(
    private readonly documents: ParsedDocuments,
    private readonly docs: vscode.Uri,
  ) {}

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    return outlineOf(this.documents.of(document)).map(symbolOf);
  }

  provideFoldingRanges(document: vscode.TextDocument): vscode.FoldingRange[] {
    const { Comment, Region } = vscode.FoldingRangeKind;
    return foldsOf(this.documents.of(document)).map(
      ({ from, to, kind }) =>
        new vscode.FoldingRange(from, to, kind === 'comment' ? Comment : kind === 'region' ? Region : undefined),
    );
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return linksOf(this.documents.of(document)).map((link) => {
      const result = new vscode.DocumentLink(toRange(link.range), this.#target(link, document.uri));
      result.tooltip = tooltipOf(link);
      return result;
    });
  }

  #target({ kind, target }: Link, analysis: vscode.Uri): vscode.Uri {
    if (kind === 'page') return linkTo('page', vscode.Uri.joinPath(this.docs, `${target}.md`));
    const file = fileBeside(analysis, target);
    return kind === 'text' ? file : linkTo(kind === 'model' ? 'model' : 'file', file);
  }
}

function tooltipOf({ kind }: Link): string {
  switch (kind) {
    case 'data':
      return vscode.l10n.t('Show in the explorer');
    case 'model':
      return vscode.l10n.t("Open the model's page");
    case 'text':
      return vscode.l10n.t('Open the file');
    case 'page':
      return vscode.l10n.t('Read what this check does');
  }
}

function symbolOf({ name, detail, kind, range, selection, children }: OutlineItem): vscode.DocumentSymbol {
  const symbol = new vscode.DocumentSymbol(name, detail, symbolKinds[kind], toRange(range), toRange(selection));
  symbol.children = children.map(symbolOf);
  return symbol;
}

const symbolKinds: Readonly<Record<OutlineKind, vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Namespace,
  sample: vscode.SymbolKind.Struct,
  model: vscode.SymbolKind.Class,
  nuisance: vscode.SymbolKind.Variable,
  side: vscode.SymbolKind.Property,
  workingPoint: vscode.SymbolKind.Constant,
  feature: vscode.SymbolKind.Field,
  check: vscode.SymbolKind.Event,
  entry: vscode.SymbolKind.Property,
};
