import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../../src/stats/normal';
import { poissonDrawer } from '../../../src/inference/poissonDrawer';
import { Random } from '../../../src/stats/random';
import { studentSigmas } from '../../../src/stats/studentT';
import {
  contamination,
  densityRatio,
  nonClosureOf,
  transferPrediction,
  type RegionSum,
  type RegionSums,
} from '../../../src/stats/transferFactor';
import reference from '../../fixtures/reference/abcd.json';

describe('a region predicted from three others', () => {
  it.each(reference.cases.map((one, index) => [index, one] as const))(
    'has the error of numerical derivatives, and the interval whose ends the test just accepts (case %d)',
    (_, { regions, spread, sigmas, value, error, limits }) => {
      const closure = nonClosureOf(regions, spread);
      expect(closure?.change.value).toBeCloseTo(value, 10);
      expect(closure!.change.error / error).toBeCloseTo(1, 6);
      const found = closure?.limits(sigmas);
      expect(found!.low).toBeCloseTo(limits[0]!, 9);
      expect(found!.high).toBeCloseTo(limits[1]!, 9);
    },
  );

  it('has the relative error of a quotient of counts', () => {
    const counts = { A: poisson(400), B: poisson(1600), C: poisson(100) };
    expect(transferPrediction(counts)).toEqual({
      value: 25,
      error: expect.closeTo(25 * Math.sqrt(1 / 400 + 1 / 1600 + 1 / 100), 12) as number,
    });
  });

  it('closes exactly where N_D = N_A·N_C/N_B', () => {
    const closure = nonClosureOf({ A: poisson(30), B: poisson(60), C: poisson(20), D: poisson(10) });
    expect(closure?.change.value).toBe(0);
  });

  it('knows which part of its variance is that of the second weight', () => {
    const regions = { A: poisson(400), B: poisson(1600), C: poisson(400), D: poisson(100) };
    expect(nonClosureOf(regions)?.spreadShare).toBe(0);
    // It closes: all relative variances add up.
    expect(nonClosureOf(regions, 0.1)?.spreadShare).toBeCloseTo(0.01 / (0.01 + 2 / 400 + 1 / 1600 + 1 / 100), 12);
  });

  it('says nothing where a denominator is not positive', () => {
    const none: RegionSum = { sum: -1, variance: 4 };
    const some = poisson(10);
    expect(transferPrediction({ A: some, B: none, C: some })).toBeUndefined();
    expect(nonClosureOf({ A: some, B: some, C: some, D: none })).toBeUndefined();
    expect(nonClosureOf({ A: some, B: some, C: some, D: poisson(4) })?.limits(3)).toBeUndefined();
  });

  it('does not depend on the unit of the weights, nor on that of a second one', () => {
    const sum = fc.record({
      sum: fc.double({ min: 1, max: 1e4, noNaN: true }),
      variance: fc.double({ min: 0.1, max: 1e4, noNaN: true }),
    });
    const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.record({ A: sum, B: sum, C: sum, D: sum }), factor, factor, (regions, unit, second) => {
        const scaled = {
          A: times(regions.A, unit),
          B: times(regions.B, unit * second),
          C: times(regions.C, unit * second),
          D: times(regions.D, unit),
        };
        const [before, after] = [nonClosureOf(regions)!, nonClosureOf(scaled)!];
        expect((1 + after.change.value) / (1 + before.change.value)).toBeCloseTo(1, 9);
        expect(after.change.error / before.change.error).toBeCloseTo(1, 9);
        const [one, other] = [before.limits(2), after.limits(2)];
        if (one && other) expect((1 + other.high) / (1 + one.high)).toBeCloseTo(1, 5);
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  it('is within its interval as often as promised, and within one standard error in 68.3 ± 2 %', () => {
    const random = new Random('toys of four regions');
    const expected = { A: 200, B: 400, C: 120, D: 60 };
    const sigmas = normalQuantile(1 - 0.05 / 2);
    let [within, covered, rejected] = [0, 0, 0];
    const toys = 4000;
    for (let toy = 0; toy < toys; toy++) {
      const closure = nonClosureOf(mapped(expected, (mean) => poisson(poissonDrawer(mean)(random))))!;
      if (Math.abs(closure.change.value) < closure.change.error) within++;
      const { low, high } = closure.limits(sigmas)!;
      if (low <= 0 && high >= 0) covered++;
      else rejected++;
    }
    expect(Math.abs(within / toys - 0.6827)).toBeLessThan(0.02);
    expect(rejected / toys).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / toys));
    expect(covered / toys).toBeGreaterThan(0.94);
  });
});

describe('the pseudo-experiments of numpy', () => {
  const { scenarios, repetitions, alpha } = reference.toys;
  const certain = scenarios.filter(({ expected }) => Math.min(...expected) >= 30);

  it('hold the true non-closure within one standard error in 68.3 ± 2 %, from thirty effective events in each region on', () => {
    expect(certain.length).toBeGreaterThan(15);
    for (const { coverage } of certain) expect(Math.abs(coverage - 0.6827)).toBeLessThan(0.02);
  });

  it('reject what is true no more often than promised where members say how much trainings differ', () => {
    const { scenarios: ofMembers, repetitions: each, alpha: p } = reference.ensembles;
    for (const { rejected } of ofMembers) expect(rejected).toBeLessThan(p + 3 * Math.sqrt((p * (1 - p)) / each));
  });

  it('reject what is true no more often than promised', () => {
    for (const { rejected } of scenarios) {
      expect(rejected).toBeLessThan(alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / repetitions));
    }
  });
});

