import { appendFile, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { seriousViolations } from './accessibility';
import { closeAfterwards } from './afterTests';
import { writeLongAnalysis } from './longAnalysis';
import { openWorkbench, patience, type Workbench } from './workbench';

/** What one person does in one window, from the first look on: each test goes on where the one before it ended. */
describe('a person with an analysis', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await openWorkbench('examples/atlas-tth', { size: { width: 1440, height: 900 } });
  });
  closeAfterwards(() => workbench);

  it('opens the file, and sees the first findings without doing anything', async () => {
    await workbench.openFile('pullscope.yaml');
    await workbench.squiggle('warning').first().waitFor({ timeout: 30_000 });
    await workbench.statusItem(/Pullscope \d+/).waitFor({ timeout: 30_000 });
  });

  it('finds what else there is in the palette', async () => {
    await workbench.openPalette('Pullscope');
    await workbench.page.locator('.quick-input-list', { hasText: 'Pullscope: Open Report' }).waitFor();
    await workbench.press('Escape');
  });

  it('sees a misspelling underlined, and no longer when a quick fix has mended it', async () => {
    await workbench.goTo(...(await behind('{ replace: { weight_pileup')));
    await workbench.press('Backspace');
    await workbench.squiggle('error').first().waitFor();
    await workbench.screenshot('misspelling');
    const text = await readFile(analysis(), 'utf8');
    await workbench.quickFix("Change to 'weight_pileup'");
    await workbench.squiggle('error').first().waitFor({ state: 'detached' });
    await workbench.save();
    expect(await readFile(analysis(), 'utf8')).toBe(text);
  });

  it('opens the plots by a command, and they follow the cursor until they are pinned', async () => {
    await workbench.runCommand('Pullscope: Show Plots');
    await workbench.widenSideBar(180);
    const plots = await plotsFrame();
    await plots.locator('canvas').first().waitFor({ timeout: 30_000 });
    await workbench.openFile('pullscope.yaml');
    await workbench.goTo(...(await behind('jvt:')));
    await plots.getByRole('heading', { name: 'nuisance jvt' }).waitFor();
    await expect.poll(() => inkOf(plots)).toBeGreaterThan(1000);
    await workbench.screenshot('plots');
    await workbench.runCommand('Pullscope: Pin Plots');
    await plots.getByText('Pinned:').waitFor();
    await workbench.goTo(...(await behind('ht_scale:')));
    await workbench.runCommand('Pullscope: Let Plots Follow the Cursor');
    await plots.getByRole('heading', { name: 'nuisance ht_scale' }).waitFor();
  });

  it('groups and filters the findings, and goes from one to its line', async () => {
    const tree = workbench.page.locator('.pane', { hasText: 'Findings' }).first();
    await workbench.runCommand('Pullscope: Group Findings by Check');
    await tree
      .locator('.monaco-list-row .label-name', { hasText: /^[a-z]+\/[a-z-]+$/ })
      .first()
      .waitFor();
    await workbench.runCommand('Pullscope: Group Findings by Sample');
    const sample = tree.locator('.monaco-list-row .label-name', { hasText: /^tt$/ }).first();
    await sample.waitFor();
    await workbench.screenshot('findings');
    await leadsTo(sample, '  tt:');
    await workbench.runCommand('Pullscope: Filter Findings');
    const undecided = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Undecided' });
    await workbench.until('only what is undecided is left out', async () => {
      if (await undecided.getByRole('checkbox', { checked: true }).isVisible())
        await undecided.click({ timeout: patience });
      await undecided.getByRole('checkbox', { checked: false }).waitFor({ timeout: patience });
    });
    await workbench.answer('What to show of the checks');
    await tree.getByText('Filtered: not everything is shown.').waitFor();
    await workbench.runCommand('Pullscope: Group Findings by Nuisance');
  });

  it('reads the report, goes from a finding to its line, and keeps the report as one file', async () => {
    await workbench.runCommand('Pullscope: Open Report');
    const report = await workbench.webview('What to worry about first');
    await report.getByRole('heading', { name: 'Provenance' }).waitFor();
    await workbench.screenshot('report');
    expect(await seriousViolations(report)).toEqual([]);
    const finding = /^pullscope\.yaml:\d+: 'tt_generator' alternative changes the yield/;
    await leadsTo(report.getByRole('link', { name: finding }), '  tt_generator:');
    await workbench.runCommand('Pullscope: Export Report as HTML');
    const box = workbench.page.locator('.quick-input-widget input').first();
    await expect.poll(() => box.inputValue()).toMatch(/pullscope-report\.html$/);
    await workbench.until('the place of the report is chosen', async () => {
      await workbench.page
        .locator('.quick-input-widget')
        .getByRole('button', { name: 'OK' })
        .click({ timeout: patience });
      await box.waitFor({ state: 'hidden', timeout: patience });
    });
    const file = path.join(workbench.folder, 'pullscope-report.html');
    await expect
      .poll(
        () =>
          stat(file).then(
            ({ size }) => size,
            () => 0,
          ),
        { timeout: 20_000 },
      )
      .toBeGreaterThan(100_000);
    expect(await readFile(file, 'utf8')).toContain('id="state"');
  });

  it('sees the plots in the colours of another theme', async () => {
    const plots = await plotsFrame();
    const ground = (): Promise<string> =>
      plots.evaluate(() => getComputedStyle(document.body).getPropertyValue('--vscode-editor-background'));
    const before = await ground();
    const drawn = await pictureOf(plots);
    await workbench.runCommand('Preferences: Toggle between Light/Dark Themes');
    await expect.poll(ground).not.toBe(before);
    await expect.poll(() => pictureOf(plots)).not.toBe(drawn);
    expect(await seriousViolations(plots)).toEqual([]);
    await workbench.screenshot('theme');
  });

  it('reads the numbers of a plot by keys alone', async () => {
    const plots = await plotsFrame();
    await workbench.runCommand('Pullscope: Show Plots');
    await expect.poll(() => plots.evaluate(() => document.hasFocus())).toBe(true);
    const canvasHasFocus = (): Promise<boolean> => plots.evaluate(() => document.activeElement?.tagName === 'CANVAS');
    for (let presses = 0; !(await canvasHasFocus()); presses++) {
      if (presses === 40) throw new Error('No key leads to a plot.');
      await workbench.press('Tab');
    }
    // The page scrolls to what gets the focus, and a tooltip does not stay while it scrolls.
    await expect
      .poll(async () => {
        await workbench.press('ArrowRight');
        return await plots.locator('.tooltip').isVisible();
      })
      .toBe(true);
    await workbench.press('Escape');
  });

  it('has the plots in a narrow panel', async () => {
    const plots = await plotsFrame();
    await workbench.widenSideBar(-230);
    const overflow = (): Promise<number> =>
      plots.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(() => plots.evaluate(() => window.innerWidth)).toBeLessThan(320);
    await expect.poll(overflow).toBe(0);
    await workbench.screenshot('narrow');
    await workbench.widenSideBar(230);
  });

  it('opens the model as a page, and goes from a finding there to its line', async () => {
    const { page } = workbench;
    // A finding that is about a feature of the model, whatever share of the probability its check has.
    await appendFile(analysis(), 'checks: { shift/feature: { alpha: 0.01 } }\n');
    await workbench.runCommand('View: Show Explorer');
    const file = page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'tth.onnx' });
    await workbench.chooseFromMenuOf(file, 'Open as Pullscope Model Page');
    const model = await workbench.webview('tth.onnx');
    await model.getByRole('list', { name: 'Features' }).getByText('nBTags_70').waitFor();
    const finding = model.getByRole('link', { name: /^pullscope\.yaml, line \d+: 'HT_all' in 'pseudo_data' differs/ });
    await finding.waitFor({ timeout: 20_000 });
    await workbench.screenshot('model');
    await leadsTo(finding, 'application: { data: pseudo_data');
    await page.locator('.tab.active[data-resource-name="pullscope.yaml"]').waitFor();
    await page.locator('.tab[data-resource-name="tth.onnx"]').waitFor();
  });

  it('runs what takes long, and cancels it', async () => {
    await writeLongAnalysis(path.join(workbench.folder, 'long'), '../tth.onnx');
    await workbench.openFile('long/long.pullscope.yaml');
    await workbench.statusItem(/Pullscope \d+ %/).waitFor({ timeout: 30_000 });
    await workbench.runCommand('Pullscope: Cancel Run');
    await workbench.runCommand('Pullscope: Show Plots');
    const plots = await plotsFrame('long.pullscope.yaml');
    await plots.getByText('The run was cancelled.').waitFor({ timeout: 20_000 });
    await workbench.statusItem(/Pullscope \d+ %/).waitFor({ state: 'detached' });
    await plots.getByRole('button', { name: 'Run checks' }).click();
    await workbench.statusItem(/Pullscope \d+ %/).waitFor({ timeout: 20_000 });
    await workbench.runCommand('Pullscope: Cancel Run');
    await plots.getByText('The run was cancelled.').waitFor({ timeout: 20_000 });
  });

  function analysis(): string {
    return path.join(workbench.folder, 'pullscope.yaml');
  }

  /** A click on it shows the line with this text. */
  async function leadsTo(place: Locator, text: string): Promise<void> {
    const [line] = await behind(text);
    await workbench.until(`the cursor is at “${text}”`, async () => {
      await place.click({ timeout: patience });
      await workbench.cursorAt(line, undefined, 20_000);
    });
  }

  /** The page in the side bar. */
  async function plotsFrame(text: string | RegExp = 'pullscope.yaml'): Promise<Frame> {
    return await workbench.webview(text, 'body:has(.focus-heading)');
  }

  /** Line and column behind the first place with this text, from 1. */
  async function behind(text: string): Promise<readonly [number, number]> {
    const lines = (await readFile(analysis(), 'utf8')).split('\n');
    const line = lines.findIndex((one) => one.includes(text));
    if (line < 0) throw new Error(`No line of the example has “${text}”.`);
    return [line + 1, (lines[line] ?? '').indexOf(text) + text.length + 1];
  }
});

/** Pixels of the first canvas that are not transparent. */
async function inkOf(frame: Frame): Promise<number> {
  return await frame
    .locator('canvas')
    .first()
    .evaluate((element) => {
      const drawn = element as HTMLCanvasElement;
      const pixels = drawn.getContext('2d')?.getImageData(0, 0, drawn.width, drawn.height).data ?? [];
      return pixels.filter((value, index) => index % 4 === 3 && value > 0).length;
    });
}

async function pictureOf(frame: Frame): Promise<string> {
  return await frame
    .locator('canvas')
    .first()
    .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
}
