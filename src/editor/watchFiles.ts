import * as path from 'node:path';
import * as vscode from 'vscode';
import { fileLength } from '../checks/static/references';
import type { References } from './factsCache';

/** Milliseconds of quiet after which changes are told, as one: files are written in many pieces. */
const quiet = 250;

/** Hears of changes of the files that an analysis names, inside and outside the workspace. */
export class FileWatch implements vscode.Disposable {
  readonly #watchers = new Map<string, vscode.Disposable>();
  #timer: NodeJS.Timeout | undefined;

  /** @param folder of the analysis file */
  constructor(
    private readonly folder: string,
    private readonly changed: () => void,
  ) {}

  /** From now on watches these, which may be globs, and no others. */
  watch(references: References): void {
    const wanted = new Map<string, { base: string; pattern: string }>();
    for (const reference of [...references.data.map((text) => text.slice(0, fileLength(text))), ...references.models]) {
      const { base, pattern } = watched(this.folder, reference);
      wanted.set(`${base}\0${pattern}`, { base, pattern });
    }
    for (const [key, watcher] of this.#watchers) {
      if (wanted.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
    }
    for (const [key, { base, pattern }] of wanted) {
      if (!this.#watchers.has(key)) this.#watchers.set(key, this.#watcher(base, pattern));
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
  }

  #watcher(base: string, pattern: string): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(base), pattern),
    );
    const soon = (): void => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(this.changed, quiet);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(soon),
      watcher.onDidCreate(soon),
      watcher.onDidDelete(soon),
    );
  }
}

/** The deepest folder without a wildcard, and the rest as a pattern. */
function watched(folder: string, reference: string): { base: string; pattern: string } {
  const parts = path.resolve(folder, reference).split(path.sep);
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  const at = wild < 0 ? parts.length - 1 : wild;
  return { base: parts.slice(0, at).join(path.sep) || path.parse(folder).root, pattern: parts.slice(at).join('/') };
}
