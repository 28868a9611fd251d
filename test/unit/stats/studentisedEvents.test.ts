import { describe, expect, it } from 'vitest';
import { studentisedByEvents } from '../../../src/stats/studentisedEvents';
import { Random } from '../../../src/stats/random';

const some = (events: number, of: (event: number) => number): Float64Array =>
  Float64Array.from({ length: events }, (_, event) => of(event));

describe('how few events made an estimate', () => {
  it('is told by twice their number where all add alike, and by fewer where one is heavy', () => {
    expect(studentisedByEvents(some(30, () => 0.2))!.freedom).toBeCloseTo(60, 9);
    const heavy = studentisedByEvents(some(30, (event) => (event === 0 ? 10 : 1)))!;
    expect(heavy.freedom).toBeCloseTo((2 * 129 ** 2) / 10029, 9);
  });

  it('is skewed by 1/√n where n events pull one way', () => {
    expect(studentisedByEvents(some(25, () => 3))!.skewness).toBeCloseTo(0.2, 9);
    expect(studentisedByEvents(some(25, () => -3))!.skewness).toBeCloseTo(-0.2, 9);
  });

  it('is hardly skewed where events pull to both sides by chance', () => {
    const random = new Random('signs');
    const experiments = 500;
    let sum = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const sign = (): number => (random.uniform() < 0.5 ? -1 : 1);
      sum += Math.abs(studentisedByEvents(some(16, sign))!.skewness);
    }
    // All of one side would have 1/4.
    expect(sum / experiments).toBeLessThan(0.25 / 8);
  });

  it('is nothing where none adds anything, and no skewness where one event is all there is', () => {
    expect(studentisedByEvents(new Float64Array(5))).toBeUndefined();
    expect(studentisedByEvents(Float64Array.of(2, 0, 0))).toEqual({ freedom: 2, skewness: 0 });
  });
});
