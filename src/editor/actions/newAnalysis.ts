import { readdir } from 'node:fs/promises';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { AnalysisError } from '../../config/analysisError';
import { draftFrom } from '../../draft';
import type { EngineClient } from '../../worker/engineClient';

type Asking = Pick<EngineClient, 'facts'>;

/**
 * Writes a first analysis file from files of events and models, and opens it.
 * @param files chosen in the explorer; asked for where there are none
 * @param target where it is written; asked for where it is not given
 */
export async function newAnalysis(engine: Asking, files: readonly vscode.Uri[], target?: vscode.Uri): Promise<void> {
  const chosen = files.length > 0 ? files : await chooseFiles();
  const [first] = chosen;
  if (first === undefined) return;
  if (chosen.some(({ scheme }) => scheme !== 'file')) {
    void vscode.window.showErrorMessage(vscode.l10n.t('Events and models are read from a disk: copy the files there.'));
    return;
  }
  const uri = target ?? (await chooseTarget(first));
  if (uri === undefined) return;
  const folder = path.dirname(uri.fsPath);
  const references = chosen.map(({ fsPath }) => path.relative(folder, fsPath).split(path.sep).join('/'));
  const text = await drafted(engine, folder, references);
  if (text === undefined) return;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri);
}

async function drafted(engine: Asking, folder: string, references: readonly string[]): Promise<string | undefined> {
  try {
    return await draftFrom(references, {
      data: async (reference) => only((await engine.facts({ folder, data: [reference], models: [] })).data),
      model: async (reference) => {
        const facts = only((await engine.facts({ folder, data: [], models: [reference] })).models);
        return 'preprocessing' in facts
          ? { ok: false, code: 'damaged-file', message: vscode.l10n.t('{0} is no model.', reference) }
          : facts;
      },
      list: (name) => readdir(path.resolve(folder, name)),
    });
  } catch (error) {
    if (!(error instanceof AnalysisError)) throw error;
    const [reference] = references;
    if (error.code === 'unknown-tree' && references.length === 1 && reference !== undefined) {
      return withTree(engine, folder, reference, error.message);
    }
    void vscode.window.showErrorMessage(error.message);
    return undefined;
  }
}

/** A file of several trees: the message of the reader names them. */
async function withTree(
  engine: Asking,
  folder: string,
  reference: string,
  prompt: string,
): Promise<string | undefined> {
  const tree = await vscode.window.showInputBox({ title: vscode.l10n.t('Which tree?'), prompt, ignoreFocusOut: true });
  if (tree === undefined || tree.trim() === '') return undefined;
  return drafted(engine, folder, [`${reference}:${tree.trim()}`]);
}

async function chooseFiles(): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Files of events, models, or both'),
    openLabel: vscode.l10n.t('Describe These'),
    canSelectMany: true,
    filters: {
      [vscode.l10n.t('Events and models')]: ['root', 'parquet', 'csv', 'h5', 'hdf5', 'arrow', 'feather', 'npz', 'onnx'],
      [vscode.l10n.t('All files')]: ['*'],
    },
  });
  return chosen ?? [];
}

async function chooseTarget(first: vscode.Uri): Promise<vscode.Uri | undefined> {
  return await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Where is the analysis file to lie?'),
    defaultUri: vscode.Uri.joinPath(first, '..', 'pullscope.yaml'),
    filters: { [vscode.l10n.t('Analyses')]: ['yaml', 'yml'] },
  });
}

function only<T>(answers: readonly T[]): T {
  const [answer] = answers;
  if (answer === undefined) throw new Error('the engine said nothing of a file');
  return answer;
}
