import type { ConfigPath, Feature, Model, ModelInput, ModelOutput, OutputTerm, SequenceFeature } from './analysis';
import { isList, listOf, mapOf, reference, type AnalysisPart } from './partly';

type ModelPart = NonNullable<AnalysisPart['model']>;
type InputPart = NonNullable<NonNullable<ModelPart['inputs']>[string]>;
type FeaturePart = NonNullable<NonNullable<ModelPart['features']>[number]>;
type FeaturesPart = Exclude<InputPart, readonly unknown[]>['features'];
type SequenceFeaturePart = FeaturePart | readonly (string | null)[];
type OutputPart = NonNullable<ModelPart['output']>;

/** A model, as far as what is said of it is valid. */
export function buildModel(part: ModelPart, path: ConfigPath, name: string): Model {
  const inputPath = [...path, 'inputs'];
  const reader = new InputReader();
  const declared =
    part.features === undefined && part.inputs !== undefined
      ? [...mapOf(part.inputs, inputPath, (input, inner, key) => reader.input(input, inner, key)).values()]
      : undefined;
  const features = featuresOf(part.features, [...path, 'features']);
  const output = part.output === undefined ? undefined : outputOf(part.output, [...path, 'output']);
  const { preprocessing, activation, classes, truth, calibrated, dropout } = part;
  return {
    name,
    path,
    files:
      part.file === undefined
        ? listOf(part.files, [...path, 'files'], reference)
        : [reference(part.file, [...path, 'file'])],
    features: declared === undefined ? features : reader.features,
    ...(declared && { inputs: declared.flatMap((input) => input ?? []) }),
    ...(preprocessing !== undefined && { preprocessing: reference(preprocessing, [...path, 'preprocessing']) }),
    ...(output && { output }),
    ...(truth !== undefined && { truth: { text: String(truth), path: [...path, 'truth'] } }),
    ...(calibrated !== undefined &&
      calibrated !== false && {
        calibrated: {
          mixture: calibrated === true ? ('weights' as const) : calibrated,
          path: [...path, 'calibrated'],
        },
      }),
    ...(dropout !== undefined && { dropout: { passes: dropout, path: [...path, 'dropout'] } }),
    ...(activation && { activation: { kind: activation, path: [...path, 'activation'] } }),
    ...(classes && { classes: { names: listOf(classes, path, (text) => text), path: [...path, 'classes'] } }),
    workingPoints: [
      ...mapOf(part['working-points'], [...path, 'working-points'], (threshold, inner, point) => ({
        name: point,
        threshold,
        path: inner,
      })).values(),
    ],
  };
}

function featuresOf(part: ModelPart['features'], path: ConfigPath): Feature[] {
  return listOf(part, path, (feature, inner) => featureOf(feature, inner)).flatMap((feature) => feature ?? []);
}

/** The value of a nuisance has the name of the nuisance. */
function featureOf(part: FeaturePart, path: ConfigPath): Feature | undefined {
  if (typeof part === 'string') return { text: part, path };
  const { nuisance: name, trained } = part;
  if (name === undefined) return undefined;
  const values = listOf(trained, path, (value) => value).sort((a, b) => a - b);
  return { text: name, path, nuisance: { name, trained: [...new Set(values)] } };
}

/** Collects the features of all inputs, each at its place. */
class InputReader {
  readonly features: Feature[] = [];

  input(part: InputPart, path: ConfigPath, name: string): ModelInput | undefined {
    if (isList(part)) {
      const positions = featuresOf(part, path).map((feature) => this.features.push(feature) - 1);
      return { name, path, kind: 'matrix', features: positions };
    }
    const { features, mask, padding, length, pad, missing, layout } = part;
    if (mask !== undefined) return { name, path, kind: 'mask', of: mask, inverted: false };
    if (padding !== undefined) return { name, path, kind: 'mask', of: padding, inverted: true };
    if (features === undefined) return undefined;
    return {
      name,
      path,
      kind: 'sequence',
      features: this.#sequence(features, [...path, 'features']),
      pad: pad ?? 0,
      ...(length !== undefined && { length }),
      ...(missing !== undefined && { missing }),
      ...(layout !== undefined && { layout }),
    };
  }

  #sequence(part: NonNullable<FeaturesPart>, path: ConfigPath): SequenceFeature[] {
    if (isList(part)) {
      return listOf(part, path, (feature, inner) => ({ path: inner, positions: this.#positions(feature, inner) }));
    }
    return [
      ...mapOf(part, path, (feature, inner, name) => ({
        name,
        path: inner,
        positions: this.#positions(feature, inner),
      })).values(),
    ];
  }

  #positions(part: SequenceFeaturePart, path: ConfigPath): number[] {
    const add = (feature: Feature): number => this.features.push(feature) - 1;
    if (isList(part)) return listOf(part, path, (text, inner) => add({ text, path: inner }));
    const feature = featureOf(part, path);
    return feature ? [add(feature)] : [];
  }
}

function outputOf(part: OutputPart, path: ConfigPath): ModelOutput | undefined {
  if (typeof part === 'string' || isList(part)) {
    const score = termOf(part, path);
    return score && { text: wordsOf(score), path, kind: 'score', score };
  }
  const inner = (name: string): ConfigPath => [...path, name];
  const weights = part.weights === undefined ? undefined : termOf(part.weights, inner('weights'));
  const means = part.means === undefined ? undefined : termOf(part.means, inner('means'));
  if (weights && means) {
    const sigmas = part.sigmas === undefined ? undefined : termOf(part.sigmas, inner('sigmas'));
    return { text: `mean of ${means.text}`, path, kind: 'mixture', weights, means, ...(sigmas && { sigmas }) };
  }
  const mean = part.mean === undefined ? undefined : termOf(part.mean, inner('mean'));
  if (mean === undefined) return undefined;
  const sigma = part.sigma === undefined ? undefined : termOf(part.sigma, inner('sigma'));
  return { text: wordsOf(mean), path, kind: 'regression', mean, ...(sigma && { sigma }) };
}

function termOf(part: string | readonly (string | number | null)[], path: ConfigPath): OutputTerm | undefined {
  if (typeof part === 'string') return { text: part, path };
  const [text, column] = part;
  if (typeof text !== 'string' || column === undefined || column === null) return undefined;
  return { text, column, path };
}

function wordsOf({ text, column }: OutputTerm): string {
  return column === undefined ? text : `${text}[${column}]`;
}
