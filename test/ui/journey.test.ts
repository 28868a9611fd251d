import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWorkbench, type Workbench } from './workbench';

describe('a person who edits an analysis', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples/atlas-tth', { size: { width: 1440, height: 900 } });
  });
  afterAll(async () => {
    await workbench.close();
  });

  it('sees a misspelling underlined, and no longer when it is mended', async () => {
    await workbench.openFile('pullscope.yaml');
    await workbench.statusItem('Pullscope').waitFor();
    await workbench.goTo(...(await behind('{ replace: { weight_pileup')));
    await workbench.press('Backspace');
    await workbench.squiggle('error').first().waitFor({ timeout: 10_000 });
    await workbench.screenshot('misspelling');
    await workbench.type('p');
    await workbench.squiggle('error').waitFor({ state: 'detached', timeout: 10_000 });
  });

  it('sees the findings that were measured', async () => {
    await workbench.squiggle('warning').first().waitFor({ timeout: 20_000 });
    await workbench.statusItem(/Pullscope \d+/).waitFor({ timeout: 20_000 });
  });

  it('opens the plots by a command, and they follow the cursor', async () => {
    await workbench.runCommand('Pullscope: Show Plots');
    await widenSideBar(180);
    const plots = await workbench.webview();
    await plots.locator('canvas').first().waitFor({ timeout: 20_000 });
    await workbench.openFile('pullscope.yaml');
    await workbench.goTo(...(await behind('jvt:')));
    await plots.getByText('nuisance jvt').waitFor();
    await expect.poll(() => inkOf(plots.locator('canvas').first())).toBeGreaterThan(1000);
    await workbench.page.locator('.pane', { hasText: 'Findings' }).first().waitFor();
    await workbench.screenshot('plots');
  });

  it('opens the model as a page, and goes from a finding there to its line', async () => {
    const { page } = workbench;
    await workbench.runCommand('View: Show Explorer');
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'tth.onnx' });
    await workbench.chooseFromMenuOf(file, 'Open as Pullscope Model Page');
    const model = await workbench.webview('tth.onnx');
    await model.getByRole('list', { name: 'Features' }).getByText('nBTags_70').waitFor();
    const finding = model.getByRole('link', { name: /^pullscope\.yaml, line \d+: 'HT_all' in 'pseudo_data' differs/ });
    await finding.waitFor({ timeout: 20_000 });
    await workbench.screenshot('model');
    await finding.click();
    await page.locator('.tab.active[data-resource-name="pullscope.yaml"]').waitFor();
    const [line] = await behind('application: { data: pseudo_data');
    await workbench.statusItem(`Ln ${line}, `).waitFor();
    await page.locator('.tab[data-resource-name="tth.onnx"]').waitFor();
  });

  /** Drags the border between the side bar and the editor. */
  async function widenSideBar(by: number): Promise<void> {
    const { mouse } = workbench.page;
    const box = await workbench.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('There is no side bar.');
    const [x, y] = [box.x + box.width, box.y + box.height / 2];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + by, y, { steps: 5 });
    await mouse.up();
    await mouse.move(x + 2 * by, y);
  }

  /** Line and column behind the first place with this text, from 1. */
  async function behind(text: string): Promise<readonly [number, number]> {
    const lines = (await readFile(path.join(workbench.folder, 'pullscope.yaml'), 'utf8')).split('\n');
    const line = lines.findIndex((one) => one.includes(text));
    if (line < 0) throw new Error(`No line of the example has “${text}”.`);
    return [line + 1, (lines[line] ?? '').indexOf(text) + text.length + 1];
  }
});

/** Pixels of a canvas that are not transparent. */
async function inkOf(canvas: ReturnType<Workbench['page']['locator']>): Promise<number> {
  return await canvas.evaluate((element) => {
    const drawn = element as HTMLCanvasElement;
    const pixels = drawn.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height).data ?? [];
    return pixels.filter((value, index) => index % 4 === 3 && value > 0).length;
  });
}
