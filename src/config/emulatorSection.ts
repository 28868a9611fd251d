/** `emulator:`, a model from parameters and nuisances to observables as a likelihood: the grammar, and what is made of it. */
import * as z from 'zod';
import type { ConfigPath, ExpressionText, FileReference } from './analysis';
import { text } from './grammarValues';
import { listOf, mapOf, reference, type Partly } from './partly';
import { priorForm, priorNumbers, priorPattern } from './priorText';
import { relativeSize, sizeOf } from './relativeSize';

const number = z.number({ error: 'a number' });
const range = z.tuple([number, number], { error: 'two numbers: from, to' });
const prior = z.string({ error: priorForm }).regex(priorPattern, { error: priorForm });

const nuisance = z
  .strictObject(
    {
      known: number.describe('The value, where it is known exactly.').optional(),
      tight: prior.describe('What is known of it at best: normal(mean, sigma) or uniform(from, to).').optional(),
      loose: prior.describe('What is known of it at worst: normal(mean, sigma) or uniform(from, to).').optional(),
      trained: range.describe('Where the emulator was trained: from, to. Nothing is asked of it outside.').optional(),
    },
    { error: "a map with 'known', 'tight' and 'loose', of which one or two may be left out" },
  )
  .describe('A nuisance of the emulator, with what may be known of it.');

export const emulatorSchema = z
  .strictObject(
    {
      model: text('a path').describe('An ONNX file that makes observables of parameters and nuisances.'),
      inputs: z
        .array(text('the name of a parameter or a nuisance'), { error: 'a list of parameters and nuisances' })
        .describe(
          "The model's inputs in its order; when absent as its metadata say, else parameters and then nuisances.",
        )
        .optional(),
      output: text('the name of an output')
        .describe('The output with the observables, where it has several.')
        .optional(),
      data: z
        .strictObject(
          {
            file: text('a path').describe('A table with one row for each observable, in the order of the model.'),
            value: text('a column or an expression').describe('What was observed: a column or an expression.'),
            error: text('a column or an expression')
              .describe('Its standard deviation: a column or an expression such as sqrt(counts).')
              .optional(),
            covariance: text('a path')
              .describe('Instead of errors: a table with the covariance matrix, a header line and a row for each row.')
              .optional(),
            x: text('a column or an expression')
              .describe('What the observables are ordered by, for the plots: an energy, a time.')
              .optional(),
          },
          { error: "a map with 'file', 'value' and 'error'" },
        )
        .describe('What was observed, with its errors.'),
      likelihood: z
        .enum(['gaussian', 'poisson'], { error: 'gaussian or poisson' })
        .describe('How data scatter about predictions: with their errors, or as counts. gaussian when absent.')
        .optional(),
      'model-error': relativeSize
        .describe(
          'Error of the emulator itself relative to the observed value, added in quadrature, independent in each observable.',
        )
        .optional(),
      parameters: z
        .record(z.string(), range.describe('The range that is scanned: from, to.'), {
          error: 'a map of parameters to ranges',
        })
        .describe('Parameter → the range that is scanned: from, to. What is measured.'),
      nuisances: z
        .record(z.string(), nuisance, { error: 'a map of nuisances to priors' })
        .describe('Nuisance → what is known of it in each scenario: known, tight and loose.')
        .optional(),
    },
    { error: "a map with 'model', 'data' and 'parameters'" },
  )
  .describe('An emulator as a likelihood: what data say of its parameters, and what each nuisance costs.');

/** What may be known of the nuisances, the least uncertain first (true, tight and loose in arXiv:2209.02817). */
export const scenarios = ['known', 'tight', 'loose'] as const;
export type Scenario = (typeof scenarios)[number];

export type EmulatorPrior =
  | { readonly kind: 'known'; readonly value: number }
  | { readonly kind: 'normal'; readonly mean: number; readonly sigma: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number };

export interface EmulatorRange {
  readonly name: string;
  readonly path: ConfigPath;
  readonly low: number;
  readonly high: number;
}

