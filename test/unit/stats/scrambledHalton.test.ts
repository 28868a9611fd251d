import { describe, expect, it } from 'vitest';
import { scrambledHalton } from '../../../src/stats/scrambledHalton';
import { studentFourLogDensity, studentFourQuantile } from '../../../src/stats/studentFour';

describe('scrambled Halton points', () => {
  const [n, dimensions] = [1296, 2];
  const points = scrambledHalton(n, dimensions, 'test');

  it('fill every box of 1/16 by 1/81 exactly once', () => {
    const boxes = new Set(
      Array.from({ length: n }, (_, i) => Math.floor(points[2 * i]! * 16) * 81 + Math.floor(points[2 * i + 1]! * 81)),
    );
    expect(boxes.size).toBe(n);
  });

  it('are the same for a seed, and others for another', () => {
    expect(scrambledHalton(n, dimensions, 'test')).toEqual(points);
    expect(scrambledHalton(n, dimensions, 'other')).not.toEqual(points);
  });

  it('keep those that there are when there are more', () => {
    expect(scrambledHalton(2 * n, dimensions, 'test').slice(0, 2 * n)).toEqual(points);
  });

  it('integrate a smooth function far better than random points would', () => {
    const means = Array.from({ length: 8 }, (_, one) => {
      const some = scrambledHalton(256, 3, `mean ${one}`);
      let sum = 0;
      for (let i = 0; i < 256; i++) sum += some[3 * i]! * some[3 * i + 1]! ** 2 * Math.exp(some[3 * i + 2]!);
      return sum / 256;
    });
    const mean = means.reduce((sum, one) => sum + one, 0) / means.length;
    const scatter = Math.sqrt(means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 7 / 8);
    const exact = (1 / 2) * (1 / 3) * (Math.E - 1);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * scatter);
    // Random points: 0.3/√2048.
    expect(scatter).toBeLessThan(0.002);
  });

  it('know no more than 24 dimensions', () => {
    expect(() => scrambledHalton(2, 25, 'test')).toThrow(RangeError);
  });
});

describe("Student's distribution with four degrees of freedom", () => {
  /** Its distribution function in closed form: ½ + ¾ sin θ − ¼ sin³ θ with tan θ = x/2. */
  const below = (x: number): number => {
    const sine = x / Math.sqrt(4 + x * x);
    return 0.5 + 0.75 * sine - 0.25 * sine ** 3;
  };

  it.each([1e-9, 0.001, 0.158655, 0.49999, 0.5, 0.7, 0.975, 0.999999])('has the quantile of %d', (p) => {
    expect(below(studentFourQuantile(p)) / p).toBeCloseTo(1, p < 1e-6 ? 5 : 9);
  });

  it('has the density that its distribution function rises by', () => {
    for (const x of [-3, -0.4, 0, 1.7]) {
      expect(Math.exp(studentFourLogDensity(x))).toBeCloseTo((below(x + 1e-5) - below(x - 1e-5)) / 2e-5, 8);
    }
  });
});
