import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { inRepository, repositoryFolder } from '../../../scripts/repository.mts';

describe('the import walls', () => {
  it.each([
    ['src/stats/example.ts', '../checks/facts', 'stats may not import from checks'],
    ['src/checks/nuisance/example.ts', '../../engine', 'checks may not import from engine'],
    ['src/profile/example.ts', '../report/text', 'profile may not import from report'],
    ['src/config/example.ts', '../data/eventSource', 'config may not import from data'],
    ['src/data/example.ts', '../model/modelFacts', 'data may not import from model'],
    ['src/checks/example.ts', '../engine/plan', 'checks may not import from engine'],
    ['src/engine/example.ts', '../worker/protocol', 'engine may not import from worker'],
    ['src/editor/example.ts', '../engine/plan', 'editor may not import from engine'],
    ['src/editor/example.ts', '../data/eventSource', 'editor may not import from data'],
    ['src/engine/example.ts', 'vscode', 'Only src/editor and test/host'],
    ['src/editor/example.ts', 'onnxruntime-node', 'Only src/model'],
    ['src/worker/example.ts', 'jsroot/io', 'Only src/data'],
    ['src/checks/example.ts', 'node:fs', 'pure functions'],
    ['src/language/example.ts', 'vscode', 'Only src/editor and test/host'],
    ['src/language/example.ts', '../profile/profile', 'language may not import from profile'],
    ['webview/example.ts', '../src/stats/histogram', 'A page knows figures'],
    ['webview/example.ts', '../src/model/onnxHeader', 'A page knows figures and facts'],
    ['webview/example.ts', '@vscode/webview-ui-toolkit', 'Only webview/controls.ts'],
    ['src/checks/example.ts', '../../webview/protocol', 'Only the editor'],
  ])('%s may not import %s', async (file, imported, message) => {
    expect(await complaints(file, imported)).toContainEqual(expect.stringContaining(message));
  });

  it.each([
    ['src/checks/example.ts', '../stats/histogram'],
    ['src/checks/example.ts', '../report/report'],
    ['src/config/example.ts', '../report/report'],
    ['src/checks/nuisance/example.ts', '../../stats/histogram'],
    ['src/editor/example.ts', '../data/dataFacts'],
    ['src/editor/example.ts', 'vscode'],
    ['src/cli/example.ts', '../engine/plan'],
    ['webview/example.ts', '../src/report/figure'],
    ['webview/example.ts', '../src/model/modelFacts'],
  ])('%s may import %s', async (file, imported) => {
    expect(await complaints(file, imported)).toEqual([]);
  });
});

/** With the rules of the repository, but without types: the file exists only here. */
const eslint = new ESLint({
  cwd: repositoryFolder,
  ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

async function complaints(file: string, imported: string): Promise<string[]> {
  const [result] = await eslint.lintText(`import * as imported from '${imported}';\nexport const used = imported;\n`, {
    filePath: inRepository(file),
  });
  return result?.messages.map(({ message }) => message) ?? [];
}
