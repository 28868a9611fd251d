import { describe, expect, it } from 'vitest';
import type { HistogramFigure } from '../../../src/report/figure';
import { canNormalise, normalised } from '../../../webview/figure/normalised';

const figure: HistogramFigure = {
  kind: 'histogram',
  id: 'score',
  title: '',
  caption: '',
  target: {},
  about: [],
  x: { label: 'score' },
  y: { label: 'Σw per bin' },
  edges: [0, 1, 2],
  series: [
    { label: 'nominal', role: 'nominal', values: [2, 5], errors: [0.2, 0.5] },
    { label: 'up', role: 'up', values: [3, 10], errors: [0.3, 1] },
  ],
  underflow: [1, 3],
  overflow: [2, 4],
  ratio: { label: 'ratio', series: [{ label: 'up', role: 'up', values: [1.5, null], errors: [0.1, null] }] },
  lines: [],
};

describe('a histogram that is normalised', () => {
  it('has a total of 1 in each series, what lies outside the axis included', () => {
    const { series, underflow, overflow } = normalised(figure);
    expect(series.map(({ values }) => values)).toEqual([
      [0.2, 0.5],
      [0.15, 0.5],
    ]);
    expect(series.map(({ errors }) => errors)).toEqual([
      [0.02, 0.05],
      [0.015, 0.05],
    ]);
    expect([underflow, overflow]).toEqual([
      [0.1, 0.15],
      [0.2, 0.2],
    ]);
  });

  it('has the ratio of what is drawn above it', () => {
    const [ratio] = normalised(figure).ratio?.series ?? [];
    expect(ratio?.values).toEqual([expect.closeTo(0.15 / 0.2, 12), null]);
    expect(ratio?.errors).toEqual([expect.closeTo(0.05, 12), null]);
  });

  it('cannot be normalised again, nor without a positive total', () => {
    expect(canNormalise(figure)).toBe(true);
    expect(canNormalise(normalised(figure))).toBe(false);
    expect(canNormalise({ ...figure, profile: true })).toBe(false);
    expect(canNormalise({ ...figure, underflow: [-7, 0], overflow: [0, 0] })).toBe(false);
  });
});
