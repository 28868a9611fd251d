import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/editor/testApi';
import { AnalysisCopy, eventually, testApi } from './analysisCopy';

describe('commands', () => {
  let api: TestApi;
  let analysis: AnalysisCopy;
  let scratch: string;

  before(async () => {
    api = await testApi();
    analysis = await AnalysisCopy.open('pivot');
    // Else the next file that is opened takes its place.
    await vscode.commands.executeCommand('workbench.action.keepEditor');
    await analysis.session.whenIdle();
    scratch = await mkdtemp(path.join(vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '', 'commands-'));
  });
  after(async () => {
    await analysis.close();
    await rm(scratch, { recursive: true, force: true });
  });

  const inScratch = (name: string): vscode.Uri => vscode.Uri.file(path.join(scratch, name));
  const inCopy = (name: string): vscode.Uri => vscode.Uri.file(path.join(analysis.folder, name));

  it('describe files in a new analysis, which is measured at once', async () => {
    const target = inCopy('own.pullscope.yaml');
    const files = [inCopy('nominal.csv'), inCopy('pivot.onnx')];
    await vscode.commands.executeCommand('pullscope.newAnalysis', files[0], files, target);
    const session = await eventually('a session', () => api.session(target));
    await eventually('a report', () => session.state.report);
    assert.deepEqual(
      session.state.problems.map(({ message }) => message),
      [],
    );
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('export a report as JSON and as SARIF, in the form of the command line', async () => {
    await vscode.commands.executeCommand('vscode.open', analysis.document.uri);
    await eventually('the editor', () => vscode.window.activeTextEditor?.document === analysis.document);
    for (const [format, name] of [
      ['JSON', 'report.json'],
      ['SARIF', 'report.sarif'],
    ] as const) {
      await vscode.commands.executeCommand('pullscope.export', format, inScratch(name));
    }
    const json = JSON.parse(await readFile(inScratch('report.json').fsPath, 'utf8')) as {
      schema: number;
      outcomes: { status: string; severity: string }[];
      figures: unknown[];
    };
    assert.equal(json.schema, 1);
    assert.ok(json.figures.length > 0, 'it has no figures');
    const findings = json.outcomes.filter(({ status, severity }) => status === 'finding' && severity !== 'hint');
    assert.equal(findings.length, analysis.diagnostics().length);
    const sarif = JSON.parse(await readFile(inScratch('report.sarif').fsPath, 'utf8')) as {
      version: string;
      runs: { results: unknown[] }[];
    };
    assert.equal(sarif.version, '2.1.0');
    assert.equal(sarif.runs[0]?.results.length, findings.length);
  });

  it('collect for a report of a bug the versions and the log, without the names of files', async () => {
    void vscode.commands.executeCommand('pullscope.reportIssue');
    const text = await eventually('the text', () => {
      const { document } = vscode.window.activeTextEditor ?? {};
      return document?.isUntitled === true && document.getText();
    });
    assert.match(text, /- Pullscope: \d+\.\d+\.\d+\n- VS Code: \d+/);
    assert.match(text, /opened <path \d+\.yaml>/);
    for (const name of [analysis.folder, path.basename(analysis.folder), 'nominal.csv', 'aware.onnx']) {
      assert.ok(!text.includes(name), `it names ${name}`);
    }
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });

  it('run every analysis of the workspace that is not hidden there', async () => {
    const [workspace] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(workspace);
    const before = analysis.session.state.report;
    const files = vscode.workspace.getConfiguration('files', workspace.uri);
    const others = (await readdir(workspace.uri.fsPath)).filter(
      (name) => ![path.basename(analysis.folder), 'fit-pulls', 'theory-pulls'].includes(name),
    );
    await files.update(
      'exclude',
      Object.fromEntries(others.map((name) => [name, true])),
      vscode.ConfigurationTarget.Workspace,
    );
    try {
      await vscode.commands.executeCommand('pullscope.runAll');
    } finally {
      await files.update('exclude', undefined, vscode.ConfigurationTarget.Workspace);
    }
    for (const name of [
      'fit-pulls/pullscope.yaml',
      'theory-pulls/pullscope.yaml',
      'theory-pulls/processes.pullscope.yaml',
    ]) {
      const uri = vscode.Uri.joinPath(workspace.uri, name);
      const session = await eventually(`a session of ${name}`, () => api.session(uri));
      await eventually(`the report of ${name}`, () => session.state.report);
    }
    await eventually('another report of the open one', () => analysis.session.state.report !== before);
    assert.equal(api.session(vscode.Uri.joinPath(workspace.uri, 'generators', 'pullscope.yaml')), undefined);
  });

  it('open an example that is copied to where it may be changed', async () => {
    await vscode.commands.executeCommand('pullscope.openExample', vscode.Uri.file(scratch));
    await vscode.commands.executeCommand('pullscope.openExample', vscode.Uri.file(scratch));
    const uri = inScratch(path.join('pullscope-atlas-tth-2', 'pullscope.yaml'));
    const session = await eventually('a session', () => api.session(uri));
    await eventually('a report', () => session.state.report);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('go to the models where several are compared', async () => {
    await vscode.commands.executeCommand('vscode.open', analysis.document.uri);
    await vscode.commands.executeCommand('pullscope.compareModels');
    const editor = await eventually('the editor', () =>
      vscode.window.visibleTextEditors.find(({ document }) => document === analysis.document),
    );
    assert.equal(analysis.document.lineAt(editor.selection.active.line).text.startsWith('models:'), true);
  });

  it('show findings at the level that a setting gives their code', async () => {
    const settings = vscode.workspace.getConfiguration('pullscope', analysis.document.uri);
    const code = analysis.diagnostics()[0]?.code;
    assert.ok(code, 'there is no finding');
    try {
      await settings.update('levels', { [code]: 'off' }, vscode.ConfigurationTarget.Workspace);
      await analysis.diagnosticsOnce(`no ${code}`, (list) => list.every((one) => one.code !== code));
    } finally {
      await settings.update('levels', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await analysis.diagnosticsOnce(code, (list) => list.some((one) => one.code === code));
  });
});
