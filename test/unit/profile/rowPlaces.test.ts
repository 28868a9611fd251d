import { expect, it } from 'vitest';
import { RowTable } from '../../../src/profile/rowPlaces';

const most = 3000;

it('tables of rows go on in the memory of those that were left, and these are read no more', () => {
  const left: Float64Array[] = [];
  const [first, second] = [new RowTable(most, left), new RowTable(most - 1, left)];
  const { values } = first;
  expect(values.length).toBe(most);
  expect(second.values === values).toBe(false);
  first.leave();
  expect(() => first.values).toThrow(/left/);
  expect(new RowTable(most - 1, left).values === values).toBe(true);
  expect(new RowTable(most - 1, left).values === values).toBe(false);
});

it('tables that are larger than what was left are new', () => {
  const left: Float64Array[] = [];
  const small = new RowTable(most, left);
  const { values } = small;
  small.leave();
  expect(new RowTable(most + 1, left).values === values).toBe(false);
});
