import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../../src/language/hover/picture';
import { histogram } from './hovering';

describe('the picture of a histogram', () => {
  it('is well-formed, and as high as it says', () => {
    const { svg, height } = pictureOf(histogram({}, 'a'), { y: 'y', ratio: 'r' });
    expect(svg).toContain(`height="${height}"`);
    const open = [...svg.matchAll(/<(\w+)(?:\s[^>]*[^/])?>/g)].map(([, name]) => name);
    const closed = [...svg.matchAll(/<\/(\w+)>/g)].map(([, name]) => name);
    expect(open.toSorted()).toEqual(closed.toSorted());
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws bins as wide as they are', () => {
    const { svg } = pictureOf(histogram({}, 'a'), { y: 'y', ratio: 'r' });
    const [, first, edge, second] = /d="M([\d.]+) [\d.]+H([\d.]+)V[\d.]+H([\d.]+)"/.exec(svg) ?? [];
    const [from, to, end] = [first, edge, second].map(Number);
    expect((end! - to!) / (to! - from!)).toBeCloseTo(3, 1);
  });

  it('stands a histogram without events or ratios', () => {
    const figure = histogram({}, 'a');
    const empty = { ...figure, series: figure.series.map((one) => ({ ...one, values: [0, 0], errors: [0, 0] })) };
    const { ratio: _ratio, ...without } = empty;
    expect(pictureOf(without, { y: 'y', ratio: 'r' }).svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});
