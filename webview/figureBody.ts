/** What stands in a card for each kind of figure: legend, plots, notes, and the list of pulls. */
import type {
  ComparisonFigure,
  Figure,
  HistogramFigure,
  IntervalFigure,
  PullFigure,
  RankingFigure,
} from '../src/report/figure';
import { comparisonPlot, comparisonSeries } from './chart/comparisonPlot';
import { datasetsOfSeries, histogramPlot } from './chart/histogramPlot';
import { intervalPlot } from './chart/intervalPlot';
import { PlotFrame } from './chart/plotFrame';
import { entriesStyle, gaussianStyle, pullPlot } from './chart/pullPlot';
import { rankingPlot } from './chart/rankingPlot';
import { element } from './element';
import { seriesStyles } from './figure/seriesStyle';
import { outsideNotes, pullNumbers } from './figure/summary';
import { pullList } from './figure/tableContent';
import { legend, type LegendEntry } from './legend';
import type { Memory } from './memory';
import { tableView } from './tableView';
import type { Tooltip } from './tooltip';

export interface FigureBody {
  readonly element: HTMLElement;
  readonly plots: readonly PlotFrame[];
}

export interface BodyContext {
  readonly memory: Memory;
  readonly tooltip: Tooltip;
}

/** @throws RangeError for a figure whose numbers do not fit together */
export function figureBody(figure: Figure, context: BodyContext): FigureBody {
  switch (figure.kind) {
    case 'histogram':
      return histogramBody(figure, context);
    case 'comparison':
      return comparisonBody(figure, context);
    case 'pulls':
      return pullBody(figure, context);
    case 'intervals':
      return intervalBody(figure, context);
    case 'ranking':
      return rankingBody(figure, context);
  }
}

function histogramBody(figure: HistogramFigure, { memory, tooltip }: BodyContext): FigureBody {
  const styles = seriesStyles(figure.series);
  const key = (series: number): string => `${series} ${figure.series[series]?.label ?? ''}`;
  const isHidden = (series: number): boolean => memory.isHidden(figure.id, key(series));
  const plot = new PlotFrame(histogramPlot(figure, isHidden), tooltip);
  const entries = figure.series.flatMap((series, index): LegendEntry[] => {
    const style = styles[index];
    return style === undefined ? [] : [{ label: series.label, style, mark: 'line', hidden: isHidden(index) }];
  });
  const switches = legend(entries, (series, hidden) => {
    memory.setHidden(figure.id, key(series), hidden);
    setVisible(plot, datasetsOfSeries(figure, series), !hidden);
  });
  const notes = outsideNotes(figure).map((note) => element('li', { text: note }));
  const outside = element('ul', { class: 'notes', attributes: { 'aria-label': 'Content outside the axis' } }, ...notes);
  return { element: element('div', { class: 'figure-body' }, switches, plot.element, outside), plots: [plot] };
}

function comparisonBody(figure: ComparisonFigure, { memory, tooltip }: BodyContext): FigureBody {
  const isHidden = (series: number): boolean => memory.isHidden(figure.id, String(series));
  const plot = new PlotFrame(comparisonPlot(figure, isHidden), tooltip);
  const switches = legend(
    comparisonSeries.map(({ label, style }, index) => ({ label, style, mark: 'bar', hidden: isHidden(index) })),
    (series, hidden) => {
      memory.setHidden(figure.id, String(series), hidden);
      setVisible(plot, [series], !hidden);
    },
  );
  const untested = figure.rows.filter((row) => row.actual === undefined).map((row) => row.label);
  const notes =
    untested.length === 0
      ? []
      : [element('p', { class: 'notes', text: `Actual size unknown, no cross-check sample: ${untested.join(', ')}.` })];
  return { element: element('div', { class: 'figure-body' }, switches, plot.element, ...notes), plots: [plot] };
}

/** Definitions stand side by side: overlaid, counts this small could not be read, and each has its own numbers. */
function pullBody(figure: PullFigure, { memory, tooltip }: BodyContext): FigureBody {
  const isHidden = (part: number): boolean => memory.isHidden(figure.id, String(part));
  const plots = figure.series.map((_, index) => new PlotFrame(pullPlot(figure, index, isHidden), tooltip));
  const parts: LegendEntry[] = [
    { label: 'entries', style: entriesStyle, mark: 'line', hidden: isHidden(0) },
    { label: 'N(0,1) × entries × bin width', style: gaussianStyle, mark: 'line', hidden: isHidden(1) },
  ];
  const switches = legend(parts, (part, hidden) => {
    memory.setHidden(figure.id, String(part), hidden);
    for (const plot of plots) setVisible(plot, [part], !hidden);
  });
  const multiples = figure.series.map((series, index) => {
    const plot = plots[index]?.element;
    const head = element('h4', { text: series.label });
    const numbers = element('p', { class: 'numbers', text: pullNumbers(series) });
    return element('section', { class: 'multiple' }, head, ...(plot === undefined ? [] : [plot]), numbers);
  });
  const list = element('div', { class: 'pull-list' });
  const sortBy = (column: number): void => {
    list.replaceChildren(tableView(pullList(figure, column - 1), { column, onSort: sortBy }));
  };
  sortBy(1);
  const body = element('div', { class: 'figure-body' }, switches, element('div', { class: 'multiples' }, ...multiples));
  if (figure.rows.length > 0) body.append(list);
  return { element: body, plots };
}

/** One series, named by the axis: there is nothing to switch off. */
function intervalBody(figure: IntervalFigure, { tooltip }: BodyContext): FigureBody {
  const plot = new PlotFrame(intervalPlot(figure), tooltip);
  const undefinedRows = figure.rows.filter(({ point }) => point === null).map(({ label }) => label);
  const notes =
    undefinedRows.length === 0
      ? []
      : [element('p', { class: 'notes', text: `Undefined, and not drawn: ${undefinedRows.join(', ')}.` })];
  return { element: element('div', { class: 'figure-body' }, plot.element, ...notes), plots: [plot] };
}

function rankingBody(figure: RankingFigure, { memory, tooltip }: BodyContext): FigureBody {
  const styles = seriesStyles(figure.series);
  const isHidden = (series: number): boolean => memory.isHidden(figure.id, String(series));
  const plot = new PlotFrame(rankingPlot(figure, isHidden), tooltip);
  const entries = figure.series.flatMap(({ label }, index): LegendEntry[] => {
    const style = styles[index];
    return style === undefined ? [] : [{ label, style, mark: 'bar', hidden: isHidden(index) }];
  });
  const switches = legend(entries, (series, hidden) => {
    memory.setHidden(figure.id, String(series), hidden);
    setVisible(plot, [series], !hidden);
  });
  return { element: element('div', { class: 'figure-body' }, switches, plot.element), plots: [plot] };
}

function setVisible(plot: PlotFrame, datasets: readonly number[], visible: boolean): void {
  const chart = plot.drawn();
  if (chart === undefined) return;
  for (const dataset of datasets) chart.setDatasetVisibility(dataset, visible);
  chart.update('none');
}
