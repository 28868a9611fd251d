import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AnalysisCopy } from './analysisCopy';

describe('completion', () => {
  let analysis: AnalysisCopy;

  before(async () => {
    analysis = await AnalysisCopy.open('atlas-tth');
    await analysis.session.whenIdle();
  });
  after(async () => {
    await analysis.close();
  });

  it('in a weight offers the columns of the ntuple', async () => {
    const line = analysis.text.split('\n').findIndex((one) => one.includes('*weight_jvt*'));
    const character = analysis.text.split('\n')[line]!.indexOf('*weight_jvt*') + '*weight_j'.length;
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      analysis.document.uri,
      new vscode.Position(line, character),
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    for (const column of ['weight_jvt', 'weight_jvt_UP', 'HT_all']) assert.ok(labels.includes(column), column);
  });
});
