/** `nuisances:` of an analysis file: what is uncertain, as columns replaced, other samples or a parameter with its prior. */
import * as z from 'zod';
import { expression, grid, sampleName, text } from './grammarValues';
import { priorForm, priorPattern } from './priorText';
import { relativeSize } from './relativeSize';

const replace = z
  .record(z.string(), expression, { error: 'a map of columns to expressions' })
  .describe(
    'Column → the expression that stands in for it, in weight, features, selection and label: the same events.',
  );
const sampleForSample = z.record(z.string(), sampleName, { error: 'a map of nominal samples to other samples' });

const side = z.strictObject(
  {
    replace: replace.optional(),
    samples: sampleForSample
      .describe('Nominal sample → the sample that is read in its place: other events.')
      .optional(),
  },
  { error: "a map with 'replace' or 'samples'" },
);

export const nuisanceSchema = z
  .strictObject(
    {
      kind: z
        .enum(['detector', 'two-point', 'scale', 'normalisation', 'theory'], {
          error: 'one of detector, two-point, scale, normalisation, theory',
        })
        .describe('What kind of uncertainty this is; detector when absent.')
        .optional(),
      up: side.describe('The variation upwards.').optional(),
      down: side.describe('The variation downwards.').optional(),
      alternative: sampleForSample
        .describe('Two-point: nominal sample → the sample of the alternative generator.')
        .optional(),
      'cross-check': sampleForSample
        .describe('Nominal sample → a third sample, never shown to the training: what the true size is measured on.')
        .optional(),
      size: relativeSize.describe('The size that the analysis claims; a larger effect is a finding.').optional(),
      column: text('a column').describe('Continuous: the column that holds the value of the nuisance.').optional(),
      sample: sampleName.describe('Continuous: the sample whose column it is.').optional(),
      parameter: text('a name')
        .describe(
          'Continuous: the name of the nuisance in weights and selections of samples, and in the expressions of `replace`.',
        )
        .optional(),
      prior: z
        .string({ error: priorForm })
        .regex(priorPattern, { error: priorForm })
        .describe('Continuous: how the nuisance is distributed: normal(mean, sigma) or uniform(from, to).')
        .optional(),
      grid: grid
        .describe(
          'Continuous: where it is evaluated: from, to, how many. Five points to ±2 standard deviations when absent.',
        )
        .optional(),
      replace: replace.describe('Continuous: column → expression with the parameter in it.').optional(),
    },
    { error: "a nuisance: a map with 'up' and 'down', or 'alternative'" },
  )
  .describe('A nuisance parameter: something uncertain that moves the events.');
