import { describe, expect, it } from 'vitest';
import { columnRanges } from '../../../src/data/columnRanges';
import { openEvents } from '../../../src/data/openEvents';
import { fixtures, temporaryFolder } from './temporaryFolder';

const folder = temporaryFolder();

describe('columnRanges', () => {
  it('finds lowest and highest values, and how many are missing', async () => {
    folder.write('x.csv', 'x,y,name\n3,nan,a\n-1,,b\n2,inf,c\n');
    const { events, columns } = await columnRanges(await openEvents(folder.path, ['x.csv']), 100, 1e4);
    expect(events).toBe(3);
    expect(Object.fromEntries(columns)).toEqual({
      x: { low: -1, high: 3, values: 3, missing: 0 },
      y: { low: undefined, high: undefined, values: 3, missing: 3 },
    });
  });

  it('finds how many values the events have in lists', async () => {
    const { columns } = await columnRanges(await openEvents(fixtures, ['types.root:events']), 1e6, 1e4);
    expect(columns.get('jagged')).toEqual({
      low: 1,
      high: 899,
      values: 1350,
      missing: 0,
      lengths: { shortest: 0, longest: 3 },
    });
  });

  it('stops after so many events', async () => {
    const { events, columns } = await columnRanges(await openEvents(fixtures, ['types.root:events']), 10, 1e4);
    expect([events, columns.get('float64')?.high]).toEqual([10, 9 / 7]);
  });

  it('stops when the time is over, after a first piece', async () => {
    const { events } = await columnRanges(await openEvents(fixtures, ['rntuple.root']), 1e6, 0);
    expect(events).toBeGreaterThan(0);
  });
});
