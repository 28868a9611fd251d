/** Which nuisance moves a result most: one plot for each class and number, the yield or an efficiency. */
import type { Figure, RankingFigure, SeriesRole } from '../../report/figure';
import type { SideName } from '../../config/nuisanceSides';
import type { Measurements } from '../measurements';
import type { FittedPulls } from '../pull/fitFigures';
import { className, classTarget, count } from '../wording';
import { limitsOf } from '../../stats/studentisedLimits';
import { effectsOf, type RateEffect } from './effects';

/** The tail of a long ranking says nothing that its caption does not. */
const mostRows = 30;

const sides: readonly SideName[] = ['up', 'down', 'alternative'];

/**
 * Nothing where only one nuisance moves a number: that is no ranking.
 * @param pulls of a fit with these nuisances, drawn over their impacts
 */
export function rankingFigures(measured: Measurements, pulls?: FittedPulls): Figure[] {
  const groups = new Map<string, RateEffect[]>();
  for (const effect of effectsOf(measured).rates) {
    const id = idOf(effect);
    groups.set(id, [...(groups.get(id) ?? []), effect]);
  }
  return [...groups].flatMap(([id, effects]) => {
    const ranked = rank(effects);
    const [first] = effects;
    return first === undefined || ranked.length < 2 ? [] : [figureOf(measured, id, first, ranked, pulls)];
  });
}

/** What one nuisance does to one number. */
type Ranked = readonly RateEffect[];

function rank(effects: readonly RateEffect[]): readonly Ranked[] {
  const nuisances = new Map<string, RateEffect[]>();
  for (const effect of effects) {
    const { name } = effect.side.nuisance;
    nuisances.set(name, [...(nuisances.get(name) ?? []), effect]);
  }
  return [...nuisances.values()].sort((a, b) => impact(b) - impact(a));
}

/** The larger side counts. */
function impact(ranked: Ranked): number {
  return Math.max(...ranked.map(({ change }) => Math.abs(change.value)));
}

function figureOf(
  measured: Measurements,
  id: string,
  first: RateEffect,
  ranked: readonly Ranked[],
  pulls: FittedPulls | undefined,
): RankingFigure {
  const { label, quantity, model, workingPoint } = first;
  const events = className(measured, label).replaceAll("'", '');
  const ofModel = measured.models.length > 1 && model !== undefined ? ` of ${model.model.name}` : '';
  const what = quantity === 'yield' ? 'yield' : `efficiency${ofModel} at ${workingPoint ?? ''}`;
  const drawn = ranked.slice(0, mostRows);
  const present = sides.filter((side) => drawn.some((row) => row.some((effect) => effect.side.side === side)));
  const left = ranked.length - drawn.length;
  const pullOf = (row: Ranked): RankingFigure['rows'][number]['pull'] =>
    pulls?.points.get(row[0]?.side.nuisance.name ?? '');
  const hasPulls = drawn.some((row) => pullOf(row) !== undefined);
  return {
    kind: 'ranking',
    id,
    title: `Ranking: ${what} of ${events}`,
    caption:
      `Relative change of the ${what} by each nuisance, largest first; bars of error are one standard error, paired where events are the same.` +
      (hasPulls ? ' Points: pulls of the fit, with what it leaves of each uncertainty.' : '') +
      (left > 0 ? ` ${count(left)} smaller ones are left out.` : ''),
    target: {
      ...classTarget(measured, label),
      ...(model === undefined ? {} : { model: model.model.name }),
      ...(workingPoint === undefined ? {} : { workingPoint }),
    },
    about: [['nuisances'], ...workingPointPath(first)],
    x: { label: `change of the ${quantity}`, unit: '%' },
    series: present.map((side) => ({ label: side, role: side satisfies SeriesRole })),
    rows: drawn.map((row) => {
      const pull = pullOf(row);
      return {
        label: row[0]?.side.nuisance.name ?? '',
        bars: present.map((side) => {
          const change = row.find((effect) => effect.side.side === side)?.change;
          if (change === undefined) return null;
          const { low, high } = limitsOf(change, 1);
          return { value: 100 * change.value, low: 100 * low, high: 100 * high };
        }),
        ...(pull === undefined ? {} : { pull }),
      };
    }),
    ...(hasPulls && pulls !== undefined ? { pulls: { label: pulls.formula } } : {}),
  };
}

function idOf({ quantity, label, model, workingPoint }: RateEffect): string {
  const name = quantity === 'yield' ? 'yield' : `efficiency/${model?.model.name ?? ''}/${workingPoint ?? ''}`;
  return `ranking/${name}/${label ?? 'all'}`;
}

function workingPointPath({ model, workingPoint }: RateEffect): (readonly (string | number)[])[] {
  const found = model?.model.workingPoints.find(({ name }) => name === workingPoint);
  return found === undefined ? [] : [found.path];
}
