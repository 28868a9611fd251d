import { afterEach, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { appendFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ModelState, ModelUse, ShownModel } from '../../webview/modelProtocol';
import { AnalysisCopy, eventually, testApi } from './analysisCopy';

describe('a model opened as a page', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows what the header says and which analyses use it, open or not', async () => {
    // Of its own: other suites may have had the examples measured, and then they are open.
    const copy = example('never-opened');
    await vscode.workspace.fs.copy(example('atlas-tth'), copy, { overwrite: true });
    const model = vscode.Uri.joinPath(copy, 'tth.onnx');
    await openPage(model);
    const { facts } = await shown(model, () => true);
    assert.deepEqual(facts.inputs, [{ name: 'features', type: 'float32', shape: ['batch', 3] }]);
    assert.deepEqual(facts.featureNames, ['HT_all', 'nJets', 'nBTags_70']);
    const [use, ...others] = await once('the analyses', model, ({ uses }) => uses);
    assert.deepEqual([use?.name, use?.isOpen, others], ['never-opened/pullscope.yaml', false, []]);
  });

  it('tells what is found while the analysis is open, and again when the file changes on disk', async () => {
    const analysis = await AnalysisCopy.open('generators');
    try {
      const model = vscode.Uri.file(path.join(analysis.folder, 'decorrelated.onnx'));
      await vscode.commands.executeCommand('pullscope.openModelPage', model);
      const use = await useWith(model, ({ findings }) => findings.length > 0);
      assert.deepEqual(
        use.findings.map(({ code, severity, range }) => [code, severity, range.start.line]),
        [['decorrelation/apparent', 'warning', 22]],
      );
      assert.deepEqual(
        use.models.map(({ name }) => name),
        ['decorrelated'],
      );
      const { size } = (await shown(model, () => true)).facts;
      // The field model_version.
      await appendFile(model.fsPath, Buffer.from([0x28, 0x07]));
      await shown(model, ({ facts }) => facts.size === size + 2);
      await writeFile(model.fsPath, 'no model');
      const message = await once('what is wrong with it', model, ({ model: now }) => {
        return typeof now === 'object' && 'err' in now && now.err.message;
      });
      assert.match(message, /^'decorrelated\.onnx' is not an ONNX model, or it is damaged or cut short/);
      await useWith(model, ({ findings }) => findings.some(({ code }) => code === 'config/file-unreadable'));
    } finally {
      await analysis.close();
    }
  });
});

function example(...parts: string[]): vscode.Uri {
  const [workspace] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(workspace, 'no folder is open');
  return vscode.Uri.joinPath(workspace.uri, ...parts);
}

async function openPage(model: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.openWith', model, 'pullscope.model');
}

/** What the page of a model shows, as soon as it shows what is looked for. */
async function once<T>(
  what: string,
  model: vscode.Uri,
  look: (state: ModelState) => T | undefined | false,
): Promise<T> {
  const api = await testApi();
  return await eventually(what, () => {
    const state = api.modelPage(model);
    return state && look(state);
  });
}

async function shown(model: vscode.Uri, is: (shown: ShownModel) => boolean): Promise<ShownModel> {
  return await once('the facts', model, ({ model: now }) => {
    return typeof now === 'object' && 'ok' in now && is(now.ok) && now.ok;
  });
}

async function useWith(model: vscode.Uri, is: (use: ModelUse) => boolean): Promise<ModelUse> {
  return await once('the findings', model, ({ uses }) => uses?.find(is));
}
