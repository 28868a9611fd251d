/**
 * Values that stand in several sections of an analysis file. The `error` of a schema is what belongs there, in words that
 * follow "must be".
 */
import * as z from 'zod';

/** @param what what belongs there: `a path` */
export const text = (what: string) => z.string({ error: what }).min(1, { error: what });

export const expression = z.union([text('an expression of columns'), z.number({ error: 'a number' })], {
  error: 'a number, a column or an expression of columns',
});

export const sampleName = text('the name of a sample').describe('The name of a sample.');

/** Points of equal distance: `gridPoints` makes them. */
export const grid = z.tuple(
  [
    z.number({ error: 'a number' }),
    z.number({ error: 'a number' }),
    z
      .int({ error: 'a whole number' })
      .min(2, { error: 'a whole number from 2 to 51' })
      .max(51, { error: 'a whole number from 2 to 51' }),
  ],
  { error: 'three numbers: from, to, how many' },
);
