import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../src/report/figure';
import { csvOf } from '../../../webview/figure/csv';

const common = { id: 'f', title: 'T', caption: '', target: {}, about: [] };

describe('a figure as CSV', () => {
  it('has every bin of a histogram with its errors and ratio, and what lies outside', () => {
    const figure: Figure = {
      ...common,
      kind: 'histogram',
      x: { label: 'HT', unit: 'GeV' },
      y: { label: 'events' },
      edges: [0, 1, 3],
      series: [{ label: 'nominal', role: 'nominal', values: [0.1234567890123, 2], errors: [0.5, 1] }],
      underflow: [7],
      overflow: [8],
      ratio: { label: 'ratio', series: [{ label: 'up', role: 'up', values: [1.5, null], errors: [0.1, null] }] },
      lines: [],
    };
    expect(csvOf(figure).split('\r\n')).toEqual([
      'HT [GeV],low,high,nominal,nominal error,ratio up,ratio up error',
      'underflow,,0,7,,,',
      'bin,0,1,0.1234567890123,0.5,1.5,0.1',
      'bin,1,3,2,1,,',
      'overflow,3,,8,,,',
      '',
    ]);
  });

  it('quotes what must be quoted, and lets no spreadsheet take a name for a formula', () => {
    const figure: Figure = {
      ...common,
      kind: 'intervals',
      x: { label: 'pull' },
      reference: 0,
      bands: [1],
      rows: [
        { label: 'a, "b"', point: { value: 1, low: 0.5, high: 1.5 } },
        { label: '=cmd()', point: null, note: 'undefined' },
      ],
    };
    expect(csvOf(figure).split('\r\n').slice(1, 3)).toEqual([`"a, ""b""",1,0.5,1.5,`, `'=cmd(),,,,undefined`]);
  });

  it('has a row for each cell of a matrix and each point of a curve', () => {
    const matrix: Figure = {
      ...common,
      kind: 'matrix',
      value: { label: 'Δρ' },
      rows: ['a', 'b'],
      columns: ['c'],
      cells: [[{ value: -0.5, error: 0.1 }], [null]],
      colours: 'signed',
    };
    expect(csvOf(matrix)).toBe('row,column,Δρ,error\r\na,c,-0.5,0.1\r\n');
    const curves: Figure = {
      ...common,
      kind: 'curves',
      x: { label: 'x' },
      y: { label: 'y' },
      style: 'lines',
      series: [{ label: 's', role: 'nominal', points: [{ x: 0, y: 1, low: 0, high: 2 }] }],
      lines: [],
    };
    expect(csvOf(curves)).toBe('series,x,y,low,high\r\ns,0,1,0,2\r\n');
    const points = [{ x: 0, y: 1.5, low: 1.25, high: 1.75 }];
    const withRatio: Figure = { ...curves, ratio: { label: 'r', series: [{ label: 's', role: 'up', points }] } };
    expect(csvOf(withRatio)).toBe(`${csvOf(curves)}ratio s,0,1.5,1.25,1.75\r\n`);
  });
});
