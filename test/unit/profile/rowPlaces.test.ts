import { expect, it } from 'vitest';
import { RowTable } from '../../../src/profile/rowPlaces';

it('tables of rows go on in the memory of those that were left, and these are read no more', () => {
  const [first, second] = [new RowTable(12), new RowTable(10)];
  const { values } = first;
  expect(values).toHaveLength(12);
  expect(second.values.buffer).not.toBe(values.buffer);
  first.leave();
  expect(() => first.values).toThrow(/left/);
  expect(new RowTable(11).values).toBe(values);
  expect(new RowTable(11).values).not.toBe(values);
});

it('tables that are larger than what was left are new', () => {
  const small = new RowTable(5);
  const { values } = small;
  small.leave();
  expect(new RowTable(6).values).not.toBe(values);
});
