/**
 * What features go through before the model: a scaler as JSON (scikit-learn's StandardScaler or MinMaxScaler written
 * down, in one of the forms that people use), or the preprocess.json that weaver exports beside a model.
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
 * - `{"min_": […], "scale_": […]}` of a MinMaxScaler, which multiplies by its scale
 * - `{"min": […], "max": […]}`, also `data_min_`, `data_max_`: onto `feature_range`, 0 to 1 where that is not said
 * - weaver's, with `input_names` and for each its `var_names` and `var_infos`
 * @throws PreprocessingError
 */
export function parsePreprocessing(text: string): Preprocessing {
  const value = fromJson(text);
  if (!isMap(value)) throw new PreprocessingError('it is not a map');
  if (Array.isArray(value['input_names'])) return weaver(value, value['input_names']);
  const range = rangeScaler(value);
  if (range !== undefined) return range;
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

/**
 * A scaler onto a range; undefined where it is none.
 * @see scikit-learn's MinMaxScaler: x → x·scale_ + min_, where scale_ = (b − a) / (data_max_ − data_min_)
 */
function rangeScaler(value: Json): Preprocessing | undefined {
  if (Object.hasOwn(value, 'mean') || Object.hasOwn(value, 'mean_')) return undefined;
  const offsets = listOrNone(value['min_'], 'min_');
  if (offsets !== undefined) {
    const scales = listOrNone(value['scale_'], 'scale_');
    if (scales?.length !== offsets.length) {
      throw new PreprocessingError(`it has ${offsets.length} of 'min_', but ${scales?.length ?? 0} of 'scale_'`);
    }
    return inOrder(value, offsets.length, (index, shown) => {
      const factor = numberOr(scales[index], 0, `'scale_' of '${shown}'`);
      if (factor === 0) throw new PreprocessingError(`'scale_' of '${shown}' is 0 or missing`);
      return { centre: -numberOr(offsets[index], 0, `'min_' of '${shown}'`) / factor, factor };
    });
  }
  const lows = listOrNone(firstOf(value, ['data_min_', 'min']), 'min');
  const highs = listOrNone(firstOf(value, ['data_max_', 'max']), 'max');
  if (lows === undefined && highs === undefined) return undefined;
  if (lows?.length !== highs?.length) {
    const hint = Object.hasOwn(value, 'scale') ? "; scikit-learn's own numbers are 'min_' and 'scale_'" : '';
    throw new PreprocessingError(`it has ${lows?.length ?? 0} of 'min', but ${highs?.length ?? 0} of 'max'${hint}`);
  }
  const [from, to] = featureRange(value['feature_range']);
  return inOrder(value, lows?.length ?? 0, (index, shown) => {
    const low = numberOr(lows?.[index], Number.NaN, `'min' of '${shown}'`);
    const width = numberOr(highs?.[index], Number.NaN, `'max' of '${shown}'`) - low;
    if (!(width >= 0)) throw new PreprocessingError(`'max' of '${shown}' is not above its 'min'`);
    // A feature that is constant is moved and not stretched, as scikit-learn does it.
    const factor = (to - from) / (width === 0 ? 1 : width);
    return { centre: low - from / factor, factor };
  });
}

function featureRange(value: unknown): readonly [number, number] {
  if (value === undefined) return [0, 1];
  const [from, to] = Array.isArray(value) ? (value as unknown[]) : [];
  if (typeof from === 'number' && typeof to === 'number' && from < to) return [from, to];
  throw new PreprocessingError("'feature_range' is not two rising numbers");
}

function scalerInOrder(value: Json, mean: unknown, scale: unknown): Preprocessing {
  const means = listOrNone(mean, 'mean');
  const scales = listOrNone(scale, 'scale');
  const count = (means ?? scales)?.length ?? 0;
  if (means && scales && means.length !== scales.length) {
    throw new PreprocessingError(`it has ${means.length} means, but ${scales.length} scales`);
  }
  return inOrder(value, count, (index, shown) => scaled(shown, means?.[index], scales?.[index], undefined));
}

/** Entries in the order of the features, with their names where the file has them. */
function inOrder(
  value: Json,
  count: number,
  entry: (index: number, shown: string) => Pick<ScaledVariable, 'centre' | 'factor'>,
): Preprocessing {
  const found = firstOf(value, ['feature_names', 'feature_names_in_', 'features', 'inputs', 'names']);
  const names = Array.isArray(found) && found.every((name) => typeof name === 'string') ? found : undefined;
  if (names && names.length !== count) {
    throw new PreprocessingError(`it is of ${count} features, but has the names of ${names.length}`);
  }
  return {
    kind: 'scaler',
    byName: false,
    variables: Array.from({ length: count }, (_, index) => {
      const name = names?.[index];
      return { ...entry(index, name ?? `number ${index + 1}`), ...(name !== undefined && { name }) };
    }),
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
