/**
 * Profiles on disk, by content of what made them. An entry is written under a temporary name and renamed; a damaged
 * one is ignored and made again; the oldest leave when the folder grows beyond its bound.
 */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Part of every key: entries of another format are never met. */
export const formatVersion = 14;

const suffix = '.profile';
const digestBytes = 32;

/** Key of an entry: a hash of everything that its content depends on, as JSON. */
export function cacheKey(parts: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([formatVersion, parts]))
    .digest('hex');
}

export interface ProfileCache {
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  /** Removes the oldest entries beyond the bound. */
  tidy(): Promise<void>;
}

/** Keeps nothing: for tests, and for `--no-cache`. */
export const noCache: ProfileCache = {
  get: () => Promise.resolve(undefined),
  put: () => Promise.resolve(),
  tidy: () => Promise.resolve(),
};

/**
 * A cache in a folder, made when first written to. A run never fails for its cache: what goes wrong (a full disk, a
 * folder without permission) is told once and the run goes on without it.
 * @param bound bytes of all entries together
 */
export function folderCache(folder: string, bound: number, tell: (problem: string) => void): ProfileCache {
  let usable = true;

  function giveUp(error: unknown): void {
    if (usable) tell(`The cache in ${folder} cannot be used, results are not kept: ${(error as Error).message}`);
    usable = false;
  }

  return {
    async get(key) {
      if (!usable) return undefined;
      const path = join(folder, key + suffix);
      let bytes: Buffer;
      try {
        bytes = await readFile(path);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') giveUp(error);
        return undefined;
      }
      const payload = bytes.subarray(digestBytes);
      if (!digest(payload).equals(bytes.subarray(0, digestBytes))) {
        tell(`The cache entry ${path} is damaged and is made again.`);
        return undefined;
      }
      const now = new Date();
      // The time of last use decides what leaves first; on a read-only folder nothing leaves.
      await utimes(path, now, now).catch(() => undefined);
      return deserialize(payload) as unknown;
    },

    async put(key, value) {
      if (!usable) return;
      const payload = serialize(value);
      const temporary = join(folder, `${key}.${randomBytes(6).toString('hex')}.tmp`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(temporary, Buffer.concat([digest(payload), payload]));
        await rename(temporary, join(folder, key + suffix));
      } catch (error) {
        await rm(temporary, { force: true }).catch(() => undefined);
        giveUp(error);
      }
    },

    async tidy() {
      if (!usable) return;
      try {
        await removeOldest(folder, bound);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') giveUp(error);
      }
    },
  };
}

/** A temporary file this old was left by a process that died. */
const abandonedAfter = 3_600_000;

async function removeOldest(folder: string, bound: number): Promise<void> {
  const entries: { path: string; size: number; used: number }[] = [];
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    // Another process may have removed it since.
    const facts = await stat(path).catch(() => undefined);
    if (facts === undefined) continue;
    if (name.endsWith('.tmp') && Date.now() - facts.mtimeMs > abandonedAfter) await rm(path, { force: true });
    else if (name.endsWith(suffix)) entries.push({ path, size: facts.size, used: facts.mtimeMs });
  }
  let total = entries.reduce((bytes, entry) => bytes + entry.size, 0);
  entries.sort((a, b) => a.used - b.used);
  for (const entry of entries) {
    if (total <= bound) return;
    await rm(entry.path, { force: true });
    total -= entry.size;
  }
}

function digest(payload: Uint8Array): Buffer {
  return createHash('sha256').update(payload).digest();
}
