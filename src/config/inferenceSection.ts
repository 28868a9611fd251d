/** `inference:` of an analysis file, which fit the templates of the score are made for: the grammar, and what is made of it. */
import * as z from 'zod';
import type { ConfigPath, ExpressionText } from './analysis';
import { grid, text } from './grammarValues';
import { gridPoints } from './gridPoints';
import { listOf, type Partly } from './partly';

const events = z
  .array(
    z.union([text('the name of a sample'), z.number({ error: 'the label of a class' })], {
      error: 'the name of a nominal sample, or the label of a class',
    }),
    { error: 'a list of nominal samples or labels of classes' },
  )
  .min(1, { error: 'a list of at least one nominal sample or label of a class' });

const neyman = z
  .strictObject(
    {
      toys: z
        .int({ error: 'a whole number' })
        .min(100, { error: 'a whole number from 100 to 100000' })
        .max(100_000, { error: 'a whole number from 100 to 100000' })
        .describe('Pseudo-experiments at each point; 1000 when absent.')
        .optional(),
      grid: grid
        .describe(
          'Strengths of the signal: from, to, how many. Seven around 1, to 3 standard errors, none negative, when absent.',
        )
        .optional(),
      statistic: z
        .union(
          [
            z.enum(['profile', 'classifier'], { error: 'profile or classifier' }),
            z.strictObject(
              {
                sum: z
                  .union([text("an expression of 'score'"), z.number()], { error: "an expression of 'score'" })
                  .describe("Summed over the events: an expression of the model's 'score', which is its only name."),
              },
              { error: "profile, classifier, or a map with 'sum'" },
            ),
          ],
          { error: "profile, classifier, or a map with 'sum'" },
        )
        .describe(
          'What data are ordered by: the profile likelihood ratio of the templates, the ratio that the score makes if it is taken for a probability, or a sum over events of any expression of the score. profile when absent.',
        )
        .optional(),
      nuisance: text('the name of a nuisance')
        .describe(
          'The nuisance away from whose nominal value coverage is counted too; that with the largest impact when absent.',
        )
        .optional(),
      values: z
        .array(
          z
            .number({ error: 'numbers from -5 to 5' })
            .min(-5, { error: 'numbers from -5 to 5' })
            .max(5, { error: 'numbers from -5 to 5' }),
          { error: 'a list of 1 to 15 numbers' },
        )
        .min(1, { error: 'a list of 1 to 15 numbers' })
        .max(15, { error: 'a list of 1 to 15 numbers' })
        .describe(
          'Its true values at which coverage is counted, in standard deviations; 0 is always among them. -1 and 1 when absent.',
        )
        .optional(),
    },
    { error: "a map with 'toys', 'grid', 'statistic', 'nuisance' or 'values', all of which may be left out" },
  )
  .describe('Pseudo-experiments: do intervals hold the truth as often as they promise?');

export const inferenceSchema = z
  .strictObject(
    {
      parameter: text('a name')
        .describe('What the strength of the signal is called: what is measured. mu when absent.')
        .optional(),
      signal: events.describe('Nominal samples, or labels of classes, whose rate the parameter multiplies.'),
      background: events.describe('The other nominal samples or classes: a process each.'),
      bins: z
        .int({ error: 'a whole number' })
        .min(1, { error: 'a whole number from 1 to 200' })
        .max(200, { error: 'a whole number from 1 to 200' })
        .describe('Bins of the score, each with the same share of signal and background together. 30 when absent.')
        .optional(),
      nuisances: z
        .array(text('the name of a nuisance'), { error: 'a list of nuisances' })
        .describe('The nuisances of the fit; all that have sides when absent.')
        .optional(),
      interpolation: z
        .enum(['linear', 'exponential'], { error: 'linear or exponential' })
        .describe(
          'Between the sides of a nuisance: piecewise linear (code 0 of HistFactory), or exponential for rates with polynomials for shapes (codes 4 and 4p). linear when absent.',
        )
        .optional(),
      'template-errors': z
        .boolean({ error: 'true or false' })
        .describe('Whether the fit knows of the statistical uncertainty of the templates. true when absent.')
        .optional(),
      data: text('the name of a sample')
        .describe('A sample that is fitted beside what is expected: its sum of weights is what was counted.')
        .optional(),
      neyman: neyman.optional(),
    },
    { error: "a map with 'signal' and 'background'" },
  )
  .describe('A profile-likelihood fit of templates of the score.');

