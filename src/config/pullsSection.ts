/** `pulls:` of an analysis file: predictions of theory, and the result of a fit. */
import * as z from 'zod';
import type { ConfigPath, FitPulls } from './analysis';
import { expression, text } from './grammarValues';
import { listOf, reference, type Partly } from './partly';

const theory = z
  .strictObject(
    {
      file: text('a path').describe('A table of processes, one row each.'),
      process: expression.describe('The name of the process.'),
      lo: expression.describe('The cross section at leading order.'),
      'lo-up': expression.describe('Its relative change by the scale variation upwards, as a fraction.'),
      'lo-down': expression.describe('Its relative change downwards, as a fraction; the sign is ignored.'),
      nlo: expression.describe('The cross section at next-to-leading order.'),
      particles: expression.describe('The number of final-state particles.').optional(),
      references: expression
        .describe('Not 0 for the processes whose scale variation gives the reference scale.')
        .optional(),
    },
    { error: "a map with 'file', 'process', 'lo', 'lo-up', 'lo-down' and 'nlo'" },
  )
  .describe('Pulls of theory predictions: does the scale variation cover the next order?');

const fit = z
  .strictObject(
    {
      file: text('a path').describe(
        'The result of a fit: *.fit.txt of TRExFitter, or JSON of cabinetry, pyhf or the impacts of Combine.',
      ),
      normalisation: z
        .array(text('the name of a parameter'), { error: 'a list of names' })
        .describe('The free parameters, which have no prior; told by their names when absent.')
        .optional(),
    },
    { error: "a map with 'file'" },
  )
  .describe('Pulls and constraints of a fit.');

export const pullsSchema = z
  .strictObject({ theory: theory.optional(), fit: fit.optional() }, { error: "a map with 'theory' or 'fit'" })
  .describe('Pulls of theory predictions or of a fit.');

/** Undefined without a file. */
export function fitOf({ file, normalisation }: Partly<z.infer<typeof fit>>, path: ConfigPath): FitPulls | undefined {
  if (file === undefined) return undefined;
  return {
    path,
    file: reference(file, [...path, 'file']),
    ...(normalisation && {
      normalisation: listOf(normalisation, [...path, 'normalisation'], (text, at) => ({ text, path: at })),
    }),
  };
}
