import { afterEach, beforeEach, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { AnalysisCopy, type ReadDiagnostic } from './analysisCopy';

const old = ' (measured before the last change)';

describe('findings of the last run', () => {
  let analysis: AnalysisCopy;

  beforeEach(async () => {
    await vscode.workspace.getConfiguration('pullscope').update('run', 'onSave', vscode.ConfigurationTarget.Global);
    analysis = await AnalysisCopy.open('atlas-tth');
    await analysis.session.whenIdle();
  });
  afterEach(async () => {
    await vscode.workspace.getConfiguration('pullscope').update('run', undefined, vscode.ConfigurationTarget.Global);
    await analysis.close();
  });

  const oldOnes = (list: readonly ReadDiagnostic[]): string[] =>
    list.flatMap(({ message, word, code }) => (message.endsWith(old) ? [`${word} ${code}`] : []));

  it('stay at their words while lines are typed above, and are told as they were', async () => {
    const before = analysis.diagnostics();
    assert.ok(before.length > 3);
    await analysis.replace('samples:\n', '# one\n# two\nsamples:\n');
    await analysis.diagnosticsOnce('two lines further down', (list) => list[0]?.line === (before[0]?.line ?? 0) + 2);
    assert.deepEqual(
      analysis.diagnostics().map(({ word, message }) => ({ word, message })),
      before.map(({ word, message }) => ({ word, message })),
    );
  });

  it('are told as old where what they depend on has changed, and only there', async () => {
    await analysis.replace('alternative: { tt: tt_aMCNlo }', 'alternative: { tt: ttH }');
    const list = await analysis.diagnosticsOnce('old findings', (all) => oldOnes(all).length > 0);
    assert.ok(oldOnes(list).includes('tt_generator nuisance/large'), JSON.stringify(list, null, 2));
    assert.ok(
      list.some(({ code, message }) => code === 'data/negative-weights' && !message.endsWith(old)),
      JSON.stringify(list, null, 2),
    );
    await analysis.replace('alternative: { tt: ttH }', 'alternative: { tt: tt_aMCNlo }');
    await analysis.diagnosticsOnce('no old findings', (all) => oldOnes(all).length === 0);
  });

  it('vanish when the file is deleted, and come back with it', async () => {
    const { fsPath } = analysis.document.uri;
    const { text } = analysis;
    const count = analysis.diagnostics().length;
    await rm(fsPath);
    await analysis.diagnosticsOnce('nothing', (list) => list.length === 0);
    await writeFile(fsPath, text);
    await analysis.diagnosticsOnce('all of them', (list) => list.length === count);
  });

  it('vanish when the file is closed', async () => {
    const { uri } = analysis.document;
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const end = Date.now() + 30_000;
    while (vscode.languages.getDiagnostics(uri).length > 0 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(vscode.languages.getDiagnostics(uri), []);
  });
});

describe('a finding about a fit', () => {
  it('points at the rows of the fit that it speaks of', async () => {
    const analysis = await AnalysisCopy.open('fit-pulls');
    try {
      await analysis.session.whenIdle();
      const end = Date.now() + 30_000;
      const places = (): string[] =>
        vscode.languages
          .getDiagnostics(analysis.document.uri)
          .flatMap(({ relatedInformation = [] }) => relatedInformation)
          .filter(({ location }) => location.uri.path.endsWith('FitExample.fit.txt'))
          .map(({ message, location }) => `${message} ${location.range.start.line.toString()}`);
      while (places().length === 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
      assert.ok(places().includes('JES 4'), places().join(', '));
    } finally {
      await analysis.close();
    }
  });
});
