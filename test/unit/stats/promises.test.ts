import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/stats/random';
import { readPage, tableRows } from '../docs/documentation';
import { filledAtOnce, filledInParts, promises, type Events, type Found, type Promised } from './promises';

/** Sums of a few hundred terms in another order, and what is made of them. */
const rounding = 1e-9;

describe.each(promises.map((promised) => [promised.statistic, promised] as const))('%s', (_, promised) => {
  const { of } = promised;

  it('does not change with the scale of the weights of either side', () => {
    everywhere(promised, (nominal, applied, random) => {
      const [first, second] = [scaled(nominal, random), scaled(applied, random)];
      return { before: of(nominal, applied, filledAtOnce), after: of(first, second, filledAtOnce) };
    });
  });

  it('does not change with the order of events', () => {
    everywhere(promised, (nominal, applied, random) => ({
      before: of(nominal, applied, filledAtOnce),
      after: of(shuffled(nominal, random), shuffled(applied, random), filledAtOnce),
    }));
  });

  it('is that of the whole where its histograms or sums are added from parts', () => {
    everywhere(promised, (nominal, applied) => ({
      before: of(nominal, applied, filledAtOnce),
      after: of(nominal, applied, filledInParts),
    }));
  });

  if (promised.halves) {
    it('has the same value where an event comes as two of half the weight', () => {
      everywhere(promised, (nominal, applied) => {
        const before = of(nominal, applied, filledAtOnce);
        const after = of(halved(nominal), halved(applied), filledAtOnce);
        return { before: before && { ...before, error: [] }, after: after && { ...after, error: [] } };
      });
    });
  }

  if (promised.exchange !== 'no') {
    it(`is ${promised.exchange} with the sides exchanged`, () => {
      everywhere(promised, (nominal, applied) => {
        const before = of(nominal, applied, filledAtOnce);
        return { before: before && exchanged(before, promised), after: of(applied, nominal, filledAtOnce) };
      });
    });
  }

  it('is compared with independent numbers that a script wrote, and stands in the documentation', () => {
    const scripts = promised.reference === 'closed form' ? [] : promised.reference.split(', ');
    for (const script of scripts) {
      expect(existsSync(join(__dirname, '../../fixtures/reference', script))).toBe(true);
    }
    const rows = tableRows(readPage('docs/statistics.md').text);
    expect(rows).toContainEqual([
      promised.statistic,
      promised.halves ? 'yes' : 'no',
      promised.exchange === 'no' ? '' : promised.exchange,
      scripts.length === 0 ? promised.reference : scripts.map((script) => `\`${script}\``).join(', '),
    ]);
  });
});

interface Comparison {
  readonly before: Found | undefined;
  readonly after: Found | undefined;
}

/** Two samples of up to two hundred events, some weights negative; where a statistic is not defined, it stays so. */
function everywhere(
  { statistic }: Promised,
  compare: (nominal: Events, applied: Events, random: Random) => Comparison,
): void {
  let defined = 0;
  fc.assert(
    fc.property(fc.integer({ min: 60, max: 200 }), fc.integer({ min: 60, max: 200 }), fc.string(), (n, m, seed) => {
      const random = new Random(seed);
      const [nominal, applied] = [drawn(n, 0, random), drawn(m, 0.3, random)];
      const { before, after } = compare(nominal, applied, random);
      expect(after === undefined).toBe(before === undefined);
      if (before === undefined || after === undefined) return;
      defined++;
      for (const kind of ['value', 'error'] as const) {
        expect(after[kind]).toHaveLength(before[kind].length);
        before[kind].forEach((number, index) => {
          const allowed = rounding * Math.max(1, Math.abs(number));
          expect(Math.abs(after[kind][index]! - number), statistic).toBeLessThanOrEqual(allowed);
        });
      }
    }),
    { seed: 20261122, numRuns: 25 },
  );
  expect(defined).toBeGreaterThan(15);
}

function drawn(n: number, shift: number, random: Random): Events {
  const x = Float64Array.from({ length: n }, () => random.normal() + shift);
  const weight = x.map((value) => Math.exp(0.3 * value) * (random.uniform() < 0.1 ? -0.5 : 1));
  return {
    x,
    y: x.map((value) => 0.7 * value + 0.5 * random.normal()),
    weight,
    varied: weight.map((one) => one * (0.9 + 0.2 * random.uniform())),
    hash: Uint32Array.from({ length: n }, () => Math.floor(random.uniform() * 2 ** 32)),
  };
}

/** The two weights of an event may have scales of their own, as far as an analysis may have them (`engine/weightRange.ts`). */
function scaled(events: Events, random: Random): Events {
  const [first, second] = [10 ** (96 * random.uniform() - 48), 10 ** (96 * random.uniform() - 48)];
  return {
    ...events,
    weight: events.weight.map((one) => first * one),
    varied: events.varied.map((one) => second * one),
  };
}

function shuffled(events: Events, random: Random): Events {
  const keys = events.x.map(() => random.uniform());
  return taken(
    events,
    [...keys.keys()].sort((a, b) => keys[a]! - keys[b]!),
  );
}

/** Every third event twice, with half its weight. */
function halved(events: Events): Events {
  const rows = [...events.x.keys()];
  const twice = taken(
    events,
    rows.flatMap((row) => (row % 3 === 0 ? [row, row] : [row])),
  );
  const factors = rows.flatMap((row) => (row % 3 === 0 ? [0.5, 0.5] : [1]));
  return {
    ...twice,
    weight: twice.weight.map((one, row) => one * factors[row]!),
    varied: twice.varied.map((one, row) => one * factors[row]!),
  };
}

function taken({ x, y, weight, varied, hash }: Events, rows: readonly number[]): Events {
  const of = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  return {
    x: of(x),
    y: of(y),
    weight: of(weight),
    varied: of(varied),
    hash: Uint32Array.from(rows, (row) => hash[row]!),
  };
}

function exchanged({ value, error }: Found, { exchange }: Promised): Found {
  const turned = {
    'the same': (one: number) => one,
    '1 − value': (one: number) => 1 - one,
    '−value': (one: number) => -one,
  };
  // The error of 1/r is that of r, over r².
  if (exchange === '1 / value') {
    return { value: value.map((one) => 1 / one), error: error.map((one, index) => one / value[index]! ** 2) };
  }
  return exchange === 'no' ? { value, error } : { value: value.map(turned[exchange]), error };
}