/** A process of the fit: a nominal sample, or all nominal events of a class. */
export type ProcessName = { readonly path: ConfigPath; readonly text: string } & (
  { readonly kind: 'sample'; readonly sample: string } | { readonly kind: 'class'; readonly label: number }
);

export interface Inference {
  readonly path: ConfigPath;
  /** What the strength of the signal is called. */
  readonly parameter: string;
  readonly signal: readonly ProcessName[];
  readonly background: readonly ProcessName[];
  readonly bins: number;
  /** Undefined: all that have sides. */
  readonly nuisances?: readonly { readonly name: string; readonly path: ConfigPath }[];
  readonly interpolation: 'linear' | 'exponential';
  readonly templateErrors: boolean;
  readonly data?: { readonly sample: string; readonly path: ConfigPath };
  readonly neyman?: Neyman;
}

/** Pseudo-experiments that are asked for. */
export interface Neyman {
  readonly path: ConfigPath;
  readonly toys: number;
  /** Ascending; undefined where it is left to the fit. */
  readonly strengths?: readonly number[];
  /** `sum`: over events, of an expression of `score`. */
  readonly statistic: 'profile' | 'classifier' | { readonly sum: ExpressionText };
  /** The nuisance whose true values are moved; undefined where it is left to the fit. */
  readonly nuisance?: { readonly name: string; readonly path: ConfigPath };
  /** Its true values beside 0, in standard deviations, each once. */
  readonly values: readonly number[];
}

/** Undefined where signal or background is missing. */
export function inferenceOf(part: Partly<z.infer<typeof inferenceSchema>>, path: ConfigPath): Inference | undefined {
  const signal = listOf(part.signal, [...path, 'signal'], processOf);
  const background = listOf(part.background, [...path, 'background'], processOf);
  if (signal.length === 0 || background.length === 0) return undefined;
  return {
    path,
    parameter: part.parameter ?? 'mu',
    signal,
    background,
    bins: part.bins ?? 30,
    ...(part.nuisances && {
      nuisances: listOf(part.nuisances, [...path, 'nuisances'], (name, at) => ({ name, path: at })),
    }),
    interpolation: part.interpolation ?? 'linear',
    templateErrors: part['template-errors'] ?? true,
    ...(part.neyman && { neyman: neymanOf(part.neyman, [...path, 'neyman']) }),
    ...(part.data !== undefined && { data: { sample: part.data, path: [...path, 'data'] } }),
  };
}

function processOf(value: string | number, path: ConfigPath): ProcessName {
  return typeof value === 'number'
    ? { kind: 'class', label: value, path, text: `class ${value}` }
    : { kind: 'sample', sample: value, path, text: value };
}

function neymanOf(
  { toys, grid, statistic, nuisance, values }: Partly<z.infer<typeof neyman>>,
  path: ConfigPath,
): Neyman {
  const strengths = gridPoints(grid);
  return {
    path,
    toys: toys ?? 1000,
    statistic:
      typeof statistic === 'object' && statistic.sum !== undefined
        ? { sum: { text: String(statistic.sum), path: [...path, 'statistic', 'sum'] } }
        : typeof statistic === 'string'
          ? statistic
          : 'profile',
    ...(strengths && { strengths }),
    ...(nuisance !== undefined && { nuisance: { name: nuisance, path: [...path, 'nuisance'] } }),
    values: values === undefined ? [1, -1] : [...new Set(listOf(values, path, Number))].filter((value) => value !== 0),
  };
}
