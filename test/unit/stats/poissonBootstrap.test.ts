import { describe, expect, it } from 'vitest';
import { hashOfEvent } from '../../../src/stats/hash';
import { bootstrapEstimate, fillReplica, poissonMultiplier } from '../../../src/stats/poissonBootstrap';
import { Random } from '../../../src/stats/random';

const n = 20_000;
const events = Uint32Array.from({ length: n }, (_, position) => hashOfEvent(17, position));

describe('multipliers of a Poisson bootstrap', () => {
  it('are Poisson numbers of mean 1, in every replica', () => {
    for (const replica of [0, 1, 2, 999]) {
      const counts = [0, 0, 0, 0, 0];
      for (const event of events) counts[Math.min(poissonMultiplier(event, replica), 4)]!++;
      const expected = [1, 1, 1 / 2, 1 / 6].map((term) => (term * n) / Math.E);
      const rest = n - expected.reduce((sum, value) => sum + value, 0);
      const chi2 = [...expected, rest].reduce((sum, value, bin) => sum + (counts[bin]! - value) ** 2 / value, 0);
      // χ² of 4 degrees of freedom is above 18.5 with a probability of 0.1 %.
      expect(chi2).toBeLessThan(18.5);
    }
  });

  it('of one event in two replicas, and of two events in one, have nothing to do with each other', () => {
    const correlation = (of: (row: number) => [number, number]): number => {
      let product = 0;
      for (let row = 0; row + 1 < n; row++) {
        const [a, b] = of(row);
        product += (a - 1) * (b - 1);
      }
      return product / n;
    };
    const bound = 4 / Math.sqrt(n);
    const inReplicas = correlation((row) => [poissonMultiplier(events[row]!, 3), poissonMultiplier(events[row]!, 4)]);
    const ofNeighbours = correlation((row) => [
      poissonMultiplier(events[row]!, 3),
      poissonMultiplier(events[row + 1]!, 3),
    ]);
    const ofFiles = correlation((row) => [
      poissonMultiplier(hashOfEvent(17, row), 3),
      poissonMultiplier(hashOfEvent(18, row), 3),
    ]);
    expect([inReplicas, ofNeighbours, ofFiles].map(Math.abs).every((value) => value < bound)).toBe(true);
  });

  it('depend on the event alone, not on its place among others', () => {
    const weights = new Float64Array(n).fill(1);
    const whole = new Float64Array(n);
    const reversed = new Float64Array(n);
    fillReplica(events, weights, 5, whole);
    fillReplica(events.slice().reverse(), weights, 5, reversed);
    expect([...reversed.reverse()]).toEqual([...whole]);
  });
});

describe('a bootstrap error', () => {
  const random = new Random('bootstrap');
  const weights = Float64Array.from({ length: n }, () => (random.uniform() < 0.2 ? -1 : 1) * random.uniform());
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

  it('of a sum of weights is √Σw²', () => {
    const estimate = bootstrapEstimate(events, weights, 400, total)!;
    expect(estimate.value).toBe(total(weights));
    // The error of an error is 1/√(2·400).
    expect(Math.abs(estimate.error / Math.sqrt(total(weights.map((w) => w * w))) - 1)).toBeLessThan(4 / Math.sqrt(800));
  });

  it('of the difference of a sample from itself is zero: the events are the same', () => {
    const twice = Uint32Array.from([...events, ...events]);
    const signs = Float64Array.from([...weights, ...weights.map((w) => -w)]);
    const halves = (values: Float64Array): number => total(values.subarray(0, n)) + total(values.subarray(n));
    expect(bootstrapEstimate(twice, signs, 20, halves)?.error).toBe(0);
  });

  it('is not given where the statistic is not defined', () => {
    expect(bootstrapEstimate(events, weights, 20, () => undefined)).toBeUndefined();
    let calls = 0;
    expect(bootstrapEstimate(events, weights, 20, () => (calls++ === 0 ? 1 : undefined))).toBeUndefined();
  });
});
