import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/editor/testApi';
import { AnalysisCopy, eventually, setRunMode, testApi } from './analysisCopy';

describe('tests and tasks', () => {
  let api: TestApi;
  let analysis: AnalysisCopy;

  before(async () => {
    api = await testApi();
    analysis = await AnalysisCopy.open('generators');
    await vscode.commands.executeCommand('workbench.action.keepEditor');
    await analysis.session.whenIdle();
  });
  after(async () => {
    await analysis.close();
  });

  const root = (): vscode.TestItem | undefined => api.tests().get(analysis.document.uri.toString());
  const leaves = (item: vscode.TestItem | undefined): vscode.TestItem[] => {
    if (item === undefined) return [];
    return item.children.size === 0 ? [item] : [...item.children].flatMap(([, child]) => leaves(child));
  };

  it('every check of a report is a test at its line, after a run that started by itself', async () => {
    const tests = await eventually('tests', () => {
      const found = leaves(root());
      return found.length > 1 && found;
    });
    const codes = new Set(analysis.session.state.outcomes.map(({ code }) => code));
    assert.deepEqual(new Set(tests.map(({ id }) => id)), codes);
    const large = tests.find(({ id }) => id === 'nuisance/large');
    const [shown] = analysis.diagnostics().filter(({ code }) => code === 'nuisance/large');
    assert.equal(large?.range?.start.line, shown?.line);
  });

  it('a test run measures again', async function () {
    // It measures what other suites have left open, too.
    this.timeout(180_000);
    const before = analysis.session.state.report;
    await vscode.commands.executeCommand('testing.runAll');
    await eventually('another report', () => analysis.session.state.report !== before, 150_000);
    await analysis.session.whenIdle();
    assert.ok(leaves(root()).length > 1);
  });

  it('the tests of the file in the editor are run by the command for them, and by themselves never were', async () => {
    await setRunMode('manual');
    const own = await AnalysisCopy.open('generators');
    try {
      await testsKnownToWindow(own.document.uri);
      assert.equal(own.session.state.report, undefined);
      const other = analysis.session.state.report;
      await vscode.commands.executeCommand('testing.runCurrentFile');
      assert.ok(own.session.state.report, 'nothing was measured');
      assert.ok(leaves(api.tests().get(own.document.uri.toString())).length > 1);
      assert.equal(analysis.session.state.report, other);
    } finally {
      await setRunMode(undefined);
      await own.close();
    }
  });

  it('a task runs the command line of the extension, and ends as it does', async function () {
    this.timeout(60_000);
    const [task] = await vscode.tasks.fetchTasks({ type: 'pullscope' });
    assert.ok(task, 'there is no task');
    assert.deepEqual(task.problemMatchers, ['$pullscope']);
    const own = new vscode.Task({ type: 'pullscope' }, vscode.TaskScope.Workspace, 'check the copy', 'pullscope');
    const execution = task.execution;
    assert.ok(execution instanceof vscode.ProcessExecution);
    const [program, check] = execution.args;
    own.execution = new vscode.ProcessExecution(execution.process, [program ?? '', check ?? '', analysis.folder], {
      ...execution.options,
    });
    const ended = new Promise<number | undefined>((resolve) => {
      const listening = vscode.tasks.onDidEndTaskProcess(({ execution: one, exitCode }) => {
        if (one.task.name !== own.name) return;
        listening.dispose();
        resolve(exitCode);
      });
    });
    await vscode.tasks.executeTask(own);
    assert.equal(await ended, 1);
  });
});

/** The window hears of tests a moment after they are there, and runs only those that it has heard of. */
async function testsKnownToWindow(uri: vscode.Uri): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const known = await vscode.commands.executeCommand<unknown[]>('vscode.testing.getTestsInFile', uri);
    if (known.length > 0) return;
    await sleep(50);
  }
  assert.fail(`the window knows no tests of ${uri.fsPath}`);
}
