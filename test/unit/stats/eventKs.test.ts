import { describe, expect, it } from 'vitest';
import { eventKs } from '../../../src/stats/eventKs';
import reference from '../../fixtures/reference/worstShift.json';

const names = ['a', 'b', 'c'] as const;
const signs = [1, -1, 1];

/** Features moved by their bound along the sign of their weight (`sense` 1) or against it. */
function moved(feature: number, sense: number): [Float64Array, Float64Array] {
  const name = names[feature]!;
  const before = Float64Array.from(reference.signal[name]);
  const by = sense * signs[feature]! * reference.bounds[name];
  return [before, before.map((value) => value + by * Math.abs(value))];
}

describe('the KS distance of events that move', () => {
  const weights = Float64Array.from(reference.signal.w);

  it.each([0, 1, 2])('is that of scipy for weights of 1: feature %i', (feature) => {
    const ones = weights.map(() => 1);
    expect(eventKs(...moved(feature, -1), ones)).toBeCloseTo(reference.lowers.ksOfUnitWeights[feature]!, 12);
    expect(eventKs(...moved(feature, 1), ones)).toBeCloseTo(reference.raises.ksOfUnitWeights[feature]!, 12);
  });

  it.each([0, 1, 2])('is that of a loop over all values for signed weights: feature %i', (feature) => {
    expect(eventKs(...moved(feature, -1), weights)).toBeCloseTo(reference.lowers.ks[feature]!, 12);
    expect(eventKs(...moved(feature, 1), weights)).toBeCloseTo(reference.raises.ks[feature]!, 12);
  });

  it('is 0 where events exchange their values', () => {
    expect(eventKs(Float64Array.of(1, 2, 3), Float64Array.of(3, 1, 2), Float64Array.of(1, 1, 1))).toBe(0);
  });

  it('is not defined for weights that cancel', () => {
    expect(() => eventKs(Float64Array.of(1, 2), Float64Array.of(1, 2), Float64Array.of(1, -1))).toThrow(RangeError);
  });
});
