/** `samples:` of an analysis file: where events are, and which of them count how much. */
import * as z from 'zod';
import { expression } from './grammarValues';

const file = z
  .string({ error: 'a path' })
  .min(1, { error: 'a path' })
  .describe('A path relative to this file, `file:tree` for a tree inside a ROOT file; globs are allowed.');
const files = z
  .union([file, z.array(file, { error: 'a list of paths' }).min(1, { error: 'a list of at least one path' })], {
    error: 'a path or a list of paths',
  })
  .describe(
    'The data: a path relative to this file, `file:tree` for a tree inside a ROOT file; globs and lists allowed.',
  );

export const sampleSchema = z
  .strictObject(
    {
      file: files,
      friends: files
        .describe(
          'Files with further columns of the same events, event by event, in the order of `file`. Where two files have a column of the same name, the first one counts.',
        )
        .optional(),
      weight: expression.describe('The weight of an event; 1 when absent.').optional(),
      select: expression.describe('Events for which this is not zero are kept; all when absent.').optional(),
      label: expression.describe('The class of an event: a number, a column or an expression.').optional(),
      missing: z
        .record(z.string(), z.number({ error: 'a number' }), { error: 'a map of columns to numbers' })
        .describe('Column → the value that means "not computed", such as -9.')
        .optional(),
    },
    { error: "a sample: a map with 'file', and where needed 'weight', 'select', 'label', 'missing'" },
  )
  .describe('A sample of events.');
