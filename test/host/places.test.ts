import { describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { AnalysisCopy, eventually, testApi } from './analysisCopy';

describe('where an analysis lies', () => {
  const statusSays = async (what: RegExp): Promise<void> => {
    const api = await testApi();
    await eventually(`the status item saying ${String(what)}`, () => what.test(api.statusTooltip() ?? ''));
  };

  it('in a folder that is on no disk: the status item says why nothing is checked', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('somewhere', {
      provideTextDocumentContent: () => 'pullscope: 1\nsampels: {}\n',
    });
    try {
      const uri = vscode.Uri.parse('somewhere:/folder/pullscope.yaml');
      await vscode.window.showTextDocument(uri);
      await statusSays(/read from a disk.*somewhere/);
      assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      provider.dispose();
    }
  });

  it('nowhere yet: the status item asks for the file to be saved', async () => {
    const uri = vscode.Uri.parse('untitled:/nowhere/pullscope.yaml');
    await vscode.window.showTextDocument(uri);
    await statusSays(/^Save the file/);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('under another name: its findings go with it, and so does what is accepted', async () => {
    const api = await testApi();
    const analysis = await AnalysisCopy.open('generators');
    await analysis.session.whenIdle();
    const [shown] = analysis.diagnostics();
    assert.ok(shown);
    const { code, message } = shown;
    await vscode.commands.executeCommand('pullscope.acceptFinding', analysis.document.uri, { code, message }, 'known');
    const moved = vscode.Uri.file(path.join(analysis.folder, 'moved.pullscope.yaml'));
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(analysis.document.uri, moved);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const session = await eventually('a session of the new name', () => api.session(moved));
    assert.equal(api.session(analysis.document.uri), undefined);
    assert.deepEqual(vscode.languages.getDiagnostics(analysis.document.uri), []);
    await eventually('no tests of the old name', () => api.tests().get(analysis.document.uri.toString()) === undefined);
    await eventually('its report', () => session.state.report);
    await eventually('the accepted finding', () => session.state.silenced.some(({ by }) => by === 'baseline'));
    const baseline = await readFile(path.join(analysis.folder, 'pullscope-baseline.json'), 'utf8');
    assert.ok(baseline.includes('"analysis": "moved.pullscope.yaml"'));
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await rm(analysis.folder, { recursive: true });
  });

  it('in a folder in which nothing can be written: it is measured, and a finding is not accepted', async () => {
    const analysis = await AnalysisCopy.open('generators', {
      // Root may write everywhere, but to no file that is a folder.
      prepare: (folder) => mkdir(path.join(folder, 'pullscope-baseline.json')),
    });
    await analysis.session.whenIdle();
    const before = analysis.diagnostics();
    const [shown] = before;
    assert.ok(shown);
    const { code, message } = shown;
    void vscode.commands.executeCommand('pullscope.acceptFinding', analysis.document.uri, { code, message }, 'known');
    await sleep(500);
    assert.deepEqual(analysis.diagnostics(), before);
    await vscode.commands.executeCommand('notifications.clearAll');
    await analysis.close();
  });
});
