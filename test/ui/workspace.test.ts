import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeAfterwards } from './failures';
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
    await open('generators', 'pullscope.yaml');
    await saysOfTheAnalysis('Not measured yet');
    await open('pivot', 'pullscope.yaml');
    await saysOfTheAnalysis('3 findings');
    await workbench.squiggle('error').first().waitFor();
    await open('generators', 'long.pullscope.yaml');
    await saysOfTheAnalysis('Not measured yet');
    await open('generators', 'pullscope.yaml');
    await saysOfTheAnalysis('Not measured yet');
    expect(await workbench.squiggle('error').count()).toBe(0);
  });

  it('tells a run that takes longer than a second in a notification, which cancels it', async () => {
    await open('generators', 'long.pullscope.yaml');
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
    await open('generators', 'pullscope.yaml');
    await saysOfTheAnalysis(/\d findings/);
  });

  it('says why a finding is not accepted where nothing can be written', async () => {
    // Whoever runs the tests may write everywhere, but to no file that is a folder.
    await mkdir(path.join(workbench.folder, 'generators', 'pullscope-baseline.json'));
    await workbench.runCommand('Pullscope: Accept Findings as Baseline');
    const input = workbench.page.locator('.quick-input-widget');
    await input.getByText('Which findings are known and accepted?').waitFor();
    await workbench.press('Enter');
    await input.getByText('Why are they accepted?').waitFor();
    await workbench.type('known');
    await workbench.press('Enter');
    const toast = workbench.page.locator('.notification-toast', { hasText: 'The baseline was not written' });
    await toast.getByText('pullscope-baseline.json').waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });

  it('has its plots and its report again after a reload, and runs nothing for it', async () => {
    await workbench.runCommand('Pullscope: Open Report');
    await workbench.webview('What to worry about first');
    await workbench.runCommand('Pullscope: Show Plots');
    await (await frameWith('.focus-heading')).locator('canvas').first().waitFor();
    await workbench.reload();
    const plots = await frameWith('.focus-heading');
    await plots.getByText(beforeReload).waitFor({ timeout: 20_000 });
    await plots.locator('canvas').first().waitFor();
    const report = await frameWith('.headline');
    await report.getByText(beforeReload).waitFor();
    await report.getByRole('heading', { name: 'Provenance' }).waitFor();
    await workbench.screenshot('reloaded');
    await saysOfTheAnalysis('Not measured yet');
  });

  /** By its folder: there are several of one name. */
  async function open(folder: string, file: string): Promise<void> {
    await workbench.openFile(`${folder}/${file}`);
    await workbench.page.locator('.breadcrumbs-control', { hasText: folder }).getByText(file).waitFor();
  }

  async function saysOfTheAnalysis(what: string | RegExp): Promise<void> {
    const item: Locator = workbench.page.locator('.part.statusbar').getByRole('button', { name: what });
    await item.waitFor({ timeout: 30_000 });
  }

  /** The page in which there is such an element. */
  async function frameWith(selector: string): Promise<Frame> {
    const end = Date.now() + 30_000;
    for (;;) {
      for (const frame of workbench.page.frames()) {
        if (
          (await frame
            .locator(selector)
            .count()
            .catch(() => 0)) > 0
        )
          return frame;
      }
      if (Date.now() > end) throw new Error(`No page has ${selector}.`);
      await workbench.page.waitForTimeout(100);
    }
  }
});

async function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(path.join(folder, '.vscode'));
  await writeFile(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
}
