import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { openEvents } from '../../../src/data/openEvents';
import { fixtures, readAll } from './temporaryFolder';

const tables = JSON.parse(readFileSync(join(fixtures, 'tables.json'), 'utf8')) as {
  readonly values: Readonly<Record<string, readonly (number | string | null)[]>>;
  readonly files: Readonly<
    Record<string, { readonly rows: number; readonly columns: readonly string[]; readonly names?: readonly string[] }>
  >;
};

export const tableFiles: readonly string[] = Object.keys(tables.files);

/** What other libraries read of a file: float64 with NaN for what is missing. */
export function expectedColumns(file: string): Record<string, number[]> {
  const { rows, columns, names = columns } = tables.files[file] ?? { rows: 0, columns: [] };
  const expected: Record<string, number[]> = {};
  columns.forEach((name, index) => {
    const values = tables.values[name]!.slice(0, rows);
    expected[names[index]!] = values.map((value) => Number(value ?? Number.NaN));
  });
  return expected;
}

/** Holds every column of a file against the expected values, read by spans of about `targetEvents`. */
export async function expectTable(file: string, targetEvents: number, folder = fixtures): Promise<void> {
  const expected = expectedColumns(file);
  const source = await openEvents(folder, [file]);
  expect(source.events).toBe(Object.values(expected)[0]?.length);
  expect(source.columns.map(({ name }) => name)).toEqual(Object.keys(expected));
  const read = await readAll(source, Object.keys(expected), targetEvents);
  for (const [name, values] of Object.entries(expected)) expect(read[name], name).toEqual(values);
}
