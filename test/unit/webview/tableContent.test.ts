import { describe, expect, it } from 'vitest';
import type { HistogramFigure, MatrixFigure, PullFigure } from '../../../src/report/figure';
import { outsideNotes, pullNumbers } from '../../../webview/figure/summary';
import { pullList, tableOf } from '../../../webview/figure/tableContent';

const common = { id: 'f', title: 'Score', caption: 'See.', target: {}, about: [] };

const histogram: HistogramFigure = {
  ...common,
  kind: 'histogram',
  x: { label: 'HT', unit: 'GeV' },
  y: { label: 'events / bin' },
  edges: [0, 100, 300],
  series: [
    { label: 'nominal', role: 'nominal', values: [10, 20], errors: [1, 2] },
    { label: 'up', role: 'up', values: [11, 19], errors: [1, 2] },
  ],
  underflow: [0, 0],
  overflow: [1.2, 1.3],
  ratio: {
    label: 'varied / nominal',
    series: [{ label: 'up', role: 'up', values: [1.1, null], errors: [0.02, null] }],
  },
  lines: [],
};

const pulls: PullFigure = {
  ...common,
  kind: 'pulls',
  x: { label: 'pull' },
  definition: 't',
  edges: [-1, 0, 1],
  series: [
    {
      label: 'scale',
      counts: [1, 1],
      underflow: 0,
      overflow: 2,
      mean: { value: 1.02, error: 0.23 },
      width: { value: 1.4, error: 0.16 },
    },
    {
      label: 'reference',
      counts: [2, 2],
      underflow: 0,
      overflow: 0,
      mean: { value: 0, error: 0.5 },
      width: { value: 1, error: 0.4 },
    },
  ],
  rows: [
    { label: 'p p > z', pulls: [0.27, -0.9] },
    { label: 'p p > a a', pulls: [null, 0.1] },
    { label: 'p p > a z wpm', pulls: [-1244.49, 2.82], note: 'says nothing' },
  ],
};

describe('the table of a histogram', () => {
  it('has a column for each series and each ratio', () => {
    expect(tableOf(histogram).columns).toEqual(['HT [GeV]', 'nominal', 'up', 'varied / nominal: up']);
  });

  it('has every bin, and what lies outside', () => {
    expect(tableOf(histogram).rows).toEqual([
      { header: 'underflow', cells: ['0', '0', ''] },
      { header: '[0, 100)', cells: ['10.0 ± 1.0', '11.0 ± 1.0', '1.100 ± 0.020'] },
      { header: '[100, 300]', cells: ['20.0 ± 2.0', '19.0 ± 2.0', '–'] },
      { header: 'overflow', cells: ['1.2', '1.3', ''] },
    ]);
  });

  it('is refused for edges that do not match', () => {
    expect(() => tableOf({ ...histogram, edges: [] })).toThrow(RangeError);
  });
});

describe('the table of a comparison', () => {
  it('says so where the actual size is unknown', () => {
    const table = tableOf({
      ...common,
      kind: 'comparison',
      y: { label: 'KS distance' },
      rows: [
        {
          label: 'background',
          apparent: { value: 0.02, low: 0.01, high: 0.03 },
          actual: { value: 0.18, low: 0.17, high: 0.19 },
        },
        { label: 'signal', apparent: { value: 0.02, low: 0.01, high: 0.03 } },
      ],
    });
    expect(table.rows.map((row) => row.cells[1])).toEqual(['0.180 ± 0.010', 'unknown: no cross-check sample']);
  });
});

describe('the table of intervals', () => {
  it('has values with their errors, and what is undefined', () => {
    const table = tableOf({
      ...common,
      kind: 'intervals',
      x: { label: 'pull' },
      reference: 0,
      bands: [1, 2],
      rows: [
        { label: 'JES', point: { value: 0.063, low: -0.266, high: 0.392 }, note: 'over-constrained' },
        { label: 'lumi', point: { value: -0.1 } },
        { label: 'JER', point: null, note: '' },
      ],
    });
    expect(table.rows).toEqual([
      { header: 'JES', note: 'over-constrained', cells: ['0.06 ± 0.33'] },
      { header: 'lumi', cells: ['−0.10'] },
      { header: 'JER', cells: ['–'] },
    ]);
  });
});

describe('the table of a ranking', () => {
  it('has a column for each side', () => {
    const table = tableOf({
      ...common,
      kind: 'ranking',
      x: { label: 'change of the yield', unit: '%' },
      series: [
        { label: 'up', role: 'up' },
        { label: 'down', role: 'down' },
      ],
      rows: [{ label: 'jvt', bars: [{ value: 1.2, low: 1.1, high: 1.3 }, null] }],
    });
    expect(table.columns).toEqual(['Nuisance', 'up', 'down']);
    expect(table.rows).toEqual([{ header: 'jvt', cells: ['1.20 ± 0.10', '–'] }]);
  });
});

