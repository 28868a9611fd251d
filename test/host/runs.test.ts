import { after, afterEach, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/editor/testApi';
import { AnalysisCopy, eventually, setRunMode, testApi } from './analysisCopy';

describe('runs', () => {
  let api: TestApi;
  let analysis: AnalysisCopy;

  /** A run that no cache can answer: a scale that was never asked for. */
  let scale = 1.0201;
  const changeScale = async (): Promise<void> => {
    const next = scale + 0.0001;
    await analysis.replace(`HT_all*${scale.toFixed(4)}`, `HT_all*${next.toFixed(4)}`);
    scale = next;
  };
  const isRunning = (): boolean => analysis.session.state.run.kind === 'running';

  before(async () => {
    api = await testApi();
    analysis = await AnalysisCopy.open('atlas-tth', {
      rewrite: (text) => text.replace('HT_all*1.02 ', `HT_all*${scale.toFixed(4)} `),
    });
    await analysis.session.whenIdle();
  });
  afterEach(async () => {
    await setRunMode(undefined);
  });
  after(async () => {
    await analysis.close();
  });

  it('measures the analysis when it is opened, and says so in the status bar', () => {
    assert.equal(analysis.session.state.run.kind, 'done');
    assert.match(api.statusText() ?? '', /^\$\((warning|check)\) Pullscope/);
    assert.match(api.statusTooltip() ?? '', /\d+ findings?, \d+ undecided, \d+ passed/);
  });

  it('redoes a run whose process was killed, and tells in the status bar', async () => {
    const pid = api.enginePid();
    assert.ok(pid !== undefined, 'there is no process');
    // So that the run is not over before it is looked at, however long this process has to wait for a processor.
    if (process.platform !== 'win32') process.kill(pid, 'SIGSTOP');
    await changeScale();
    await eventually('a run', isRunning);
    const times = api.timesRunning();
    process.kill(pid, 'SIGKILL');
    await eventually('a word on the restart', () => api.statusText()?.includes('restarting'));
    await analysis.session.whenIdle();
    assert.equal(analysis.session.state.run.kind, 'done');
    assert.equal(analysis.session.state.stale, false);
    assert.equal(api.timesRunning(), times + 1);
    assert.notEqual(api.enginePid(), pid);
  });

  it('stops a run soon after it is cancelled, and does not start it again by itself', async () => {
    const pid = api.enginePid();
    // On a machine that is busy a run may be over before it is cancelled.
    for (let attempt = 0; analysis.session.state.run.kind !== 'cancelled'; attempt++) {
      assert.ok(attempt < 10, 'no run is cancelled before it is over');
      const { report } = analysis.session.state;
      await changeScale();
      await eventually('a run', () => isRunning() || analysis.session.state.report !== report);
      await vscode.commands.executeCommand('pullscope.cancel');
      await eventually('the end of the run', () => !isRunning());
    }
    assert.equal(api.enginePid(), pid, 'it had to be killed, for it did not stop within two seconds');
    await analysis.document.save();
    await analysis.session.whenIdle();
    assert.equal(analysis.session.state.run.kind, 'cancelled');
    await vscode.commands.executeCommand('pullscope.run');
    await analysis.session.whenIdle();
    assert.equal(analysis.session.state.run.kind, 'done');
  });

  it('keeps measured findings at their words while lines are inserted above them', async () => {
    await setRunMode('manual');
    const before = analysis.diagnostics();
    assert.ok(before.length > 0, 'there is no finding to look at');
    const moved = before.map((diagnostic) => ({ ...diagnostic, line: diagnostic.line + 2 }));
    await analysis.editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# one\n# two\n'));
    await analysis.session.whenIdle();
    assert.deepEqual(analysis.diagnostics(), moved);
    await analysis.replace('# one\n# two\n', '');
    await analysis.session.whenIdle();
    assert.deepEqual(analysis.diagnostics(), before);
  });

  it('waits for a file to be saved where that is set, and calls the findings old until then', async () => {
    await setRunMode('onSave');
    await changeScale();
    await analysis.session.whenIdle();
    assert.equal(analysis.session.state.stale, true);
    assert.match(api.statusTooltip() ?? '', /before the last change/);
    await analysis.document.save();
    await analysis.session.whenIdle();
    assert.equal(analysis.session.state.stale, false);
  });

  it('measures again when a file that the analysis names changes on disk', async () => {
    const report = analysis.session.state.report;
    // Its field model_version: the model is the same, and another file.
    await appendFile(path.join(analysis.folder, 'tth.onnx'), Buffer.from([0x28, 0x07]));
    await eventually('another report', () => analysis.session.state.report !== report);
  });

  it('clears its diagnostics when the file is deleted', async () => {
    const other = await AnalysisCopy.open('atlas-tth', { rewrite: (text) => text.replace('nominal:', 'nominla:') });
    await other.diagnosticsOnce('an error', (list) => list.some(({ severity }) => severity === 'error'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await rm(other.folder, { recursive: true });
    await eventually('no diagnostics', () => other.diagnostics().length === 0);
  });
});
