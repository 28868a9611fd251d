/** The sections of docs/calibration.md that tell how often intervals hold the truth. */
import { table } from '../results.mts';
import type { Coverage } from './held.ts';
import { percent, type Section } from './section.mts';

export const coverageSections: readonly Section[] = [
  {
    title: 'Coverage',
    command: 'coverage',
    measure: async (calibration, repetitions, step) => {
      const rows: Coverage[] = [];
      for (const variation of calibration.variations) {
        const all = Object.keys(calibration.coverageWeights);
        for (const weights of variation.name.endsWith('no difference') ? all.slice(0, 1) : all) {
          const measure = (): Promise<Coverage[]> =>
            calibration.measureCoverage(variation, weights, 1000, repetitions(1000));
          rows.push(...(await step(`${variation.name}/${weights}`, measure)));
        }
      }
      return [
        `How often the quoted intervals hold the truth: 68.3 % for those in the JSON, 95.4 % for twice the error. Two classes of about 1,000 events each; ${errorsOf(rows)}. σ is that of the nominal events, as measured: a unit, not an estimate.`,
        coverageTable(rows),
        'Where events are moved, few of them cross a working point, and fewer heavy ones (log-normal weights): the intervals of the ratio of efficiencies are then not symmetric ([statistics](statistics.md#paired-errors)), and 95.4 % stands for the interval that takes the place of twice the error. Where all events are moved and none gets another weight, the yield cannot change: its interval is a point, which is the truth. A distance is never negative, and noise makes it longer. Its interval, of `wasserstein`, `apparent` and `actual`, is that of a squared length, which begins at 0 where there is no difference in about as many cases as it says; a distance is not quite that. The interval of a difference of two distances, which decides `decorrelation/apparent`, is drawn for both at once ([statistics](statistics.md#comparing-shapes)).',
      ].join('\n\n');
    },
  },
  {
    title: 'Coverage: continuous nuisances',
    command: 'coverage: continuous',
    measure: async (calibration, repetitions, step) => {
      const rows: Coverage[] = [];
      for (const dial of calibration.dials) {
        for (const weights of Object.keys(calibration.coverageWeights)) {
          const measure = (): Promise<Coverage[]> =>
            calibration.measureSlopeCoverage(dial, weights, 1000, repetitions(1000));
          rows.push(...(await step(`${dial.name}/${weights}`, measure)));
        }
      }
      return [
        `The intervals of \`nuisance/slope\`, for two classes of about 1,000 events each; ${errorsOf(rows)}. A parameter gives the events other weights (1 + t·(0.05 + 0.1 x ± 0.2)) or moves them (x + t·(0.1 ± 0.05)) at five points to ±2 standard deviations, and a column is correlated with the score by 0.2. The true slope is that of the line of least squares through the true values.`,
        coverageTable(rows),
      ].join('\n\n');
    },
  },
  {
    title: 'Coverage: dependence',
    command: 'coverage: dependence',
    measure: async (calibration, repetitions, step) => {
      const rows: Coverage[] = [];
      for (const rho of calibration.correlations) {
        for (const weights of Object.keys(calibration.coverageWeights)) {
          const measure = (): Promise<Coverage[]> =>
            calibration.measureDependenceCoverage(rho, weights, 1000, repetitions(2000));
          rows.push(...(await step(`${rho}/${weights}`, measure)));
        }
      }
      return [
        `The intervals of \`decorrelation/dependence\` and \`decorrelation/sculpting\`, for two classes of about 1,000 events each; ${errorsOf(rows)}. Score and protected variable are normal with correlation ρ. The true JSD is that of the same cut in the same bins. Distance correlations, of both classes, are looked at in every fourth repetition.`,
        coverageTable(rows),
        "Both are squared lengths, whose intervals end at 0 ([statistics](statistics.md#squared-lengths)): without dependence they hold the truth as often as elsewhere. Where weights are log-normal the 160 events of background that pass are worth 60, which makes four bins with a few heavy events each. A heavy event makes its bin and the error of its bin large together, so that a bias that is taken at the measured shapes is too small (61 % without dependence); it is taken at the mean of both. And so few tell their own scatter badly: their fourth powers tell how badly, and the interval is that of Student's t.",
      ].join('\n\n');
    },
  },
  {
    title: 'Coverage: divergences',
    command: 'coverage: divergences',
    measure: async (calibration, repetitions, step) => {
      const rows: Coverage[] = [];
      for (const shift of calibration.appliedShifts) {
        for (const weights of Object.keys(calibration.coverageWeights)) {
          const measure = (): Promise<Coverage[]> =>
            calibration.measureDivergenceCoverage(shift, weights, 1000, repetitions(2000));
          rows.push(...(await step(`${shift}/${weights}`, measure)));
        }
      }
      return [
        `The intervals of PSI and JSD in \`shift/feature\` and \`shift/score\`, for nominal and applied samples of about 1,000 events each; ${errorsOf(rows)}. The feature is normal, and moved where the model is applied. The true divergences are those in the bins that are compared.`,
        coverageTable(rows),
        'The bias of both is taken at the mean of the two shapes, where a heavy event does not hide it: at the measured shapes 68.3 % were 65 % with log-normal weights and no shift, and 59 % with 300 events.',
      ].join('\n\n');
    },
  },
  {
    title: 'Coverage: shifts',
    command: 'coverage: shifts',
    measure: async (calibration, repetitions, step) => {
      const rows: Coverage[] = [];
      for (const numbers of calibration.shiftNumbers) {
        for (const n of [300, 1000]) {
          for (const weights of Object.keys(calibration.coverageWeights)) {
            // What the heaviest of ten events do is seen in many repetitions only.
            const many = numbers.code === 'shift/support' ? 8000 : 2000;
            const measure = (): Promise<Coverage[]> =>
              calibration.measureQuotedNumbers(numbers, weights, n, repetitions(many));
            const measured = await step(`${numbers.code}/${n}/${weights}`, measure);
            rows.push(
              ...measured.map((row) => ({ ...row, setting: `${row.setting}, ${n.toLocaleString('en')} events` })),
            );
          }
        }
      }
      return [
        `What is quoted of samples a model is applied to: the fraction of events beyond the nominal ones (\`shift/support\`), the relative difference of a bin (\`shift/pulls\`), correlations (\`shift/joint\`), the probability of a class at a given score (\`shift/kind\`), and of a regression the mean and width of its pulls (\`pull/regression\`). Samples of about 300 and 1,000 events; ${errorsOf(rows)}. Truth is that in the ranges and bins that are compared.`,
        coverageTable(rows),
        'Beyond 300 nominal events lie about nine of 300 applied ones, beyond 1,000 about fourteen of 1,000. With log-normal weights these are worth about four and six events, which do not tell how heavy those are that are missing: 68.3 % are 64 to 66 %, while 95.4 % hold. That counts are whole numbers takes nothing away, for ranges and with them expectations differ from sample to sample. The relative difference of a bin is the root of a squared length; of log-normal weights 300 events make three bins, whose sum of squares is hardly told from a single one: there 68.3 % are 64 %.',
      ].join('\n\n');
    },
  },
  {
    title: 'Coverage: fits',
    command: 'coverage: fits',
    measure: async (calibration, repetitions, step) => {
      const rows: Coverage[] = [];
      for (const setting of calibration.fittedSettings) {
        for (const weights of Object.keys(calibration.coverageWeights)) {
          const measure = (): Promise<Coverage[]> =>
            calibration.measureFitCoverage(setting, weights, 5000, repetitions(500));
          rows.push(...(await step(`${setting.name}/${weights}`, measure)));
        }
      }
      return [
        `The intervals of \`inference/precision\` and \`inference/over-constrained\`: what fits of 100 events of signal over 1,000 of background in ten bins promise, with one nuisance and templates of about 5,000 simulated events each; ${errorsOf(rows)}. Truth is the same fit of exact templates in the same bins, with the same relative errors.`,
        coverageTable(rows),
        'Where a nuisance makes no difference, what it costs is at its bound: intervals that begin there hold it in 68.3 % where the noise is known, and more often where few effective events tell of that. Of other events the information and what follows from it are held a few per cent less often where the effective events are few.',
      ].join('\n\n');
    },
  },
  {
    title: 'Coverage: models',
    command: 'coverage: models',
    measure: async (calibration, repetitions, step) => {
      const rows: Coverage[] = [];
      const all = [...calibration.calibrationNumbers, ...calibration.ensembleNumbers, ...calibration.orderNumbers];
      for (const numbers of all) {
        for (const weights of Object.keys(calibration.coverageWeights)) {
          const measure = (): Promise<Coverage[]> =>
            calibration.measureQuotedNumbers(numbers, weights, 1000, repetitions(1000));
          const measured = await step(`${numbers.code}/${numbers.name}/${weights}`, measure);
          rows.push(...measured.map((row) => ({ ...row, setting: `${numbers.code}: ${row.setting}` })));
        }
      }
      return [
        `What the report quotes of one or several models: of a score that is said to be a probability (\`calibration/*\`), of regressions that state their errors, of ensembles, and of the order of events. Two classes of about 1,000 events each; ${errorsOf(rows)}. A calibration error is the root mean square of about twelve bins, and never negative.`,
        coverageTable(rows),
        'Bins are merged until each holds ten effective events of either class: where signed weights cancel that hides what fluctuates downwards, and without a difference, or with a small one, 68.3 % are about 74 % (67 % with 3,000 events, which leave nothing to merge). Noise on spoilt features is a part of their standard deviation, as the events at hand have it. Where the spread of members follows the same feature, both scatter together, and its intervals are a little longer than need be.',
      ].join('\n\n');
    },
  },
];

/** `1.0 % and 0.4 %`: the statistical errors of the two fractions, by numbers of intervals. */
function errorsOf(rows: readonly Coverage[]): string {
  const numbers = [...new Set(rows.map(({ intervals }) => intervals))].sort((a, b) => b - a);
  const error = (fraction: number, of: number): string => percent(Math.sqrt((fraction * (1 - fraction)) / of));
  const each = numbers.map((of) => `${error(0.683, of)} and ${error(0.954, of)} of ${of.toLocaleString('en')}`);
  return `the statistical errors of the fractions are ${each.join(', ')} intervals`;
}

function coverageTable(rows: readonly Coverage[]): string {
  return table(
    ['quantity', 'variation', 'weights', 'intervals', '68.3 %', '95.4 %'],
    rows.map(({ quantity, setting, weights, intervals, held }) => [
      quantity,
      setting,
      weights,
      intervals.toLocaleString('en'),
      percent(held[0]),
      percent(held[1]),
    ]),
  );
}
