import * as vscode from 'vscode';
import { completionsAt } from '../../language/completion/completion';
import type { SuggestionKind } from '../../language/completion/suggestion';
import { roleOf } from '../../language/roles';
import type { OpenAnalyses } from '../session/openAnalyses';
import { toRange } from './diagnostics';
import type { ParsedDocuments } from './documents';
import { knowledgeOf } from './knowledge';
import { words } from './words';

const kinds: Readonly<Record<SuggestionKind, vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  word: vscode.CompletionItemKind.EnumMember,
  sample: vscode.CompletionItemKind.Struct,
  name: vscode.CompletionItemKind.Reference,
  column: vscode.CompletionItemKind.Field,
  parameter: vscode.CompletionItemKind.Variable,
  function: vscode.CompletionItemKind.Function,
  output: vscode.CompletionItemKind.Interface,
  class: vscode.CompletionItemKind.EnumMember,
  code: vscode.CompletionItemKind.Constant,
  anchor: vscode.CompletionItemKind.Reference,
  snippet: vscode.CompletionItemKind.Snippet,
};

/** Keys, names, columns and whole entries to choose from, out of the headers that the session has asked for already. */
export class Completion implements vscode.CompletionItemProvider {
  static readonly triggers = [' ', '/', '[', '{', '*', '+', '-', '('];

  constructor(
    private readonly documents: ParsedDocuments,
    private readonly analyses: Pick<OpenAnalyses, 'of'>,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    const parsed = this.documents.of(document);
    const knowledge = knowledgeOf(this.analyses.of(document.uri));
    const items = completionsAt(parsed, position, knowledge, words()).map((one) => {
      const label = one.detail === undefined ? one.label : { label: one.label, description: one.detail };
      const item = new vscode.CompletionItem(label, kinds[one.kind]);
      item.insertText = one.isSnippet ? new vscode.SnippetString(one.insert) : one.insert;
      item.range = toRange(one.range);
      item.sortText = `${one.rank.toString()} ${one.label}`;
      // What is typed is compared with what it replaces.
      if (one.kind !== 'snippet') item.filterText = one.label;
      if (one.documentation !== undefined) {
        item.documentation =
          one.kind === 'snippet'
            ? new vscode.MarkdownString().appendCodeblock(one.documentation, 'yaml')
            : new vscode.MarkdownString().appendText(one.documentation);
      }
      if (one.goesOn === true) item.command = { command: 'editor.action.triggerSuggest', title: '' };
      return item;
    });
    if (items.length > 0) return items;
    const role = roleOf(parsed.pathAt(position), false);
    return role?.kind === 'path' ? await filesBeside(document, position, role.of === 'model') : [];
  }
}

/** Folders and files that a path could go on with. */
async function filesBeside(
  document: vscode.TextDocument,
  position: vscode.Position,
  isModel: boolean,
): Promise<vscode.CompletionItem[]> {
  const before = document.lineAt(position).text.slice(0, position.character);
  const typed = /[^\s'"[\],{}]*$/.exec(before)?.[0] ?? '';
  const folderPart = typed.slice(0, typed.lastIndexOf('/') + 1);
  const folder = vscode.Uri.joinPath(document.uri, '..', folderPart);
  let entries: [string, vscode.FileType][];
  try {
    entries = await vscode.workspace.fs.readDirectory(folder);
  } catch (error) {
    // There is no such folder while its name is being typed.
    if (error instanceof vscode.FileSystemError) return [];
    throw error;
  }
  const range = new vscode.Range(position.translate(0, folderPart.length - typed.length), position);
  const wanted = isModel ? /\.onnx$/i : /\.(?:root|parquet|pq|arrow|feather|csv|tsv|txt|h5|hdf5|npy|npz|json|gz)$/i;
  return entries.flatMap(([name, type]) => {
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    if (name.startsWith('.') || (!isFolder && !wanted.test(name))) return [];
    const kind = isFolder ? vscode.CompletionItemKind.Folder : vscode.CompletionItemKind.File;
    const item = new vscode.CompletionItem(name, kind);
    item.range = range;
    item.insertText = isFolder ? `${name}/` : name;
    if (isFolder) item.command = { command: 'editor.action.triggerSuggest', title: '' };
    return [item];
  });
}
