/** The sections of docs/calibration.md: what is measured, with how many repetitions, and what is to be read from it. */
import { table } from '../results.mts';
import { coverageSections } from './coverageSections.mts';
import type { Section } from './section.mts';
import { toleranceSection } from './toleranceSection.mts';
import { undecidedSection } from './undecidedSection.mts';
import { whereSection } from './whereSection.mts';

import type { Alarms } from './falseAlarms.ts';
import type { Triple } from './goodhart.ts';
import type { Power } from './power.ts';
import type { Size } from './size.ts';

const pairingText = {
  independent: {
    title: 'Size: other events',
    text: 'Two samples of n events each, drawn from one distribution.',
  },
  reweighted: {
    title: 'Size: the same events, reweighted',
    text: 'n events with their weights, and the same with each weight times 1 ± 0.2 (normal). The other tests know of no pairing.',
  },
  moved: {
    title: 'Size: the same events, moved',
    text: 'n events, and the same moved to another x of the same distribution (correlation 0.995), with the weight of the new x. The other tests know of no pairing. Where few events, or few of large weight, cross the edge of a bin, the noise is estimated of just those which make the difference (with k of one weight, D is never above √k standard deviations), and the test of Pullscope rejects too rarely: on the safe side, up to some thousand effective events.',
  },
} as const;

