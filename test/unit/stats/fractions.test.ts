import { describe, expect, it } from 'vitest';
import { fractionsOf, type Fractions } from '../../../src/stats/fractions';
import reference from '../../fixtures/reference/fractions.json';

function errorOf({ applied, nominal, correlation }: Fractions): number {
  return Math.sqrt(applied.error ** 2 + nominal.error ** 2 - 2 * correlation * applied.error * nominal.error);
}

/** The events of a sample, and of each the number of the event. */
function sampleOf(weights: readonly number[]) {
  const events = [...weights.keys()].filter((event) => weights[event] !== 0);
  return {
    events,
    weights: Float64Array.from(events, (event) => weights[event]!),
    holds: Float64Array.from(events, (event) => (reference.x[event]! > reference.limit ? 1 : 0)),
  };
}

describe('fractions of two samples that share events', () => {
  const [applied, nominal] = [sampleOf(reference.applied), sampleOf(reference.nominal)];
  const shared = Int32Array.from(applied.events, (event) => nominal.events.indexOf(event));
  const found = fractionsOf(applied, nominal, shared)!;

  it('have the difference and its error of numpy', () => {
    expect(found.applied.value - found.nominal.value).toBeCloseTo(reference.difference, 12);
    expect(errorOf(found) / reference.error).toBeCloseTo(1, 9);
  });

  it('have the error of a Poisson bootstrap, by which samples that are drawn anew scatter', () => {
    // 4,000 of them know it to 1.1 %.
    expect(errorOf(found) / reference.bootstrap).toBeCloseTo(1, 1);
    expect(reference.ratio).toBeCloseTo(1, 1);
  });

  it('would have a larger one if they were taken for independent', () => {
    const apart = fractionsOf(
      applied,
      nominal,
      shared.map(() => -1),
    )!;
    expect(apart.correlation).toBe(0);
    expect(errorOf(apart)).toBeGreaterThan(1.3 * errorOf(found));
  });

  it('cannot differ where both are one sample', () => {
    const same = fractionsOf(applied, applied, Int32Array.from(applied.events.keys()))!;
    expect(same.correlation).toBeCloseTo(1, 12);
    expect(errorOf(same)).toBeLessThan(1e-8);
  });

  it('leave out events in which it is not defined, and are not defined without positive weight', () => {
    const holds = applied.holds.map((value, event) => (event % 2 === 0 ? value : Number.NaN));
    const half = fractionsOf({ ...applied, holds }, nominal, shared)!;
    const weights = applied.weights.map((weight, event) => (event % 2 === 0 ? weight : 0));
    expect(half.applied.value).toBeCloseTo(fractionsOf({ ...applied, weights }, nominal, shared)!.applied.value, 12);
    const negative = { ...applied, weights: applied.weights.map((weight) => -weight) };
    expect(fractionsOf(negative, nominal, shared)).toBeUndefined();
  });
});
