import type { Figure } from '../../report/figure';
import type { Measured, Outcome } from '../../report/report';
import { checkOf, type Judged } from '../check';
import { detectableSigmas, judgeInterval, simultaneousSigmas } from '../decision';
import { detectablePairs } from '../detectableGrowth';
import type { MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { interval, percent, percentValue } from '../wording';
import { readableList, type ReadableList } from './readableList';

const code = 'learned/observables';

/** Which readable numbers order pairs of a signal and a background event as the model does, alone and together? */
export const learnedObservables = checkOf(code, askedOf, {
  judge({ learned, measured }, severity, { analysis }) {
    const tolerance = optionOf(analysis, code, 'tolerance');
    const alpha = optionOf(analysis, code, 'alpha');
    const lists = listsOf(measured);
    return measured.models.map((model): Outcome => {
      const { name } = model.model;
      const about = { code, severity, at: { path: learned.path, on: 'key' as const }, target: { model: name } };
      const list = lists.find((one) => one.model === model);
      const last = list?.steps.at(-1);
      if (list === undefined || last === undefined) {
        return {
          ...about,
          status: 'skipped',
          message: `What '${name}' has learned cannot be told: pairs of a signal and a background event take two classes with positive sums of weights.`,
          evidence: {},
        };
      }
      const { value, error } = last.together;
      const otherwise = { value: 1 - value, error };
      const sigmas = simultaneousSigmas(alpha, lists.length);
      const reach = sigmas * error;
      const status = judgeInterval(otherwise.value, reach, tolerance);
      const missed = detectablePairs(detectableSigmas(alpha, lists.length), otherwise, tolerance);
      const told = `${chain(list)} of the pairs of a signal and a background event are in the order of ${ofModel(measured, model)}`;
      const rest = `${percentValue(otherwise)} are not`;
      const message = {
        finding: `${told}. ${rest}, more than the accepted ${percent(tolerance)}: it has learned something that none of these ${number(list)} tells. Name further observables under \`learned:\`.`,
        pass: `${told}; ${rest}.`,
        undecided: `${told}; ${rest}, which is too uncertain to compare with the accepted ${percent(tolerance)}: beyond ${percent(missed)} it would have been seen.`,
      }[status];
      return {
        ...about,
        status,
        message,
        evidence: { ...evidenceOf(list), ...(status === 'undecided' && { minimumDetectable: missed }) },
      };
    });
  },

  figures: ({ measured }) => listsOf(measured).flatMap((list) => figuresOf(measured, list)),
});

function askedOf({ analysis: { learned }, measured }: Judged) {
  return learned && measured && { learned, measured };
}

function listsOf(measured: Measurements): ReadableList[] {
  const most = optionOf(measured.analysis, code, 'most');
  return measured.models.flatMap((model) => readableList(measured, model, most) ?? []);
}

/** `By 'HT_all' 84.10 ± 0.20 %, with 'nJets' 93.00 ± 0.11 %` */
function chain({ steps }: ReadableList): string {
  const parts = steps.map(
    ({ name, together }, index) => `${index === 0 ? 'By' : 'with'} '${name}' ${percentValue(together)}`,
  );
  return parts.join(', ');
}

function ofModel({ models }: Measurements, model: MeasuredModel): string {
  return models.length > 1 ? `the score of '${model.model.name}'` : 'the score';
}

function number({ readables }: ReadableList): string {
  const count = readables.filter(({ kind }) => kind !== 'model').length;
  return `${count} observable${count === 1 ? '' : 's'}`;
}

function evidenceOf({ readables, steps, events }: ReadableList): Record<string, Measured> {
  const last = steps.at(-1)!;
  return {
    averageDecisionOrdering: interval(last.together),
    ...Object.fromEntries(
      readables.map(({ name, alone }) => [`averageDecisionOrdering@${name}`, interval(alone)] as const),
    ),
    events,
  };
}

function figuresOf(measured: Measurements, list: ReadableList): Figure[] {
  const { model, readables, steps } = list;
  const { name, path } = model.model;
  const of = measured.models.length > 1 ? ` of ${name}` : '';
  const about = [['learned'], path];
  const point = ({ value, error }: { value: number; error: number }) => ({
    value,
    low: value - error,
    high: value + error,
  });
  const strength = ({ value }: { value: number }): number => Math.abs(value - 0.5);
  const ranked = [...readables].sort((a, b) => strength(b.alone) - strength(a.alone));
  return [
    {
      kind: 'intervals',
      id: `learned/alone/${name}`,
      title: `What orders events as the score${of} does`,
      caption:
        'Average decision ordering: fraction of pairs of a signal and a background event that the observable puts in the order of the score. 0.5 is chance; below it, the order is the other way round.',
      target: { model: name },
      about,
      x: { label: 'average decision ordering' },
      reference: 0.5,
      bands: [0.5],
      rows: ranked.map(({ name: label, kind, alone }) => ({
        label,
        point: point(alone),
        ...(kind === 'model' && { note: 'a model' }),
      })),
    },
    ...(steps.length < 2
      ? []
      : [
          {
            kind: 'ranking' as const,
            id: `learned/together/${name}`,
            title: `What a readable list leaves of the score${of}`,
            caption:
              'Pairs of a signal and a background event that the observables up to each row together, combined by boosted trees on the other half of the events, put in another order than the score. The list ends where a further observable gains less than 0.2 %.',
            target: { model: name },
            about,
            x: { label: 'pairs ordered otherwise', unit: '%' },
            series: [{ label: 'ordered otherwise', role: 'nominal' as const }],
            rows: steps.map(({ name: label, together: { value, error } }, index) => ({
              label: index === 0 ? label : `+ ${label}`,
              bars: [{ value: 100 * (1 - value), low: 100 * (1 - value - error), high: 100 * (1 - value + error) }],
            })),
          },
        ]),
  ];
}
