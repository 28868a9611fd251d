/** The section of docs/calibration.md that tells which check is measured where. */
import { table } from '../results.mts';
import type { Section } from './section.mts';

import type { ShownWhere } from './shownWhere.ts';

export const whereSection: Section = {
  title: 'Which check is measured where',
  command: 'which check',
  measure: (calibration) =>
    Promise.resolve(
      [
        'Every check that decides by chance, which has an option `alpha`, and the sections in which its false alarms, what it finds and its intervals are measured. A dash: nowhere yet.',
        tableOfChecks(calibration.shownWhere()),
      ].join('\n\n'),
    ),
};

export function tableOfChecks(rows: readonly ShownWhere[]): string {
  return table(
    ['check', 'false alarms', 'what is found', 'intervals'],
    rows.map(({ code, falseAlarms, found, intervals }) => [`\`${code}\``, falseAlarms, found, intervals]),
  );
}
