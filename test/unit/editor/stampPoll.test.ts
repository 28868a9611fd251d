import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StampPoll } from '../../../src/editor/session/stampPoll';

let folder: string;
let file: string;
let changes: number;
let poll: StampPoll;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pullscope-poll-'));
  file = path.join(folder, 'events.csv');
  await writeFile(file, 'x\n1\n');
  changes = 0;
  poll = new StampPoll(() => changes++, { interval: 10, quiet: 30 });
  poll.watch([file]);
  await sleep(30);
});
afterEach(async () => {
  poll.dispose();
  await rm(folder, { recursive: true });
});

describe('a look at files', () => {
  it('tells of a file that grew, once', async () => {
    await appendFile(file, '2\n');
    await expect.poll(() => changes).toBe(1);
    await sleep(100);
    expect(changes).toBe(1);
  });

  it('tells of a file that went and of one that came', async () => {
    await rm(file);
    await expect.poll(() => changes).toBe(1);
    await writeFile(file, 'x\n1\n');
    await expect.poll(() => changes).toBe(2);
  });

  it('waits until a file that is being written is whole', async () => {
    for (let i = 0; i < 8; i++) {
      await appendFile(file, '2\n');
      await sleep(10);
      expect(changes).toBe(0);
    }
    await expect.poll(() => changes).toBe(1);
  });

  it('tells of a file that came into a watched folder', async () => {
    poll.watch([folder]);
    await sleep(30);
    await writeFile(path.join(folder, 'more.csv'), 'x\n');
    await expect.poll(() => changes).toBe(1);
  });

  it('tells nothing when it begins or ends to look at a file', async () => {
    poll.watch([file, path.join(folder, 'missing.csv')]);
    await sleep(30);
    poll.watch([]);
    await appendFile(file, '2\n');
    await sleep(100);
    expect(changes).toBe(0);
  });

  it('tells of a file that we have written ourselves, also if it is gone again at once', async () => {
    const made = path.join(folder, 'made.csv');
    poll.watch([made]);
    await sleep(30);
    await writeFile(made, 'x\n');
    poll.outdate();
    await rm(made);
    await expect.poll(() => changes).toBe(1);
  });
});
