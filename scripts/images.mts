/**
 * `npm run images`: takes the pictures of docs/images anew, in light and dark, from a real VS Code with the example, and
 * those of the pages of the checks from reports. They stand in the README and the documentation: look at each.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from 'playwright-core';
import { openWorkbench, type Workbench } from '../test/ui/workbench.ts';
import { main as build } from './build.mts';
import { takeCheckImages } from './checkImages.mts';

const folder = 'docs/images';
const themes = ['light', 'dark'] as const;

export async function main(): Promise<number> {
  if ((await build([])) !== 0) return 1;
  const workbench = await openWorkbench('examples/atlas-tth', { size: { width: 1440, height: 900 } });
  try {
    await workbench.openFile('pullscope.yaml');
    await workbench.statusItem(/Pullscope \d+/).waitFor({ timeout: 60_000 });
    await workbench.runCommand('Pullscope: Show Plots');
    await workbench.widenSideBar(200);
    const plots = await workbench.webview('pullscope.yaml');
    for (const theme of themes) {
      if (theme === 'dark') await toggleTheme(workbench, plots);
      await takePanel(workbench, plots, theme);
      await takeHover(workbench, theme);
      await takeReport(workbench, theme);
    }
  } finally {
    await workbench.close();
  }
  await takeCheckImages();
  return 0;
}

async function takePanel(workbench: Workbench, plots: Frame, theme: string): Promise<void> {
  await workbench.page.locator('.tab[data-resource-name="pullscope.yaml"]').click();
  await workbench.goTo(await lineOf(workbench, 'jvt:'), 6);
  await plots.getByRole('heading', { name: 'nuisance jvt' }).waitFor();
  await plots.locator('canvas').first().waitFor();
  await take(workbench, `panel-${theme}`);
}

async function takeHover(workbench: Workbench, theme: string): Promise<void> {
  await workbench.goTo(await lineOf(workbench, 'ht_scale:'), 6);
  await workbench.runCommand('Show or Focus Hover');
  const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'ht_scale' }).first();
  await hover.locator('img').first().waitFor();
  await take(workbench, `hover-${theme}`);
  await workbench.press('Escape');
}

async function takeReport(workbench: Workbench, theme: string): Promise<void> {
  await workbench.runCommand('Pullscope: Open Report');
  const report = await workbench.webview('What to worry about first');
  await report.getByRole('heading', { name: 'Ranking of nuisances' }).waitFor();
  await take(workbench, `report-${theme}`);
}

async function take(workbench: Workbench, name: string): Promise<void> {
  // The pointer away from what shows a tooltip, and the picture once everything has come to rest.
  await workbench.page.mouse.move(1000, 880);
  let before = '';
  for (let attempt = 0; attempt < 20; attempt++) {
    await workbench.page.waitForTimeout(250);
    const now = (await workbench.page.screenshot()).toString('base64');
    if (now === before) break;
    before = now;
  }
  await workbench.screenshot(`${folder}/${name}.png`);
  console.log(`${folder}/${name}.png`);
}

async function toggleTheme(workbench: Workbench, plots: Frame): Promise<void> {
  await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
  await plots.locator('body.vscode-dark').waitFor();
}

/** From 1. */
async function lineOf(workbench: Workbench, text: string): Promise<number> {
  const lines = (await readFile(path.join(workbench.folder, 'pullscope.yaml'), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
}
