import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from './repository.mts';

/**
 * Writes a file that is made from the sources; one that is right already keeps its time of change.
 * @param name relative to the repository
 * @returns whether the file has changed
 */
export async function writeGenerated(name: string, text: string): Promise<boolean> {
  const file = inRepository(name);
  const present = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (present === text) return false;
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  return true;
}
