/** What a file is known by in the cache and in the provenance. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { SourceFile } from '../data/eventSource';

/** Files up to this size are hashed; of larger ones size and time of change must do. */
const hashedBytes = 64 * 2 ** 20;

/** SHA-256 of a file, in hexadecimal; undefined for one too large to hash on every run. */
export async function contentHash(file: SourceFile): Promise<string | undefined> {
  if (file.size > hashedBytes) return undefined;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file.path), hash);
  return hash.digest('hex');
}
