/**
 * `npm run bench:calibration [-- --only TEXT] [--fraction F] [--seconds S]`: whether the numbers are right. Writes
 * docs/calibration.md. `--only` runs the sections whose title holds the text, or one of several (`power|coverage`); `--fraction 0.1` a tenth of the repetitions,
 * and writes nothing; `--seconds` stops after about so long, and the same command goes on where it stopped.
 *
 * Two processes may measure different sections at the same time. Halves of about equal length are
 * `--only 'size|power|undecided'` and `--only 'alarms|coverage|hidden'`.
 */
import { parseArgs } from 'node:util';
import { importBundled } from '../bundled.mts';
import { circumstances } from '../results.mts';
import { writePart } from './page.mts';
import { sections } from './sections.mts';
import { hashOfBundle, OutOfTime, Steps } from './steps.mts';

type Calibration = typeof import('./calibration.ts');

export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: '' },
      fraction: { type: 'string', default: '1' },
      seconds: { type: 'string', default: 'Infinity' },
    },
  });
  const limit = Number(values.seconds);
  if (!(limit > 0)) throw new Error('--seconds is a positive number.');
  const fraction = Number(values.fraction);
  if (!(fraction > 0 && fraction <= 1)) throw new Error('--fraction is a number above 0 and at most 1.');
  const wanted = values.only.toLowerCase().split('|');
  const chosen = sections.filter(({ title }) => wanted.some((one) => title.toLowerCase().includes(one)));
  const end = performance.now() + 1000 * limit;
  if (chosen.length === 0) throw new Error(`No section has '${values.only}' in its title.`);
  const calibration = (await importBundled('bench/calibration/calibration.ts')) as Calibration;
  const code = await hashOfBundle('calibration');
  for (const { title, command, measure } of chosen) {
    const setting = circumstances(`npm run bench:calibration -- --only '${command}'`);
    const steps = new Steps(code, title, fraction, end);
    let content: string;
    try {
      content = await measure(
        calibration,
        (repetitions) => Math.max(Math.round(fraction * repetitions), 1),
        steps.step.bind(steps),
      );
    } catch (error) {
      if (!(error instanceof OutOfTime)) throw error;
      console.log(`${title}: ${error.message} after ${Math.round(steps.seconds)} s; run it again to go on.`);
      return 1;
    }
    const took = `It took ${Math.round(steps.seconds)} s, with code ${code}.`;
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
