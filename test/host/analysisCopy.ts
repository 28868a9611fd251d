/** An analysis in a folder of its own, open in an editor: what most suites start from. */
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { AnalysisSession } from '../../src/editor/session/analysisSession';
import type { TestApi } from '../../src/editor/testApi';

export async function testApi(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi>('pullscope.pullscope');
  assert.ok(extension, 'the extension is not installed');
  return await extension.activate();
}

/** What a person reads of a diagnostic; `word` is the text under the squiggle. */
export interface ReadDiagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  readonly word: string;
  /** From 0. */
  readonly line: number;
  readonly character: number;
  readonly message: string;
}

export class AnalysisCopy {
  private constructor(
    /** Absolute. */
    readonly folder: string,
    readonly document: vscode.TextDocument,
    readonly editor: vscode.TextEditor,
    readonly session: AnalysisSession,
  ) {}

  /**
   * @param example a folder of examples/
   * @param file of the analysis
   * @param prepare changes its files before the analysis is opened
   * @param rewrite changes its text likewise
   */
  static async open(
    example: string,
    {
      file = 'pullscope.yaml',
      prepare,
      rewrite,
    }: { file?: string; prepare?: (folder: string) => Promise<void>; rewrite?: (text: string) => string } = {},
  ): Promise<AnalysisCopy> {
    const api = await testApi();
    const folder = await copyExample(example);
    await prepare?.(folder);
    const uri = vscode.Uri.file(path.join(folder, file));
    if (rewrite !== undefined) {
      const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
      const changed = rewrite(text);
      assert.notEqual(changed, text, `the text of ${example} is not what this test expects`);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(changed));
    }
    // As a person opens it: a document that an extension asks for stays open for minutes after its editor is closed.
    await vscode.commands.executeCommand('vscode.open', uri);
    const editor = await eventually('the editor', () => {
      const active = vscode.window.activeTextEditor;
      return active?.document.uri.toString() === uri.toString() && active;
    });
    const { document } = editor;
    const session = await eventually('a session', () => api.session(uri));
    return new AnalysisCopy(folder, document, editor, session);
  }

  get text(): string {
    return this.document.getText();
  }

  /** Now, in the order of the text. */
  diagnostics(): readonly ReadDiagnostic[] {
    return vscode.languages
      .getDiagnostics(this.document.uri)
      .filter(({ source }) => source === 'pullscope')
      .toSorted((a, b) => a.range.start.compareTo(b.range.start))
      .map(({ code, severity, range, message }) => ({
        code: typeof code === 'object' ? String(code.value) : String(code),
        severity: (['error', 'warning', 'information', 'hint'] as const)[severity],
        word: this.document.getText(range),
        line: range.start.line,
        character: range.start.character,
        message,
      }));
  }

  /** The diagnostics once they are as `expected` says; fails with those that are there instead. */
  async diagnosticsOnce(
    what: string,
    expected: (diagnostics: readonly ReadDiagnostic[]) => boolean,
    milliseconds = 30_000,
  ): Promise<readonly ReadDiagnostic[]> {
    const end = Date.now() + milliseconds;
    while (!expected(this.diagnostics())) {
      if (Date.now() > end) {
        assert.fail(
          `not seen within ${milliseconds.toString()} ms: ${what}; there are ${JSON.stringify(this.diagnostics(), null, 2)}`,
        );
      }
      await sleep(5);
    }
    return this.diagnostics();
  }

  /** Replaces the only place that has this text, as typing does. */
  async replace(text: string, by: string): Promise<void> {
    const start = this.text.indexOf(text);
    assert.ok(start >= 0, `'${text}' is not in the file`);
    const range = new vscode.Range(this.document.positionAt(start), this.document.positionAt(start + text.length));
    assert.ok(await this.editor.edit((edit) => edit.replace(range, by)), 'the editor did not take the edit');
  }

  /** Closes the editor without saving and removes the folder. */
  async close(): Promise<void> {
    await vscode.commands.executeCommand('vscode.open', this.document.uri);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** When analyses are measured; undefined: as when nothing is set. */
export async function setRunMode(mode: 'manual' | 'onSave' | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('pullscope');
  await settings.update('run', mode, vscode.ConfigurationTarget.Workspace);
}

/** Waits until something is there. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false,
  milliseconds = 30_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    assert.ok(Date.now() < end, `not seen within ${milliseconds.toString()} ms: ${what}`);
    await sleep(5);
  }
}

async function copyExample(example: string): Promise<string> {
  const workspace = vscode.workspace.workspaceFolders?.[0];
  assert.ok(workspace, 'no folder is open');
  const folder = await mkdtemp(path.join(workspace.uri.fsPath, `${example}-`));
  await cp(path.join(workspace.uri.fsPath, example), folder, { recursive: true });
  return folder;
}
