import { describe, expect, it } from 'vitest';
import type { Estimate } from '../../../src/stats/estimate';
import { Random } from '../../../src/stats/random';
import { leastSquaresRows, mergeRatioSums, RatioFiller, type RatioSums } from '../../../src/stats/ratioGrid';
import { mergeRegressionSums, RegressionFiller, type RegressionSums } from '../../../src/stats/regression';
import { slopeOfRegression, slopeOverGrid, type Slope } from '../../../src/stats/slope';
import { limitsOf } from '../../../src/stats/studentisedLimits';
import reference from '../../fixtures/reference/slopes.json';

const { toys } = reference;

type Expected = Record<'centre' | 'slope' | 'relative' | 'curvature', Estimate>;

function expectSlope(slope: Slope | undefined, expected: Expected): void {
  for (const name of ['centre', 'slope', 'relative', 'curvature'] as const) {
    expect(slope?.[name]?.value, name).toBeCloseTo(expected[name].value, 9);
    expect(slope?.[name]?.error, `error of ${name}`).toBeCloseTo(expected[name].error, 9);
  }
}

/** @param of n and d of one event at one point */
function gridSums(
  of: (event: number, point: number) => readonly [number, number],
  from = 0,
  to = toys.scores.length,
): RatioSums {
  const points = toys.positions.length + 1;
  const sums = new RatioFiller(points);
  for (let event = from; event < to; event++) {
    const pairs = Array.from({ length: points }, (_, point) => of(event, point));
    sums.add(
      Float64Array.from(pairs, ([n]) => n),
      Float64Array.from(pairs, ([, d]) => d),
    );
  }
  return sums.result();
}

describe('the slope of few events', () => {
  const slopeOf = (events: readonly (readonly [number, number, number])[]): Slope | undefined => {
    const sums = new RegressionFiller();
    for (const [u, y, w] of events) sums.add(u, y, w);
    return slopeOfRegression(sums.result());
  };

  it('is not defined of two, through which a line always passes, nor where two have all the weight', () => {
    const two = [
      [0, 1, 1],
      [1, 3, 1],
    ] as const;
    expect(slopeOf(two)).toBeUndefined();
    expect(slopeOf([...two, [2, 4, 1e-9]])).toBeUndefined();
  });

  it('has limits of as many degrees of freedom as points are left', () => {
    const slope = slopeOf([
      [-1, 0.1, 1],
      [0, 0.4, 1],
      [1, 0.9, 1],
      [2, 1.1, 1],
      [3, 1.6, 1],
    ])?.slope;
    // scipy.stats.t.isf(scipy.stats.norm.sf(2), 3) = 3.3068
    const { value = NaN, error = NaN, studentised } = slope ?? {};
    expect(limitsOf({ value, error, ...(studentised && { studentised }) }, 2).high).toBeCloseTo(
      value + 3.3068 * error,
      3,
    );
  });
});

describe('the slope over a grid of the same events', () => {
  it('of an efficiency is that of numpy, with the error of sums over events and signed weights', () => {
    const sums = gridSums((event, point) => {
      const w = toys.weights[event]![point]!;
      return [toys.scores[event]![point]! >= toys.threshold ? w : 0, w];
    });
    expectSlope(slopeOverGrid(sums, toys.positions), toys.efficiency);
  });

  it('of a mean is, too', () => {
    const sums = gridSums((event, point) => {
      const w = toys.weights[event]![point]!;
      return [toys.scores[event]![point]! * w, w];
    });
    expectSlope(slopeOverGrid(sums, toys.positions), toys.mean);
  });

  it('of a yield is relative to nominal, whose events are the same', () => {
    const nominal = toys.positions.length;
    const sums = gridSums((event, point) => [toys.weights[event]![point]!, toys.weights[event]![nominal]!]);
    expectSlope(slopeOverGrid(sums, toys.positions), toys.yield);
  });

  it('is the same of two halves together', () => {
    const of = (event: number, point: number): [number, number] => [toys.scores[event]![point]!, 1];
    const whole = gridSums(of);
    const [first, rest] = [gridSums(of, 0, 25), gridSums(of, 25)];
    const merged = slopeOverGrid(mergeRatioSums([first, rest])!, toys.positions);
    expect(merged?.slope.error).toBeCloseTo(slopeOverGrid(whole, toys.positions)!.slope.error, 10);
  });

  it('has no error where every event moves the yield alike', () => {
    const sums = new RatioFiller(4);
    for (let event = 0; event < 10; event++) {
      sums.add(Float64Array.of(0.9, 1, 1.1, 1), new Float64Array(4).fill(1));
    }
    const slope = slopeOverGrid(sums.result(), [-1, 0, 1]);
    expect(slope?.slope.value).toBeCloseTo(0.1, 12);
    expect(slope?.slope.error).toBeCloseTo(0, 8);
    expect(slope?.curvature?.value).toBeCloseTo(0, 12);
  });

  it('is not defined where weights cancel or there is one point only', () => {
    expect(slopeOverGrid(new RatioFiller(3).result(), [0, 1])).toBeUndefined();
    const sums = new RatioFiller(2);
    sums.add(Float64Array.of(1, 1), Float64Array.of(1, 1));
    expect(slopeOverGrid(sums.result(), [1])).toBeUndefined();
  });
});

