import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEvents } from '../../../src/data/openEvents';
import { resolveReference } from '../../../src/data/reference';
import { readModelFile } from '../../../src/model/modelFile';
import { failureOf, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const link = (target: string, name: string): void => symlinkSync(target, join(folder.path, name));

// Links may be made by everybody on these; on Windows by few.
describe.skipIf(process.platform === 'win32')('symbolic links', () => {
  mkdirSync(join(folder.path, 'runs'));
  folder.write('runs/run1.csv', 'a\n1\n2\n');
  folder.write('runs/run2.csv', 'a\n3\n');
  link('run2.csv', 'runs/latest.csv');
  link('..', 'runs/up');
  link('runs', 'data');
  link('circle.csv', 'circle.csv');
  link('there.csv', 'back.csv');
  link('back.csv', 'there.csv');
  link('gone.csv', 'dangling.csv');
  link('circle.onnx', 'circle.onnx');
  link('gone.onnx', 'dangling.onnx');

  it('are followed, also those of folders', async () => {
    const source = await openEvents(folder.path, ['data/latest.csv']);
    expect(await readAll(source, ['a'])).toEqual({ a: [3] });
  });

  it.each(['runs/*.csv', '**/run*.csv', 'data/**/*.csv', 'runs/up/data/*.csv'])(
    'give a pattern (%s) no event twice, not even where folders go round in a circle',
    async (pattern) => {
      const source = await openEvents(folder.path, [pattern]);
      const { a } = await readAll(source, ['a']);
      expect(a?.sort()).toEqual([1, 2, 3]);
    },
  );

  it('leave a pattern the files themselves where both are found', async () => {
    const files = await resolveReference(folder.path, 'runs/*.csv');
    expect(files.map(({ path }) => path.slice(folder.path.length))).toEqual(['/runs/run1.csv', '/runs/run2.csv']);
  });

  it.each([
    ['circle.csv', "'circle.csv' is a link that leads back to itself: link it to a file."],
    ['there.csv', "'there.csv' is a link that leads back to itself: link it to a file."],
    ['circle.csv/x.root:t', "'circle.csv' is a link that leads back to itself: link it to a file."],
    ['dangling.csv', "'dangling.csv' is a link to 'gone.csv', which does not exist."],
  ])('that lead nowhere are called what they are: %s', async (reference, message) => {
    expect(await failureOf(folder.path, reference)).toMatchObject({ code: 'file-not-found', message });
  });

  it.each([
    ['circle.onnx', "The model 'circle.onnx' is a link that leads back to itself: link it to a file."],
    ['dangling.onnx', "The model 'dangling.onnx' is a link to 'gone.onnx', which does not exist."],
  ])('to a model, too: %s', async (reference, message) => {
    expect(await readModelFile(folder.path, reference)).toEqual({ ok: false, code: 'file-not-found', message });
  });
});
