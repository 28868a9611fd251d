/**
 * `npm run bench:calibration [-- --only TEXT] [--fraction F]`: whether the numbers are right. Writes docs/calibration.md.
 * `--only` runs the sections whose title holds the text; `--fraction 0.1` a tenth of the repetitions, and writes nothing.
 */
import { parseArgs } from 'node:util';
import { importBundled } from '../bundled.mts';
import { circumstances } from '../results.mts';
import { writePart } from './page.mts';
import { sections } from './sections.mts';

type Calibration = typeof import('./calibration.ts');

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { only: { type: 'string', default: '' }, fraction: { type: 'string', default: '1' } },
  });
  const fraction = Number(values.fraction);
  if (!(fraction > 0 && fraction <= 1)) throw new Error('--fraction is a number above 0 and at most 1.');
  const chosen = sections.filter(({ title }) => title.toLowerCase().includes(values.only.toLowerCase()));
  if (chosen.length === 0) throw new Error(`No section has '${values.only}' in its title.`);
  const calibration = (await importBundled('bench/calibration/calibration.ts')) as Calibration;
  for (const { title, command, measure } of chosen) {
    const setting = circumstances(`npm run bench:calibration -- --only '${command}'`);
    const start = performance.now();
    const content = await measure(calibration, (repetitions) => Math.max(Math.round(fraction * repetitions), 1));
    const took = `It took ${Math.round((performance.now() - start) / 1000)} s.`;
    console.log(`\n## ${title}\n\n${content}\n\n${setting} ${took}`);
    if (fraction === 1) {
      await writePart(
        sections.map((section) => section.title),
        title,
        `${content}\n\n${setting} ${took}`,
      );
    }
  }
  return 0;
}
