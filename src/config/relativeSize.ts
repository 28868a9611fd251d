/** How a relative size is written: `2%` or `0.02`. */
import * as z from 'zod';

const sizePattern = /^\s*\d+(\.\d*)?([eE][-+]?\d+)?\s*%\s*$/;

export const relativeSize = z
  .union(
    [
      z.number({ error: 'a fraction' }).min(0, { error: 'a fraction from 0 to 1, or a percentage such as 2%' }).max(1, {
        error: 'a fraction from 0 to 1, or a percentage: a number above 1 is written with its sign, as in 200%',
      }),
      z.string().regex(sizePattern, { error: 'a percentage such as 2%, or a fraction such as 0.02' }),
    ],
    { error: 'a percentage such as 2%, or a fraction such as 0.02' },
  )
  .describe('A relative size: 2% or 0.02.');

/** As a fraction. */
export function sizeOf(size: string | number): number {
  return typeof size === 'number' ? size : Number.parseFloat(size) / 100;
}
