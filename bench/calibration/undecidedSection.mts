/** The section of docs/calibration.md that asks whether the effects which undecided answers name are found. */
import { table } from '../results.mts';
import { percent, type Section } from './section.mts';

import type { Honesty } from './undecided.ts';

/** Analyses of a row; fewer where one takes a tenth of a second, more where it takes a hundredth. */
function analysesOf(name: string): number {
  if (name.startsWith('shift/joint')) return 200;
  return name.startsWith('epistemic/') ? 1000 : 400;
}

export const undecidedSection: Section = {
  title: 'Undecided',
  command: 'undecided',
  measure: async (calibration, repetitions, step) => {
    const rows: string[][] = [];
    for (const question of [...calibration.questions, ...calibration.undecidedQuestions]) {
      const count = repetitions(analysesOf(question.name));
      for (const n of [300, 2000]) {
        const measure = (): Promise<Honesty> => calibration.measureHonesty(question, n, count);
        const { undecided, analyses, named, found } = await step(`${question.name}/${n}`, measure);
        if (undecided < analyses / 4) continue;
        rows.push([
          question.name,
          n.toLocaleString('en'),
          `${undecided} of ${analyses}`,
          named.toPrecision(3),
          `${(100 * found).toFixed(1)} ± ${percent(errorOf(found, undecided))}`,
        ]);
      }
    }
    return [
      'Where the answer is "undecided", the report names an effect that would have been found in 90 % of such analyses at least (`minimumDetectable`). Each analysis with an effect of half the tolerance (nine tenths of it for learned/*) that is undecided is followed by another with new events and just the effect that it named: how many find it? An effect is named by an error that is estimated, and judged by another: both are taken as known to one part in ten, so that 92 % are found where they are known better, more where many rows share α or limits are put together from several. The errors are those of the counts. Rows that are rarely undecided are left out.',
      table(['', 'n', 'undecided', 'effect named (mean)', 'found'], rows),
    ].join('\n\n');
  },
};

/** Of a fraction of so many; where all are found, as if one had not been. */
function errorOf(fraction: number, of: number): number {
  const within = Math.min(fraction, 1 - 1 / of);
  return Math.sqrt((within * (1 - within)) / of);
}
