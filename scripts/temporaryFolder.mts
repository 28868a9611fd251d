import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of our own, gone at the latest when this process ends, even if it is interrupted. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function makeTemporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), `pullscope-${purpose}-`));
  // Processes that are just ending may still write: so it is tried again.
  const patiently = { recursive: true, force: true, maxRetries: 5, retryDelay: 100 };
  const removeAtExit = (): void => {
    rmSync(folder, patiently);
  };
  process.once('exit', removeAtExit);
  return {
    path: folder,
    async remove() {
      await rm(folder, patiently);
      process.removeListener('exit', removeAtExit);
    },
  };
}
