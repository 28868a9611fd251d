import fc from 'fast-check';
import { expect, it } from 'vitest';
import { eigenvalues } from '../../../src/stats/eigenvalues';

it('eigenvalues of two by two are those of the formula', () => {
  const { values } = eigenvalues(Float64Array.of(5, 0, 2, 2), 2);
  expect([...values].sort((a, b) => a - b)).toEqual([expect.closeTo(1, 12), expect.closeTo(6, 12)]);
});

it('eigenvectors are orthogonal, and make the matrix again', () => {
  const n = 5;
  const element = fc.double({ min: -10, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.array(element, { minLength: n * n, maxLength: n * n }), (elements) => {
      const matrix = Float64Array.from(elements);
      const { values, vectors } = eigenvalues(matrix, n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          let [product, again] = [0, 0];
          for (let k = 0; k < n; k++) {
            product += vectors[i * n + k]! * vectors[j * n + k]!;
            again += values[k]! * vectors[k * n + i]! * vectors[k * n + j]!;
          }
          expect(product).toBeCloseTo(i === j ? 1 : 0, 10);
          expect(again).toBeCloseTo(matrix[i * n + j]!, 8);
        }
      }
    }),
    { seed: 1, numRuns: 100 },
  );
});
