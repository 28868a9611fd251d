import * as path from 'node:path';
import * as vscode from 'vscode';
import type { WatchedFiles } from './factsCache';
import { StampPoll } from './stampPoll';

/** Hears of changes of the files that an analysis names, inside and outside the workspace. */
export class FileWatch implements vscode.Disposable {
  /** Says what has changed; the events of the editor's watchers only make it look at once. */
  readonly #poll: StampPoll;
  readonly #watchers = new Map<string, vscode.Disposable>();

  constructor(changed: () => void) {
    this.#poll = new StampPoll(changed);
  }

  /** From now on watches these and no others. */
  watch({ files, patterns }: WatchedFiles): void {
    this.#poll.watch([...files, ...patterns.map(({ folder }) => folder)]);
    const wanted = new Map(
      [...files.map((file) => ({ folder: path.dirname(file), pattern: path.basename(file) })), ...patterns].map(
        (one) => [`${one.folder}\0${one.pattern}`, one],
      ),
    );
    for (const [key, watcher] of this.#watchers) {
      if (wanted.has(key)) continue;
      watcher.dispose();
      this.#watchers.delete(key);
    }
    for (const [key, { folder, pattern }] of wanted) {
      if (!this.#watchers.has(key)) this.#watchers.set(key, this.#watcher(folder, pattern));
    }
  }

  /** The files were just written by us: they are told as changed once they are looked at. */
  outdate(): void {
    this.#poll.outdate();
  }

  dispose(): void {
    this.#poll.dispose();
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#watchers.clear();
  }

  #watcher(folder: string, pattern: string): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(vscode.Uri.file(folder), pattern),
    );
    const look = (): void => this.#poll.look();
    return vscode.Disposable.from(
      watcher,
      watcher.onDidChange(look),
      watcher.onDidCreate(look),
      watcher.onDidDelete(look),
    );
  }
}
