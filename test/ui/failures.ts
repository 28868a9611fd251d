/** What is left of a test in a browser that failed, for whoever was not there to see it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { resultsFolder } from '../../scripts/repository.mts';
import type { Workbench } from './workbench';

const printedLines = 30;

/** What there is to see, and what was printed. */
export type Seen = Pick<Workbench, 'page' | 'log'>;

/** Closes the window of a suite after its tests; of a test that fails, or of what comes before them, it keeps the sight. */
export function closeAfterwards(window: () => Workbench | undefined): void {
  keepFailures(window);
  let hasBegun = false;
  beforeEach(() => {
    hasBegun = true;
  });
  afterAll(async () => {
    const seen = window();
    if (seen === undefined) return;
    if (!hasBegun) await keepFailure(seen, 'before the tests');
    await seen.close();
  });
}

export function keepFailures(seen: () => Seen | undefined): void {
  afterEach(async ({ task }) => {
    const now = seen();
    if (now === undefined || task.result?.state !== 'fail') return;
    await keepFailure(now, `${task.suite?.name ?? ''} ${task.name}`);
  });
}

/** Leaves a picture and a text in test-results/, and prints where they are and how the text ends. */
export async function keepFailure({ page, log }: Seen, what: string): Promise<void> {
  const name = `failed-${what.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 120);
  const picture = path.join(resultsFolder, `${name}.png`);
  const text = path.join(resultsFolder, `${name}.txt`);
  await mkdir(resultsFolder, { recursive: true });
  const noPicture = await page.screenshot({ path: picture, timeout: 20_000 }).then(
    () => '',
    (error: unknown) => ` (there is no picture: ${String(error)})`,
  );
  const printed = log();
  await writeFile(text, `${await describeFrames(page)}\n\n${printed}\n`);
  const last = printed.trimEnd().split('\n').slice(-printedLines);
  console.error(
    [`What was to be seen: ${picture}${noPicture}`, `and printed: ${text}, which ends:`, ...last].join('\n'),
  );
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
