import { describe, expect, it } from 'vitest';
import { distanceCorrelation } from '../../../src/stats/distanceCorrelation';
import { hashOfEvent } from '../../../src/stats/hash';
import { lengthLimits, type SquaredLength } from '../../../src/stats/squaredLength';
import { normalTail } from '../../../src/stats/normal';
import { bootstrapEstimate } from '../../../src/stats/poissonBootstrap';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/distanceCorrelation.json';

interface Case {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly weights: readonly number[];
}

function of({ x, y, weights }: Case) {
  return distanceCorrelation(Float64Array.from(x), Float64Array.from(y), Float64Array.from(weights));
}

/** Standard deviation at the measured value. */
function errorOf({ value, nullVariance, growth }: SquaredLength): number {
  return Math.sqrt(nullVariance + growth * value);
}

const random = new Random('distance correlation');
const normal = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

describe('distance correlation', () => {
  it.each(['unit', 'integer', 'signed', 'ties', 'independent', 'large'] as const)(
    'is that of sums over all tuples of different events: %s weights',
    (name) => {
      const expected = reference[name];
      expect(Math.abs(of(expected)!.length.value - expected.correlationSquared)).toBeLessThan(1e-12);
    },
  );

  it('is that of the package dcor for unit weights', () => {
    expect(Math.abs(of(reference.unit)!.length.value - reference.unit.dcor)).toBeLessThan(1e-12);
  });

  it('has the error of numerical derivatives, but for the bias', () => {
    const { value, growth } = of(reference.large)!.length;
    // What it grows by, at a value that is itself off by some per cent.
    expect(Math.abs(Math.sqrt(growth * value) / reference.large.plugInError - 1)).toBeLessThan(0.07);
  });

  it('has the error of a Poisson bootstrap', () => {
    const n = 1000;
    const x = normal(n);
    const y = x.map((value) => value + random.normal());
    const hashes = Uint32Array.from({ length: n }, (_, event) => hashOfEvent(1, event));
    const bootstrap = bootstrapEstimate(
      hashes,
      ones(n),
      300,
      (weights) => distanceCorrelation(x, y, weights)?.length.value,
    );
    // 300 replicas know an error to 4 %.
    expect(errorOf(distanceCorrelation(x, y, ones(n))!.length) / bootstrap!.error).toBeCloseTo(1, 0.9);
  });

  it('does not change with the order of events, and the scale of weights and variables', () => {
    const { x, y, weights } = reference.signed;
    const { length } = of(reference.signed)!;
    for (const changed of [
      { x: [...x].reverse(), y: [...y].reverse(), weights: [...weights].reverse() },
      { x, y, weights: weights.map((w) => 40 * w) },
      { x: x.map((one) => 1e6 - 1000 * one), y: y.map((one) => one / 7), weights },
      { x: y, y: x, weights },
    ]) {
      const found = of(changed)!.length;
      expect(found.value).toBeCloseTo(length.value, 9);
      expect(found.nullVariance).toBeCloseTo(length.nullVariance, 9);
      expect(found.growth).toBeCloseTo(length.growth, 9);
    }
  });

  it('sees a dependence that no correlation coefficient does', () => {
    const x = normal(500);
    const { length } = distanceCorrelation(
      x,
      x.map((one) => one * one),
      ones(500),
    )!;
    expect(lengthLimits(length, 2 * normalTail(5)).low).toBeGreaterThan(0);
  });

  it('is 1 of a variable with itself', () => {
    const x = normal(100);
    expect(distanceCorrelation(x, x, ones(100))!.length.value).toBeCloseTo(1, 12);
  });

  it('may be more than 1 where weights cancel', () => {
    const largest = Math.max(
      ...Array.from({ length: 300 }, () => {
        const x = normal(60);
        const y = x.map((one) => one + random.normal());
        const weights = x.map(() => (random.uniform() < 0.4 ? -1 : 1));
        return distanceCorrelation(x, y, weights)?.length.value ?? 0;
      }),
    );
    expect(largest).toBeGreaterThan(1);
  });

  it('is not defined of three events, of a constant, or of weights that cancel', () => {
    expect(distanceCorrelation(normal(3), normal(3), ones(3))).toBeUndefined();
    expect(distanceCorrelation(normal(9), ones(9), ones(9))).toBeUndefined();
    expect(distanceCorrelation(normal(4), normal(4), Float64Array.of(1, -1, 1, -1))).toBeUndefined();
  });

  describe.each(['unitNoise', 'logNormalNoise', 'signedNoise', 'risingNoise'] as const)(
    'without dependence: %s',
    (name) => {
      const { square, skewness, permuted } = reference[name];
      const { nullVariance, nullThird } = of(reference[name])!.length;

      it('has the traces of matrices of centred distances', () => {
        expect(nullVariance / (2 * square)).toBeCloseTo(1, 9);
        expect(nullThird / (8 * square ** 1.5 * skewness)).toBeCloseTo(1, 9);
      });

      it('scatters as random orders do, but for few effective events', () => {
        // Of 100, 61, 15 and 53 effective events; the variance is that of many.
        expect(Math.sqrt(nullVariance) / permuted).toBeGreaterThan(0.74);
        expect(Math.sqrt(nullVariance) / permuted).toBeLessThan(1.02);
      });
    },
  );

  it('is 0 on average for independent variables', () => {
    const values = Array.from({ length: 400 }, () => {
      const weights = Float64Array.from({ length: 50 }, () => Math.exp(0.5 * random.normal()));
      return distanceCorrelation(normal(50), normal(50), weights)!.length.value;
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan((3 * spread) / Math.sqrt(values.length));
  });
});

describe('the interval of a distance correlation', () => {
  /** Of two normal variables with the correlation coefficient ρ (Székely, Rizzo and Bakirov, theorem 7). */
  const ofNormals = (rho: number): number =>
    (rho * Math.asin(rho) + Math.sqrt(1 - rho * rho) - rho * Math.asin(rho / 2) - Math.sqrt(4 - rho * rho) + 1) /
    (1 + Math.PI / 3 - Math.sqrt(3));

  const covered = (rho: number, n: number, weightOf: (x: number) => number): readonly [number, number] => {
    const truth = ofNormals(rho);
    let [one, two] = [0, 0];
    for (let experiment = 0; experiment < experiments; experiment++) {
      const x = normal(n);
      const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * random.normal());
      const { length } = distanceCorrelation(x, y, x.map(weightOf))!;
      const holds = (sigmas: number): boolean => {
        const { low, high } = lengthLimits(length, 2 * normalTail(sigmas));
        return low <= truth && truth <= high;
      };
      if (holds(1)) one++;
      if (holds(2)) two++;
    }
    return [one / experiments, two / experiments];
  };

  const experiments = 150;
  const kinds = {
    '1': () => 1,
    'log-normal': () => Math.exp(0.7 * random.normal()),
    '10 % negative': () => (random.uniform() < 0.1 ? -1 : 1),
  };

  // Three standard deviations are 11 % and 5 %.
  it.each(
    [0, 0.2, 0.6].flatMap((rho) => Object.entries(kinds).map(([weights, weightOf]) => ({ rho, weights, weightOf }))),
  )('holds the truth as often as it says: correlation $rho, weights $weights', ({ rho, weightOf }) => {
    const [one, two] = covered(rho, 200, weightOf);
    expect(Math.abs(one - 0.683)).toBeLessThan(0.11);
    expect(Math.abs(two - 0.954)).toBeLessThan(0.05);
  });

  it('begins at 0 as often as it says where weights hang on the variables and nothing depends on anything', () => {
    let [one, two] = [0, 0];
    for (let experiment = 0; experiment < experiments; experiment++) {
      const [x, y] = [normal(200), normal(200)];
      const { length } = distanceCorrelation(
        x,
        y,
        x.map((value, event) => Math.exp(0.4 * value + 0.3 * y[event]!)),
      )!;
      if (lengthLimits(length, 2 * normalTail(1)).low === 0) one++;
      if (lengthLimits(length, 2 * normalTail(2)).low === 0) two++;
    }
    // Weights which factorise leave the variables independent.
    expect(Math.abs(one / experiments - 0.683)).toBeLessThan(0.11);
    expect(Math.abs(two / experiments - 0.954)).toBeLessThan(0.05);
  });
});
