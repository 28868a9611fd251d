import * as vscode from 'vscode';
import { findAnalyses } from '../session/analysisFiles';

/** A task as it stands in tasks.json. */
interface CheckTask extends vscode.TaskDefinition {
  readonly type: 'pullscope';
  /** Analysis files or folders, relative to the folder of the workspace; the whole folder where there are none. */
  readonly files?: readonly string[];
  /** Further options of `pullscope check`. */
  readonly options?: readonly string[];
}

/** `pullscope: check`: the command line of this extension, run by the editor's own Node, with `$pullscope` as matcher. */
export class CheckTasks implements vscode.TaskProvider {
  static readonly type = 'pullscope';

  /** @param program the command line in the extension */
  constructor(private readonly program: string) {}

  async provideTasks(): Promise<vscode.Task[]> {
    const analyses = await findAnalyses(100);
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
    return folders
      .filter((folder) => analyses.some((uri) => vscode.workspace.getWorkspaceFolder(uri) === folder))
      .map((folder) => this.#task({ type: 'pullscope' }, folder));
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    const folder = isFolder(task.scope) ? task.scope : first;
    return folder && this.#task(task.definition as CheckTask, folder);
  }

  #task(definition: CheckTask, folder: vscode.WorkspaceFolder): vscode.Task {
    const { files = [], options = [] } = definition;
    // The editor's own program runs as Node where it is asked to: none need be installed.
    const execution = new vscode.ProcessExecution(process.execPath, [this.program, 'check', ...options, ...files], {
      cwd: folder.uri.fsPath,
      env: { ELECTRON_RUN_AS_NODE: '1', NO_COLOR: '1' },
    });
    const name = files.length === 0 ? 'check' : `check ${files.join(' ')}`;
    const task = new vscode.Task(definition, folder, name, 'pullscope', execution, '$pullscope');
    task.group = vscode.TaskGroup.Test;
    task.detail = vscode.l10n.t('Measures the analyses of this folder and tells what it finds');
    return task;
  }
}

function isFolder(scope: vscode.Task['scope']): scope is vscode.WorkspaceFolder {
  return typeof scope === 'object';
}
