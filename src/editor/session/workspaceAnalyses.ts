import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { parseAnalysis, type ParsedAnalysis } from '../../config/parse';
import { analysisGlob, findAnalyses } from './analysisFiles';
import type { KnownAnalysis } from '../panels/modelUses';
import type { OpenAnalyses } from './openAnalyses';

/** More are not looked at. */
const maximum = 200;

/** Milliseconds without another change before the workspace is searched again. */
const pause = 200;

/** Every analysis of the workspace: as it stands in the editor where it is open, else as it stands on disk. */
export class WorkspaceAnalyses implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  /** By address; undefined until the workspace has been searched. */
  #onDisk: ReadonlyMap<string, { readonly uri: vscode.Uri; readonly parsed: ParsedAnalysis }> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #searches = 0;

  constructor(
    private readonly open: OpenAnalyses,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(analysisGlob);
    const soon = (): void => this.#searchSoon();
    const tell = (): void => this.#changed.fire(undefined);
    this.#disposables.push(
      watcher,
      watcher.onDidChange(soon),
      watcher.onDidCreate(soon),
      watcher.onDidDelete(soon),
      vscode.workspace.onDidChangeWorkspaceFolders(soon),
      open.onDidChange(({ what }) => {
        if (what === 'state') tell();
      }),
      open.onDidClose(tell),
    );
    void this.#search();
  }

  /** Undefined until the workspace has been searched; those nearest to a folder's root come first. */
  get all(): readonly KnownAnalysis[] | undefined {
    if (this.#onDisk === undefined) return undefined;
    const uris = [
      ...[...this.#onDisk.values()].map(({ uri }) => uri),
      ...this.open.all().map(({ document }) => document.uri),
    ];
    const byAddress = new Map(uris.map((uri) => [uri.toString(), uri]));
    return [...byAddress].flatMap(([address, uri]) => {
      const session = this.open.of(uri)?.session.state;
      const parsed = session?.parsed ?? this.#onDisk?.get(address)?.parsed;
      if (parsed === undefined) return [];
      return [{ uri: address, path: uri.fsPath, name: vscode.workspace.asRelativePath(uri), parsed, session }];
    });
  }

  dispose(): void {
    this.#searches++;
    clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #searchSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#search(), pause);
  }

  async #search(): Promise<void> {
    const search = ++this.#searches;
    const found = new Map<string, { readonly uri: vscode.Uri; readonly parsed: ParsedAnalysis }>();
    try {
      for (const uri of await findAnalyses(maximum)) {
        const text = await this.#read(uri);
        if (search !== this.#searches) return;
        if (text !== undefined) found.set(uri.toString(), { uri, parsed: parseAnalysis(text) });
      }
    } catch (error) {
      this.log.error('the workspace could not be searched for analyses', String(error));
    }
    if (search !== this.#searches) return;
    this.#onDisk = found;
    this.#changed.fire(undefined);
  }

  async #read({ fsPath }: vscode.Uri): Promise<string | undefined> {
    try {
      return await readFile(fsPath, 'utf8');
    } catch (error) {
      // It is gone again, or not ours to read: the editor says so to whoever opens it.
      this.log.warn(`${fsPath} could not be read: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
}
