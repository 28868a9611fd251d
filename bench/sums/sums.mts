/** `npm run bench:sums`: what the sums of calibrations and ensembles cost, in time and in the profile. */
import { importBundled } from '../bundled.mts';
import { circumstances, table, writeSection } from '../results.mts';

type Sums = typeof import('./sums.ts');

export async function main(): Promise<number> {
  const setting = circumstances('npm run bench:sums');
  const { costs } = (await importBundled('bench/sums/sums.ts')) as Sums;
  const rows = costs().map(({ what, microseconds, bytes }) => [
    what,
    `${microseconds.toFixed(2)} µs`,
    `${(bytes / 1000).toFixed(0)} kB`,
  ]);
  await writeSection(
    'Sums of calibrations and ensembles',
    `${setting}\n\nProcessor time for each event with its score known, beside the sums that every score has, and the size of a class in the profile.\n\n${table(['', 'an event', 'a class'], rows)}`,
  );
  return 0;
}
