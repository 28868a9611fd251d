import { describe, expect, it } from 'vitest';
import { crossFitted } from '../../../src/stats/boostedTrees';
import { Random } from '../../../src/stats/random';

const rows = 4000;

function uniforms(name: string): Float64Array {
  const random = new Random(name);
  return Float64Array.from({ length: rows }, () => random.uniform());
}

const parts = Uint8Array.from({ length: rows }, (_, row) => (row * 7919) % 2);

function explained(predicted: Float64Array, target: Float64Array): number {
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const left = target.reduce((sum, value, row) => sum + (value - predicted[row]!) ** 2, 0);
  return 1 - left / target.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}

describe('boosted trees', () => {
  it('follow what variables say only together', () => {
    const [x, y] = [uniforms('x'), uniforms('y')];
    const target = x.map((value, row) => (value - 0.5) * (y[row]! - 0.5));
    expect(explained(crossFitted([x, y], target, parts), target)).toBeGreaterThan(0.95);
    expect(explained(crossFitted([x], target, parts), target)).toBeLessThan(0.05);
  });

  it('claim nothing where there is nothing: no row is predicted from itself', () => {
    const target = uniforms('noise');
    expect(explained(crossFitted([uniforms('a'), uniforms('b')], target, parts), target)).toBeLessThan(0.02);
  });

  it('learn what it means that a value is missing', () => {
    const x = uniforms('holes').map((value) => (value < 0.3 ? Number.NaN : value));
    const target = x.map((value) => (Number.isNaN(value) ? 1 : 0.2 * value));
    expect(explained(crossFitted([x], target, parts), target)).toBeGreaterThan(0.99);
  });

  it('predict the mean of the other part without variables', () => {
    const target = Float64Array.of(1, 2, 3, 6);
    expect([...crossFitted([], target, Uint8Array.of(0, 0, 1, 1))]).toEqual([4.5, 4.5, 1.5, 1.5]);
  });
});
