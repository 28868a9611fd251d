import { describe, expect, it } from 'vitest';
import { distanceCorrelation, permutedCorrelations } from '../../../src/stats/distanceCorrelation';
import { hashOfEvent } from '../../../src/stats/hash';
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

const random = new Random('distance correlation');
const normal = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

describe('distance correlation', () => {
  it.each(['unit', 'integer', 'signed', 'ties', 'independent', 'large'] as const)(
    'is that of sums over all tuples of different events: %s weights',
    (name) => {
      const expected = reference[name];
      expect(Math.abs(of(expected)!.correlationSquared.value - expected.correlationSquared)).toBeLessThan(1e-12);
    },
  );

  it('is that of the package dcor for unit weights', () => {
    expect(Math.abs(of(reference.unit)!.correlationSquared.value - reference.unit.dcor)).toBeLessThan(1e-12);
  });

  it('has the error of numerical derivatives, but for the bias', () => {
    expect(of(reference.large)!.correlationSquared.error / reference.large.plugInError).toBeCloseTo(1, 1);
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
      (weights) => distanceCorrelation(x, y, weights)?.correlationSquared.value,
    );
    // 300 replicas know an error to 4 %.
    expect(distanceCorrelation(x, y, ones(n))!.correlationSquared.error / bootstrap!.error).toBeCloseTo(1, 0.9);
  });

  it('does not change with the order of events, and the scale of weights and variables', () => {
    const { x, y, weights } = reference.signed;
    const { value, error } = of(reference.signed)!.correlationSquared;
    for (const changed of [
      { x: [...x].reverse(), y: [...y].reverse(), weights: [...weights].reverse() },
      { x, y, weights: weights.map((w) => 40 * w) },
      { x: x.map((one) => 1e6 - 1000 * one), y: y.map((one) => one / 7), weights },
      { x: y, y: x, weights },
    ]) {
      const found = of(changed)!.correlationSquared;
      expect(found.value).toBeCloseTo(value, 9);
      expect(found.error).toBeCloseTo(error, 9);
    }
  });

  it('sees a dependence that no correlation coefficient does', () => {
    const x = normal(500);
    const { value, error } = distanceCorrelation(
      x,
      x.map((one) => one * one),
      ones(500),
    )!.correlationSquared;
    expect(value).toBeGreaterThan(5 * error);
  });

  it('is 1 of a variable with itself, and without an error', () => {
    const x = normal(100);
    const { value, error } = distanceCorrelation(x, x, ones(100))!.correlationSquared;
    expect(value).toBeCloseTo(1, 12);
    expect(error).toBeLessThan(1e-9);
  });

  it('may be more than 1 where weights cancel', () => {
    const largest = Math.max(
      ...Array.from({ length: 300 }, () => {
        const x = normal(60);
        const y = x.map((one) => one + random.normal());
        const weights = x.map(() => (random.uniform() < 0.4 ? -1 : 1));
        return distanceCorrelation(x, y, weights)?.correlationSquared.value ?? 0;
      }),
    );
    expect(largest).toBeGreaterThan(1);
  });

  it('is not defined of three events, of a constant, or of weights that cancel', () => {
    expect(distanceCorrelation(normal(3), normal(3), ones(3))).toBeUndefined();
    expect(distanceCorrelation(normal(9), ones(9), ones(9))).toBeUndefined();
    expect(distanceCorrelation(normal(4), normal(4), Float64Array.of(1, -1, 1, -1))).toBeUndefined();
  });

  it('is 0 on average for independent variables', () => {
    const values = Array.from({ length: 400 }, () => {
      const weights = Float64Array.from({ length: 50 }, () => Math.exp(0.5 * random.normal()));
      return distanceCorrelation(normal(50), normal(50), weights)!.correlationSquared.value;
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    expect(Math.abs(mean)).toBeLessThan((3 * spread) / Math.sqrt(values.length));
  });
});

describe('permuted correlations', () => {
  const exceeds = (weightOf: (x: number, random: Random) => number): number => {
    let found = 0;
    for (let experiment = 0; experiment < 300; experiment++) {
      const [x, y] = [normal(150), normal(150)];
      const weights = x.map((one) => weightOf(one, random));
      const value = distanceCorrelation(x, y, weights)!.correlationSquared.value;
      const drawn = permutedCorrelations(x, y, weights, 19, new Random(`${experiment}`));
      if (value > drawn[18]!) found++;
    }
    return found / 300;
  };

  // 5 % ± 1.3 %, three standard deviations.
  it.each([
    ['1', () => 1],
    ['log-normal', (_: number, of: Random) => Math.exp(of.normal())],
    ['negative more often with x', (x: number, of: Random) => (of.uniform() < 0.15 + 0.1 * Math.tanh(x) ? -1 : 1)],
    ['rising with x', (x: number) => Math.exp(0.7 * x)],
  ] as const)('are all exceeded by one in twenty independent samples: weights %s', (_, weightOf) => {
    expect(Math.abs(exceeds(weightOf) - 0.05)).toBeLessThan(0.04);
  });

  it('are the same for the same seed', () => {
    const [x, y] = [normal(50), normal(50)];
    expect(permutedCorrelations(x, y, ones(50), 20, new Random(3))).toEqual(
      permutedCorrelations(x, y, ones(50), 20, new Random(3)),
    );
  });
});

describe('the interval of a distance correlation', () => {
  /** Of two normal variables with the correlation coefficient ρ (Székely, Rizzo and Bakirov, theorem 7). */
  const ofNormals = (rho: number): number =>
    (rho * Math.asin(rho) + Math.sqrt(1 - rho * rho) - rho * Math.asin(rho / 2) - Math.sqrt(4 - rho * rho) + 1) /
    (1 + Math.PI / 3 - Math.sqrt(3));

  const covered = (rho: number, n: number): readonly [number, number] => {
    const truth = ofNormals(rho);
    let [one, two] = [0, 0];
    const experiments = 1500;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const x = normal(n);
      const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * random.normal());
      const { value, error } = distanceCorrelation(x, y, ones(n))!.correlationSquared;
      if (Math.abs(value - truth) < error) one++;
      if (Math.abs(value - truth) < 2 * error) two++;
    }
    return [one / experiments, two / experiments];
  };

  it.each([0.5, 0.8])('holds the truth as often as it says, for normal variables with a correlation of %s', (rho) => {
    const [one, two] = covered(rho, 400);
    expect(Math.abs(one - 0.683)).toBeLessThan(0.03);
    expect(Math.abs(two - 0.954)).toBeLessThan(0.02);
  });
});
