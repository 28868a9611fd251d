/** What the members of an ensemble leave open, beside other uncertainties and along the score. */
import type { CurveFigure, Figure, RankingFigure, SeriesRole } from '../../report/figure';
import type { MemberEfficiencies } from '../../stats/memberEfficiencies';
import type { EnsembleClass, MemberNumber } from '../../profile/ensembleProfile';
import type { MeasuredModel, Measurements } from '../measurements';
import { className, classTarget } from '../wording';
import { ensembleClass, ensembles, meanOver, memberEffectsOf, type MemberEffect } from './memberEffects';
import { memberWord } from './memberWords';

export function ensembleFigures(measured: Measurements): Figure[] {
  return [
    ...memberEffectsOf(measured).map((effect) => budget(measured, effect)),
    ...memberEffectsOf(measured).flatMap((effect) => underNuisances(measured, effect)),
    ...ensembles(measured).flatMap((model) => {
      const members = memberWord(model.model);
      return [
        ...alongScore(measured, model, ['spread'], {
          id: 'spread',
          title: `Spread of the ${members}${ofModel(measured, model)}`,
          caption: `Standard deviation of the ${members}’ scores of one event, on average over events of one mean score; bars: one standard error.`,
          y: { label: 'spread' },
        }),
        ...alongScore(measured, model, ['aleatoric', 'epistemic'], {
          id: 'entropy',
          title: `Entropy of the ${members}${ofModel(measured, model)}`,
          caption: `Aleatoric: the mean of the ${members}’ entropies, which no training removes. Epistemic: what they do not agree on (mutual information, for many ${members}).`,
          y: { label: 'entropy', unit: 'bit' },
        }),
      ];
    }),
  ];
}

/** What one standard deviation below and above is, of each end. */
const tail = 0.1587;

/** Members, statistics and the larger side of each nuisance, in per cent of one efficiency. */
function budget(measured: Measurements, effect: MemberEffect): RankingFigure {
  const { model, label, workingPoint, efficiency, members, nuisances } = effect;
  const percent = 100 / efficiency.value;
  const limits = members.limits(tail);
  const statistical = percent * efficiency.error;
  const names = [...new Set(nuisances.map(({ side }) => side.nuisance.name))];
  const rows = [
    { label: 'members', value: percent * members.deviation, low: percent * limits.low, high: percent * limits.high },
    { label: 'statistics', value: statistical, low: statistical, high: statistical },
    ...names.map((name) => {
      const { change } = nuisances.find(({ side }) => side.nuisance.name === name)!;
      const size = 100 * Math.abs(change.value);
      return { label: name, value: size, low: Math.max(size - 100 * change.error, 0), high: size + 100 * change.error };
    }),
  ].sort((a, b) => b.value - a.value);
  const events = className(measured, label).replaceAll("'", '');
  return {
    kind: 'ranking',
    id: `epistemic/budget/${model.model.name}/${workingPoint}/${label ?? 'all'}`,
    title: `Uncertainty of the efficiency${ofModel(measured, model)} at ${workingPoint} for ${events}`,
    caption: `Members: their standard deviation, with the interval that ${members.members.length} of them allow. Nuisances: the larger side.`,
    target: { model: model.model.name, ...classTarget(measured, label), workingPoint },
    about: [model.model.path],
    x: { label: 'uncertainty of the efficiency', unit: '%' },
    series: [{ label: 'uncertainty', role: 'nominal' }],
    rows: rows.map(({ label: row, value, low, high }) => ({ label: row, bars: [{ value, low, high }] })),
  };
}

/** The deviation of the members at each side of each nuisance, in per cent of the efficiency there. */
function underNuisances(
  measured: Measurements,
  { model, label, workingPoint, efficiency, members, varied }: MemberEffect,
): Figure[] {
  if (varied.length === 0) return [];
  const bar = (one: MemberEfficiencies, of: number) => {
    const percent = 100 / of;
    const limits = one.limits(tail);
    return { value: percent * one.deviation, low: percent * limits.low, high: percent * limits.high };
  };
  const names = [...new Set(varied.map(({ side }) => side.nuisance.name))];
  const at = (name: string, isDown: boolean): ReturnType<typeof bar> | null => {
    const found = varied.find(({ side }) => side.nuisance.name === name && (side.side === 'down') === isDown);
    return found === undefined ? null : bar(found.members, found.efficiency);
  };
  const events = className(measured, label).replaceAll("'", '');
  const ranking: RankingFigure = {
    kind: 'ranking',
    id: `epistemic/varied/${model.model.name}/${workingPoint}/${label ?? 'all'}`,
    title: `Members under nuisances: efficiency${ofModel(measured, model)} at ${workingPoint} for ${events}`,
    caption: `Standard deviation of the ${members.members.length} members in the efficiency, nominal and with each nuisance, with the interval that so many allow.`,
    target: { model: model.model.name, ...classTarget(measured, label), workingPoint },
    about: [model.model.path],
    x: { label: 'deviation of the members', unit: '%' },
    series: [
      { label: 'nominal, up or alternative', role: 'up' },
      { label: 'down', role: 'down' },
    ],
    rows: [
      { label: 'nominal', bars: [bar(members, efficiency.value), null] },
      ...names.map((name) => ({ label: name, bars: [at(name, false), at(name, true)] })),
    ],
  };
  return [ranking];
}

const roles: readonly SeriesRole[] = ['nominal', 'alternative', 'up', 'down'];

function alongScore(
  measured: Measurements,
  model: MeasuredModel,
  numbers: readonly MemberNumber[],
  { id, ...about }: Pick<CurveFigure, 'id' | 'title' | 'caption' | 'y'>,
): CurveFigure[] {
  const series = measured.labels.flatMap((label) => {
    const one = ensembleClass(measured, model, label);
    if (one === undefined || (!numbers.includes('spread') && one.improbable > 0)) return [];
    const events = className(measured, label).replaceAll("'", '');
    return numbers.map((number) => ({
      label: numbers.length > 1 ? `${number} (${events})` : events,
      points: pointsOf(one, number, model.edges.plot),
    }));
  });
  if (series.every(({ points }) => points.length === 0)) return [];
  return [
    {
      kind: 'curves',
      id: `epistemic/${id}/${model.model.name}`,
      ...about,
      target: { model: model.model.name },
      about: [model.model.path],
      x: { label: 'mean score' },
      style: 'points',
      series: series.map((one, index) => ({ ...one, role: roles[index % roles.length]! })),
      lines: model.workingPoints.map(({ name, threshold }) => ({ x: threshold, label: name })),
    },
  ];
}

/** Bins without a positive sum of weights have no mean, and are left out. */
function pointsOf(
  one: EnsembleClass,
  number: MemberNumber,
  edges: Float64Array,
): CurveFigure['series'][number]['points'] {
  return Array.from({ length: edges.length - 1 }, (_, bin) => {
    const mean = meanOver(one, number, [bin + 1]);
    if (mean === undefined) return [];
    const { value, error } = mean;
    return [{ x: (edges[bin]! + edges[bin + 1]!) / 2, y: value, low: value - error, high: value + error }];
  }).flat();
}

function ofModel(measured: Measurements, { model }: MeasuredModel): string {
  return measured.models.length > 1 ? ` of ${model.name}` : '';
}