export interface EmulatorNuisance {
  readonly name: string;
  readonly path: ConfigPath;
  readonly priors: ReadonlyMap<Scenario, EmulatorPrior>;
  readonly trained?: { readonly low: number; readonly high: number };
}

export interface Emulator {
  readonly path: ConfigPath;
  readonly model: FileReference;
  /** Undefined: as the model says, else parameters and then nuisances. */
  readonly inputs?: readonly { readonly name: string; readonly path: ConfigPath }[];
  readonly output?: { readonly text: string; readonly path: ConfigPath };
  readonly data: {
    readonly path: ConfigPath;
    readonly file: FileReference;
    readonly value: ExpressionText;
    readonly error?: ExpressionText;
    readonly covariance?: FileReference;
    readonly x?: ExpressionText;
  };
  readonly likelihood: 'gaussian' | 'poisson';
  /** Relative to the observed value. */
  readonly modelError: number;
  readonly parameters: readonly EmulatorRange[];
  readonly nuisances: readonly EmulatorNuisance[];
  /** Those of which every nuisance says something; without nuisances `known` alone. */
  readonly scenarios: readonly Scenario[];
}

/** Undefined where model, data or parameters are missing. */
export function emulatorOf(part: Partly<z.infer<typeof emulatorSchema>>, path: ConfigPath): Emulator | undefined {
  const { model, data, inputs, output } = part;
  if (model === undefined || data?.file === undefined || data.value === undefined) return undefined;
  const inner = [...path, 'data'];
  const parameters = [...mapOf(part.parameters, [...path, 'parameters'], rangeOf).values()].flatMap((one) => one ?? []);
  if (parameters.length === 0) return undefined;
  const nuisances = [...mapOf(part.nuisances, [...path, 'nuisances'], nuisanceOf).values()];
  return {
    path,
    model: reference(model, [...path, 'model']),
    ...(inputs && { inputs: listOf(inputs, [...path, 'inputs'], (name, at) => ({ name, path: at })) }),
    ...(output !== undefined && { output: { text: output, path: [...path, 'output'] } }),
    data: {
      path: inner,
      file: reference(data.file, [...inner, 'file']),
      value: { text: data.value, path: [...inner, 'value'] },
      ...(data.error !== undefined && { error: { text: data.error, path: [...inner, 'error'] } }),
      ...(data.covariance !== undefined && { covariance: reference(data.covariance, [...inner, 'covariance']) }),
      ...(data.x !== undefined && { x: { text: data.x, path: [...inner, 'x'] } }),
    },
    likelihood: part.likelihood ?? 'gaussian',
    modelError: sizeOf(part['model-error'] ?? 0),
    parameters,
    nuisances,
    scenarios:
      nuisances.length === 0
        ? ['known']
        : scenarios.filter((scenario) => nuisances.every(({ priors }) => priors.has(scenario))),
  };
}

function rangeOf(part: readonly (number | null)[], path: ConfigPath, name: string): EmulatorRange | undefined {
  const limits = limitsOf(part);
  return limits && { name, path, ...limits };
}

function limitsOf(
  part: readonly (number | null)[] | undefined,
): { readonly low: number; readonly high: number } | undefined {
  const [from, to] = part ?? [];
  if (typeof from !== 'number' || typeof to !== 'number') return undefined;
  return { low: Math.min(from, to), high: Math.max(from, to) };
}

function nuisanceOf(part: Partly<z.infer<typeof nuisance>>, path: ConfigPath, name: string): EmulatorNuisance {
  const priors = new Map<Scenario, EmulatorPrior>();
  if (part.known !== undefined) priors.set('known', { kind: 'known', value: part.known });
  for (const scenario of ['tight', 'loose'] as const) {
    const numbers = priorNumbers(part[scenario] ?? '');
    if (numbers === undefined) continue;
    const { kind, first, second } = numbers;
    priors.set(
      scenario,
      kind === 'normal'
        ? { kind, mean: first, sigma: second }
        : { kind, low: Math.min(first, second), high: Math.max(first, second) },
    );
  }
  const trained = limitsOf(part.trained);
  return { name, path, priors, ...(trained && { trained }) };
}
