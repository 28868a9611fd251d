import { describe, expect, it } from 'vitest';
import { featureEdges, plotGroups, scoreEdges } from '../../../src/profile/binnings';
import { Binning } from '../../../src/stats/binning';
import { Random } from '../../../src/stats/random';

function values(of: (random: Random) => number, n = 5000): Float64Array {
  const random = new Random('binnings');
  return Float64Array.from({ length: n }, () => of(random));
}

describe('the edges of a feature', () => {
  const normal = featureEdges(values((random) => random.normal()));

  it('are those of 256 equal populations and of the plot together', () => {
    expect(normal.edges.length).toBeGreaterThan(256);
    expect(normal.edges.length).toBeLessThan(256 + 50);
    for (const edge of normal.plot) expect(normal.edges.includes(edge)).toBe(true);
  });

  it('ascend, so that a value has one bin', () => {
    for (let at = 1; at < normal.edges.length; at++) expect(normal.edges[at]).toBeGreaterThan(normal.edges[at - 1]!);
  });

  it('are drawn with at most 41 edges of equal distance and round numbers, around 99 % of the events', () => {
    const { plot } = normal;
    expect(plot.length).toBeLessThanOrEqual(42);
    const width = plot[1]! - plot[0]!;
    plot.forEach((edge, at) => expect(edge).toBeCloseTo(plot[0]! + at * width, 10));
    expect([1, 2, 2.5, 5]).toContain(Number((width / 10 ** Math.floor(Math.log10(width))).toPrecision(3)));
    expect(plot[0]).toBeLessThan(-2.5);
    expect(plot[plot.length - 1]).toBeGreaterThan(2.5);
  });

  it('of a number of jets give each its own bin, centred', () => {
    const { plot } = featureEdges(values((random) => 4 + Math.floor(5 * random.uniform())));
    expect(plot).toHaveLength(6);
    plot.forEach((edge, at) => expect(edge).toBeCloseTo(3.5 + at, 12));
  });

  it('of one value enclose it', () => {
    const { edges, plot } = featureEdges(Float64Array.of(7, 7, 7));
    expect([...plot]).toEqual([6.5, 7.5]);
    expect(new Binning(edges).index(7)).toBeGreaterThan(0);
    expect(new Binning(edges).index(7)).toBeLessThan(edges.length);
  });

  it.each([[[]], [[Number.NaN, Infinity]]])('of no value at all (%j) are one', (none) => {
    expect(featureEdges(Float64Array.from(none))).toEqual({
      edges: Float64Array.of(0),
      plot: Float64Array.of(0),
      origin: 0,
    });
  });

  it('do not change for values that are not finite', () => {
    const some = values((random) => random.normal());
    expect(featureEdges(Float64Array.of(...some, Number.NaN, Infinity, -Infinity))).toEqual(featureEdges(some));
  });
});

describe('the edges of a score', () => {
  const uniform = values((random) => 0.2 + 0.5 * random.uniform());

  it('hold the working points exactly, so that an efficiency is a sum of bins', () => {
    const { edges } = scoreEdges(uniform, [0.3, 0.6123456789]);
    expect(edges.includes(0.3)).toBe(true);
    expect(edges.includes(0.6123456789)).toBe(true);
  });

  it('of a probability are drawn from 0 to 1', () => {
    const { plot } = scoreEdges(uniform, []);
    expect([plot[0], plot[plot.length - 1], plot.length]).toEqual([0, 1, 41]);
  });

  it('of anything else are drawn where it lies', () => {
    const { plot } = scoreEdges(
      values((random) => 10 * random.normal()),
      [],
    );
    expect(plot[0]).toBeLessThan(-20);
  });
});

describe('the bins of a plot', () => {
  it('hold each bin of the tests once, in order, and under- and overflow beside them', () => {
    const { edges, plot } = featureEdges(values((random) => random.normal()));
    const binning = new Binning(edges);
    const groups = plotGroups(binning, plot);
    expect([groups[0], groups[groups.length - 1]]).toEqual([0, plot.length]);
    const plotted = new Binning(plot);
    for (const x of values((random) => 3 * random.normal(), 1000)) {
      expect(groups[binning.index(x)]).toBe(plotted.index(x));
    }
  });
});
