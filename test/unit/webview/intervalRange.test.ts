import { describe, expect, it } from 'vitest';
import { intervalRange } from '../../../webview/figure/intervalRange';

const figure = {
  kind: 'intervals' as const,
  id: 'f',
  title: '',
  caption: '',
  target: {},
  about: [],
  x: { label: 'pull' },
  reference: 0,
  bands: [1, 2],
  rows: [],
};

describe('the range of intervals', () => {
  it('holds the bands, and every point with its error, about the reference', () => {
    expect(intervalRange(figure)).toEqual({ low: -2.16, high: 2.16 });
    const far = { label: 'a', point: { value: -3, low: -4, high: -2 } };
    expect(intervalRange({ ...figure, rows: [far] }).low).toBeCloseTo(-4.32, 12);
    expect(intervalRange({ ...figure, rows: [far] }).high).toBeCloseTo(4.32, 12);
  });

  it('is not spoilt by one point very far away', () => {
    expect(intervalRange({ ...figure, rows: [{ label: 'a', point: { value: 1000 } }] }).high).toBeCloseTo(10.8, 12);
    const rows = [0.9, 1.1, 1.05, 900].map((value) => ({ label: 'γ', point: { value } }));
    expect(intervalRange({ ...figure, reference: 1, bands: [], rows }).high).toBeLessThan(2);
  });

  it('is there for what has no points', () => {
    expect(intervalRange({ ...figure, bands: [], rows: [{ label: 'a', point: null }] })).toEqual({ low: -1, high: 1 });
  });
});
