/** `abcd:` of an analysis file: a region predicted from three others, and whether that closes. */
import * as z from 'zod';
import type { ConfigPath, ExpressionText } from './analysis';
import { text } from './grammarValues';
import { listOf, mapOf, type Partly } from './partly';

/** D is predicted: N_D = N_A·N_C/N_B. */
export const regionNames = ['A', 'B', 'C', 'D'] as const;
export type RegionName = (typeof regionNames)[number];

const selection = text('a selection: an expression of columns and scores');
const variable = text('a column, a score or an expression of them');
const samples = z
  .array(text('the name of a sample'), { error: 'a list of samples' })
  .min(1, { error: 'a list of at least one sample' });

const prediction = z
  .strictObject(
    {
      samples: samples.describe('Samples whose events are predicted in region D, and are there in truth.'),
      subtract: samples
        .describe('Samples that are taken off those: what is among them and not to be predicted.')
        .optional(),
      signal: samples
        .describe('Samples that are not to be predicted, and may lie in A, B and C: how far they shift the prediction.')
        .optional(),
      regions: z
        .strictObject(
          {
            A: selection.describe('Where the events of B are carried to: N_A/N_B is the transfer factor.'),
            B: selection.describe('Far from D in both axes.'),
            C: selection.describe('The events that the prediction is made of: D is C times the transfer factor.'),
            D: selection.describe('The region that is predicted: the signal region, or one for validation.'),
          },
          { error: "a map of selections with 'A', 'B', 'C' and 'D'" },
        )
        .describe('Selections that exclude each other. N_D = N_A·N_C/N_B: D is to C what A is to B.'),
      axes: z
        .tuple([variable, variable], { error: 'two columns or expressions' })
        .describe('The two variables that the regions are cut in, which must be independent of each other.')
        .optional(),
      variable: variable.describe('The variable whose distribution in D is predicted beside the yield.').optional(),
      weight: text('the name of a model')
        .describe(
          'A model that tells A from B: events of C are weighted with p/(1 − p) of its score p, instead of with one transfer factor.',
        )
        .optional(),
    },
    { error: "a map with 'samples' and 'regions'" },
  )
  .describe('A region D predicted from A, B and C.');

export const abcdSchema = z
  .record(z.string(), prediction, { error: 'a map of names to predictions' })
  .describe('Name → a region predicted from three others, by a transfer factor or by reweighting: does it close?');

/** A sample that is named. */
interface NamedSample {
  readonly sample: string;
  readonly path: ConfigPath;
}

/** A region that is predicted from three others. */
export interface Abcd {
  readonly name: string;
  readonly path: ConfigPath;
  readonly samples: readonly NamedSample[];
  readonly subtract: readonly NamedSample[];
  /** What may contaminate the regions. */
  readonly signal: readonly NamedSample[];
  readonly regions: Readonly<Record<RegionName, ExpressionText>>;
  readonly axes?: readonly [ExpressionText, ExpressionText];
  readonly variable?: ExpressionText;
  /** The model whose score makes the weight of an event; one transfer factor for all without. */
  readonly weight?: { readonly model: string; readonly path: ConfigPath };
}

/** What is complete of it. */
export function abcdOf(part: Partly<z.infer<typeof abcdSchema>>, path: ConfigPath): ReadonlyMap<string, Abcd> {
  const read = mapOf(part, path, predictionOf);
  return new Map([...read].flatMap(([key, one]) => (one === undefined ? [] : [[key, one] as const])));
}

function predictionOf(part: Partly<z.infer<typeof prediction>>, path: ConfigPath, name: string): Abcd | undefined {
  const { A, B, C, D } = part.regions ?? {};
  const named = listOf(part.samples, [...path, 'samples'], (sample, at) => ({ sample, path: at }));
  if (A === undefined || B === undefined || C === undefined || D === undefined || named.length === 0) return undefined;
  const region = (key: RegionName, text: string): ExpressionText => ({ text, path: [...path, 'regions', key] });
  const [first, second] = part.axes ?? [];
  return {
    name,
    path,
    samples: named,
    subtract: listOf(part.subtract, [...path, 'subtract'], (sample, at) => ({ sample, path: at })),
    signal: listOf(part.signal, [...path, 'signal'], (sample, at) => ({ sample, path: at })),
    regions: { A: region('A', A), B: region('B', B), C: region('C', C), D: region('D', D) },
    ...(typeof first === 'string' &&
      typeof second === 'string' && {
        axes: [
          { text: first, path: [...path, 'axes', 0] },
          { text: second, path: [...path, 'axes', 1] },
        ] as const,
      }),
    ...(part.variable !== undefined && { variable: { text: part.variable, path: [...path, 'variable'] } }),
    ...(part.weight !== undefined && { weight: { model: part.weight, path: [...path, 'weight'] } }),
  };
}

/** Every sample whose events are needed, each once. */
export function abcdSamples({ samples, subtract, signal }: Abcd): readonly NamedSample[] {
  const all = [...samples, ...subtract, ...signal];
  return all.filter(({ sample }, index) => all.findIndex((other) => other.sample === sample) === index);
}

/** Names of scores in the expressions of `abcd:` → which model: `score` for that of `model`, the name of one of `models`. */
export function scoreNames(models: readonly string[]): ReadonlyMap<string, number> {
  return new Map(models.map((name, index) => [name === 'model' ? 'score' : name, index] as const));
}

/** Whether axes are declared that one transfer factor needs to be independent; a weight follows their dependence. */
export function hasIndependentAxes({ axes, weight }: Pick<Abcd, 'axes' | 'weight'>): boolean {
  return axes !== undefined && weight === undefined;
}
