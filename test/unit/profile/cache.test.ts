import {
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheKey, folderCache, type ProfileCache } from '../../../src/profile/cache';

const key = cacheKey(['sample', 'tt']);
const profile = { events: 3, histogram: { sumWeights: Float64Array.of(1, -2.5, 1e-300) }, label: undefined };

let folder: string;
let told: string[];
let cache: ProfileCache;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullscope cache-'));
  told = [];
  cache = folderCache(join(folder, 'profiles'), 1e6, (problem) => told.push(problem));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('the cache', () => {
  it('gives back what was put in, typed arrays and all', async () => {
    await cache.put(key, profile);
    expect(await cache.get(key)).toEqual(profile);
    expect(told).toEqual([]);
  });

  it('makes its folder when first written to, and not before', async () => {
    expect(await cache.get(key)).toBeUndefined();
    await cache.tidy();
    expect(readdirSync(folder)).toEqual([]);
    expect(told).toEqual([]);
    await cache.put(key, profile);
    expect(entries()).toHaveLength(1);
  });

  it('is there for the next process', async () => {
    await cache.put(key, profile);
    const next = folderCache(join(folder, 'profiles'), 1e6, (problem) => told.push(problem));
    expect(await next.get(key)).toEqual(profile);
  });

  it('leaves no temporary files', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, index) => cache.put(cacheKey(index), profile)));
    await Promise.all(Array.from({ length: 10 }, () => cache.put(key, profile)));
    expect(entries().filter((name) => !name.endsWith('.profile'))).toEqual([]);
    expect(await cache.get(key)).toEqual(profile);
  });

  it.each<[string, (path: string) => void]>([
    ['one bit is wrong', (path) => writeFileSync(path, flipped(readFileSync(path), 40))],
    ['its check sum is wrong', (path) => writeFileSync(path, flipped(readFileSync(path), 3))],
    ['its end is missing', (path) => truncateSync(path, statSync(path).size - 5)],
    ['half of its check sum is missing', (path) => truncateSync(path, 16)],
    ['it is empty', (path) => truncateSync(path, 0)],
    ['it is something else', (path) => writeFileSync(path, 'PAR1'.repeat(100))],
  ])('makes an entry again when %s, and says so', async (_, damage) => {
    await cache.put(key, profile);
    damage(join(folder, 'profiles', entries()[0]!));
    expect(await cache.get(key)).toBeUndefined();
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('made again');
    await cache.put(key, profile);
    expect(await cache.get(key)).toEqual(profile);
  });

  it('that cannot be written is told of once, and nothing fails', async () => {
    // A file stands where the folder should be.
    writeFileSync(join(folder, 'profiles'), '');
    for (const one of ['tt', 'ttH', 'tt_aMCNlo']) {
      expect(await cache.get(cacheKey(one))).toBeUndefined();
      await cache.put(cacheKey(one), profile);
    }
    await cache.tidy();
    expect(told.filter((problem) => problem.includes('cannot be used, results are not kept'))).toHaveLength(1);
  });
});

describe('tidying the cache', () => {
  const put = async (name: string, age: number): Promise<void> => {
    await cache.put(cacheKey(name), new Float64Array(1000));
    touch(cacheKey(name), age);
  };

  beforeEach(() => {
    // Room for three entries of 8 kB.
    cache = folderCache(join(folder, 'profiles'), 25_000, (problem) => told.push(problem));
  });

  it('removes what was not used for longest, until the rest fits', async () => {
    for (const [index, name] of ['oldest', 'old', 'new', 'newest', 'latest'].entries()) await put(name, 100 - index);
    await cache.tidy();
    const left = await Promise.all(
      ['oldest', 'old', 'new', 'newest', 'latest'].map((name) => cache.get(cacheKey(name))),
    );
    expect(left.map((value) => value !== undefined)).toEqual([false, false, true, true, true]);
    expect(told).toEqual([]);
  });

  it('keeps what was used of late, however old', async () => {
    for (const [index, name] of ['oldest', 'old', 'new', 'newest'].entries()) await put(name, 100 - index);
    await cache.get(cacheKey('oldest'));
    await cache.tidy();
    expect(await cache.get(cacheKey('oldest'))).toBeDefined();
    expect(await cache.get(cacheKey('old'))).toBeUndefined();
  });

  it('leaves what fits, and files that are not its own', async () => {
    await put('a', 5);
    writeFileSync(join(folder, 'profiles', 'README'), 'x'.repeat(100_000));
    await cache.tidy();
    expect(entries()).toHaveLength(2);
  });

  it('removes temporary files of processes that died, not those being written', async () => {
    await put('a', 5);
    for (const [name, age] of [
      ['dead', 7200],
      ['alive', 10],
    ] as const) {
      const path = join(folder, 'profiles', `${name}.tmp`);
      writeFileSync(path, 'x');
      const time = Date.now() / 1000 - age;
      utimesSync(path, time, time);
    }
    await cache.tidy();
    expect(entries().filter((name) => name.endsWith('.tmp'))).toEqual(['alive.tmp']);
  });

  it('with room for nothing keeps nothing', async () => {
    cache = folderCache(join(folder, 'profiles'), 0, (problem) => told.push(problem));
    await put('a', 5);
    await cache.tidy();
    expect(entries()).toEqual([]);
  });
});

describe('the key of an entry', () => {
  it('is the same for the same parts, and another for others', () => {
    expect(cacheKey(['tt', 1, undefined])).toBe(cacheKey(['tt', 1, undefined]));
    const keys = [
      ['tt', 1],
      ['tt', 2],
      ['tt', '1'],
      [['tt'], 1],
      ['tt', 1, null],
      ['tt', { a: 1 }],
    ].map(cacheKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

function entries(): string[] {
  return readdirSync(join(folder, 'profiles'));
}

function touch(name: string, secondsAgo: number): void {
  const time = Date.now() / 1000 - secondsAgo;
  utimesSync(join(folder, 'profiles', `${name}.profile`), time, time);
}

function flipped(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 1;
  return bytes;
}
