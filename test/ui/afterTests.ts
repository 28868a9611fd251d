/** What is done after tests in a browser, also after those that fail. */
import path from 'node:path';
import { afterAll, afterEach, beforeEach } from 'vitest';
import { keepFailure, type Seen } from './failures';
import type { Workbench } from './workbench';

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
    if (!hasBegun) await keepFailure(seen, `before the tests of ${path.basename(seen.folder)}`);
    await seen.close();
  });
}

/** To be called after an `afterEach` that closes the page: such hooks are called from the last to the first. */
export function keepFailures(seen: () => Seen | undefined): void {
  afterEach(async ({ task }) => {
    const now = seen();
    if (now === undefined || task.result?.state !== 'fail') return;
    await keepFailure(now, `${path.basename(task.file.name, '.test.ts')} ${task.name}`);
  });
}
