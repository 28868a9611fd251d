import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeData } from '../../../src/data/describeData';
import { examples, fixtures, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

describe('describeData', () => {
  it('gives events, columns, files and details of a tree', async () => {
    const facts = await describeData(join(examples, 'atlas-tth'), 'tt_PP8.root');
    expect(facts).toMatchObject({
      ok: true,
      events: 6570,
      details: { tree: 'nominal_Loose', compression: 'zlib (level 1)' },
      files: [{ path: join(examples, 'atlas-tth', 'tt_PP8.root'), size: 167916 }],
    });
    expect(facts.ok && facts.columns.slice(0, 2)).toEqual([
      { name: 'HT_all', type: 'float32', kind: 'number' },
      { name: 'TTHClassBDTOutput_2017paper', type: 'float32', kind: 'number' },
    ]);
  });

  it.each([
    ['types.root', 'unknown-tree', /holds 3 trees: events, systematics\/up, empty/, 'types.root:events'],
    ['types.root:evnts', 'unknown-tree', /no tree 'evnts'. Did you mean 'events'/, 'types.root:events'],
    ['zlib.root:nominal', 'unknown-tree', /no tree 'nominal'. Did you mean 'events'/, 'zlib.root:events'],
    ['types.root:empty', 'empty-file', /has no events/, undefined],
    ['type.root:events', 'file-not-found', /Did you mean 'types.root'/, 'types.root:events'],
    ['.', 'unsupported-format', /is a folder/, undefined],
    ['', 'file-not-found', /name of a file is missing/, undefined],
  ])(
    'answers %s with a failure and, where there is one, what would open',
    async (reference, code, message, suggestion) => {
      const answer = await describeData(fixtures, reference);
      expect(answer).toMatchObject({ ok: false, code, message: expect.stringMatching(message) as string });
      expect(!answer.ok && answer.suggestion).toBe(suggestion);
    },
  );

  it('refuses a tree in a text file', async () => {
    folder.write('x.csv', 'a\n1\n');
    expect(await describeData(folder.path, 'x.csv:tree')).toMatchObject({ code: 'unknown-tree' });
  });

  it('is quick', async () => {
    const durations: number[] = [];
    for (let repeat = 0; repeat < 10; repeat++) {
      const start = performance.now();
      await describeData(join(examples, 'atlas-tth'), 'ttH_PP8.root:nominal_Loose');
      durations.push(performance.now() - start);
    }
    // 4 ms on an idle machine; more than this would be felt while typing.
    expect(Math.min(...durations)).toBeLessThan(100);
  });
});
