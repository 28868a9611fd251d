import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSentinels } from '../../../src/profile/sentinels';
import { Random } from '../../../src/stats/random';

const fraction = 0.005;
const events = 2000;

describe('values that stand for "not computed"', () => {
  it.each<[string, (random: Random) => number, readonly number[], number[]]>([
    ['−999 among momenta in GeV', momentum, [-999], [-999]],
    ['−999 among momenta in MeV, nearer than they are spread', (random) => 1000 * momentum(random), [-999], [-999]],
    ['−9 among pseudorapidities', (random) => 5 * random.uniform() - 2.5, [-9], [-9]],
    ['−9 among scores from −1 to 1', (random) => 2 * random.uniform() - 1, [-9], [-9]],
    ['−9 and −999 together', momentum, [-9, -999], [-999, -9]],
    ['−9 among numbers of jets', jets, [-9], [-9]],
    ['−25 among flags', flag, [-25], [-25]],
    ['1e9 among momenta', momentum, [1e9], [1e9]],
    ['9999 and −9999 among masses', (random) => 91 + 2.5 * random.normal(), [9999, -9999], [-9999, 9999]],
    ['−1 among probabilities', (random) => 0.05 + 0.9 * random.uniform(), [-1], [-1]],
    ['0 among masses far from it', (random) => 91 + 2.5 * random.normal(), [0], [0]],
  ])('are found: %s', (name, of, sentinels, expected) => {
    expect(findSentinels(sample(name, of, sentinels, 0.02), fraction)).toEqual(expected);
  });

  it.each<[string, (random: Random) => number]>([
    ['a flag', flag],
    ['a flag that is −1 or 1', (random) => (random.uniform() < 0.02 ? -1 : 1)],
    ['a constant', () => 7],
    ['nothing but −9', () => -9],
    ['a number of jets', jets],
    ['a charge', (random) => Math.floor(3 * random.uniform()) - 1],
    ['a normal distribution', (random) => random.normal()],
    ['a falling spectrum', momentum],
    ['a spectrum in MeV', (random) => 1000 * momentum(random)],
    ['components of momenta in MeV, where −999 is one of many', (random) => 50_000 * random.normal()],
    [
      'many zeros beside a spectrum that begins there',
      (random) => (random.uniform() < 0.4 ? 0 : momentum(random) - 25),
    ],
    ['an energy with zero for none', (random) => (random.uniform() < 0.1 ? 0 : momentum(random))],
    ['values cut off at the top', (random) => Math.min(momentum(random), 60)],
    ['values cut off on both sides', (random) => Math.min(Math.max(random.normal(), -1), 1)],
    ['two peaks far apart', (random) => (random.uniform() < 0.5 ? -100 : 100) + random.normal()],
    ['a long tail', (random) => Math.exp(3 * random.normal())],
    ['signed weights', (random) => (random.uniform() < 0.2 ? -1 : 1)],
    ['angles in steps', (random) => Math.round(16 * random.uniform()) / 5],
  ])('are not: %s', (name, of) => {
    expect(findSentinels(sample(name, of, [], 0), fraction)).toEqual([]);
  });

  it('are found whatever the order of events, and beside NaN', () => {
    const values = [...sample('order', momentum, [-999], 0.02), Number.NaN, Infinity, -Infinity];
    const shuffled = fc.shuffledSubarray(values, { minLength: values.length });
    fc.assert(
      fc.property(shuffled, (order) => {
        expect(findSentinels(Float64Array.from(order), fraction)).toEqual([-999]);
      }),
      { seed: 1, numRuns: 5 },
    );
  });

  it('are rare values no more: below the fraction they stay', () => {
    const values = sample('rare', momentum, [-999], 0.02);
    expect(findSentinels(values, 0.03)).toEqual([]);
    expect(findSentinels(values, 0.01)).toEqual([-999]);
  });

  it.each([[[]], [[Number.NaN]], [[1]], [[1, 1]]])('are none in %j', (values) => {
    expect(findSentinels(Float64Array.from(values), fraction)).toEqual([]);
  });

  it('leave the values as they were', () => {
    const values = Float64Array.of(3, -9, 1, 2, -9);
    findSentinels(values, fraction);
    expect([...values]).toEqual([3, -9, 1, 2, -9]);
  });
});

function momentum(random: Random): number {
  return 25 - 30 * Math.log(random.uniform());
}

function flag(random: Random): number {
  return random.uniform() < 0.3 ? 1 : 0;
}

/** From 4 on, some of them many. */
function jets(random: Random): number {
  return 4 + Math.floor(-1.5 * Math.log(random.uniform()));
}

function sample(
  name: string,
  of: (random: Random) => number,
  sentinels: readonly number[],
  share: number,
): Float64Array {
  const random = new Random(name);
  return Float64Array.from({ length: events }, () => {
    const at = Math.floor(random.uniform() / share);
    return sentinels[at] ?? of(random);
  });
}
