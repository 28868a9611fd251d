import { readFileSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Evaluator } from '../../../src/data/expression/evaluator';
import { columnNames, parseExpression } from '../../../src/data/expression/expression';
import { openEvents } from '../../../src/data/openEvents';
import { branchColumns } from '../../../src/data/root/rootBranchType';
import type { TreeBranch } from '../../../src/data/root/rootBranches';
import type { BasketCursor } from '../../../src/data/root/rootBaskets';
import { BranchLists, BranchNumbers } from '../../../src/data/root/rootCursors';
import { fixtures } from './temporaryFolder';

interface Summary {
  readonly events: number;
  readonly missing: number;
  readonly sum: number;
  readonly moment: number;
}

/** Made by root_lists.py. */
const reference = JSON.parse(
  readFileSync(join(__dirname, '../../fixtures/reference/root_lists.json'), 'utf8'),
) as Readonly<
  Record<
    string,
    { readonly expressions: Record<string, Summary>; readonly columns: Record<string, [number, number, number]> }
  >
>;

describe('lists in ROOT trees', () => {
  describe.each(Object.entries(reference))('%s', (file, { expressions, columns }) => {
    it.each(Object.entries(expressions))('gives %s as awkward does', async (text, expected) => {
      const source = await openEvents(fixtures, [file]);
      const expression = parseExpression(text);
      const evaluator = new Evaluator(expression);
      const found = { events: 0, missing: 0, sum: 0, moment: 0 };
      for (const span of source.spans(500)) {
        for await (const batch of source.read(columnNames(expression), span)) {
          for (const value of evaluator.evaluate(batch)) {
            found.events++;
            if (Number.isNaN(value)) {
              found.missing++;
              continue;
            }
            found.sum += value;
            found.moment += value * found.events;
          }
        }
      }
      expect({ ...found, sum: 0, moment: 0 }).toEqual({ ...expected, sum: 0, moment: 0 });
      // awkward computes in float32 where all columns are.
      expect(Math.abs(found.sum - expected.sum)).toBeLessThanOrEqual(1e-6 * Math.abs(expected.sum) + 1e-9);
      expect(Math.abs(found.moment - expected.moment)).toBeLessThanOrEqual(1e-5 * Math.abs(expected.moment) + 1e-6);
    });

    it('reads every branch as uproot does', async () => {
      const source = await openEvents(fixtures, [file]);
      const names = source.columns.filter(({ kind }) => kind !== 'unreadable').map(({ name }) => name);
      const found = new Map(names.map((name) => [name, [0, 0, 0] as [number, number, number]]));
      let before = 0;
      for (const span of source.spans(700)) {
        for await (const batch of source.read(names, span)) {
          for (const name of names) {
            const sums = found.get(name)!;
            const list = batch.lists?.get(name);
            const values = batch.columns.get(name) ?? list!.values.subarray(0, list!.offsets[batch.length]);
            for (let event = 0; event < batch.length; event++) {
              const length = list === undefined ? 1 : list.offsets[event + 1]! - list.offsets[event]!;
              sums[0] += length;
              sums[1] += length * (before + event + 1);
            }
            for (const value of values) if (Number.isFinite(value)) sums[2] += value;
          }
          before += batch.length;
        }
      }
      expect(names).toEqual(Object.keys(columns));
      for (const [name, [values, lengths, sum]] of Object.entries(columns)) {
        const [foundValues, foundLengths, foundSum] = found.get(name)!;
        expect([name, foundValues, foundLengths]).toEqual([name, values, lengths]);
        expect(Math.abs(foundSum - sum)).toBeLessThanOrEqual(1e-9 * Math.abs(sum) + 1e-3);
      }
    });
  });

  it('tells lists from numbers, and how they are counted', async () => {
    const { columns } = await openEvents(fixtures, ['HZZ.root']);
    expect(columns.slice(0, 2)).toEqual([
      { name: 'NJet', type: 'int32', kind: 'number' },
      { name: 'Jet_Px', type: 'float32[NJet]', kind: 'list' },
    ]);
  });

  it('reads arrays of fixed length', async () => {
    const source = await openEvents(fixtures, ['types.root:events']);
    const [span] = source.spans(1e9);
    const sums: number[] = [];
    const evaluator = new Evaluator(parseExpression('fixed[0] + 10 * fixed[1]'));
    for await (const batch of source.read(['fixed'], span!)) sums.push(...evaluator.evaluate(batch));
    expect(sums).toEqual(Array.from({ length: 900 }, (_, index) => index + 10 * (index + 0.5)));
  });
});

