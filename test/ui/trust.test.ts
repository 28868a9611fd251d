import { rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeAfterwards } from './afterTests';
import { openWorkbench, patience, type Workbench } from './workbench';

describe('a folder that is not trusted', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples/pivot', { workspaceTrust: true });
    await rm(path.join(workbench.folder, 'z_up.csv'));
  });
  closeAfterwards(() => workbench);

  it('has its grammar checked, and no file looked at, until it is trusted', async () => {
    await workbench.openFile('pullscope.yaml');
    await workbench.statusItem('Pullscope').waitFor();
    await workbench.goTo(4, 1);
    await workbench.type('nothing');
    await workbench.squiggle('error').first().waitFor();
    await workbench.press('Backspace', 'nothing'.length);
    // That a file is missing would be known if it had been looked for.
    await workbench.squiggle('error').first().waitFor({ state: 'detached' });
    await workbench.page.waitForTimeout(1500);
    expect(await workbench.squiggle('error').count()).toBe(0);
    await workbench.runCommand('Open as Pullscope Model Page');
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'aware.onnx' }).click();
    const untrusted = await workbench.webview('aware.onnx');
    await untrusted.getByText('nothing is read from the model until it is').waitFor();
    await workbench.screenshot('model-untrusted');
    const { page } = workbench;
    const trust = page.getByRole('button', { name: 'Trust', exact: true }).first();
    await workbench.until('trust can be given', async () => {
      if (!(await trust.isVisible())) await workbench.statusItem('Pullscope').click({ timeout: patience });
      await trust.waitFor({ timeout: patience });
    });
    await workbench.until('the folder is trusted', async () => {
      if (await trust.isVisible()) await trust.click({ timeout: patience });
      await trust.waitFor({ state: 'hidden', timeout: patience });
    });
    await workbench.webview('Inputs');
    const close = page.locator('.monaco-modal-editor-block').getByRole('button', { name: /^Close/ });
    await workbench.until('the editor of trust is closed', async () => {
      if (await close.isVisible()) await close.click({ timeout: patience });
      await close.waitFor({ state: 'hidden', timeout: patience });
    });
    await workbench.openFile('pullscope.yaml');
    await workbench.squiggle('error').first().waitFor({ timeout: 20_000 });
  });
});
