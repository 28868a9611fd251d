import { describe, expect, it } from 'vitest';
import { memberEfficiencies, pairOf, type MemberEfficiencies } from '../../../src/stats/memberEfficiencies';
import { normalTail } from '../../../src/stats/normal';
import { Random } from '../../../src/stats/random';

/** Which members an event passes. */
type Passes = (efficiencies: readonly number[], random: Random) => readonly number[];

/** Each member by luck of its own. */
const apart: Passes = (efficiencies, random) =>
  [...efficiencies.keys()].filter((member) => random.uniform() < efficiencies[member]!);

/** All by the same number: members cut elsewhere on it. */
const nested: Passes = (efficiencies, random) => {
  const x = random.uniform();
  return [...efficiencies.keys()].filter((member) => x < efficiencies[member]!);
};

/** Members whose efficiencies are drawn around one half. */
function drawn(
  random: Random,
  size: number,
  deviation: number,
  events: number,
  passes: Passes,
  weight: () => number = () => 1,
): MemberEfficiencies {
  const efficiencies = Array.from({ length: size }, () => 0.5 + deviation * random.normal());
  const passing = new Float64Array(size + 1);
  const together = new Float64Array(pairOf(size, 0) + 1);
  let [sumWeights, sumWeights2] = [0, 0];
  for (let event = 0; event < events; event++) {
    const w = weight();
    sumWeights += w;
    sumWeights2 += w * w;
    const passed = passes(efficiencies, random);
    if (passed.length === size) {
      passing[size]! += w;
      together[together.length - 1]! += w * w;
      continue;
    }
    for (const one of passed) {
      passing[one]! += w;
      for (const other of passed) if (other <= one) together[pairOf(one, other)]! += w * w;
    }
  }
  return memberEfficiencies({ passing, together }, sumWeights, sumWeights2)!;
}

/** How often limits of p at each end lie below and above the truth. */
function missed(name: string, p: number, draw: (random: Random) => MemberEfficiencies, truth: number) {
  const random = new Random(name);
  const experiments = 1500;
  let [below, above] = [0, 0];
  for (let experiment = 0; experiment < experiments; experiment++) {
    const { low, high } = draw(random).limits(p);
    if (low > truth) above++;
    if (high < truth) below++;
  }
  return { below: below / experiments, above: above / experiments };
}

describe('the deviation of efficiencies', () => {
  it('loses what so few events make of it', () => {
    const random = new Random('noise');
    const all = Array.from({ length: 400 }, () => drawn(random, 5, 0, 200, apart));
    const mean = all.reduce((sum, { noise }) => sum + noise, 0) / all.length;
    // Binomial scatter of independent members: √(0.25/200).
    expect(mean).toBeCloseTo(Math.sqrt(0.25 / 200), 3);
  });

  it.each([
    ['each have luck of their own', 'apart', apart],
    ['have most events in common', 'nested', nested],
  ] as const)('lies within its limits as often as they say where members %s', (_, name, passes) => {
    const p = normalTail(1);
    const { below, above } = missed(name, p, (random) => drawn(random, 5, 0.1, 200, passes), 0.1);
    // 15.9 % at either end, with three standard errors of 1,500 experiments.
    expect(Math.abs(below - p)).toBeLessThan(0.03);
    expect(Math.abs(above - p)).toBeLessThan(0.03);
  });

  it('lies within them where many members have few heavy events in common', () => {
    const p = normalTail(1);
    const draw = (random: Random) => drawn(random, 15, 0.05, 400, nested, () => Math.exp(random.normal()));
    const { below, above } = missed('heavy', p, draw, 0.05);
    // Limits that take the noise for the same between all members miss the truth in 45 %.
    expect(below + above).toBeLessThan(2 * p + 0.05);
    expect(below + above).toBeGreaterThan(2 * p - 0.08);
  });

  it('is undefined without a positive sum of weights', () => {
    const none = { passing: new Float64Array(4), together: new Float64Array(7) };
    expect(memberEfficiencies(none, -1, 1)).toBeUndefined();
  });

  it('is exactly nothing of members that agree on every event', () => {
    const same = { passing: Float64Array.of(0, 0, 6), together: Float64Array.of(0, 0, 0, 6) };
    const { deviation, noise, limits, detectable } = memberEfficiencies(same, 10, 10)!;
    expect({ deviation, noise, ...limits(0.01) }).toEqual({ deviation: 0, noise: 0, low: 0, high: 0 });
    expect(detectable(0, 0.01, 0.9)).toBe(0);
  });
});

describe('the deviation that would have been seen', () => {
  const detectable = (size: number, events: number): number =>
    drawn(new Random('members'), size, 0.02, events, nested).detectable(0.1, 0.01, 0.9);

  it('is smaller of more members, and above the threshold', () => {
    expect(detectable(50, 1000)).toBeLessThan(detectable(5, 1000));
    expect(detectable(50, 1000)).toBeGreaterThan(0.1);
  });

  it('is smaller of more events', () => {
    expect(detectable(20, 5000)).toBeLessThan(detectable(20, 200));
  });

  it('is found with the power that is asked for', () => {
    const [threshold, p, power] = [0.05, 0.05, 0.8];
    const random = new Random('found');
    const experiments = 400;
    let found = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const named = drawn(random, 6, threshold / 2, 300, nested).detectable(threshold, p, power);
      if (drawn(random, 6, Math.min(named, 0.15), 300, nested).limits(p).low > threshold) found++;
    }
    expect(found / experiments).toBeGreaterThan(power - 0.05);
  });
});
