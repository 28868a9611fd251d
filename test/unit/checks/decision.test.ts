import { describe, expect, it } from 'vitest';
import { detectableSigmas, minimumDetectable, plannedPower, sigmasOfPower } from '../../../src/checks/decision';
import { normalQuantile } from '../../../src/stats/normal';
import reference from '../../fixtures/reference/detectable.json';

describe('the effect that an undecided answer names', () => {
  it.each(reference.rows)(
    'is found with its power where errors scatter by a tenth: judged by $sigmas errors, power $power',
    ({ sigmas, power, beyond }) => {
      expect(sigmasOfPower(sigmas, power)).toBeCloseTo(beyond, 6);
    },
  );

  it('is found a little more often where errors are exactly known', () => {
    expect(plannedPower(0.01, 1)).toBeGreaterThan(0.915);
    expect(plannedPower(0.01, 1)).toBeLessThan(0.93);
    expect(plannedPower(0.01, 100)).toBeLessThan(0.95);
  });

  it('lies as many errors beyond the tolerance as it is judged by, and those of its power', () => {
    const judged = normalQuantile(0.995);
    expect(detectableSigmas(0.01, 1)).toBeCloseTo(judged + sigmasOfPower(judged), 12);
    const [m, error] = [minimumDetectable({ value: 0, error: 0.01 }, judged, 0.1), 0.01];
    expect(m - 0.1).toBeCloseTo(detectableSigmas(0.01, 1) * error * Math.sqrt(((1 + m) * (2 + m)) / 2), 12);
  });
});
