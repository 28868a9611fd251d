/**
 * A small drawing of a histogram: step lines, with the ratio below where there is one. A hover is 250 px high before it
 * has to be scrolled.
 */
import type { HistogramFigure, SeriesRole } from '../../report/figure';

export const width = 330;
const plotHeight = 76;
const ratioHeight = 36;
const left = 34;
const right = 6;
const top = 15;
const gap = 5;
const axisHeight = 22;

/** Read on white and on black alike: contrast of 3 to both and more. */
const neutral = '#7f8790';
const colours: Readonly<Record<SeriesRole, string>> = {
  nominal: neutral,
  up: '#d9622b',
  down: '#2f86d1',
  alternative: '#d9622b',
  'cross-check': '#9b6bd3',
  application: '#d9622b',
  reference: '#9b6bd3',
};
const dashes: Partial<Record<SeriesRole, string>> = { down: '5 2', 'cross-check': '2 2' };

export interface Picture {
  readonly svg: string;
  readonly height: number;
}

/** @param labels what the vertical axes are called */
export function pictureOf(figure: HistogramFigure, labels: { readonly y: string; readonly ratio: string }): Picture {
  const { ratio } = figure;
  const height = top + plotHeight + (ratio === undefined ? 0 : gap + ratioHeight) + axisHeight;
  const { edges } = figure;
  const parts = [
    legend(figure),
    panel(figure.series, edges, { y: top, height: plotHeight, range: heightRange(figure.series), label: labels.y }),
  ];
  if (ratio !== undefined) {
    const y = top + plotHeight + gap;
    parts.push(
      panel(ratio.series, edges, {
        y,
        height: ratioHeight,
        range: ratioRange(ratio.series),
        label: labels.ratio,
        at: 1,
      }),
    );
  }
  parts.push(axis(figure, edges, height - axisHeight));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="10">${parts.join('')}</svg>`;
  return { svg, height };
}

interface Panel {
  readonly y: number;
  readonly height: number;
  readonly range: readonly [low: number, high: number];
  readonly label: string;
  /** A line of reference. */
  readonly at?: number;
}

interface Drawn {
  readonly role: SeriesRole;
  readonly values: readonly (number | null)[];
  readonly errors?: readonly (number | null)[];
}

function panel(series: readonly Drawn[], edges: readonly number[], { y, height, range, label, at }: Panel): string {
  const [low, high] = range;
  const toY = (value: number): number => y + height * (1 - (value - low) / (high - low));
  const lines = series.map(({ role, values, errors }) => {
    const dash = dashes[role] === undefined ? '' : ` stroke-dasharray="${dashes[role]}"`;
    const bars = values.map((value, bin) =>
      errorBar(value, errors?.[bin], (edge(edges, bin) + edge(edges, bin + 1)) / 2),
    );
    const path = stepPath(values, edges, toY);
    return `<path d="${path}" fill="none" stroke="${colours[role]}" stroke-width="1.4"${dash}/><path d="${bars.join('')}" stroke="${colours[role]}" stroke-width="0.8"/>`;
  });
  function errorBar(value: number | null, error: number | null | undefined, x: number): string {
    if (value === null || error === null || error === undefined || !(error > 0)) return '';
    return `M${tenth(toX(x, edges))} ${tenth(toY(value - error))}V${tenth(toY(value + error))}`;
  }
  const reference =
    at === undefined
      ? ''
      : `<path d="M${left} ${tenth(toY(at))}H${width - right}" stroke="${neutral}" stroke-width="0.6"/>`;
  const frame = `<rect x="${left}" y="${y}" width="${width - left - right}" height="${height}" fill="none" stroke="${neutral}" stroke-width="0.6"/>`;
  const ticks = [low, high].map(
    (value, index) =>
      `<text x="${left - 3}" y="${index === 0 ? y + height : y + 8}" fill="${neutral}" text-anchor="end" font-size="9">${tick(value)}</text>`,
  );
  const middle = y + height / 2;
  const title = `<text x="9" y="${middle}" fill="${neutral}" text-anchor="middle" font-size="9" transform="rotate(-90 9 ${middle})">${xml(shortened(label, Math.floor(height / 4.2)))}</text>`;
  const clip = `<clipPath id="at${y}"><rect x="${left}" y="${y}" width="${width - left - right}" height="${height}"/></clipPath>`;
  return `${clip}${frame}${reference}<g clip-path="url(#at${y})">${lines.join('')}</g>${ticks.join('')}${title}`;
}

/** Outline of the bins; one without a value leaves a gap. */
function stepPath(
  values: readonly (number | null)[],
  edges: readonly number[],
  toY: (value: number) => number,
): string {
  let path = '';
  let isOpen = false;
  values.forEach((value, bin) => {
    if (value === null || !Number.isFinite(value)) {
      isOpen = false;
      return;
    }
    const from = tenth(toX(edge(edges, bin), edges));
    const to = tenth(toX(edge(edges, bin + 1), edges));
    const y = tenth(toY(value));
    path += isOpen ? `V${y}H${to}` : `M${from} ${y}H${to}`;
    isOpen = true;
  });
  return path;
}

function axis({ x, lines }: HistogramFigure, edges: readonly number[], y: number): string {
  const unit = x.unit === undefined ? '' : ` [${x.unit}]`;
  const ends = [edge(edges, 0), edge(edges, -1)].map(
    (value, index) =>
      `<text x="${index === 0 ? left : width - right}" y="${y + 10}" fill="${neutral}" font-size="9" text-anchor="${index === 0 ? 'start' : 'end'}">${tick(value)}</text>`,
  );
  const marks = lines
    .filter(({ x: at }) => at > edge(edges, 0) && at < edge(edges, -1))
    .map(
      ({ x: at }) =>
        `<path d="M${tenth(toX(at, edges))} ${top}V${y}" stroke="${neutral}" stroke-width="0.8" stroke-dasharray="2 3"/>`,
    );
  const title = `<text x="${(left + width - right) / 2}" y="${y + 18}" fill="${neutral}" text-anchor="middle">${xml(shortened(`${x.label}${unit}`, 44))}</text>`;
  return ends.join('') + marks.join('') + title;
}

function legend({ series }: HistogramFigure): string {
  const each = Math.floor((width - left - right) / series.length);
  const letters = Math.floor((each - 20) / 5.4);
  return series
    .map(({ label, role }, index) => {
      const x = left + index * each;
      const dash = dashes[role] === undefined ? '' : ` stroke-dasharray="${dashes[role]}"`;
      return `<path d="M${x} 9h13" stroke="${colours[role]}" stroke-width="1.6"${dash}/><text x="${x + 16}" y="12" fill="${colours[role]}">${xml(shortened(label, letters))}</text>`;
    })
    .join('');
}

function edge(edges: readonly number[], at: number): number {
  return edges.at(at) ?? Number.NaN;
}

function toX(value: number, edges: readonly number[]): number {
  const [low, high] = [edge(edges, 0), edge(edges, -1)];
  return left + (width - left - right) * ((value - low) / (high - low));
}

function heightRange(series: readonly Drawn[]): readonly [number, number] {
  const values = series.flatMap(({ values: one }) => one.filter((value): value is number => Number.isFinite(value)));
  const high = values.reduce((most, value) => Math.max(most, value), 0);
  const low = values.reduce((least, value) => Math.min(least, value), 0);
  return high > low ? [low * 1.1, high * 1.1] : [0, 1];
}

/** Symmetric about 1, as far as ratios that are known to better than half of what they are go; at most 0 to 2. */
function ratioRange(series: readonly Drawn[]): readonly [number, number] {
  let half = 0;
  for (const { values, errors } of series) {
    values.forEach((value, bin) => {
      const error = errors?.[bin] ?? 0;
      if (value !== null && Number.isFinite(value) && error < 0.5) half = Math.max(half, Math.abs(value - 1) + error);
    });
  }
  const shown = Math.min(1, Math.max(0.01, half * 1.1));
  return [1 - shown, 1 + shown];
}

function tenth(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function tick(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(1) : String(Number(value.toPrecision(3)));
  return text.replace('-', '−');
}

function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`;
}

function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
