import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FileWindow } from '../../../src/data/file/fileWindow';
import { temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const size = 3_000_000;
const content = Buffer.alloc(size, Buffer.from(Uint32Array.from({ length: 5003 }, (_, i) => i * 2654435761).buffer));
let handle: FileHandle | undefined;

afterEach(async () => {
  await handle?.close();
  handle = undefined;
});

describe('a window on a file', () => {
  it('gives the bytes of the file, wherever it is moved', async () => {
    const { file, opened } = await openContent();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: size }), fc.nat({ max: 300_000 }), fc.nat({ max: 300_000 })), {
          maxLength: 12,
        }),
        fc.boolean(),
        async (moves, onwards) => {
          const window = new FileWindow(file, 1 << 18);
          let end = 0;
          for (const [place, length, more] of moves) {
            const position = onwards && end < size ? end : place;
            const wanted = Math.min(length, size - position);
            const bytes = await window.read(opened, position, wanted, position + wanted + more);
            expect(bytes.equals(content.subarray(position, position + wanted))).toBe(true);
            end = position + wanted;
          }
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  it('reads a file from start to end once, in few pieces', async () => {
    const { file, opened } = await openContent();
    const read = vi.spyOn(opened, 'read');
    const window = new FileWindow(file, 1 << 20);
    for (let at = 0; at < size; at += 20_000) await window.read(opened, at, Math.min(20_000, size - at), size);
    const results = await Promise.all(read.mock.results.map(({ value }) => value as Promise<{ bytesRead: number }>));
    expect(results.reduce((sum, { bytesRead }) => sum + bytesRead, 0)).toBe(size);
    expect(results.length).toBeLessThan(8);
  });

  it('reads little where it jumps', async () => {
    const { file, opened } = await openContent();
    const read = vi.spyOn(opened, 'read');
    const window = new FileWindow(file, 1 << 20);
    for (let at = 0; at < size; at += 300_000) await window.read(opened, at, 100, size);
    const results = await Promise.all(read.mock.results.map(({ value }) => value as Promise<{ bytesRead: number }>));
    expect(Math.max(...results.map(({ bytesRead }) => bytesRead))).toBe(1 << 16);
  });
});

async function openContent(): Promise<{ file: { path: string; size: number; mtime: number }; opened: FileHandle }> {
  folder.write('content', content);
  const path = join(folder.path, 'content');
  handle = await open(path, 'r');
  return { file: { path, size, mtime: 0 }, opened: handle };
}
