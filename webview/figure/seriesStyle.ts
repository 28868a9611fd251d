/**
 * How a series is told apart: a colour of the theme AND a dash pattern, so that neither colour vision nor a printer
 * loses it. Colours are names; media/plots.css derives them from the theme.
 */
import type { SeriesRole } from '../../src/report/figure';

export const colourNames = [
  'nominal',
  'up',
  'down',
  'alternative',
  'cross-check',
  'application',
  'reference',
  'extra-1',
  'extra-2',
] as const;

export type ColourName = (typeof colourNames)[number];

export interface SeriesStyle {
  readonly colour: ColourName;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  /** Filled down to zero. */
  readonly filled: boolean;
  /** Points with error bars, as data is drawn; otherwise a line. */
  readonly points?: boolean;
}

const styleOfRole: Readonly<Record<SeriesRole, SeriesStyle>> = {
  nominal: { colour: 'nominal', dash: [], filled: true },
  up: { colour: 'up', dash: [7, 3], filled: false },
  down: { colour: 'down', dash: [2, 2], filled: false },
  alternative: { colour: 'alternative', dash: [9, 3, 2, 3], filled: false },
  'cross-check': { colour: 'cross-check', dash: [4, 3], filled: false },
  application: { colour: 'application', dash: [], filled: false, points: true },
  reference: { colour: 'reference', dash: [1, 3], filled: false },
};

/** For a second and third series of one role. */
const spareStyles: readonly SeriesStyle[] = [
  { colour: 'extra-1', dash: [12, 3], filled: false },
  { colour: 'extra-2', dash: [5, 2, 1, 2, 1, 2], filled: false },
];

/** Series of a figure, and of its ratio pane, whose datasets come after those of the main one. */
interface PanedSeries {
  readonly series: readonly { readonly role: SeriesRole; readonly label: string }[];
  readonly ratio?: { readonly series: readonly { readonly role: SeriesRole; readonly label: string }[] };
}

/** Positions of the datasets that belong to one series: its own, and its ratio's. */
export function datasetsOfSeries(figure: PanedSeries, series: number): number[] {
  const owners = ratioOwners(figure.series, figure.ratio?.series ?? []);
  return [series, ...owners.flatMap((owner, index) => (owner === series ? [figure.series.length + index] : []))];
}

/** Series of one role and label are parts of one: the first of them, by position. */
export function firstPart(
  series: readonly { readonly role: SeriesRole; readonly label?: string }[],
  index: number,
): number {
  const one = series[index];
  if (one?.label === undefined) return index;
  return series.findIndex(({ role, label }) => role === one.role && label === one.label);
}

/** One style for each series, in order; parts of one look alike. */
export function seriesStyles(series: readonly { readonly role: SeriesRole; readonly label?: string }[]): SeriesStyle[] {
  const seen = new Set<SeriesRole>();
  const styles: SeriesStyle[] = [];
  let spare = 0;
  return series.map(({ role }, index) => {
    const first = styles[firstPart(series, index)];
    if (first !== undefined) return first;
    const style = nextStyle(role);
    styles[index] = style;
    return style;
  });

  function nextStyle(role: SeriesRole): SeriesStyle {
    const style = styleOfRole[role];
    if (!seen.has(role)) {
      seen.add(role);
      return style;
    }
    return spareStyles[spare++ % spareStyles.length] ?? style;
  }
}

/**
 * The series of the main pane that each series of the ratio belongs to: the one with its role and label, else the
 * next one of its role, else none.
 */
export function ratioOwners(
  main: readonly { readonly role: SeriesRole; readonly label: string }[],
  ratio: readonly { readonly role: SeriesRole; readonly label: string }[],
): (number | undefined)[] {
  const taken = new Set<number>();
  return ratio.map(({ role, label }) => {
    const free = main.flatMap((series, index) => (series.role === role && !taken.has(index) ? [index] : []));
    const owner = free.find((index) => main[index]?.label === label) ?? free[0];
    if (owner !== undefined) taken.add(owner);
    return owner;
  });
}
