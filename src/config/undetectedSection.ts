/** `undetected:`, what shift of the signal nobody would notice: the grammar, and what is made of it. */
import * as z from 'zod';
import type { ConfigPath, Undetected } from './analysis';
import { mapOf, type Partly } from './partly';
import { relativeSize, sizeOf } from './relativeSize';

/** Largest relative change of a feature where none is declared. */
const usualBound = 0.01;
/** Largest KS distance of a feature, and change of a correlation coefficient, that nobody would notice. */
const usualKs = 0.02;
const usualCorrelation = 0.02;

const limit = z
  .number({ error: 'a number from 0 to 1' })
  .min(0, { error: 'a number from 0 to 1' })
  .max(1, { error: 'a number from 0 to 1' });

export const undetectedSchema = z
  .strictObject(
    {
      within: z
        .record(z.string(), relativeSize, { error: 'a map of features to sizes' })
        .describe(
          'Feature → how far it may be wrong, relative to its value. 1% when absent, and 0 for features that are whole numbers.',
        )
        .optional(),
      ks: limit
        .describe('KS distance of a feature of the signal that nobody would notice. 0.02 when absent.')
        .optional(),
      correlation: limit
        .describe('Change of a correlation coefficient that nobody would notice. 0.02 when absent.')
        .optional(),
    },
    { error: "a map with 'within'" },
  )
  .describe('The worst shift of the signal that nobody would notice: how far efficiencies move within small changes.');

export function undetectedOf(part: Partly<z.infer<typeof undetectedSchema>>, path: ConfigPath): Undetected {
  return {
    path,
    within: mapOf(part.within, [...path, 'within'], (value, at) => ({
      value: sizeOf(value),
      path: at,
    })),
    usual: usualBound,
    ks: part.ks ?? usualKs,
    correlation: part.correlation ?? usualCorrelation,
  };
}