describe('signal in the other regions', () => {
  it('shifts a prediction to first order as adding it does', () => {
    const regions = { A: poisson(400), B: poisson(1600), C: poisson(400), D: poisson(100) };
    const signal = { A: poisson(0.4), B: poisson(0.2), C: poisson(0.8), D: poisson(5) };
    const found = contamination(regions, signal)!;
    const sum = (region: keyof RegionSums): RegionSum => poisson(regions[region].sum + signal[region].sum);
    const moved = transferPrediction({ A: sum('A'), B: sum('B'), C: sum('C') })!.value;
    expect(found.shift).toBeCloseTo(moved / transferPrediction(regions)!.value - 1, 5);
    expect(found.fraction).toBe(0.05);
    expect(contamination({ ...regions, B: poisson(0) }, signal)).toBeUndefined();
  });
});

describe('a density ratio', () => {
  it('is p/(1 − p), and none for what is no probability or certain', () => {
    expect([0, 0.5, 0.75].map(densityRatio)).toEqual([0, 1, 3]);
    for (const p of [1, -0.1, 1.2, Number.NaN]) expect(densityRatio(p)).toBeNaN();
  });
});

describe("Student's t", () => {
  it.each(reference.quantiles)('leaves $tails outside with $freedom degrees of freedom as scipy has it', (one) => {
    expect(studentSigmas(one.tails, one.freedom) / one.sigmas).toBeCloseTo(1, 8);
  });

  it('is the normal distribution where nothing is estimated', () => {
    expect(studentSigmas(0.01, Infinity)).toBe(normalQuantile(0.995));
    expect(studentSigmas(0.01, 1e6)).toBeCloseTo(normalQuantile(0.995), 4);
    expect(() => studentSigmas(0, 3)).toThrow(RangeError);
    expect(() => studentSigmas(0.1, 0)).toThrow(RangeError);
  });
});

function poisson(count: number): RegionSum {
  return { sum: count, variance: count };
}

function times({ sum, variance }: RegionSum, factor: number): RegionSum {
  return { sum: factor * sum, variance: factor ** 2 * variance };
}

function mapped<One>(of: Readonly<Record<keyof RegionSums, One>>, make: (one: One) => RegionSum): RegionSums {
  return { A: make(of.A), B: make(of.B), C: make(of.C), D: make(of.D) };
}
