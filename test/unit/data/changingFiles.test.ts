import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  readdirSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openEvents } from '../../../src/data/openEvents';
import { fixtures, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const text = `a,b\n${'1,2\n'.repeat(5000)}`;
folder.write('text.csv', text);
folder.write('packed.csv.gz', gzipSync(text));
for (const name of ['lz4.root', 'flat.parquet', 'structured.npy', 'stored.npz', 'only.h5', 'zstd.arrow']) {
  copyFileSync(join(fixtures, name), join(folder.path, name));
}
const names = readdirSync(folder.path);

/** Opens a copy of a file, changes it, and reads. */
async function readingAfter(name: string, change: (path: string) => void): Promise<unknown> {
  const copy = `changed ${name}`;
  const path = join(folder.path, copy);
  copyFileSync(join(folder.path, name), path);
  const source = await openEvents(folder.path, [copy]);
  const columns = source.columns.filter(({ kind }) => kind === 'number').map(({ name: column }) => column);
  change(path);
  return readAll(source, columns).catch((error: unknown) => error);
}

describe.each(names)('%s, once it is open,', (name) => {
  const changed = { code: 'file-changed', message: expect.stringContaining(`'changed ${name}'`) as string };

  it('that is written on to is noticed', async () => {
    expect(await readingAfter(name, (path) => appendFileSync(path, 'more'))).toMatchObject(changed);
  });

  it('that is cut short is noticed, not taken for damage', async () => {
    expect(await readingAfter(name, (path) => truncateSync(path, 100))).toMatchObject(changed);
  });

  it('that another takes the place of is noticed', async () => {
    const other = join(folder.path, `other ${name}`);
    const replaced = (path: string): void => {
      writeFileSync(other, Buffer.concat([readFileSync(path), Buffer.alloc(16)]));
      renameSync(other, path);
    };
    expect(await readingAfter(name, replaced)).toMatchObject(changed);
  });

  it('that is gone is said to be', async () => {
    const gone = (path: string): void => renameSync(path, `${path}.away`);
    expect(await readingAfter(name, gone)).toMatchObject({ code: 'file-not-found' });
  });
});

it('a file that changes between two batches is noticed at the end at the latest', async () => {
  folder.write('long.csv', text);
  const source = await openEvents(folder.path, ['long.csv']);
  const reading = async (): Promise<void> => {
    for (const span of source.spans(1e9)) {
      for await (const batch of source.read(['a'], span)) {
        expect(batch.length).toBeGreaterThan(0);
        appendFileSync(join(folder.path, 'long.csv'), '3,4\n');
      }
    }
  };
  await expect(reading()).rejects.toMatchObject({ code: 'file-changed' });
});
