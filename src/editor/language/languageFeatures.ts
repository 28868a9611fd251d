import * as vscode from 'vscode';
import { analysisGlob, analysisSelector } from '../session/analysisFiles';
import type { OpenAnalyses } from '../session/openAnalyses';
import { Colours } from './colours';
import { Completion } from './completion';
import type { Diagnostics } from './diagnostics';
import { ParsedDocuments } from './documents';
import { registerFollow } from './follow';
import { Hovers } from './hovers';
import { Lenses } from './lenses';
import { Navigation } from './navigation';
import { QuickFixes } from './quickFixes';
import { Renaming } from './renaming';
import { Structure } from './structure';

export interface LanguageSurroundings {
  readonly analyses: OpenAnalyses;
  readonly diagnostics: Diagnostics;
  /** The folder with a page for each code. */
  readonly docs: vscode.Uri;
}

/** All that the editor says and offers in the text of an analysis, the squiggles apart. */
export function registerLanguageFeatures({ analyses, diagnostics, docs }: LanguageSurroundings): vscode.Disposable {
  const { languages } = vscode;
  const documents = new ParsedDocuments(analyses);
  const navigation = new Navigation(documents, analyses, docs);
  const structure = new Structure(documents, docs);
  const lenses = new Lenses(documents, analyses);
  const colours = new Colours(documents, analyses);
  const files = vscode.workspace.createFileSystemWatcher(analysisGlob);
  return vscode.Disposable.from(
    registerFollow(),
    files,
    files.onDidDelete((uri) => diagnostics.fileDeleted(uri)),
    files.onDidCreate((uri) => {
      diagnostics.fileCreated(uri);
      const open = analyses.of(uri);
      if (open !== undefined) diagnostics.show(uri, open.session.state, open.session.facts);
    }),
    lenses,
    colours,
    languages.registerDocumentSemanticTokensProvider(analysisSelector, colours, Colours.legend),
    languages.registerCodeLensProvider(analysisSelector, lenses),
    languages.registerHoverProvider(analysisSelector, new Hovers(documents, analyses, docs)),
    languages.registerDefinitionProvider(analysisSelector, navigation),
    languages.registerReferenceProvider(analysisSelector, navigation),
    languages.registerDocumentHighlightProvider(analysisSelector, navigation),
    languages.registerRenameProvider(analysisSelector, new Renaming(documents)),
    languages.registerDocumentSymbolProvider(analysisSelector, structure, { label: 'Pullscope' }),
    languages.registerFoldingRangeProvider(analysisSelector, structure),
    languages.registerDocumentLinkProvider(analysisSelector, structure),
    languages.registerCodeActionsProvider(analysisSelector, new QuickFixes(documents, analyses, diagnostics), {
      providedCodeActionKinds: QuickFixes.kinds,
    }),
    languages.registerCompletionItemProvider(
      analysisSelector,
      new Completion(documents, analyses),
      ...Completion.triggers,
    ),
  );
}
