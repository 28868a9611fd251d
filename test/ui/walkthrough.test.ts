import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from './workbench';

describe('the walkthrough', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples/generators');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('has four steps, each with a button that does what it says', async () => {
    const { page } = workbench;
    await workbench.runCommand('Welcome: Open Walkthrough...');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Check the model in your analysis' });
    await row.waitFor({ timeout: 30_000 });
    await row.click();
    const steps = page.locator('.getting-started-step');
    await expect.poll(() => steps.count(), { timeout: 30_000 }).toBe(4);
    await page.getByText('Open the Example…').first().waitFor();
    await workbench.screenshot('walkthrough');
    await steps.nth(3).click();
    await page.getByText('New Analysis from Files…').first().waitFor();
  });
});
