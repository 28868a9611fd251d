import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from './workbench';

describe('the workbench', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples/atlas-tth');
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('opens an analysis in the editor', async () => {
    await workbench.openFile('pullscope.yaml');
    await expect.poll(() => workbench.editor.innerText()).toMatch(/samples/);
  });

  it('finds Pullscope’s commands in the palette', async () => {
    await workbench.press('F1');
    await workbench.type('Pullscope');
    await workbench.page.locator('.quick-input-list', { hasText: 'Pullscope: ' }).waitFor();
    await workbench.press('Escape');
  });
});
