import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from './workbench';

describe('a run that takes longer than a second', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples/generators', { settings: { 'pullscope.run': 'manual' } });
    // So many events that nobody waits for them without a word.
    const file = path.join(workbench.folder, 'pythia.csv');
    const [head = '', ...events] = (await readFile(file, 'utf8')).trimEnd().split('\n');
    await writeFile(file, `${head}\n${`${events.join('\n')}\n`.repeat(100)}`);
    await workbench.openFile('pullscope.yaml');
    await workbench.statusItem('Pullscope').waitFor();
  });
  afterAll(async () => {
    await workbench.close();
  });

  const notification = () =>
    workbench.page.locator('.notification-list-item', { hasText: 'Pullscope: pullscope.yaml' });
  const cancelled = async (): Promise<void> => {
    await expect
      .poll(() => workbench.statusItem('Pullscope').getAttribute('aria-label'), { timeout: 10_000 })
      .toMatch(/cancelled/);
  };

  it('is told in a notification, which can cancel it', async () => {
    await workbench.runCommand('Pullscope: Run Checks');
    await notification().waitFor({ timeout: 15_000 });
    await workbench.screenshot('run-notification');
    await notification().hover();
    await notification().getByRole('button', { name: 'Cancel' }).click();
    await cancelled();
    await notification().waitFor({ state: 'detached' });
  });

  it('is cancelled by a click on the status item', async () => {
    await workbench.runCommand('Pullscope: Run Checks');
    await notification().waitFor({ timeout: 15_000 });
    await workbench.statusItem('Pullscope').click();
    await cancelled();
  });
});

describe('the walkthrough', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples/generators');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('has four steps, each with a button that does what it says', async () => {
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.page.keyboard.type('Check the model in your analysis');
    await workbench.page.keyboard.press('Enter');
    const steps = workbench.page.locator('.getting-started-step');
    await expect.poll(() => steps.count(), { timeout: 15_000 }).toBe(4);
    await workbench.page.getByText('Open the Example…').first().waitFor();
    await workbench.screenshot('walkthrough');
    await steps.nth(3).click();
    await workbench.page.getByText('New Analysis from Files…').first().waitFor();
    await workbench.screenshot('walkthrough-own');
  });
});
