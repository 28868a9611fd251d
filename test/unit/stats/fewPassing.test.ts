/** Efficiencies of other events of which few pass a cut, or none. */
import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../../src/stats/clopperPearson';
import { contrastOf } from '../../../src/stats/contrast';
import { efficiencyRatio } from '../../../src/stats/efficiencyRatio';
import type { Estimate } from '../../../src/stats/estimate';
import { chiSquaredQuantile } from '../../../src/stats/gammaFunction';
import { normalTail } from '../../../src/stats/normal';
import { Random } from '../../../src/stats/random';
import { limitsOf } from '../../../src/stats/studentisedLimits';

interface Side {
  readonly failing: readonly number[];
  readonly passing: readonly number[];
}

const total = (weights: readonly number[], power = 1): number => weights.reduce((all, w) => all + w ** power, 0);

function ratioOf(nominal: Side, varied: Side): Estimate {
  const ratio = measuredRatio(nominal, varied);
  if (ratio === undefined) throw new Error('the ratio is not defined');
  return ratio;
}

function measuredRatio(nominal: Side, varied: Side): Estimate | undefined {
  const sums = ({ failing, passing }: Side, power: number): Float64Array =>
    Float64Array.of(total(failing, power), total(passing, power));
  const [nominalSquares, variedSquares] = [sums(nominal, 2), sums(varied, 2)];
  const part = {
    kind: 'independent',
    nominal: sums(nominal, 1),
    nominalSquares,
    varied: sums(varied, 1),
    variedSquares,
  } as const;
  return efficiencyRatio(contrastOf(2, [part]), 1);
}

const events = (n: number, weight = 1): number[] => new Array<number>(n).fill(weight);
/** 2 % pass. */
const nominal = { failing: events(9_800), passing: events(200) };

describe('a ratio of efficiencies of other events', () => {
  it.each([0, 1, 3, 10])('has nearly the exact limits of a Poisson number where %i events pass', (passing) => {
    // Of a nominal side whose 200 passing events stand for as many as there could be.
    const certain = { failing: events(98_000, 1), passing: events(2_000, 1) };
    const n = 1_000;
    const ratio = ratioOf(certain, { failing: events(n - passing), passing: events(passing) });
    for (const sigmas of [1, 2, 4]) {
      const tail = normalTail(sigmas);
      // F. Garwood, Biometrika 28 (1936) 437; 20 are expected to pass.
      const high = chiSquaredQuantile(1 - tail, 2 * passing + 2) / 2 / 20;
      const found = limitsOf(ratio, sigmas);
      expect(found.high / high).toBeGreaterThan(0.75);
      expect(found.high / high).toBeLessThan(1.3);
      // Nothing below what Clopper and Pearson allow is excluded from above, but for what a Poisson number is discrete by.
      expect(found.low).toBeLessThan(Math.max(clopperPearson(passing, n, tail).low * 50 * 1.5, 0.05));
    }
  });

  it('is not certain where no event passes, nor where all do', () => {
    const none = ratioOf(nominal, { failing: events(100), passing: [] });
    expect(none.value).toBe(0);
    // One event of a hundred, over 2 %.
    expect(none.error).toBeCloseTo(0.5, 6);
    expect(limitsOf(none, 4).high).toBeGreaterThan(1);
    const all = ratioOf({ failing: events(30), passing: events(970) }, { failing: [], passing: events(20) });
    expect(limitsOf(all, 3).low).toBeLessThan(1);
  });

  it('takes the weight of what was not seen from the side that has seen it', () => {
    const heavy = { failing: events(9_800, 1), passing: events(200, 7) };
    const light = { failing: events(9_800), passing: events(1_400) };
    const other = { failing: events(100), passing: [] };
    // The same efficiency of 12.5 %, of heavier events: four times the usual weight of their side.
    expect(ratioOf(light, other).error).toBeCloseTo(0.01 / 0.125, 6);
    expect(ratioOf(heavy, other).error).toBeCloseTo(0.04 / 0.125, 6);
  });

  it('finds an efficiency that is really gone', () => {
    const half = { failing: events(1_000), passing: events(1_000) };
    expect(limitsOf(ratioOf(half, { failing: events(2_000), passing: [] }), 5).high).toBeLessThan(0.1);
  });

  it('has its first-order error, and hardly any skewness, where many pass and fail', () => {
    const random = new Random('many');
    const drawn = (n: number): number[] => Array.from({ length: n }, () => Math.exp(0.5 * random.normal()));
    const one: Side = { failing: drawn(4_000), passing: drawn(2_000) };
    const other: Side = { failing: drawn(4_000), passing: drawn(2_000) };
    const ratio = ratioOf(one, other);
    const relative = [one, other].map(({ failing, passing }) => {
      const [fail, pass] = [total(failing), total(passing)];
      const inefficiency = fail / (fail + pass);
      return inefficiency ** 2 * (total(passing, 2) / pass ** 2 + total(failing, 2) / fail ** 2);
    });
    expect(ratio.error).toBeCloseTo(ratio.value * Math.sqrt(total(relative)), 12);
    expect(Math.abs(ratio.studentised?.skewness ?? 1)).toBeLessThan(0.01);
  });

  it.each(['1', 'log-normal', '20 % negative'])('is never found to have changed by chance, weights %s', (kind) => {
    const random = new Random(`few ${kind}`);
    const weight = (): number =>
      kind === '1' ? 1 : kind === 'log-normal' ? Math.exp(random.normal()) : random.uniform() < 0.2 ? -1 : 1;
    const drawn = (mean: number): number[] => Array.from({ length: poisson(mean, random) }, weight);
    let [found, plain] = [0, 0];
    for (let experiment = 0; experiment < 600; experiment++) {
      const [one, other] = [
        { failing: drawn(1_980), passing: drawn(20) },
        { failing: drawn(297), passing: drawn(3) },
      ];
      const ratio = measuredRatio(one, other);
      if (ratio === undefined) continue;
      if (limitsOf(ratio, 4.2).high < 0.9 || limitsOf(ratio, 4.2).low > 1.1) found++;
      if (total(other.passing, 2) === 0) plain++;
    }
    expect(found).toBe(0);
    // So many have no event that passes, and with no error would have been certain that nothing is left.
    expect(plain).toBeGreaterThan(10);
  });
});

function poisson(mean: number, random: Random): number {
  if (mean > 100) return Math.round(mean + Math.sqrt(mean) * random.normal());
  let [count, product] = [0, random.uniform()];
  for (const limit = Math.exp(-mean); product > limit; count++) product *= random.uniform();
  return count;
}
