import * as vscode from 'vscode';
import { nameRange, renamableAt, rename, type RenameRefusal } from '../../language/rename';
import { toRange } from './diagnostics';
import type { ParsedDocuments } from './documents';

/** Calls a sample, a nuisance, a model, a working point, a class, a parameter or an anchor otherwise, everywhere. */
export class Renaming implements vscode.RenameProvider {
  constructor(private readonly documents: ParsedDocuments) {}

  prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): { range: vscode.Range; placeholder: string } {
    const parsed = this.documents.of(document);
    const found = renamableAt(parsed, position);
    if (typeof found === 'string') throw new Error(said(found, ''));
    return { range: toRange(nameRange(parsed, found)), placeholder: found.thing.name };
  }

  provideRenameEdits(document: vscode.TextDocument, position: vscode.Position, newName: string): vscode.WorkspaceEdit {
    const parsed = this.documents.of(document);
    const found = renamableAt(parsed, position);
    if (typeof found === 'string') throw new Error(said(found, newName));
    const changes = rename(parsed, found.thing, newName);
    if (typeof changes === 'string') throw new Error(said(changes, newName));
    const edit = new vscode.WorkspaceEdit();
    for (const { range, text } of changes) edit.replace(document.uri, toRange(range), text);
    return edit;
  }
}

function said(refusal: RenameRefusal, name: string): string {
  switch (refusal) {
    case 'nothing':
      return vscode.l10n.t('There is no name here that could be changed.');
    case 'not-ours':
      return vscode.l10n.t('This name comes from a file or from Pullscope itself: it cannot be changed here.');
    case 'unnamed':
      return vscode.l10n.t("The only model of a file has no name: put it under 'models' to give it one.");
    case 'taken':
      return vscode.l10n.t("'{0}' is the name of another already: choose one that is free.", name);
    case 'invalid':
      return vscode.l10n.t("'{0}' cannot be a name here.", name);
  }
}
