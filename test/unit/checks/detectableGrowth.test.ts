import { describe, expect, it } from 'vitest';
import { sigmasOfPower } from '../../../src/checks/decision';
import {
  aucGrowth,
  detectableAucDifference,
  detectableChiSquared,
  detectableFraction,
  detectablePairs,
  detectableWithGrowth,
} from '../../../src/checks/detectableGrowth';

describe('what would have been found', () => {
  it('is the tolerance and so many errors where errors do not grow', () => {
    expect(detectableWithGrowth(3, 0.01 ** 2, 0, 0.1)).toBeCloseTo(0.13, 12);
  });

  it('is as many errors beyond the tolerance as they are there', () => {
    const m = detectableWithGrowth(3, 0.01 ** 2, 0.002, 0.1);
    expect(m - 0.1).toBeCloseTo(3 * Math.sqrt(0.01 ** 2 + 0.002 * m), 12);
  });

  it('is, of a fraction of events, where its root is so far beyond the tolerance', () => {
    const m = detectableFraction(4, { value: -0.01, error: 0.003 }, 0, 0.02);
    expect(m - 0.02).toBeCloseTo(4 * 0.003 * Math.sqrt(m / 0.01), 12);
  });

  it('is the tolerance of a fraction that is 0 without an error', () => {
    expect(detectableFraction(4, { value: 0, error: 0 }, 0, 0.02)).toBe(0.02);
  });

  it('is, of a fraction of pairs, between one that grows as events and one that grows as pairs', () => {
    const [p, error] = [0.01, 0.001];
    const m = detectablePairs(4, { value: p, error }, 0.02);
    expect(m - 0.02).toBeCloseTo((4 * error * Math.sqrt((m * (m + p)) / 2)) / p, 12);
  });

  it('is no more than all pairs', () => {
    expect(detectablePairs(4, { value: 0.01, error: 0.01 }, 0.02)).toBe(1);
  });

  it('is never less for AUCs than their present error says', () => {
    expect(detectableAucDifference(4, 0.01, 1e-9, 0.005)).toBeCloseTo(0.045, 12);
    expect(detectableAucDifference(4, 0, 0.001, 0.005)).toBe(detectableWithGrowth(4, 0, 0.001, 0.005));
  });
});

describe('χ²/ν that would have been found', () => {
  const sigmas = 2.5758;
  const errorAt = (ratio: number, freedom: number): number => Math.sqrt((2 + 4 * (ratio - 1)) / freedom);

  it('lies errors beyond what is needed, each as large as it is there, and those of its power', () => {
    const found = detectableChiSquared(1 / Math.sqrt(30), sigmas, 1.5);
    const least = found - sigmasOfPower(sigmas) * errorAt(found, 30);
    expect(least - sigmas * errorAt(least, 30)).toBeCloseTo(1.5, 10);
  });
});

describe('the variance that a difference of two AUCs brings with it', () => {
  /** Normal classes a distance of 1 apart, in fine bins, worth 1,000 events each. */
  const edges = Array.from({ length: 1201 }, (_, bin) => -6 + bin / 100);
  const normal = (mean: number): { sumWeights: Float64Array; sumWeights2: Float64Array } => {
    const sumWeights = Float64Array.from(
      edges,
      (x) => (10 * Math.exp(-((x - mean) ** 2) / 2)) / Math.sqrt(2 * Math.PI),
    );
    return { sumWeights, sumWeights2: sumWeights };
  };

  it('is that of noise on scores of normal classes', () => {
    // σ²/D for a small ε by numerical integrals: 0.0657 ε² (1/n_s + 1/n_b) and 0.1098 ε².
    expect(aucGrowth({ classes: [normal(0), normal(1)] })).toBeCloseTo((0.0658 / 0.1098) * (2 / 1000), 5);
  });

  it('is finite where nothing is separated', () => {
    expect(aucGrowth({ classes: [normal(0), normal(0)] })).toBeLessThan(0.02);
  });
});
