import { copyFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import { columnNames, parseExpression } from '../../../src/data/expression/expression';
import { listTrees } from '../../../src/data/root/listTrees';
import { openEvents } from '../../../src/data/openEvents';
import { examples, fixtures, readAll, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();
const atlas = join(examples, 'atlas-tth');
const weight = parseExpression(
  'weight_normalise*weight_pileup*weight_mc*weight_leptonSF*weight_bTagSF_MV2c10_Continuous*weight_jvt*11000',
);

describe('reading ROOT trees', () => {
  // Computed with uproot and numpy.
  it.each([
    ['tt_PP8', 6570, 1698.5309705338482, 6180.914153245781, 0.0031963470319634705],
    ['tt_aMCNloP8', 6632, 3731.244390644866, 1347.1466236955641, 0.2662846803377563],
    ['ttH_PP8', 5845, 2.8800915520745285, 5325.7101331886, 0.008041060735671514],
  ])(
    'gives the events and weights of %s as uproot does',
    async (name, events, sumWeights, effectiveEvents, negative) => {
      const source = await openEvents(atlas, [`${name}.root:nominal_Loose`]);
      const evaluator = new Evaluator(weight);
      let sum = 0;
      let sumOfSquares = 0;
      let below = 0;
      let count = 0;
      for (const span of source.spans(1000)) {
        for await (const batch of source.read(columnNames(weight), span)) {
          count += batch.length;
          for (const value of evaluator.evaluate(batch)) {
            sum += value;
            sumOfSquares += value * value;
            if (value < 0) below++;
          }
        }
      }
      expect(source.events).toBe(events);
      expect(count).toBe(events);
      expect(sum / sumWeights).toBeCloseTo(1, 12);
      expect(sum ** 2 / sumOfSquares / effectiveEvents).toBeCloseTo(1, 11);
      expect(below / count).toBe(negative);
    },
  );

  it('reads every width of number, to the extremes of its type', async () => {
    const source = await openEvents(fixtures, ['types.root:events']);
    const names = source.columns.filter(({ kind }) => kind === 'number').map(({ name }) => name);
    const values = await readAll(source, names);
    const start = (name: string): number[] | undefined => values[name]?.slice(0, 3);
    expect(start('bool')).toEqual([1, 0, 0]);
    expect(start('int8')).toEqual([-128, 127, 2]);
    expect(start('uint8')).toEqual([0, 255, 2]);
    expect(start('int16')).toEqual([-32768, 32767, 2]);
    expect(start('uint16')).toEqual([0, 65535, 2]);
    expect(start('int32')).toEqual([-(2 ** 31), 2 ** 31 - 1, 2]);
    expect(start('uint32')).toEqual([0, 2 ** 32 - 1, 2]);
    expect(start('int64')).toEqual([-(2 ** 63), 2 ** 63, 2]);
    expect(start('uint64')).toEqual([0, 2 ** 64, 2]);
    expect(values['float32']).toEqual(Array.from({ length: 900 }, (_, index) => Math.fround(index / 7)));
    expect(values['float64']).toEqual(Array.from({ length: 900 }, (_, index) => index / 7));
    expect(values['with space']?.at(-1)).toBe(899);
  });

  it.each([1, 7, 100, 250, 1e6])('gives the same events in spans of about %d', async (target) => {
    const source = await openEvents(fixtures, ['types.root:events']);
    expect((await readAll(source, ['with space'], target))['with space']).toEqual(
      Array.from({ length: 900 }, (_, index) => index),
    );
  });

  it('cuts spans where baskets begin, so that none is unpacked twice', async () => {
    const source = await openEvents(fixtures, ['types.root:events']);
    expect(source.spans(150)).toEqual([
      { file: 0, from: 0, to: 200 },
      { file: 0, from: 200, to: 350 },
      { file: 0, from: 350, to: 500 },
      { file: 0, from: 500, to: 650 },
      { file: 0, from: 650, to: 800 },
      { file: 0, from: 800, to: 900 },
    ]);
  });

  it('lists what it cannot read with a type that says why', async () => {
    const { columns } = await openEvents(fixtures, ['types.root:events']);
    expect(columns.filter(({ kind }) => kind === 'unreadable')).toEqual([
      { name: 'name', type: 'text', kind: 'unreadable' },
    ]);
  });

  it('refuses a column of text by its type', async () => {
    const source = await openEvents(fixtures, ['types.root:events']);
    await expect(readAll(source, ['name'])).rejects.toMatchObject({
      code: 'not-a-number',
      message: expect.stringMatching(/'name' of 'types.root:events' is text: only columns/) as string,
    });
  });

  it.each(['zlib', 'lz4', 'lzma', 'zstd'])('unpacks %s', async (name) => {
    const values = await readAll(await openEvents(fixtures, [`${name}.root`]), ['x', 'n']);
    expect(values['n']).toEqual(Array.from({ length: 2000 }, (_, index) => Math.floor(index / 4)));
    expect(values['x']).toEqual(values['n']);
  });

  it('tells compression, tree and title', async () => {
    expect((await openEvents(fixtures, ['lz4.root'])).details).toEqual({
      format: 'ROOT TTree',
      tree: 'events',
      compression: 'LZ4 (level 4)',
    });
    expect((await openEvents(fixtures, ['types.root:events'])).details['title']).toBe('All types of branches');
  });

  it('reads trees in folders of the file, and lists all by the name that opens them', async () => {
    expect(await listTrees(join(fixtures, 'types.root'))).toEqual({
      trees: [
        { path: 'events', events: 900 },
        { path: 'systematics/up', events: 10 },
        { path: 'empty', events: 0 },
      ],
      histograms: [],
      others: [],
    });
    expect((await openEvents(fixtures, ['types.root:systematics/up'])).events).toBe(10);
  });

  it('joins files of different formats', async () => {
    folder.write('more.csv', 'x\n7\n');
    const source = await openEvents(folder.path, [join(fixtures, 'types.root:systematics/up'), 'more.csv']);
    expect((await readAll(source, ['x']))['x']?.slice(8)).toEqual([8, 9, 7]);
  });

  it('notices that a file became shorter after it was opened', async () => {
    copyFileSync(join(fixtures, 'types.root'), join(folder.path, 'shrinking.root'));
    const source = await openEvents(folder.path, ['shrinking.root:events']);
    truncateSync(join(folder.path, 'shrinking.root'), 60_000);
    await expect(readAll(source, ['float64'])).rejects.toMatchObject({ code: 'file-changed' });
  });

  it('keeps what jsroot says off the console, and lets others speak', async () => {
    const said: unknown[] = [];
    const output = globalThis.console;
    const log = vi.spyOn(output, 'log').mockImplementation((line: unknown) => void said.push(line));
    const opening = openEvents(fixtures, ['types.root:events']);
    output.log('mine');
    await opening;
    expect(said).toEqual(['mine']);
    expect(vi.isMockFunction(Reflect.get(output, 'log'))).toBe(true);
    log.mockRestore();
  });
});
