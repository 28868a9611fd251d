import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AnalysisCopy, eventually, setRunMode } from './analysisCopy';

describe('the lines over samples, models and nuisances', () => {
  let analysis: AnalysisCopy;

  before(async () => {
    analysis = await AnalysisCopy.open('atlas-tth');
    await analysis.session.whenIdle();
  });
  after(async () => {
    await vscode.workspace
      .getConfiguration('pullscope')
      .update('codeLens', undefined, vscode.ConfigurationTarget.Global);
    await analysis.close();
  });

  async function lenses(): Promise<string[]> {
    const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      analysis.document.uri,
    );
    return found.map(({ range, command }) => `${analysis.document.getText(range)}: ${command?.title ?? ''}`);
  }

  it('tell the last result, and offer a run', async () => {
    const found = await lenses();
    assert.ok(found.includes('tt: 6,570 events, worth 6,181'), found.join('\n'));
    assert.ok(found.includes('tt: Run'));
    assert.ok(found.some((one) => /^model: AUC 0\.766/.test(one)));
    assert.ok(
      found.some((one) => /^tt_generator: yield of tt \+119\.7 ± 6\.\d % \(alternative\) · \d findings?/.test(one)),
    );
  });

  it('say that they are old after a change', async () => {
    await setRunMode('manual');
    await analysis.replace('HT_all*1.02', 'HT_all*1.03');
    await eventually('a parse', () => analysis.session.state.stale);
    const found = await lenses();
    assert.ok(found.includes('tt: 6,570 events, worth 6,181 · before the last change'), found.join('\n'));
    await setRunMode(undefined);
    await analysis.replace('HT_all*1.03', 'HT_all*1.02');
    await analysis.session.whenIdle();
  });

  it('are turned off by a setting', async () => {
    await vscode.workspace.getConfiguration('pullscope').update('codeLens', false, vscode.ConfigurationTarget.Global);
    assert.deepEqual(await lenses(), []);
  });
});
