/** What stands in a card for each kind of figure: legend, plots, notes, and the list of pulls. */
import type {
  ComparisonFigure,
  CurveFigure,
  Figure,
  HistogramFigure,
  IntervalFigure,
  MatrixFigure,
  PullFigure,
  RankingFigure,
} from '../src/report/figure';
import { comparisonPlot, comparisonSeries } from './chart/comparisonPlot';
import { curvePlot } from './chart/curvePlot';
import { histogramPlot } from './chart/histogramPlot';
import { intervalPlot } from './chart/intervalPlot';
import { matrixPlot } from './chart/matrixPlot';
import { PlotFrame, type PlotSource } from './chart/plotFrame';
import { entriesStyle, gaussianStyle, pullPlot } from './chart/pullPlot';
import { rankingPlot } from './chart/rankingPlot';
import { element } from './element';
import { canBeLogarithmic } from './figure/curveRange';
import { canNormalise, normalised } from './figure/normalised';
import { datasetsOfSeries, firstPart, seriesStyles } from './figure/seriesStyle';
import { outsideNotes, pullNumbers } from './figure/summary';
import { pullList } from './figure/tableContent';
import { l10n } from './l10n';
import { legend, type LegendEntry } from './legend';
import type { Memory } from './memory';
import { tableView } from './tableView';
import type { Tooltip } from './tooltip';

export interface FigureBody {
  readonly element: HTMLElement;
  readonly plots: readonly PlotFrame[];
  /** The legend of what is shown now. */
  entries(): readonly LegendEntry[];
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
    case 'curves':
      return curveBody(figure, context);
    case 'matrix':
      return matrixBody(figure, context);
  }
}

function histogramBody(figure: HistogramFigure, { memory, tooltip }: BodyContext): FigureBody {
  const styles = seriesStyles(figure.series);
  const key = (series: number): string => `${series} ${figure.series[series]?.label ?? ''}`;
  const isHidden = (series: number): boolean => memory.isHidden(figure.id, key(series));
  const isViewed = (view: View): boolean => memory.isViewed(figure.id, view);
  const shown = (): HistogramFigure => (isViewed('normalised') ? normalised(figure) : figure);
  const source = (): PlotSource => histogramPlot(shown(), { log: isViewed('log'), isHidden });
  const plot = new PlotFrame(source(), tooltip);
  const entries = figure.series.flatMap((series, index): LegendEntry[] => {
    const style = styles[index];
    return style === undefined ? [] : [{ label: series.label, style, mark: 'line', hidden: isHidden(index) }];
  });
  const switches = legend(entries, (series, hidden) => {
    memory.setHidden(figure.id, key(series), hidden);
    setVisible(plot, datasetsOfSeries(figure, series), !hidden);
  });
  const outside = element('ul', { class: 'notes', attributes: { 'aria-label': l10n.t('Content outside the axis') } });
  const update = (): void => {
    const notes = [
      ...outsideNotes(shown()),
      ...(isViewed('normalised') ? [l10n.t('errors do not hold that of the total')] : []),
    ];
    outside.replaceChildren(...notes.map((note) => element('li', { text: note })));
  };
  update();
  const views = viewSwitches(canNormalise(figure) ? ['log', 'normalised'] : ['log'], figure.id, memory, () => {
    plot.change(source());
    update();
  });
  return {
    element: element('div', { class: 'figure-body' }, legendRow(switches, views), plot.element, outside),
    plots: [plot],
    entries: () => entries.filter((_, index) => !isHidden(index)),
  };
}

function curveBody(figure: CurveFigure, { memory, tooltip }: BodyContext): FigureBody {
  const styles = seriesStyles(figure.series);
  // A contour that leaves the plot is several series, and one entry of the legend.
  const firstOf = (series: number): number => firstPart(figure.series, series);
  const isHidden = (series: number): boolean => memory.isHidden(figure.id, String(firstOf(series)));
  const source = (): PlotSource =>
    curvePlot(figure, { log: canBeLogarithmic(figure) && memory.isViewed(figure.id, 'log'), isHidden });
  const plot = new PlotFrame(source(), tooltip);
  const firsts = [...figure.series.keys()].filter((index) => firstOf(index) === index);
  const entries = firsts.flatMap((index): LegendEntry[] => {
    const [series, style] = [figure.series[index], styles[index]];
    if (series === undefined || style === undefined) return [];
    const drawn = { ...style, filled: false, points: figure.style === 'points' };
    return [{ label: series.label, style: drawn, mark: 'line', hidden: isHidden(index) }];
  });
  const switches = legend(entries, (entry, hidden) => {
    const first = firsts[entry] ?? entry;
    memory.setHidden(figure.id, String(first), hidden);
    const parts = [...figure.series.keys()].filter((index) => firstOf(index) === first);
    setVisible(
      plot,
      parts.flatMap((index) => datasetsOfSeries(figure, index)),
      !hidden,
    );
  });
  const views = viewSwitches(canBeLogarithmic(figure) ? ['log'] : [], figure.id, memory, () => plot.change(source()));
  const notes =
    figure.diagonal === undefined
      ? []
      : [element('p', { class: 'notes', text: l10n.t('Dotted: {0}.', figure.diagonal) })];
  return {
    element: element('div', { class: 'figure-body' }, legendRow(switches, views), plot.element, ...notes),
    plots: [plot],
    entries: () => entries.filter((_, entry) => !isHidden(firsts[entry] ?? entry)),
  };
}

