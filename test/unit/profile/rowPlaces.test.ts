import { expect, it } from 'vitest';
import { RowTable } from '../../../src/profile/rowPlaces';

/** More than keepers of other tests have left. */
const most = 3e6;

it('tables of rows go on in the memory of those that were left, and these are read no more', () => {
  const [first, second] = [new RowTable(most), new RowTable(most - 1)];
  const { values } = first;
  expect(values.length).toBe(most);
  expect(second.values === values).toBe(false);
  first.leave();
  expect(() => first.values).toThrow(/left/);
  expect(new RowTable(most - 1).values === values).toBe(true);
  expect(new RowTable(most - 1).values === values).toBe(false);
});

it('tables that are larger than what was left are new', () => {
  const small = new RowTable(most);
  const { values } = small;
  small.leave();
  expect(new RowTable(most + 1).values === values).toBe(false);
});