describe('the polynomial of least squares', () => {
  it('gives back the polynomial that made the values', () => {
    const positions = Float64Array.of(-3, -1, 0.5, 2, 4);
    const values = positions.map((u) => 2 - 0.5 * u + 0.25 * u * u);
    const coefficients = leastSquaresRows(positions, 2).map((row) =>
      row.reduce((total, one, index) => total + one * values[index]!, 0),
    );
    [2, -0.5, 0.25].forEach((expected, power) => {
      expect(coefficients[power]).toBeCloseTo(expected, 12);
    });
  });

  it('asks for more points than its degree', () => {
    expect(() => leastSquaresRows(Float64Array.of(1, 1), 1)).toThrow(RangeError);
  });
});

function regressionSums(y: readonly number[], from = 0, to = y.length): RegressionSums {
  const sums = new RegressionFiller();
  const { u, weights } = toys.regression;
  for (let event = from; event < to; event++) sums.add(u[event]!, y[event]!, weights[event]!);
  return sums.result();
}

describe('the slope of a regression', () => {
  it('of a number is that of numpy, with the sandwich error and signed weights', () => {
    expectSlope(slopeOfRegression(regressionSums(toys.regression.y)), toys.regression.mean);
  });

  it('of an efficiency is, too', () => {
    expectSlope(slopeOfRegression(regressionSums(toys.regression.passes)), toys.regression.efficiency);
  });

  it('is the same of two parts together', () => {
    const { y } = toys.regression;
    const merged = mergeRegressionSums([regressionSums(y, 0, 20), regressionSums(y, 20)]);
    expectSlope(slopeOfRegression(merged), toys.regression.mean);
  });

  it('is not defined of one value of the parameter', () => {
    const sums = new RegressionFiller();
    for (let event = 0; event < 5; event++) sums.add(0.7, event, 1);
    expect(slopeOfRegression(sums.result())).toBeUndefined();
  });
});

/** Fractions of experiments whose interval of 1 and of 2 standard errors holds the truth. */
function coverage(experiments: number, of: (random: Random) => Estimate, truth: number): readonly [number, number] {
  const random = new Random('coverage of slopes');
  let [one, two] = [0, 0];
  for (let experiment = 0; experiment < experiments; experiment++) {
    const { value, error } = of(random);
    const pull = Math.abs(value - truth) / error;
    if (pull < 1) one++;
    if (pull < 2) two++;
  }
  return [one / experiments, two / experiments];
}

function expectCoverage([one, two]: readonly [number, number]): void {
  expect(Math.abs(one - 0.683)).toBeLessThan(0.02);
  expect(Math.abs(two - 0.954)).toBeLessThan(0.02);
}

describe('the interval of a slope holds the truth as often as it says', () => {
  const experiments = 3000;
  const weights = [
    ['unit weights', () => 1],
    ['log-normal weights', (random: Random) => Math.exp(0.5 * random.normal())],
    ['a fifth of the weights negative', (random: Random) => (random.uniform() < 0.2 ? -1 : 1)],
  ] as const;

  it.each(weights)('over a grid, %s', (_, weight) => {
    const positions = [-2, -1, 0, 1, 2];
    // score = x + z/10, x uniform in 0..1: the efficiency at 0.5 is 0.5 + z/10.
    const of = (random: Random): Estimate => {
      const sums = new RatioFiller(6);
      const [n, d] = [new Float64Array(6), new Float64Array(6)];
      for (let event = 0; event < 500; event++) {
        const x = random.uniform();
        const w = weight(random);
        [...positions, 0].forEach((z, point) => {
          n[point] = x + z / 10 >= 0.5 ? w : 0;
          d[point] = w;
        });
        sums.add(n, d);
      }
      return slopeOverGrid(sums.result(), positions)!.slope;
    };
    expectCoverage(coverage(experiments, of, 0.1));
  });

  it.each(weights)('of a regression, %s', (_, weight) => {
    const of = (random: Random): Estimate => {
      const sums = new RegressionFiller();
      for (let event = 0; event < 500; event++) {
        const u = random.normal();
        sums.add(u, 0.1 * u + (0.5 + Math.abs(u)) * random.normal(), weight(random));
      }
      return slopeOfRegression(sums.result())!.slope;
    };
    expectCoverage(coverage(experiments, of, 0.1));
  });
});
