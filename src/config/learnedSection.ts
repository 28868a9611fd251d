/** `learned:`, what an analysis asks of what its models have learned: the grammar, and what is made of it. */
import * as z from 'zod';
import type { ConfigPath, Learned } from './analysis';
import { text } from './grammarValues';
import { isList, listOf, mapOf, type Partly } from './partly';

const expression = text('a column or an expression');

export const learnedSchema = z
  .strictObject(
    {
      observables: z
        .union(
          [
            z.array(expression, { error: 'a list of columns or expressions' }),
            z.record(z.string(), expression, { error: 'a map of names to columns or expressions' }),
          ],
          { error: 'a list of columns or expressions, or a map of names to them' },
        )
        .describe(
          'Numbers that a physicist can read, beside the features: columns or expressions, or a map of names to them.',
        )
        .optional(),
    },
    { error: "a map with 'observables'" },
  )
  .describe('What the models have learned: which readable observables order events as they do.');

export function learnedOf(part: Partly<z.infer<typeof learnedSchema>>, path: ConfigPath): Learned {
  const { observables } = part;
  const at = [...path, 'observables'];
  return {
    path,
    observables: isList(observables)
      ? listOf(observables, at, (text, inner) => ({ name: text, expression: { text, path: inner } }))
      : [...mapOf(observables, at, (text, inner, name) => ({ name, expression: { text, path: inner } })).values()],
  };
}
