import { after, before, describe, it } from 'mocha';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { AnalysisCopy, eventually } from './analysisCopy';

describe('the baseline of an analysis', () => {
  let analysis: AnalysisCopy;
  const file = (): string => path.join(analysis.folder, 'pullscope-baseline.json');
  const problemsOf = (uri: vscode.Uri): readonly vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri);

  before(async () => {
    analysis = await AnalysisCopy.open('generators');
    await analysis.session.whenIdle();
  });
  after(async () => {
    await analysis.close();
  });

  /** By its quick fix, with the reason that it would ask for. */
  const accept = async (code: string): Promise<void> => {
    const shown = analysis.diagnostics().find((one) => one.code === code);
    assert.ok(shown, `there is no finding of ${code}`);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      analysis.document.uri,
      new vscode.Range(shown.line, shown.character, shown.line, shown.character),
      vscode.CodeActionKind.QuickFix.value,
    );
    const fix = actions.find(({ title }) => title === `Accept ${code} in the baseline, for a reason`);
    assert.ok(fix?.command, `there is no quick fix: ${actions.map(({ title }) => title).join(', ')}`);
    const given: unknown[] = fix.command.arguments ?? [];
    await vscode.commands.executeCommand(fix.command.command, ...given, 'agreed in the review');
  };

  it('takes a finding with its reason, after which it is not shown any more', async () => {
    const { report } = analysis.session.state;
    await accept('nuisance/large');
    await analysis.diagnosticsOnce('no nuisance/large', (list) => list.every(({ code }) => code !== 'nuisance/large'));
    const { accepted } = JSON.parse(await readFile(file(), 'utf8')) as { accepted: Record<string, unknown>[] };
    assert.equal(accepted.length, 1);
    assert.equal(accepted[0]?.['reason'], 'agreed in the review');
    assert.match(String(accepted[0]['date']), /^\d{4}-\d{2}-\d{2}$/);
    assert.equal(analysis.session.state.report, report, 'it was measured again');
  });

  it('shows everything again when it is deleted', async () => {
    await rm(file());
    await analysis.diagnosticsOnce('nuisance/large', (list) => list.some(({ code }) => code === 'nuisance/large'));
  });

  it('that is damaged says where, and hides nothing', async () => {
    await accept('nuisance/large');
    await analysis.diagnosticsOnce('no nuisance/large', (list) => list.every(({ code }) => code !== 'nuisance/large'));
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.replace('"accepted"', '<<<<<<< HEAD\n  "accepted"'));
    const [problem] = await eventually('a problem of the baseline', () => {
      const found = problemsOf(vscode.Uri.file(file()));
      return found.length > 0 && found;
    });
    assert.equal(problem?.range.start.line, 2);
    await analysis.diagnosticsOnce('nuisance/large', (list) => list.some(({ code }) => code === 'nuisance/large'));
    await writeFile(file(), text);
    await eventually('no problem', () => problemsOf(vscode.Uri.file(file())).length === 0);
    await analysis.diagnosticsOnce('no nuisance/large', (list) => list.every(({ code }) => code !== 'nuisance/large'));
  });

  it('is tidied of what does not occur any more', async () => {
    const text = await readFile(file(), 'utf8');
    const held = JSON.parse(text) as { accepted: { node: string[]; rows: { target: { nuisance: string } }[] }[] };
    const gone = structuredClone(held.accepted[0]);
    assert.ok(gone);
    gone.rows = gone.rows.map((row) => ({ ...row, target: { nuisance: 'renamed' } }));
    await writeFile(file(), JSON.stringify({ ...held, accepted: [...held.accepted, gone] }));
    // What the editor has read is what is tidied; its watchers say nothing of when they have.
    const end = Date.now() + 30_000;
    while (readFileSync(file(), 'utf8').includes('renamed') && Date.now() < end) {
      await vscode.commands.executeCommand('pullscope.tidyBaseline');
      await sleep(200);
    }
    assert.equal(readFileSync(file(), 'utf8'), text);
  });
});
