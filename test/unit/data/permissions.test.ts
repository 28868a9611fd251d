import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeData, listTrees, openEvents } from '../../../src/data';
import { readTable } from '../../../src/data/table';
import { readModelFile } from '../../../src/model/modelFile';
import { temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const asNobody = process.geteuid?.() === 0 ? takeAnotherUser() : undefined;

// Root may read everything, and so becomes somebody else for a while; on Windows permissions are another matter.
describe.skipIf(process.platform === 'win32' || asNobody === 'not allowed')('without permission', () => {
  mkdirSync(join(folder.path, 'closed'));
  folder.write('closed/events.csv', 'a\n1\n');
  folder.write('closed/model.onnx', 'x');
  folder.write('mine.csv', 'a\n1\n');
  folder.write('mine.onnx', 'x');
  folder.write('mine.json', '{}');
  chmodSync(folder.path, 0o755);
  for (const name of ['closed', 'mine.csv', 'mine.onnx', 'mine.json']) chmodSync(join(folder.path, name), 0);

  beforeAll(() => {
    if (asNobody !== undefined) process.seteuid?.(nobody);
  });
  afterAll(() => {
    if (asNobody !== undefined) process.seteuid?.(0);
    chmodSync(join(folder.path, 'closed'), 0o755);
  });

  it.each([
    ['a file', 'mine.csv', "'mine.csv' may not be read: its permissions forbid it."],
    ['a file in a folder', 'closed/events.csv', "'events.csv' may not be read: its permissions forbid it."],
    ['the tree of a file', 'closed/x.root:tree', "'x.root' may not be read: its permissions forbid it."],
  ])('%s of events is not read, and that is said', async (_what, reference, message) => {
    expect(await describeData(folder.path, reference)).toEqual({ ok: false, code: 'not-permitted', message });
    await expect(openEvents(folder.path, [reference])).rejects.toMatchObject({ code: 'not-permitted', message });
    const [name = ''] = reference.split(':');
    await expect(listTrees(join(folder.path, name))).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(readTable(join(folder.path, name))).rejects.toMatchObject({ code: 'not-permitted' });
  });

  it.each(['closed/*.csv', 'closed/*.root:tree'])('a folder is not searched, and that is said: %s', async (pattern) => {
    await expect(openEvents(folder.path, [pattern])).rejects.toMatchObject({
      code: 'not-permitted',
      message: "The folder 'closed' may not be read: its permissions forbid it.",
    });
  });

  it.each(['mine.onnx', 'closed/model.onnx', 'mine.json'])(
    'a model is not read, and that is said: %s',
    async (name) => {
      const message = `The model file '${name}' may not be read: its permissions forbid it.`;
      expect(await readModelFile(folder.path, name)).toEqual({ ok: false, code: 'not-permitted', message });
    },
  );
});

/** Of Linux and macOS, where it is taken as 32 bits; any that is not root's and owns nothing will do. */
const nobody = 65_534;

/** Containers may forbid it. */
function takeAnotherUser(): 'allowed' | 'not allowed' {
  try {
    process.seteuid?.(65_534);
    process.seteuid?.(0);
    return 'allowed';
  } catch {
    return 'not allowed';
  }
}
