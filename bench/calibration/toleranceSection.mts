/** The section of docs/calibration.md about effects that are just as large as is accepted. */
import { table } from '../results.mts';
import type { Section } from './section.mts';

import type { AtTolerance } from './atTolerance.ts';

export const toleranceSection: Section = {
  title: 'At the tolerance',
  command: 'at the tolerance',
  measure: async (calibration, repetitions, step) => {
    const rows: AtTolerance[] = [];
    for (const question of [
      ...calibration.questionsOfPredictions,
      ...calibration.questionsOfModels,
      ...calibration.questionsOfFits,
    ]) {
      for (const n of [500, 2000]) {
        const measure = (): Promise<AtTolerance> => calibration.measureAtTolerance(question, n, repetitions(100));
        rows.push(await step(`${question.name}/${n}`, measure));
      }
    }
    const sum = (of: (row: AtTolerance) => number): number => rows.reduce((all, row) => all + of(row), 0);
    return [
      `What a model has learned, is told or would not notice is there in any model, more or less, and no region closes to the last digit. So these checks are asked with an effect just as large as is accepted, which is no finding: α promises 1 % at most. For \`epistemic/corruption\` that is a spread which grows by just the factor that is asked for.`,
      table(
        ['', 'n', 'analyses', 'with a finding'],
        [
          ...rows.map(({ name, n, analyses, findings }) => [
            name,
            n.toLocaleString('en'),
            String(analyses),
            String(findings),
          ]),
          ['all', '', sum(({ analyses }) => analyses).toLocaleString('en'), String(sum(({ findings }) => findings))],
        ],
      ),
    ].join('\n\n');
  },
};
