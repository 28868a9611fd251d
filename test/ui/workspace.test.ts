import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeAfterwards } from './afterTests';
import { writeLongAnalysis } from './longAnalysis';
import { openWorkbench, type Workbench } from './workbench';

const beforeReload = 'This is of before the window was reloaded.';

/** One window, in which each test goes on where the one before it ended. */
describe('a workspace of two folders, with Pullscope installed', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples', {
      asInstalled: true,
      folders: ['generators', 'pivot'],
      size: { width: 1440, height: 900 },
      prepare: async (folder) => {
        await writeSettings(path.join(folder, 'generators'), { 'pullscope.run': 'manual' });
        await writeSettings(path.join(folder, 'pivot'), { 'pullscope.levels': { 'nuisance/large': 'error' } });
        await writeLongAnalysis(path.join(folder, 'generators'), '../atlas-tth/tth.onnx');
      },
    });
  });
  closeAfterwards(() => workbench);

  it('measures each analysis as the settings of its folder say, and beside it another one', async () => {
    await workbench.openFile('generators/pullscope.yaml');
    await saysOfTheAnalysis('Not measured yet');
    await workbench.openFile('pivot/pullscope.yaml');
    await saysOfTheAnalysis('3 findings');
    await workbench.squiggle('error').first().waitFor();
    await workbench.openFile('generators/long.pullscope.yaml');
    await saysOfTheAnalysis('Not measured yet');
    await workbench.openFile('generators/pullscope.yaml');
    await saysOfTheAnalysis('Not measured yet');
    expect(await workbench.squiggle('error').count()).toBe(0);
  });

  it('tells a run that takes longer than a second in a notification, which cancels it', async () => {
    await workbench.openFile('generators/long.pullscope.yaml');
    await workbench.runCommand('Pullscope: Run Checks');
    const toast = workbench.page.locator('.notification-toast', { hasText: 'generators/long.pullscope.yaml' });
    await toast.waitFor();
    await workbench.screenshot('notification');
    await toast.getByRole('button', { name: 'Cancel' }).click();
    await toast.waitFor({ state: 'detached' });
    await saysOfTheAnalysis('The run was cancelled');
  });

  it('runs all analyses of both folders when it is asked to', async () => {
    await rm(path.join(workbench.folder, 'generators', 'long.pullscope.yaml'));
    await workbench.runCommand('Pullscope: Run All Analyses');
    await workbench.openFile('generators/pullscope.yaml');
    await saysOfTheAnalysis(/\d findings/);
  });

  it('says why a finding is not accepted where nothing can be written', async () => {
    // Whoever runs the tests may write everywhere, but to no file that is a folder.
    await mkdir(path.join(workbench.folder, 'generators', 'pullscope-baseline.json'));
    await workbench.runCommand('Pullscope: Accept Findings as Baseline');
    await workbench.answer('Which findings are known and accepted?');
    await workbench.answer('Why are they accepted?', 'known');
    const toast = workbench.page.locator('.notification-toast', { hasText: 'The baseline was not written' });
    await toast.getByText('pullscope-baseline.json').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('has its plots and its report again after a reload, and runs nothing for it', async () => {
    await workbench.runCommand('Pullscope: Open Report');
    await workbench.webview('What to worry about first');
    await workbench.runCommand('Pullscope: Show Plots');
    const drawn = 'body:has(.focus-heading):has(canvas)';
    await workbench.webview('pullscope.yaml', drawn);
    await workbench.reload();
    await workbench.webview(beforeReload, drawn);
    const report = await workbench.webview(beforeReload, 'body:has(.headline)');
    await report.getByRole('heading', { name: 'Provenance' }).waitFor();
    await workbench.screenshot('reloaded');
    await saysOfTheAnalysis('Not measured yet');
  });

  async function saysOfTheAnalysis(what: string | RegExp): Promise<void> {
    const item: Locator = workbench.page.locator('.part.statusbar').getByRole('button', { name: what });
    await item.waitFor({ timeout: 30_000 });
  }
});

async function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(path.join(folder, '.vscode'));
  await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}
