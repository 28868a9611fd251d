import { after, afterEach, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AnalysisCopy } from './analysisCopy';

describe('completion', () => {
  let analysis: AnalysisCopy;
  let original: string;

  before(async () => {
    analysis = await AnalysisCopy.open('atlas-tth');
    original = analysis.text;
    await analysis.session.whenIdle();
  });
  afterEach(async () => {
    const all = new vscode.Range(0, 0, analysis.document.lineCount, 0);
    await analysis.editor.edit((edit) => edit.replace(all, original));
    await analysis.session.whenIdle();
  });
  after(async () => {
    await analysis.close();
  });

  /** Types at `|` in place of the text around it, and asks what could follow. */
  async function itemsAfter(text: string, marked: string): Promise<readonly vscode.CompletionItem[]> {
    await analysis.replace(text, marked.replace('|', ''));
    const start = analysis.text.indexOf(marked.replace('|', ''));
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      analysis.document.uri,
      analysis.document.positionAt(start + marked.indexOf('|')),
    );
    return items;
  }
  const labelsOf = (items: readonly vscode.CompletionItem[]): string[] =>
    items.map(({ label }) => (typeof label === 'string' ? label : label.label));

  it('in a weight offers the columns of the ntuple', async () => {
    const labels = labelsOf(await itemsAfter('*weight_jvt*11000', '*weight_j|vt*11000'));
    for (const column of ['weight_jvt', 'weight_jvt_UP', 'HT_all']) assert.ok(labels.includes(column), column);
  });

  it('offers keys with what they mean', async () => {
    const items = await itemsAfter('  output: score\n', '  output: score\n  act|\n');
    const activation = items.find(({ label }) => label === 'activation');
    assert.ok(activation?.documentation instanceof vscode.MarkdownString);
    assert.match(activation.documentation.value, /probabilities/);
  });

  it('offers the outputs of the model, the samples, and the codes of checks', async () => {
    assert.ok(labelsOf(await itemsAfter('output: score', 'output: s|core')).includes('score'));
    assert.ok(labelsOf(await itemsAfter('nominal: [tt,', 'nominal: [t|t,')).includes('tt_aMCNlo'));
    const codes = labelsOf(await itemsAfter('nominal: [tt,', 'checks:\n  nuis|\nnominal: [tt,'));
    assert.ok(codes.includes('nuisance/large'));
  });

  it('offers the files beside the analysis', async () => {
    const labels = labelsOf(await itemsAfter('file: tth.onnx', 'file: |tth.onnx'));
    assert.ok(labels.includes('tth.onnx'), labels.join(', '));
    assert.ok(!labels.includes('tt_PP8.root'));
  });

  it('writes a nuisance that can be measured', async () => {
    const items = await itemsAfter('nuisances:\n', 'nuisances:\n  |\n');
    const snippet = items.find(({ label }) => label === 'a nuisance that shifts a feature');
    assert.ok(snippet?.insertText instanceof vscode.SnippetString);
    const line = analysis.text.split('\n').findIndex((one) => one === 'nuisances:') + 1;
    await analysis.editor.insertSnippet(snippet.insertText, new vscode.Position(line, 2));
    assert.match(analysis.text, /\n {2}scale:\n {4}up: \{ replace: \{ HT_all: HT_all\*1\.02 \} \}\n {4}down: /);
    await analysis.session.whenIdle();
    assert.ok(analysis.session.state.report?.outcomes.some(({ target }) => target.nuisance === 'scale'));
  });
});
