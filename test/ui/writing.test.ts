import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { closeAfterwards } from './afterTests';
import { openWorkbench, patience, type Workbench } from './workbench';

const hostile = '<img src=x onerror=alert(1)>';

describe('a person who writes an analysis', () => {
  let workbench: Workbench;
  let text: string;
  let file: string;

  beforeAll(async () => {
    workbench = await openWorkbench('examples/atlas-tth', {
      size: { width: 1280, height: 900 },
      settings: { 'pullscope.run': 'manual', 'editor.parameterHints.enabled': false },
    });
    file = path.join(workbench.folder, 'pullscope.yaml');
    text = (await readFile(file, 'utf8')).replace('application: { data:', `application: { '${hostile}':`);
    await writeFile(file, text);
    await workbench.openFile('pullscope.yaml');
    await workbench.statusItem('Pullscope').waitFor();
  });
  closeAfterwards(() => workbench);

  /** Line and column in the first place with this text, behind `|`, from 1. */
  function at(marked: string): readonly [number, number] {
    const index = text.indexOf(marked.replace('|', ''));
    if (index < 0) throw new Error(`The file does not have “${marked}”.`);
    const before = text.slice(0, index + marked.indexOf('|')).split('\n');
    return [before.length, (before.at(-1)?.length ?? 0) + 1];
  }

  async function hoverAt(marked: string): Promise<Locator> {
    const hover = workbench.page.locator('.monaco-hover:not(.hidden) .hover-contents');
    await workbench.until('there is a hover', async () => {
      await workbench.press('Escape');
      await workbench.goTo(...at(marked));
      await workbench.press('ControlOrMeta+K');
      await workbench.press('ControlOrMeta+I');
      await hover.first().waitFor({ timeout: patience });
    });
    return hover;
  }

  /** Typed anew where VS Code has not looked for suggestions, or had none yet. */
  async function typeUntilOffered(text: string, suggestion: string): Promise<void> {
    const row = workbench.page.locator('.suggest-widget.visible .monaco-list-row', { hasText: suggestion }).first();
    let typed = false;
    await workbench.until(`${suggestion} is offered`, async () => {
      if (typed) await workbench.press('Backspace', text.length);
      await workbench.type(text);
      typed = true;
      await row.waitFor({ timeout: patience });
    });
  }

  it('reads a name as text, whatever it says', async () => {
    const hover = await hoverAt("'|<img");
    await hover.getByText(hostile).first().waitFor();
    expect(await workbench.page.locator('img[src="x"]').count()).toBe(0);
  });

  it('is offered columns while typing, and the keys of a sample', async () => {
    await workbench.goTo(...at('weight_jvt*11000|'));
    await typeUntilOffered('*weight_le', 'weight_leptonSF');
    await workbench.press('Escape');
    await workbench.press('Backspace', '*weight_le'.length);
    const [line, column] = at('    label: 0|');
    await workbench.goTo(line, column);
    // What is still offered would be taken by the key that is to begin a line.
    await workbench.press('Escape');
    await workbench.press('Enter');
    await workbench.cursorAt(line + 1);
    await typeUntilOffered('mis', 'missing');
    await workbench.press('Escape');
    await workbench.runCommand('File: Revert File');
    await workbench.page.locator('.tab.active.dirty').waitFor({ state: 'detached' });
  });

  it('runs the checks from a hover, which then tells the numbers', async () => {
    await workbench.until('a run has begun', async () => {
      const begun = workbench.statusItem(/Pullscope \d/);
      if (!(await begun.isVisible())) {
        const before = await hoverAt('  j|vt:');
        await before.getByText('Not measured yet.').waitFor({ timeout: patience });
        await before.getByRole('link', { name: 'Run', exact: true }).click({ timeout: patience });
      }
      await begun.waitFor({ timeout: patience });
    });
    await workbench.statusItem(/Pullscope \d+$/).waitFor({ timeout: 30_000 });
    // Away from where its own hover would come up.
    await workbench.page.mouse.move(600, 10);
    const after = await hoverAt('  j|vt:');
    await after.getByText('yield of tt', { exact: true }).waitFor();
  });

  it("opens the model's page from its path", async () => {
    await workbench.press('Escape');
    await workbench.goTo(...at('tth.|onnx'));
    await workbench.editor.locator('.detected-link', { hasText: 'tth.onnx' }).waitFor();
    await workbench.runCommand('Open Link');
    const model = await workbench.webview('tth.onnx');
    await model.getByRole('list', { name: 'Features' }).getByText('nBTags_70').waitFor();
  });

  it('finds a walkthrough of four steps, each with a button that does what it says', async () => {
    const { page } = workbench;
    await workbench.runCommand('Welcome: Open Walkthrough...');
    const row = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Check the model in your analysis' });
    await row.click({ timeout: 30_000 });
    const steps = page.locator('.getting-started-step');
    await expect.poll(() => steps.count(), { timeout: 30_000 }).toBe(4);
    await page.getByText('Open the Example…').first().waitFor();
    await workbench.screenshot('walkthrough');
    const last = page.getByText('New Analysis from Files…').first();
    await workbench.until('the last step is shown', async () => {
      if (!(await last.isVisible())) await steps.nth(3).click({ timeout: patience });
      await last.waitFor({ timeout: patience });
    });
  });
});
