import { describe, expect, it } from 'vitest';
import { labelShift, type RegionSums } from '../../../src/stats/labelShift';
import reference from '../../fixtures/reference/shift.json';

const sums = (of: { sumWeights: number[]; sumWeights2: number[] }): RegionSums => ({
  sumWeights: Float64Array.from(of.sumWeights),
  sumWeights2: Float64Array.from(of.sumWeights2),
});
const classes = reference.labelShift.classes.map(sums);
const applied = sums(reference.labelShift.applied);

describe('an estimate of a label shift', () => {
  const found = labelShift(classes, applied)!;

  it("is numpy's solution, with its condition number", () => {
    found.fractions.forEach(({ value }, one) => {
      expect(value).toBeCloseTo(reference.labelShift.fractions[one]!, 10);
    });
    expect(found.condition / reference.labelShift.condition).toBeCloseTo(1, 10);
  });

  it('has the errors of a bootstrap of 4,000 replicas', () => {
    found.fractions.forEach(({ error }, one) => {
      // The error of an error is 1/√(2·4000) = 1.1 %; the rest is the second order of the delta method.
      expect(Math.abs(error / reference.labelShift.bootstrapErrors[one]! - 1)).toBeLessThan(0.05);
    });
  });

  it('adds up to one, and gives ratios to the nominal fractions', () => {
    expect(found.fractions.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
    const totals = classes.map(({ sumWeights }) => sumWeights.reduce((sum, value) => sum + value, 0));
    const all = totals.reduce((sum, value) => sum + value, 0);
    found.ratios.forEach(({ value }, one) => {
      expect((value * totals[one]!) / all).toBeCloseTo(found.fractions[one]!.value, 12);
    });
  });

  it('gives back the nominal fractions where the applied sample is the nominal one', () => {
    const together: RegionSums = {
      sumWeights: Float64Array.from([0, 1, 2], (region) =>
        classes.reduce((sum, one) => sum + one.sumWeights[region]!, 0),
      ),
      sumWeights2: Float64Array.of(1, 1, 1),
    };
    for (const { value } of labelShift(classes, together)!.ratios) expect(value).toBeCloseTo(1, 11);
  });

  it('of two classes is (μ − FPR)/(TPR − FPR)', () => {
    const background = sums({ sumWeights: [80, 20], sumWeights2: [80, 20] });
    const signal = sums({ sumWeights: [30, 70], sumWeights2: [30, 70] });
    const mixed = sums({ sumWeights: [60, 40], sumWeights2: [60, 40] });
    const [, fraction] = labelShift([background, signal], mixed)!.fractions;
    expect(fraction?.value).toBeCloseTo((0.4 - 0.2) / 0.5, 12);
    const variance = (0.4 * 0.6 + 0.6 ** 2 * 0.2 * 0.8 + 0.4 ** 2 * 0.7 * 0.3) / 100 / 0.5 ** 2;
    expect(fraction?.error).toBeCloseTo(Math.sqrt(variance), 12);
  });

  it('is not given where the classes cannot be told apart, or a sample has no weight', () => {
    const one = sums({ sumWeights: [50, 50], sumWeights2: [50, 50] });
    const none = sums({ sumWeights: [1, -1], sumWeights2: [1, 1] });
    expect(labelShift([one, one], one)).toBeUndefined();
    expect(labelShift([one, sums({ sumWeights: [1, 3], sumWeights2: [1, 3] })], none)).toBeUndefined();
    expect(() => labelShift([one], one)).toThrow(RangeError);
  });
});
