import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resolveReference, splitReference } from '../../../src/data/reference';
import { temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
mkdirSync(`${folder.path}/events`);
folder.write('events/run1.root', 'x');
folder.write('events/run2.root', 'x');
folder.write('tt nominal – ä.root', 'x');
folder.write('a:b.csv', 'x');

async function failure(reference: string): Promise<unknown> {
  return resolveReference(folder.path, reference).catch((error: unknown) => error);
}

describe('splitReference', () => {
  it.each([
    ['tt.root:nominal', 'tt.root', 'nominal'],
    ['tt.root', 'tt.root', undefined],
    ['C:\\data\\x.root:tree', 'C:\\data\\x.root', 'tree'],
    ['C:\\data\\x.root', 'C:\\data\\x.root', undefined],
    ['D:/x.root:folder/tree;2', 'D:/x.root', 'folder/tree;2'],
    ['tt.root:', 'tt.root', undefined],
  ])('takes %s apart', (reference, file, tree) => {
    expect(splitReference(reference)).toEqual({ file, tree });
  });
});

describe('resolveReference', () => {
  it('finds files whose names have spaces and other letters', async () => {
    expect(await resolveReference(folder.path, 'tt nominal – ä.root:events')).toEqual([
      { path: `${folder.path}/tt nominal – ä.root`, tree: 'events', reference: 'tt nominal – ä.root:events' },
    ]);
  });

  it('gives the files of a glob in the order of their paths, with the tree', async () => {
    const files = await resolveReference(folder.path, 'events/*.root:t');
    expect(files.map(({ path, tree }) => [path.slice(folder.path.length), tree])).toEqual([
      ['/events/run1.root', 't'],
      ['/events/run2.root', 't'],
    ]);
  });

  it('takes a colon for a part of the name where such a file is there', async () => {
    expect(await resolveReference(folder.path, 'a:b.csv')).toMatchObject([{ tree: undefined }]);
  });

  it.each([
    ['root://eos.cern.ch//x.root', /xrdcp/],
    ['https://example.org/x.csv', /copy 'https:\/\/example.org\/x.csv' here/],
    ['s3://bucket/x.root:t', /aws s3 cp/],
  ])('says what to do instead of the remote %s', async (reference, message) => {
    expect(await failure(reference)).toMatchObject({
      code: 'unsupported-format',
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([
    ['events/run.root:t', "There is no file 'events/run.root'. Did you mean 'events/run1.root'?", 'events/run1.root:t'],
    ['event/run2.root', "There is no folder 'event'. Did you mean 'events'?", 'events/run2.root'],
    ['unlike.csv', "There is no file 'unlike.csv' in this folder.", undefined],
    ['events/*.csv', "No file matches 'events/*.csv'.", undefined],
  ])('says of %s what is missing and what may be meant', async (reference, message, suggestion) => {
    expect(await failure(reference)).toMatchObject({ code: 'file-not-found', message, suggestion });
  });
});
