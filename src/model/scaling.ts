import type { ConfigPath, Model, ModelInput } from '../config/analysis';
import { nearestName } from '../config/nearestName';
import type { Preprocessing, ScaledVariable } from './modelFacts';
import { count, refuse, type Refusal } from './refusal';

/** A feature as far as it can be compared with a name: one of a matrix, or one of a sequence. */
export interface NamedFeature {
  /** Undefined where nothing gives it one name, as for a list of columns. */
  readonly name: string | undefined;
  readonly path: ConfigPath;
}

/** The features of an input, masks apart. */
export function featuresOfInput(input: ModelInput, { features }: Pick<Model, 'features'>): readonly NamedFeature[] {
  if (input.kind === 'mask') return [];
  const single = (column: number): NamedFeature => ({
    name: features[column]?.text.trim(),
    path: features[column]?.path ?? input.path,
  });
  if (input.kind === 'matrix') return input.features.map(single);
  return input.features.map(({ name, path, positions }) => {
    const [column, another] = positions;
    const text = column === undefined || another !== undefined ? undefined : features[column]?.text.trim();
    return { name: name ?? text, path };
  });
}

/** Input → for each of its features what it goes through. */
export type Scaling = ReadonlyMap<string, readonly (ScaledVariable | undefined)[]>;

/** Finds for each feature its entry in the file that training left, by number or by name. */
export function scalingOf(
  model: Pick<Model, 'features' | 'path'>,
  inputs: readonly ModelInput[],
  preprocessing: Preprocessing | undefined,
): Scaling | Refusal {
  const result = new Map<string, readonly (ScaledVariable | undefined)[]>();
  if (preprocessing === undefined) return result;
  const given = inputs.map((input) => ({ input, features: featuresOfInput(input, model) }));
  const at = [...model.path, 'preprocessing'];
  if (preprocessing.kind === 'weaver') {
    for (const { input, features } of given) {
      if (input.kind === 'mask') continue;
      const known = preprocessing.inputs.find(({ name }) => name === input.name);
      if (known === undefined) {
        const names = preprocessing.inputs.map(({ name }) => `'${name}'`).join(', ');
        return refuse(`It says nothing of the model's input '${input.name}', only of ${names || 'none'}.`, {
          path: at,
        });
      }
      if (known.variables.length !== features.length) {
        const names = known.variables.map(({ name }) => name).join(', ');
        const message = `In training, '${input.name}' had ${count(known.variables.length, 'feature')} (${names}), but ${features.length} ${features.length === 1 ? 'is' : 'are'} listed.`;
        return refuse(message, { path: input.path });
      }
      result.set(input.name, known.variables);
    }
    return result;
  }
  const all = given.flatMap(({ features }) => features);
  const { variables, byName } = preprocessing;
  if (!byName && variables.length !== all.length) {
    const message = `The scaler is for ${count(variables.length, 'feature')}, but ${all.length} ${all.length === 1 ? 'is' : 'are'} listed.`;
    return refuse(message, { path: at });
  }
  const names = new Map(variables.map((variable) => [variable.name, variable]));
  let position = 0;
  for (const { input, features } of given) {
    const entries: ScaledVariable[] = [];
    for (const { name, path } of features) {
      const entry = byName ? names.get(name) : variables[position];
      position++;
      if (entry === undefined) {
        const suggestion =
          name === undefined
            ? undefined
            : nearestName(
                name,
                variables.flatMap((one) => one.name ?? []),
              );
        const shown = name === undefined ? 'this feature, which has no one name' : `the feature '${name}'`;
        return refuse(`The scaler has no entry for ${shown}.`, {
          path,
          ...(suggestion !== undefined && { suggestion }),
        });
      }
      entries.push(entry);
    }
    result.set(input.name, entries);
  }
  return result;
}
