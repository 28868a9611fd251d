import { describe, expect, it } from 'vitest';
import { addProduct, rootOfCovariance, sparse } from '../../../src/inference/noiseMatrix';

const bins = 3;

describe('the root of a covariance', () => {
  it('gives it back, also where what one bin loses another gains', () => {
    // Events go from the first to the second and from the second to the third.
    const covariance = Float64Array.of(2, -2, 0, -2, 5, -3, 0, -3, 3);
    const root = rootOfCovariance(covariance, bins);
    const again = covariance.map((_, at) => {
      const [row, column] = [Math.floor(at / bins), at % bins];
      return [0, 1, 2].reduce((sum, k) => sum + root[row * bins + k]! * root[column * bins + k]!, 0);
    });
    again.forEach((value, at) => expect(value).toBeCloseTo(covariance[at]!, 12));
  });

  it('of nothing is nothing', () => {
    expect([...rootOfCovariance(new Float64Array(9), bins)]).toEqual(new Array(9).fill(0));
  });
});

it('a product adds what elements beside zero do', () => {
  const matrix = sparse(Float64Array.of(1, 0, 0, 0, 0, 2, 0, 0, 3), bins);
  expect(matrix.values).toHaveLength(3);
  const out = Float64Array.of(10, 10, 10);
  addProduct(matrix, Float64Array.of(1, 2, 3), out);
  expect([...out]).toEqual([11, 16, 19]);
});
