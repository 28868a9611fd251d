import type { HistogramFigure } from '../../src/report/figure';
import { l10n } from '../l10n';
import { ratioOwners } from './seriesStyle';

/** Content of each series, what lies outside the axis included. */
function totalsOf({ series, underflow, overflow }: HistogramFigure): number[] {
  return series.map(
    ({ values }, index) =>
      values.reduce((sum, value) => sum + value, 0) + (underflow[index] ?? 0) + (overflow[index] ?? 0),
  );
}

/** Whether there is something to normalise: contents with positive totals, which are not 1 already. */
export function canNormalise(figure: HistogramFigure): boolean {
  if (figure.profile) return false;
  const totals = totalsOf(figure);
  return totals.every((total) => total > 0) && totals.some((total) => Math.abs(total - 1) > 1e-9);
}

/**
 * Each series divided by its total, under- and overflow included; ratios follow. Errors are divided, too, so they do not
 * hold the error of the total, as with ROOT's `Scale(1/Integral())`.
 */
export function normalised(figure: HistogramFigure): HistogramFigure {
  const totals = totalsOf(figure);
  const divide = (values: readonly number[], series: number): number[] =>
    values.map((value) => value / (totals[series] ?? 1));
  const nominal = totals[figure.series.findIndex(({ role }) => role === 'nominal')];
  const owners = ratioOwners(figure.series, figure.ratio?.series ?? []);
  return {
    ...figure,
    y: { label: l10n.t('fraction of Σw per bin') },
    series: figure.series.map(({ values, errors, ...series }, index) => ({
      ...series,
      values: divide(values, index),
      ...(errors === undefined ? {} : { errors: divide(errors, index) }),
    })),
    underflow: figure.underflow.map((content, index) => content / (totals[index] ?? 1)),
    overflow: figure.overflow.map((content, index) => content / (totals[index] ?? 1)),
    ...(figure.ratio === undefined
      ? {}
      : {
          ratio: {
            label: figure.ratio.label,
            series: figure.ratio.series.map((series, index) => {
              const own = totals[owners[index] ?? -1];
              const factor = nominal === undefined || own === undefined ? 1 : nominal / own;
              const scaled = (value: number | null): number | null => (value === null ? null : value * factor);
              return { ...series, values: series.values.map(scaled), errors: series.errors.map(scaled) };
            }),
          },
        }),
  };
}
