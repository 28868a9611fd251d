import { describe, expect, it } from 'vitest';
import { correlation, correlationChange } from '../../../src/stats/correlation';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/shift.json';

const x = Float64Array.from(reference.correlation.x);
const y = Float64Array.from(reference.correlation.y);
const weights = Float64Array.from(reference.correlation.weight);
const ones = new Float64Array(x.length).fill(1);
const errorOf = (influence: Float64Array): number => Math.sqrt(influence.reduce((sum, psi) => sum + psi * psi, 0));

describe('a weighted correlation', () => {
  const found = correlation(x, y, weights)!;

  it("is numpy's, with signed weights and without", () => {
    expect(found.value).toBeCloseTo(reference.correlation.value, 12);
    expect(correlation(x, y, ones)?.value).toBeCloseTo(reference.correlation.unweighted, 12);
  });

  it('has the error of the jackknife', () => {
    expect(errorOf(found.influence) / reference.correlation.error).toBeCloseTo(1, 6);
  });

  it('does not change with the scale of weights, the scale of a variable, the order, or halves of events', () => {
    const scaled = correlation(
      x.map((value) => 1e3 * value - 7),
      y,
      weights.map((w) => 1e-5 * w),
    )!;
    const reversed = correlation(x.slice().reverse(), y.slice().reverse(), weights.slice().reverse())!;
    const twice = (values: Float64Array): Float64Array => Float64Array.from([...values, ...values]);
    const halves = correlation(
      twice(x),
      twice(y),
      twice(weights).map((w) => w / 2),
    )!;
    for (const other of [scaled, reversed, halves]) expect(other.value).toBeCloseTo(found.value, 11);
    for (const other of [scaled, reversed]) expect(errorOf(other.influence)).toBeCloseTo(errorOf(found.influence), 11);
  });

  it('leaves out events without a value', () => {
    const holes = x.map((value, event) => (event < 100 ? Number.NaN : value));
    expect(correlation(holes, y, weights)?.value).toBeCloseTo(
      correlation(x.subarray(100), y.subarray(100), weights.subarray(100))!.value,
      12,
    );
  });

  it('is not defined for a constant, or where weights cancel', () => {
    expect(correlation(ones, y, weights)).toBeUndefined();
    expect(
      correlation(
        x,
        y,
        weights.map((_, event) => (event % 2 ? 1 : -1)),
      ),
    ).toBeUndefined();
  });
});

describe('a change of correlation', () => {
  it('of a sample against itself is nothing, without an error: the events are the same', () => {
    const found = correlation(x, y, weights)!;
    const same = Int32Array.from(x.keys());
    expect(correlationChange(found, found, same)).toEqual({ value: 0, error: 0 });
    expect(correlationChange(found, found).error).toBeCloseTo(Math.SQRT2 * errorOf(found.influence), 12);
  });

  it('is beyond 1.96 errors in 5 % of pairs of samples that do not differ', () => {
    const random = new Random('pairs');
    const sample = (): [Float64Array, Float64Array, Float64Array] => {
      const a = Float64Array.from({ length: 300 }, () => random.normal());
      const b = a.map((value) => 0.5 * value + random.normal());
      return [a, b, a.map((value) => (random.uniform() < 0.15 ? -1 : 1) * Math.exp(0.3 * value))];
    };
    const pairs = 1500;
    let beyond = 0;
    for (let pair = 0; pair < pairs; pair++) {
      const { value, error } = correlationChange(correlation(...sample())!, correlation(...sample())!);
      if (Math.abs(value) > 1.96 * error) beyond++;
    }
    // A binomial error is 0.6 %.
    expect(beyond / pairs).toBeGreaterThan(0.03);
    expect(beyond / pairs).toBeLessThan(0.07);
  });
});
