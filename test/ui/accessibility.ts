/** What axe-core finds wrong with a page, for tests. */
import type { AxeResults } from 'axe-core';
import { readFile } from 'node:fs/promises';
import type { Frame, Page } from 'playwright-core';
import { inRepository } from '../../scripts/repository.mts';

let source: Promise<string> | undefined;

/** Serious and critical violations, each with the elements it is about; none for a page that all can use. */
export async function seriousViolations(page: Page | Frame): Promise<string[]> {
  // In VS Code a view's own ground shows through its page, which axe cannot see.
  await page.evaluate(() => {
    const { style } = document.documentElement;
    if (style.backgroundColor === '') style.backgroundColor = 'var(--vscode-sideBar-background)';
  });
  source ??= readFile(inRepository('node_modules/axe-core/axe.min.js'), 'utf8');
  await page.evaluate(await source);
  const { violations } = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResults> } };
    return await axe.run();
  });
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
