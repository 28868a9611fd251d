/** Results of fits as JSON, told apart by their keys. */
import * as z from 'zod';
import { AnalysisError } from '../../config/analysisError';
import { parameterByName, type FitParameter, type FitResult, type Sides } from './fitParameter';

/** The fields of cabinetry's FitResults, arrays as lists. */
const cabinetry = z.object({
  bestfit: z.array(z.number()),
  uncertainty: z.array(z.number()),
  labels: z.array(z.string()),
  /** Name → errors down (negative) and up. */
  minos_uncertainty: z.record(z.string(), z.tuple([z.number(), z.number()])).optional(),
});

/** What `pyhf fit` prints: name → values, several where there is one for each bin. */
const pyhf = z.object({ mle_parameters: z.record(z.string(), z.array(z.number())) });

/** What `combineTool.py -M Impacts` writes; intervals are [low, best, high]. */
const interval = z.tuple([z.number(), z.number(), z.number()]);
const impacts = z.object({
  POIs: z.array(z.object({ name: z.string(), fit: interval })).optional(),
  params: z.array(
    z.object({ name: z.string(), fit: interval, prefit: interval.optional(), type: z.string().optional() }),
  ),
});

/** @throws AnalysisError `damaged-file`, `unsupported-format` */
export function parseFitJson(text: string, file: string): FitResult {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AnalysisError('damaged-file', `'${file}' is no JSON: ${reason}.`);
  }
  const has = (key: string): boolean => typeof value === 'object' && value !== null && key in value;
  if (has('bestfit')) return ofCabinetry(parsed(cabinetry, value, file, 'cabinetry'), file);
  if (has('mle_parameters')) return ofPyhf(parsed(pyhf, value, file, 'pyhf'), file);
  if (has('params')) return ofImpacts(parsed(impacts, value, file, "Combine's impacts"), file);
  throw new AnalysisError(
    'unsupported-format',
    `'${file}' holds no result of a fit that is known: 'bestfit', 'uncertainty' and 'labels' (cabinetry), 'mle_parameters' (pyhf fit) or 'params' (combineTool.py -M Impacts).`,
  );
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, file: string, tool: string): T {
  const { data, error } = schema.safeParse(value);
  if (error === undefined) return data;
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? '' : ` at '${issue.path.join('.')}'`;
  throw new AnalysisError('damaged-file', `'${file}' is not as ${tool} writes it${place}: ${wordsOf(issue)}.`);
}

const typeWords: Readonly<Record<string, string>> = {
  array: 'a list',
  tuple: 'a list',
  record: 'a map',
  object: 'a map',
  string: 'a text',
  number: 'a number',
};

function wordsOf(issue: z.core.$ZodIssue | undefined): string {
  if (issue?.code !== 'invalid_type') return 'something else is expected there';
  return `${typeWords[issue.expected] ?? issue.expected} is expected there`;
}

function ofCabinetry(result: z.infer<typeof cabinetry>, file: string): FitResult {
  const { bestfit, uncertainty, labels, minos_uncertainty: minos } = result;
  if (bestfit.length !== labels.length || uncertainty.length !== labels.length) {
    throw new AnalysisError(
      'damaged-file',
      `'${file}' has ${labels.length} labels, ${bestfit.length} values and ${uncertainty.length} uncertainties: there must be equally many.`,
    );
  }
  const negative = uncertainty.findIndex((sigma) => sigma < 0);
  if (negative >= 0) {
    throw new AnalysisError(
      'damaged-file',
      `'${file}': the uncertainty of '${labels[negative] ?? ''}' is ${uncertainty[negative]}, which none can be: did the fit converge?`,
    );
  }
  const parameters = labels.map((name, index) => {
    const [down, up] = minos?.[name] ?? [uncertainty[index] ?? 0, uncertainty[index] ?? 0];
    return histFactory(name, bestfit[index] ?? 0, { up: Math.abs(up), down: Math.abs(down) });
  });
  return { tool: 'cabinetry', parameters: some(parameters, file) };
}

function ofPyhf({ mle_parameters }: z.infer<typeof pyhf>, file: string): FitResult {
  const parameters = Object.entries(mle_parameters).flatMap(([name, values]) =>
    values.length === 1
      ? values.map((value) => histFactory(name, value, undefined))
      : values.map((value, bin) => histFactory(`${name}[${bin}]`, value, undefined)),
  );
  return { tool: 'pyhf', parameters: some(parameters, file) };
}

/** A parameter of a HistFactory model: `lumi` is about 1, with a prior width that the result does not tell. */
function histFactory(name: string, value: number, error: Sides | undefined): FitParameter {
  if (name !== 'lumi') return parameterByName(name, value, error);
  return { name, kind: 'nuisance', value, error, nominal: 1, prior: undefined, byName: false };
}

function ofImpacts({ POIs, params }: z.infer<typeof impacts>, file: string): FitResult {
  const interest = (POIs ?? []).map(({ name, fit }): FitParameter => ({
    name,
    kind: 'normalisation',
    value: fit[1],
    error: sides(fit),
    nominal: 1,
    prior: undefined,
    byName: false,
  }));
  const others = params.map(({ name, fit, prefit, type }): FitParameter => {
    const free = type === 'Unconstrained';
    return {
      name,
      kind: name.startsWith('prop_bin') ? 'gamma' : free ? 'normalisation' : 'nuisance',
      value: fit[1],
      error: sides(fit),
      nominal: prefit?.[1] ?? (free ? 1 : 0),
      prior: free || prefit === undefined ? undefined : sides(prefit),
      byName: false,
    };
  });
  return { tool: 'Combine', parameters: some([...interest, ...others], file) };
}

/** Undefined for an interval without a width, which says that there is none. */
function sides([low, best, high]: readonly [number, number, number]): Sides | undefined {
  const found = { up: Math.abs(high - best), down: Math.abs(best - low) };
  return found.up > 0 && found.down > 0 ? found : undefined;
}

function some(parameters: readonly FitParameter[], file: string): readonly FitParameter[] {
  if (parameters.length > 0) return parameters;
  throw new AnalysisError('damaged-file', `'${file}' holds no parameter.`);
}
