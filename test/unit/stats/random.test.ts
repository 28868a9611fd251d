import { describe, expect, it } from 'vitest';
import { exponential, logarithm } from '../../../src/stats/elementary';
import { hash, mix } from '../../../src/stats/hash';
import { normalCdf, normalTail } from '../../../src/stats/normal';
import { Random } from '../../../src/stats/random';
import reference from '../../fixtures/reference/stats.json';

describe('hash', () => {
  it('is MurmurHash3 of the UTF-8 text', () => {
    expect(hash('')).toBe(0);
    expect(hash('hello')).toBe(0x248bfa47);
    expect(hash('The quick brown fox jumps over the lazy dog')).toBe(0x2e4ff723);
    expect(hash('tt̄ → jets')).toBe(hash(new TextDecoder().decode(new TextEncoder().encode('tt̄ → jets'))));
  });

  it('depends on the seed', () => {
    expect(hash('', 1)).toBe(0x514e28b7);
  });
});

describe('mix', () => {
  it('flips half of the output bits for each input bit', () => {
    let flipped = 0;
    for (let i = 0; i < 1000; i++) {
      for (let bit = 0; bit < 32; bit++) flipped += bits(mix(i) ^ mix(i ^ (1 << bit)));
    }
    expect(flipped / (1000 * 32 * 32)).toBeCloseTo(0.5, 2);
  });
});

describe('Random', () => {
  it('draws the same numbers for ever', () => {
    const random = new Random('pinned');
    expect([random.uniform(), random.uniform(), random.normal(), random.normal(), random.normal()]).toEqual([
      0.9621034011255637, 0.2241942627529364, -1.2413446323749215, 0.6338875911120414, 0.008382627723496452,
    ]);
  });

  it('is xoshiro128**, seeded by MurmurHash3', () => {
    const random = new Random(reference.random.seed);
    expect(reference.random.uniform.map(() => random.uniform())).toEqual(reference.random.uniform);
    expect(hash(reference.random.seed)).toBe(reference.random.hash);
  });

  it('takes a number and its text for the same seed, and differs between seeds', () => {
    expect(new Random(7).uniform()).toBe(new Random('7').uniform());
    expect(new Random(7).uniform()).not.toBe(new Random(8).uniform());
  });

  it('fills an array with what single calls would give', () => {
    const filled = new Float64Array(1000);
    new Random(3).fillNormal(filled);
    const random = new Random(3);
    expect(Array.from(filled)).toEqual(Array.from(filled, () => random.normal()));
  });

  it('draws uniform numbers inside (0, 1), evenly', () => {
    const random = new Random('uniform');
    const counts = new Float64Array(100);
    const n = 200_000;
    for (let i = 0; i < n; i++) {
      const u = random.uniform();
      if (!(u > 0 && u < 1)) throw new Error(`${u}`);
      counts[Math.floor(u * 100)]! += 1;
    }
    expect(Math.abs(chiSquare(counts, n) - 99)).toBeLessThan(4 * Math.sqrt(2 * 99));
  });

  it('draws normal numbers with the right density, moments and tails', () => {
    const n = 500_000;
    const draws = new Float64Array(n);
    new Random('normal').fillNormal(draws);
    const counts = new Float64Array(500);
    const power = [0, 0, 0, 0];
    let beyondZiggurat = 0;
    for (const x of draws) {
      counts[Math.min(499, Math.floor(normalCdf(x) * 500))]! += 1;
      for (let k = 0; k < 4; k++) power[k]! += x ** (k + 1) / n;
      if (Math.abs(x) > 3.6541528853610088) beyondZiggurat++;
    }
    expect(Math.abs(chiSquare(counts, n) - 499)).toBeLessThan(4 * Math.sqrt(2 * 499));
    expect(Math.abs(power[0]!)).toBeLessThan(4 * Math.sqrt(1 / n));
    expect(Math.abs(power[1]! - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
    expect(Math.abs(power[2]!)).toBeLessThan(4 * Math.sqrt(15 / n));
    expect(Math.abs(power[3]! - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
    const expected = 2 * n * normalTail(3.6541528853610088);
    expect(Math.abs(beyondZiggurat - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  it('draws independent numbers one after another', () => {
    const random = new Random('independent');
    const n = 200_000;
    let sum = 0;
    for (let i = 0, before = random.normal(); i < n; i++) {
      const here = random.normal();
      sum += before * here;
      before = here;
    }
    expect(Math.abs(sum)).toBeLessThan(4 * Math.sqrt(n));
  });
});

describe('elementary functions', () => {
  it('agree with those of the engine to the last digit', () => {
    const random = new Random('elementary');
    for (let i = 0; i < 5000; i++) {
      const x = random.uniform() * 10 ** (random.uniform() * 30 - 15);
      expect(Math.abs(logarithm(x) / Math.log(x) - 1)).toBeLessThan(4e-16);
      const y = (random.uniform() - 0.5) * 200;
      expect(Math.abs(exponential(y) / Math.exp(y) - 1)).toBeLessThan(4e-16);
    }
  });
});

function bits(x: number): number {
  let count = 0;
  for (let rest = x >>> 0; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function chiSquare(counts: Float64Array, n: number): number {
  const expected = n / counts.length;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
