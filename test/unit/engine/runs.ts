/** Runs the engine in this process, as the worker and the command line do, and finds its way in what comes back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAnalysis, type RunOptions } from '../../../src/engine';
import type { Interval, Measured, Outcome, Report, Target } from '../../../src/report/report';

export const examples = join(__dirname, '../../../examples');

export const quietly: RunOptions = {
  cache: undefined,
  cacheBytes: 2 ** 30,
  threads: 1,
  signal: new AbortController().signal,
  onProgress: () => undefined,
  onTrouble: (message) => {
    throw new Error(message);
  },
};

/** @param change what to make of the file's text before it is run */
export function runExample(file: string, change: (text: string) => string = (text) => text): Promise<Report> {
  const path = join(examples, file);
  return runAnalysis({ path, text: change(readFileSync(path, 'utf8')) }, quietly);
}

const reports = new Map<string, Promise<Report>>();

/** The report of an example as it stands: it is run once for all tests of a process, and they change nothing of it. */
export function exampleReport(file: string): Promise<Report> {
  const known = reports.get(file);
  if (known !== undefined) return known;
  const report = runExample(file);
  reports.set(file, report);
  return report;
}

/** Outcomes of a code whose targets hold all of `target`. */
export function outcomesOf({ outcomes }: Pick<Report, 'outcomes'>, code: string, target: Target = {}): Outcome[] {
  return outcomes.filter(
    (outcome) =>
      outcome.code === code &&
      Object.entries(target).every(([name, value]) => outcome.target[name as keyof Target] === value),
  );
}

/** The evidence of the only such outcome that has all of the names. */
export function evidenceOf(
  report: Pick<Report, 'outcomes'>,
  code: string,
  target: Target,
  ...names: readonly string[]
): Readonly<Record<string, Measured>> {
  const [found, ...others] = outcomesOf(report, code, target).filter(({ evidence }) =>
    names.every((name) => name in evidence),
  );
  if (found === undefined || others.length > 0) {
    throw new Error(`${others.length + (found ? 1 : 0)} outcomes of ${code} for ${JSON.stringify(target)}`);
  }
  return found.evidence;
}

export function valueOf(measured: Measured | undefined): number {
  if (measured === undefined) throw new Error('there is no such evidence');
  return typeof measured === 'number' ? measured : measured.value;
}

/** Half the width of the interval. */
export function errorOf(measured: Measured | undefined): number {
  const { low, high } = intervalOf(measured);
  return (high - low) / 2;
}

export function intervalOf(measured: Measured | undefined): Interval {
  if (measured === undefined || typeof measured === 'number') throw new Error('there is no interval');
  return measured;
}