describe('columns of a branch', () => {
  const leaf = (type: string, name: string, more = {}): object => ({
    _typename: type,
    fName: name,
    fTitle: name,
    fLen: 1,
    ...more,
  });
  const branch = (leaves: readonly object[], more = {}): Readonly<Record<string, unknown>> => ({
    _typename: 'TBranch',
    fName: 'b',
    fFileName: '',
    fLeaves: { arr: leaves },
    ...more,
  });
  const element = (fClassName: string, fStreamerType: number, fID: number): Readonly<Record<string, unknown>> =>
    branch([leaf('TLeafElement', 'b')], { _typename: 'TBranchElement', fClassName, fStreamerType, fID, fCheckSum: 1 });
  const noMembers = (): undefined => undefined;

  it('are the leaves of a struct, one after the other', () => {
    const struct = branch([leaf('TLeafF', 'x'), leaf('TLeafS', 'n', { fLen: 3 }), leaf('TLeafO', 'ok')]);
    const columns = branchColumns(struct, noMembers);
    expect(columns.map(({ suffix, type, layout }) => [suffix, type, layout?.entryBytes, layout?.header])).toEqual([
      ['.x', 'float32', 11, 0],
      ['.n', 'int16[3]', 11, 4],
      ['.ok', 'bool', 11, 10],
    ]);
  });

  it('are none that can be read where a leaf of a struct is text', () => {
    expect(branchColumns(branch([leaf('TLeafF', 'x'), leaf('TLeafC', 'name')]), noMembers)).toEqual([
      { suffix: '', type: 'struct {x, name}' },
    ]);
  });

  it.each([
    ['vector<float>', 'float32[]'],
    ['std::vector<unsigned int>', 'uint32[]'],
    ['vector<Long64_t>', 'int64[]'],
    ['ROOT::VecOps::RVec<double>', 'float64[]'],
    ['vector<float,ROOT::Detail::VecOps::RAdoptAllocator<float> >', 'float32[]'],
  ])('are lists for %s', (className, type) => {
    const [column] = branchColumns(element(className, -1, -1), noMembers);
    expect(column).toMatchObject({ type, layout: { kind: 'list', header: 10 } });
  });

  it('take the type of a member from its class', () => {
    const member = (name: string, checksum: number, id: number): string => `${name}${checksum}${id}`;
    expect(branchColumns(element('Jets', 500, 3), member)[0]).toEqual({ suffix: '', type: 'Jets13' });
    expect(branchColumns(element('Jets', 500, 3), () => 'vector<bool>')[0]?.type).toBe('bool[]');
  });

  it.each(['vector<vector<float> >', 'vector<string>', 'vector<TLorentzVector>', 'TLorentzVector'])(
    'cannot be read for %s, which is named',
    (className) => {
      expect(branchColumns(element(className, -1, -1), noMembers)).toEqual([{ suffix: '', type: className }]);
    },
  );

  it('take dimensions from the title', () => {
    const array = leaf('TLeafF', 'p', { fTitle: 'p[2][3]' });
    expect(branchColumns(branch([array]), noMembers)[0]).toMatchObject({ type: 'float32[6]', layout: { count: 6 } });
  });
});

describe('cursors over baskets', () => {
  // The baskets below are in memory.
  const handle = undefined as unknown as FileHandle;
  const basket = (bytes: readonly number[], starts?: readonly number[]): BasketCursor =>
    ({
      at: () =>
        Promise.resolve({
          firstEntry: 0,
          entries: starts === undefined ? 2 : starts.length - 1,
          view: new DataView(Uint8Array.from(bytes).buffer),
          bytes: bytes.length,
          starts: starts && Int32Array.from(starts),
        }),
    }) as unknown as BasketCursor;
  const branch = (more: Partial<TreeBranch>): TreeBranch => ({
    kind: 'list',
    type: 'uint8',
    entryBytes: undefined,
    header: 0,
    count: 0,
    entries: 2,
    baskets: [],
    damage: undefined,
    ...more,
  });
  const header = (count: number): number[] => [0x40, 0, 0, 6 + count, 0, 9, 0, 0, 0, count];

  it('read the values of vectors behind their headers', async () => {
    const baskets = basket([...header(2), 7, 8, ...header(0), ...header(1), 9], [0, 12, 22, 33]);
    const list = await new BranchLists('v', branch({ header: 10 }), baskets).fill(handle, 0, 3);
    expect([[...list.offsets], [...list.values.subarray(0, 3)]]).toEqual([
      [0, 2, 2, 3],
      [7, 8, 9],
    ]);
  });

  it('refuse a vector that says another length than it has', async () => {
    const baskets = basket([...header(3), 7, 8], [0, 12]);
    await expect(new BranchLists('v', branch({ header: 10 }), baskets).fill(handle, 0, 1)).rejects.toThrow(
      /entry of branch 'v'/,
    );
  });

  it('refuse half a number', async () => {
    const baskets = basket([1, 2, 3], [0, 3]);
    await expect(new BranchLists('v', branch({ type: 'int16' }), baskets).fill(handle, 0, 1)).rejects.toThrow(
      /whole numbers/,
    );
  });

  it('step over the other leaves of a struct', async () => {
    const baskets = basket([1, 2, 3, 4, 5, 6]);
    const struct = { entryBytes: 3, header: 1, count: 1 };
    const numbers = new Float64Array(2);
    await new BranchNumbers(branch({ ...struct, kind: 'number' }), baskets).fill(handle, numbers, 0, 2);
    expect([...numbers]).toEqual([2, 5]);
    const pairs = await new BranchLists('v', branch({ ...struct, count: 2 }), baskets).fill(handle, 0, 2);
    expect([...pairs.values.subarray(0, 4)]).toEqual([2, 3, 5, 6]);
  });
});