export const sections: readonly Section[] = [
  whereSection,
  ...(['independent', 'reweighted', 'moved'] as const).map((pairing): Section => {
    const { title, text } = pairingText[pairing];
    return {
      title,
      command: title,
      measure: async (calibration, repetitions, step) => {
        const rows: Size[] = [];
        for (const [n, whole] of [
          [500, 1000],
          [2000, 1000],
          [20_000, 400],
        ] as const) {
          for (const model of calibration.weightModels) {
            const measure = (): Size => calibration.measureSize(model, pairing, n, repetitions(whole));
            rows.push(await step(`${model.name}/${n}`, measure));
          }
        }
        return [
          `${text} Fraction of ${repetitions(1000).toLocaleString('en')} repetitions (${repetitions(400)} of 20,000 events) in which each test rejects at α = 0.05 (and at 0.01): Pullscope's KS with a simulated null; the textbook KS with the number of events, and with effective events (ROOT's \`KolmogorovTest\`); the χ² of weighted histograms in the bins of the plot (ROOT's \`Chi2Test("WW")\`). The statistical error of these fractions is 0.007 (0.003), and 0.011 (0.005) for 20,000 events.`,
          table(
            ['weights', 'n', 'effective events', 'Pullscope', 'KS, n', 'KS, effective n', 'χ²'],
            rows.map(({ model, n, effectiveEvents, rejected }) => [
              model,
              n.toLocaleString('en'),
              Math.round(effectiveEvents).toLocaleString('en'),
              ...calibration.tests.map((test) => pair(rejected[test])),
            ]),
          ),
        ].join('\n\n');
      },
    };
  }),
  {
    title: 'False alarms',
    command: 'false alarms',
    measure: async (calibration, repetitions, step) => {
      const results: Alarms[] = [];
      for (const kind of calibration.kinds) {
        const parts: Alarms[] = [];
        const count = repetitions(kind.analyses);
        for (let first = 0; first < count; first += alarmsInOne) {
          const analyses = Math.min(alarmsInOne, count - first);
          parts.push(await step(`${kind.name}/${first}`, () => calibration.measureAlarms(kind, analyses, first)));
        }
        results.push(calibration.addAlarms(parts));
      }
      const sum = (of: (alarms: Alarms) => number): number => results.reduce((all, one) => all + of(one), 0);
      const total = sum(({ analyses }) => analyses);
      const messages = results.flatMap((result) => result.messages);
      const chance = Math.round(0.01 * total + 2 * Math.sqrt(0.01 * total));
      return [
        `Whole analyses in which nothing is wrong, of 300, 1,000 and 3,000 events a sample: ten features, two classes, an application sample drawn from nominal, a protected variable, six up and down or two-point nuisances and three continuous ones, all of which do nothing but scatter or just what they declare; a score that is the probability to be signal, and an ensemble whose members differ by the scatter that each adds, with four nuisances; models that are told the value of a nuisance, one of them the likelihood ratio at each value, and regions that are predicted from three others and hold what is predicted. Number of analyses with a finding of any check that shares α, which are all that may say that something differs; and with every tolerance at zero, so that whatever is significant is a finding: an analysis as a whole promises ${(0.01 * total).toFixed(0)} of ${total} at most (${chance} with a probability of 4 % by chance).`,
        table(
          ['analyses', 'number', 'with a finding', 'with tolerances at zero'],
          [
            ...results.map(({ kind, analyses, any, strictAny }) => [kind, analyses, any, strictAny].map(String)),
            ['all', total, sum(({ any }) => any), sum(({ strictAny }) => strictAny)].map(String),
          ],
        ),
        ...(messages.length === 0 ? [] : [`All of them:\n\n${messages.map((message) => `- ${message}`).join('\n')}`]),
        'The same check by check, beside the analyses in which it had something to say:',
        table(
          ['check', 'number', 'with a finding', 'with tolerances at zero'],
          calibration.alarming.map((check, index) => [
            check,
            ...[
              sum(({ answered }) => answered[index]!),
              sum(({ byCheck }) => byCheck[index]!),
              sum(({ strict }) => strict[index]!),
            ].map(String),
          ]),
        ),
      ].join('\n\n');
    },
  },
  toleranceSection,
  {
    title: 'Power',
    command: 'power',
    measure: async (calibration, repetitions, step) => {
      const count = repetitions(80);
      const rows: string[][] = [];
      const add = (name: string, { n, found, best }: { n: number; found: number; best: number }): void => {
        rows.push([name, n.toLocaleString('en'), found.toPrecision(3), best.toPrecision(3), (found / best).toFixed(2)]);
      };
      for (const n of sizes) {
        const ask = (what: 'shift' | 'width'): Promise<Power> =>
          step(`${what}/${n}`, () => calibration.measureTestPower(what, n, count));
        add('KS, p < 0.01: shift in σ', await ask('shift'));
        add('KS, p < 0.01: widening', await ask('width'));
      }
      for (const question of [
        ...calibration.questions,
        ...calibration.questionsOfPredictions,
        ...calibration.questionsOfCalibration,
        ...calibration.questionsOfEnsembles,
      ]) {
        for (const n of question.sizes) {
          const measure = (): Promise<Power> => calibration.measurePower(question, n, count);
          add(question.name, await step(`${question.name}/${n}`, measure));
        }
      }
      return [
        `The smallest effect that is found in 95 % of analyses, in the unit of the check's tolerance (σ for shapes and scores, relative changes for yields and efficiencies, KS for directions and decorrelation/apparent, dCor² for decorrelation/dependence, JSD for decorrelation/sculpting, a difference of a ratio from 1 for abcd), with samples of n events of weight 1 each, and the smallest that could be: of the likelihood-ratio test with the same α = 0.01 that knows both distributions but for the size of the effect, and looks at nothing else. A finding has to exceed its tolerance by more than its error, so both begin there. Variations of the same events scatter by 1 ± 0.2. Bisection over ${count} repetitions: the ratios are good to about 0.05. KS is slow where a distribution gets wider: for a shift of δ σ it sees 0.40 δ, for a widening by δ 0.24 δ, which the likelihood ratio finds with √2 less error; that is a factor 2.3. dCor² and JSD grow with the square of a correlation or a shift: for these a ratio of 1.1 and 1.25 is one of 1.05 and 1.12. The n events of abcd lie in four regions, and of its shape two quarters are compared. The score of decorrelation/sculpting is 1 or 0, for half of the signal and 15 % of the n events of background: at n = 500 there are 75 that pass, in bins of at least fifteen. That of epistemic/blind is a factor by which a spread has to grow, which is found where it is smaller; the likelihood ratio of calibration/off knows that all probabilities are off alike, and that of calibration/coverage all events and not how many lie in an interval.`,
        table(['', 'n', 'found', 'best', 'ratio'], rows),
      ].join('\n\n');
    },
  },
  ...coverageSections,
  undecidedSection,
  {
    title: 'Hidden uncertainties',
    command: 'hidden',
    measure: async (calibration, repetitions, step) => {
      const tolerance = 0.03;
      const triples: (Triple & { readonly n: number })[] = [];
      for (const [n, count] of [
        [2000, 1000],
        [20_000, 200],
      ] as const) {
        const measured = await step(`${n}/${count}`, () => calibration.measureTriples(repetitions(count), n));
        triples.push(...measured.map((triple) => ({ ...triple, n })));
      }
      const ranges = [
        ['no larger than the apparent size', -1, 1e-9],
        ['larger, within the tolerance', 1e-9, tolerance],
        ['beyond it by up to as much again', tolerance, 2 * tolerance],
        ['beyond that', 2 * tolerance, 1],
      ] as const;
      return [
        'Random triples of generators, each a normal distribution of another mean and width with log-normal weights (n events are worth about n/2): nominal, the alternative, and the cross-check that training never saw. In a quarter the cross-check is the alternative again, in a quarter it differs from nominal more than that, in half as much. What `decorrelation/apparent` says with its tolerance of 0.03, by the true excess of the actual over the apparent size.',
        table(
          ['actual size', 'n', 'triples', 'finding', 'undecided', 'pass'],
          [2000, 20_000].flatMap((n) =>
            ranges.map(([name, from, to]) => {
              const chosen = triples.filter((one) => one.n === n && one.excess > from && one.excess <= to);
              const count = (status: string): string => String(chosen.filter((one) => one.status === status).length);
              return [
                name,
                n.toLocaleString('en'),
                String(chosen.length),
                count('finding'),
                count('undecided'),
                count('pass'),
              ];
            }),
          ),
        ),
      ].join('\n\n');
    },
  },
];

/** For which the power of the test alone is measured. */
const sizes = [500, 2000, 10_000];

/** Analyses of a step: half a minute. */
const alarmsInOne = 28;

/** `0.049 (0.009)` */
function pair(values: readonly number[]): string {
  return `${values[0]!.toFixed(3)} (${values[1]!.toFixed(3)})`;
}
