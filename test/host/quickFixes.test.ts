import { afterEach, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { AnalysisCopy } from './analysisCopy';

describe('what the editor offers to do', () => {
  let analysis: AnalysisCopy | undefined;

  afterEach(async () => {
    await analysis?.close();
    analysis = undefined;
  });

  async function open(example: string, rewrite?: (text: string) => string): Promise<AnalysisCopy> {
    analysis = await AnalysisCopy.open(example, rewrite === undefined ? {} : { rewrite });
    await analysis.session.whenIdle();
    return analysis;
  }

  async function actionsAt(
    { document, text }: AnalysisCopy,
    word: string,
    kind?: vscode.CodeActionKind,
  ): Promise<readonly vscode.CodeAction[]> {
    const at = document.positionAt(text.indexOf(word));
    return await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      new vscode.Range(at, at),
      kind?.value,
    );
  }

  async function take(actions: readonly vscode.CodeAction[], title: string): Promise<void> {
    const action = actions.find((one) => one.title === title);
    assert.ok(action?.edit, `there is no “${title}” among: ${actions.map((one) => one.title).join(', ')}`);
    assert.ok(await vscode.workspace.applyEdit(action.edit));
  }

  it('puts features in the order of training, as they are written', async () => {
    const copy = await open('atlas-tth', (text) =>
      text.replace('[HT_all, nJets, nBTags_70]', '["nJets",  HT_all, nBTags_70]'),
    );
    await take(await actionsAt(copy, '["nJets"'), "Put them in the model's order");
    assert.ok(copy.text.includes('features: [HT_all,  "nJets", nBTags_70]'), copy.text);
  });

  it('switches a nuisance off that does nothing, or its check', async () => {
    const copy = await open('atlas-tth', (text) => text.replace('weight_jvt_UP }', 'weight_jvt }'));
    const actions = await actionsAt(copy, 'jvt:\n');
    await take(actions, 'Turn nuisance/no-effect off in this file');
    assert.match(copy.text, /\n\nchecks: \{ nuisance\/no-effect: off \}\n$/);
    await take(await actionsAt(copy, 'jvt:\n'), "Switch 'jvt' off: turn it into a comment");
    assert.match(copy.text, /\n {2}# jvt:\n {2}# {3}up: \{ replace: \{ weight_jvt: weight_jvt \} \}\n/);
  });

  it('mirrors the only side of a nuisance', async () => {
    const copy = await open('atlas-tth', (text) =>
      text.replace('    down: { replace: { weight_jvt: weight_jvt_DOWN } }\n', ''),
    );
    await take(await actionsAt(copy, 'jvt:\n'), "Write 'down' as the mirror image of 'up'");
    assert.ok(copy.text.includes('    down: { replace: { weight_jvt: weight_jvt_DOWN } }\n'), copy.text);
  });

  it('mends all that is safe at once', async () => {
    const copy = await open('atlas-tth', (text) =>
      text
        .replace('loose: 0.3', 'loose: 3e-1')
        .replace('nominal: [tt', '# pullscope: ignore config/unused -- no longer\nnominal: [tt'),
    );
    const actions = await actionsAt(copy, 'pullscope: 1', vscode.CodeActionKind.SourceFixAll);
    await take(actions, 'Mend all that can be mended safely');
    assert.ok(copy.text.includes('loose: 3.0e-1'));
    assert.ok(!copy.text.includes('ignore config/unused'));
  });

  it('adds what is missing, so that the file is valid', async () => {
    const copy = await open('atlas-tth', (text) =>
      text.replace('  features: [HT_all, nJets, nBTags_70]\n', '').replace('nominal: [tt, ttH]', '#'),
    );
    const actions = await actionsAt(copy, 'pullscope: 1', vscode.CodeActionKind.Source);
    await take(actions, 'Add what is missing');
    assert.ok(copy.text.includes('  features: [HT_all, nJets, nBTags_70]\n'), copy.text);
    assert.match(copy.text, /\nnominal: \[tt, ttH\]\n$/);
    await copy.session.whenIdle();
    assert.deepEqual(
      copy.diagnostics().filter(({ severity }) => severity === 'error'),
      [],
    );
  });
});
