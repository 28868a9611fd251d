import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Batch, EventSource } from '../../../src/data/eventSource';
import { openEvents } from '../../../src/data/openEvents';

export const examples = join(__dirname, '../../../examples');
export const fixtures = join(__dirname, '../../fixtures/data');

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): {
  readonly path: string;
  write(name: string, content: string | Uint8Array): string;
} {
  const path = mkdtempSync(join(tmpdir(), 'pullscope data-'));
  afterAll(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    write: (name, content) => {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
  };
}

/** Everything of some columns, by spans of about `targetEvents`, copied out of the batches. */
export async function readAll(
  source: EventSource,
  names: readonly string[],
  targetEvents = 1e9,
): Promise<Record<string, number[]>> {
  const values: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (const span of source.spans(targetEvents)) {
    for await (const batch of source.read(names, span)) {
      for (const name of names) values[name]?.push(...column(batch, name));
    }
  }
  return values;
}

export function column(batch: Batch, name: string): Float64Array {
  const values = batch.columns.get(name);
  if (values?.length !== batch.length) throw new Error(`column ${name} does not have the length of its batch`);
  return values;
}

/** Opens and reads all columns that can be read; the error of either, or undefined. */
export async function failureOf(folder: string, reference: string, names?: readonly string[]): Promise<unknown> {
  try {
    const source = await openEvents(folder, [reference]);
    const wanted = names ?? source.columns.filter((each) => each.kind !== 'unreadable').map((each) => each.name);
    for (const span of source.spans(1e9)) {
      for await (const { length } of source.read(wanted, span)) if (length < 1) throw new Error('an empty batch');
    }
    return undefined;
  } catch (error) {
    return error;
  }
}