/** Colours are named by the numbers on them: there is nothing to switch off. */
function matrixBody(figure: MatrixFigure, { tooltip }: BodyContext): FigureBody {
  const plot = new PlotFrame(matrixPlot(figure), tooltip);
  const marked = figure.cells.some((row) => row.some((cell) => cell?.marked === true));
  const notes = marked ? [element('p', { class: 'notes', text: l10n.t('Framed: beyond its tolerance.') })] : [];
  return {
    element: element('div', { class: 'figure-body' }, plot.element, ...notes),
    plots: [plot],
    entries: () => [],
  };
}

type View = 'log' | 'normalised';

function namesOf(view: View): { readonly text: string; readonly title: string } {
  switch (view) {
    case 'log':
      return { text: l10n.t('log'), title: l10n.t('Heights on a logarithmic axis') };
    case 'normalised':
      return { text: l10n.t('normalised'), title: l10n.t('Each series divided by its total') };
  }
}

/** Buttons that change how a figure is drawn. */
function viewSwitches(views: readonly View[], figure: string, memory: Memory, onChange: () => void): HTMLElement {
  const buttons = views.map((view) => {
    const { text, title } = namesOf(view);
    const pressed = (): string => String(memory.isViewed(figure, view));
    const made = element('button', {
      class: 'view-switch',
      text,
      attributes: { type: 'button', 'aria-pressed': pressed(), title },
    });
    made.addEventListener('click', () => {
      memory.setViewed(figure, view, !memory.isViewed(figure, view));
      made.setAttribute('aria-pressed', pressed());
      onChange();
    });
    return made;
  });
  return element(
    'div',
    { class: 'view-switches', attributes: { role: 'group', 'aria-label': l10n.t('View') } },
    ...buttons,
  );
}

function legendRow(switches: HTMLElement, views: HTMLElement): HTMLElement {
  return element('div', { class: 'legend-row' }, switches, views);
}

function comparisonBody(figure: ComparisonFigure, { memory, tooltip }: BodyContext): FigureBody {
  const isHidden = (series: number): boolean => memory.isHidden(figure.id, String(series));
  const plot = new PlotFrame(comparisonPlot(figure, isHidden), tooltip);
  const entries = comparisonSeries().map(({ label, style }, index): LegendEntry => {
    return { label, style, mark: 'bar', hidden: isHidden(index) };
  });
  const switches = legend(entries, (series, hidden) => {
    memory.setHidden(figure.id, String(series), hidden);
    setVisible(plot, [series], !hidden);
  });
  const untested = figure.rows.filter((row) => row.actual === undefined).map((row) => row.label);
  const notes =
    untested.length === 0
      ? []
      : [
          element('p', {
            class: 'notes',
            text: l10n.t('Actual size unknown, no cross-check sample: {0}.', untested.join(', ')),
          }),
        ];
  return {
    element: element('div', { class: 'figure-body' }, switches, plot.element, ...notes),
    plots: [plot],
    entries: () => entries.filter((_, index) => !isHidden(index)),
  };
}

/** Definitions stand side by side: overlaid, counts this small could not be read, and each has its own numbers. */
function pullBody(figure: PullFigure, { memory, tooltip }: BodyContext): FigureBody {
  const isHidden = (part: number): boolean => memory.isHidden(figure.id, String(part));
  const plots = figure.series.map((_, index) => new PlotFrame(pullPlot(figure, index, isHidden), tooltip));
  const parts: LegendEntry[] = [
    { label: l10n.t('entries'), style: entriesStyle, mark: 'line', hidden: isHidden(0) },
    { label: l10n.t('N(0,1) × entries × bin width'), style: gaussianStyle, mark: 'line', hidden: isHidden(1) },
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
  return { element: body, plots, entries: () => parts.filter((_, index) => !isHidden(index)) };
}

/** One series, named by the axis: there is nothing to switch off. */
function intervalBody(figure: IntervalFigure, { tooltip }: BodyContext): FigureBody {
  const plot = new PlotFrame(intervalPlot(figure), tooltip);
  const undefinedRows = figure.rows.filter(({ point }) => point === null).map(({ label }) => label);
  const notes =
    undefinedRows.length === 0
      ? []
      : [element('p', { class: 'notes', text: l10n.t('Undefined, and not drawn: {0}.', undefinedRows.join(', ')) })];
  return {
    element: element('div', { class: 'figure-body' }, plot.element, ...notes),
    plots: [plot],
    entries: () => [],
  };
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
  return {
    element: element('div', { class: 'figure-body' }, switches, plot.element),
    plots: [plot],
    entries: () => entries.filter((_, index) => !isHidden(index)),
  };
}

function setVisible(plot: PlotFrame, datasets: readonly number[], visible: boolean): void {
  const chart = plot.drawn();
  if (chart === undefined) return;
  for (const dataset of datasets) chart.setDatasetVisibility(dataset, visible);
  chart.update('none');
}