describe('the table of a ranking with pulls', () => {
  it('has the pull of each nuisance that the fit knows', () => {
    const table = tableOf({
      ...common,
      kind: 'ranking',
      x: { label: 'change' },
      pulls: { label: '(θ̂ − θ₀)/σ₀' },
      series: [{ label: 'up', role: 'up' }],
      rows: [
        { label: 'jes', bars: [null], pull: { value: 0.5, low: 0.1, high: 0.9 } },
        { label: 'mine', bars: [null] },
      ],
    });
    expect(table.columns).toEqual(['Nuisance', 'up', '(θ̂ − θ₀)/σ₀']);
    expect(table.rows.map(({ cells }) => cells[1])).toEqual(['0.50 ± 0.40', '–']);
  });
});

describe('the table of curves', () => {
  it('has each point of each series', () => {
    const table = tableOf({
      ...common,
      kind: 'curves',
      style: 'lines',
      x: { label: 'signal efficiency' },
      y: { label: 'background efficiency' },
      lines: [],
      series: [
        { label: 'nominal', role: 'nominal', points: [{ x: 0.5, y: 0.1, low: 0.09, high: 0.11 }] },
        { label: 'up', role: 'up', points: [{ x: 0.4, y: 0.2 }] },
      ],
    });
    expect(table.rows).toEqual([
      { header: 'nominal', cells: ['0.5', '0.100 ± 0.010'] },
      { header: 'up', cells: ['0.4', '0.2'] },
    ]);
  });
});

describe('the table of curves with a ratio', () => {
  it('tells the ratios after the curves, in a column of their own', () => {
    const table = tableOf({
      ...common,
      kind: 'curves',
      style: 'lines',
      x: { label: 'signal efficiency' },
      y: { label: 'background efficiency' },
      lines: [],
      series: [{ label: 'nominal', role: 'nominal', points: [{ x: 0.5, y: 0.1 }] }],
      ratio: {
        label: 'varied / nominal',
        series: [{ label: 'up', role: 'up', points: [{ x: 0.5, y: 1.2, low: 1.1, high: 1.3 }] }],
      },
    });
    expect(table.columns).toEqual(['', 'signal efficiency', 'background efficiency', 'varied / nominal']);
    expect(table.rows).toEqual([
      { header: 'nominal', cells: ['0.5', '0.1', ''] },
      { header: 'ratio, up', cells: ['0.5', '', '1.20 ± 0.10'] },
    ]);
  });
});

describe('the table of a matrix', () => {
  const matrix: MatrixFigure = {
    ...common,
    kind: 'matrix',
    value: { label: 'Δρ' },
    rows: ['a', 'b'],
    columns: ['a', 'b'],
    cells: [
      [null, { value: -0.12, error: 0.03 }],
      [null, null],
    ],
    colours: 'signed',
  };

  it('has its rows and columns', () => {
    expect(tableOf(matrix).columns).toEqual(['', 'a', 'b']);
    expect(tableOf(matrix).rows[0]).toEqual({ header: 'a', cells: ['–', '−0.120 ± 0.030'] });
  });

  it('is refused for cells that do not match', () => {
    expect(() => tableOf({ ...matrix, rows: ['a'] })).toThrow(RangeError);
  });
});

describe('the list of pulls', () => {
  it('starts with the largest by size, whatever its sign, and ends with the undefined', () => {
    expect(pullList(pulls, 0).rows.map((row) => row.header)).toEqual(['p p > a z wpm', 'p p > z', 'p p > a a']);
  });

  it('is sorted by the definition that is chosen', () => {
    expect(pullList(pulls, 1).rows.map((row) => row.cells[1])).toEqual(['2.82', '−0.90', '0.10']);
  });

  it('shortens long numbers and keeps the note', () => {
    expect(pullList(pulls, 0).rows[0]).toEqual({
      header: 'p p > a z wpm',
      note: 'says nothing',
      cells: ['−1244', '2.82'],
    });
  });

  it('is beside the counts and what N(0,1) expects of them', () => {
    expect(tableOf(pulls).rows[1]).toEqual({ header: '[−1, 0)', cells: ['1', '1.37', '2', '1.37'] });
  });
});

describe('the notes beside a plot', () => {
  it('name each series where they differ', () => {
    expect(outsideNotes(histogram)).toEqual(['nominal: underflow 0, overflow 1.2', 'up: underflow 0, overflow 1.3']);
  });

  it('are one where all agree', () => {
    expect(outsideNotes({ ...histogram, overflow: [0, 0] })).toEqual(['underflow 0, overflow 0']);
  });

  it('state mean and width of pulls with errors', () => {
    const [series] = pulls.series;
    if (series === undefined) throw new Error('The fixture has two definitions.');
    expect(pullNumbers(series)).toBe('4 entries, mean 1.02 ± 0.23, width 1.40 ± 0.16, underflow 0, overflow 2');
  });
});
