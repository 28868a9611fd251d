/** What is left of a test in a browser that failed, for whoever was not there to see it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { resultsFolder } from '../../scripts/repository.mts';

const printedLines = 30;

/** What there is to see, and what was printed. */
export interface Seen {
  readonly page: Page;
  readonly log?: () => string;
}

/**
 * Leaves in test-results/ a picture and the text of every frame with all that was printed; prints where they are, and what
 * was printed last.
 */
export async function keepFailure({ page, log }: Seen, what: string): Promise<void> {
  const name = `failed-${what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 120);
  const picture = path.join(resultsFolder, `${name}.png`);
  const text = path.join(resultsFolder, `${name}.txt`);
  await mkdir(resultsFolder, { recursive: true });
  const noPicture = await page.screenshot({ path: picture, timeout: 20_000 }).then(
    () => '',
    (error: unknown) => ` (there is no picture: ${String(error)})`,
  );
  const printed = log?.() ?? '';
  await writeFile(text, `${await describeFrames(page)}\n\n${printed}\n`);
  const last = printed.trimEnd().split('\n').slice(-printedLines);
  console.error([`To be seen: ${picture}${noPicture}`, `To be read: ${text}`, ...last].join('\n'));
}

async function describeFrames(page: Page): Promise<string> {
  const described = await Promise.all(
    page.frames().map(async (frame) => `== ${frame.name()} ${frame.url()}\n${await textOf(frame)}`),
  );
  return described.join('\n\n');
}

async function textOf(frame: Frame): Promise<string> {
  try {
    return await frame.locator('body').innerText({ timeout: 2000 });
  } catch (error) {
    return `(no text: ${String(error).split('\n')[0]})`;
  }
}
