/**
 * What features go through before the model: a scaler as JSON (scikit-learn's StandardScaler written down, in one of
 * the forms that people use), or the preprocess.json that weaver exports beside a model.
 */
import type { Preprocessing, ScaledVariable } from './modelFacts';

/** The message is a clause: `'scale' of 'HT' is 0`. */
export class PreprocessingError extends Error {
  override readonly name = 'PreprocessingError';
}

/**
 * - `{"mean": […], "scale": […], "feature_names": […]}`, names optional; also `mean_`, `scale_`, `std`
 * - `{"mean": {"HT": …}, "scale": {"HT": …}}`
 * - `{"HT": {"mean": …, "scale": …}}`
 * - weaver's, with `input_names` and for each its `var_names` and `var_infos`
 * @throws PreprocessingError
 */
export function parsePreprocessing(text: string): Preprocessing {
  const value = fromJson(text);
  if (!isMap(value)) throw new PreprocessingError('it is not a map');
  if (Array.isArray(value['input_names'])) return weaver(value, value['input_names']);
  const mean = firstOf(value, ['mean', 'mean_']);
  const scale = firstOf(value, ['scale', 'scale_', 'std', 'std_']);
  if (Array.isArray(mean) || Array.isArray(scale)) return scalerInOrder(value, mean, scale);
  if (isMap(mean) || isMap(scale)) return scalerByName(mean, scale);
  const entries = Object.entries(value);
  if (entries.length > 0 && entries.every(([, entry]) => isMap(entry) && ('mean' in entry || 'scale' in entry))) {
    return {
      kind: 'scaler',
      byName: true,
      variables: entries.map(([name, entry]) => {
        const of = entry as Json;
        return scaled(name, firstOf(of, ['mean']), firstOf(of, ['scale', 'std']), name);
      }),
    };
  }
  throw new PreprocessingError("it has neither 'mean' and 'scale' nor the 'input_names' of weaver");
}

type Json = Readonly<Record<string, unknown>>;

function scalerInOrder(value: Json, mean: unknown, scale: unknown): Preprocessing {
  const means = listOrNone(mean, 'mean');
  const scales = listOrNone(scale, 'scale');
  const count = (means ?? scales)?.length ?? 0;
  if (means && scales && means.length !== scales.length) {
    throw new PreprocessingError(`it has ${means.length} means, but ${scales.length} scales`);
  }
  const found = firstOf(value, ['feature_names', 'feature_names_in_', 'features', 'inputs', 'names']);
  const names = Array.isArray(found) && found.every((name) => typeof name === 'string') ? found : undefined;
  if (names && names.length !== count) {
    throw new PreprocessingError(`it has ${count} means, but the names of ${names.length} features`);
  }
  return {
    kind: 'scaler',
    byName: false,
    variables: Array.from({ length: count }, (_, index) =>
      scaled(names?.[index] ?? `number ${index + 1}`, means?.[index], scales?.[index], names?.[index]),
    ),
  };
}

function scalerByName(mean: unknown, scale: unknown): Preprocessing {
  const means = isMap(mean) ? mean : {};
  const scales = isMap(scale) ? scale : {};
  const names = [...new Set([...Object.keys(means), ...Object.keys(scales)])];
  return {
    kind: 'scaler',
    byName: true,
    variables: names.map((name) => scaled(name, means[name], scales[name], name)),
  };
}

function scaled(shown: string, mean: unknown, scale: unknown, name: string | undefined): ScaledVariable {
  const centre = numberOr(mean, 0, `'mean' of '${shown}'`);
  const width = numberOr(scale, 1, `'scale' of '${shown}'`);
  if (width === 0) throw new PreprocessingError(`'scale' of '${shown}' is 0`);
  return { centre, factor: 1 / width, ...(name !== undefined && { name }) };
}

/** @see https://github.com/hqucms/weaver-core, weaver/utils/data/config.py, export_json */
function weaver(value: Json, inputNames: readonly unknown[]): Preprocessing {
  const outputs = value['output_names'];
  return {
    kind: 'weaver',
    classes: Array.isArray(outputs) && outputs.every((name) => typeof name === 'string') ? outputs : [],
    inputs: inputNames.map((name) => {
      const group = typeof name === 'string' ? value[name] : undefined;
      if (typeof name !== 'string' || !isMap(group)) {
        throw new PreprocessingError(`it says nothing of its input '${String(name)}'`);
      }
      const names = group['var_names'];
      const infos = group['var_infos'];
      if (!Array.isArray(names) || !isMap(infos)) {
        throw new PreprocessingError(`its input '${name}' has no 'var_names' and 'var_infos'`);
      }
      const length = group['var_length'];
      return {
        name,
        length: typeof length === 'number' ? length : undefined,
        variables: names.map((variable) => weaverVariable(String(variable), infos[String(variable)])),
      };
    }),
  };
}

function weaverVariable(name: string, info: unknown): ScaledVariable {
  if (!isMap(info)) throw new PreprocessingError(`it says nothing of '${name}'`);
  const of = (key: string, standard: number): number => numberOr(info[key], standard, `'${key}' of '${name}'`);
  return {
    name,
    centre: of('median', 0),
    factor: of('norm_factor', 1),
    low: of('lower_bound', -1e32),
    high: of('upper_bound', 1e32),
    pad: of('pad', 0),
    notFinite: of('replace_inf_value', 0),
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new PreprocessingError('it is not valid JSON');
    throw error;
  }
}

function firstOf(value: Json, keys: readonly string[]): unknown {
  for (const key of keys) if (Object.hasOwn(value, key)) return value[key];
  return undefined;
}

/** `with_mean=False` leaves null where the means would be. */
function listOrNone(value: unknown, name: string): readonly unknown[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw new PreprocessingError(`'${name}' is not a list, as the other is`);
  return value as readonly unknown[];
}

function numberOr(value: unknown, standard: number, what: string): number {
  if (value === undefined || value === null) return standard;
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new PreprocessingError(`${what} is not a number`);
  return value;
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
