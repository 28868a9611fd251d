import { readlink, stat } from 'node:fs/promises';
import { basename } from 'node:path';

/**
 * Why a symbolic link leads nowhere, as a sentence; undefined where the path is no link, or one that leads somewhere.
 * @param path absolute
 */
export async function brokenLink(path: string): Promise<string | undefined> {
  const target = await readlink(path).catch(codeOf);
  if (typeof target !== 'string') return undefined;
  const followed = await stat(path).catch(codeOf);
  if (!(followed instanceof Failure)) return undefined;
  const name = basename(path);
  if (followed.code === 'ELOOP') return `'${name}' is a link that leads back to itself: link it to a file.`;
  if (followed.code === 'ENOENT') return `'${name}' is a link to '${target}', which does not exist.`;
  return undefined;
}

class Failure {
  constructor(readonly code: string) {}
}

function codeOf(error: unknown): Failure {
  if (error instanceof Error && 'code' in error) return new Failure(String(error.code));
  throw error;
}
