/**
 * The rows of a section, kept as they are finished, so that a section of half an hour can be measured in pieces. A row is
 * good for the code that made it and no other.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { benchFolder } from '../bundled.mts';

/** Thrown instead of beginning a row that there is no time for. */
export class OutOfTime extends Error {}

interface Kept {
  readonly seconds: number;
  readonly row: unknown;
}

export class Steps {
  /** Of all rows of the section, also those of earlier runs. */
  seconds = 0;
  private readonly folder: string;
  private readonly end: number;

  /**
   * @param code hash of the code that measures
   * @param end by `performance.now()`, after which no row is begun
   */
  constructor(code: string, section: string, fraction: number, end: number) {
    this.end = end;
    const key = createHash('sha256').update(JSON.stringify([code, section, fraction]));
    this.folder = path.join(benchFolder, 'calibration', key.digest('hex').slice(0, 16));
  }

  async step<Row>(name: string, measure: () => Row | Promise<Row>): Promise<Row> {
    const file = path.join(this.folder, `${createHash('sha256').update(name).digest('hex').slice(0, 16)}.json`);
    const kept = await readFile(file, 'utf8').then(
      (text) => JSON.parse(text) as Kept,
      () => undefined,
    );
    if (kept !== undefined) {
      this.seconds += kept.seconds;
      return kept.row as Row;
    }
    if (performance.now() > this.end) throw new OutOfTime(`stopped before '${name}'`);
    const start = performance.now();
    const row = await measure();
    const seconds = (performance.now() - start) / 1000;
    await mkdir(this.folder, { recursive: true });
    await writeFile(`${file}.tmp`, JSON.stringify({ seconds, row } satisfies Kept));
    await rename(`${file}.tmp`, file);
    this.seconds += seconds;
    return row;
  }
}

/** What tells the code that measures from any other. */
export async function hashOfBundle(name: string): Promise<string> {
  const code = await readFile(path.join(benchFolder, `${name}.cjs`));
  return createHash('sha256').update(code).digest('hex').slice(0, 12);
}
