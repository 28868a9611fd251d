/** Which input takes the features and which output is the score: decided from the header alone, without a runtime. */
import { nearestName } from '../config/nearestName';
import type { ModelFacts, TensorInfo } from './modelFacts';

export type Choice =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly message: string; readonly suggestion?: string };

/**
 * The output that holds the score.
 * @param wanted what the analysis file says under `output`; without it the only floating-point output is taken
 */
export function chooseOutput(facts: Pick<ModelFacts, 'outputs'>, wanted?: string): Choice {
  const { outputs } = facts;
  if (wanted !== undefined) {
    const output = outputs.find(({ name }) => name === wanted);
    return output ? scoreIn(output) : unknownOutput(outputs, wanted);
  }
  const [output, another] = outputs.filter(isFloat);
  if (output && !another) return scoreIn(output);
  const all = outputs.map(describeTensor).join(', ');
  if (!output) return refuse(`The model has no floating-point output that could be a score, only ${all || 'none'}.`);
  const suggestion = outputs.find((candidate) => scoreIn(candidate).ok)?.name;
  return refuse(`The model has several outputs (${all}): say under 'output' which is the score.`, suggestion);
}

/**
 * The input that takes the features: one float32 tensor [batch, features].
 * @param features number of features of the analysis; unchecked where absent
 */
export function chooseInput(facts: Pick<ModelFacts, 'inputs'>, features?: number): Choice {
  const [input, another] = facts.inputs;
  if (!input) return refuse('The model has no input, so there is nothing to give it features by.');
  const shown = describeTensor(input);
  const supported = 'one float32 input [batch, features] is supported';
  if (another) {
    const all = facts.inputs.map(describeTensor).join(', ');
    return refuse(`The model has ${facts.inputs.length} inputs (${all}), where ${supported}.`);
  }
  if (input.type !== 'float32') {
    return refuse(`The model's input ${shown} is of type ${input.type}, where ${supported}: export it with float32.`);
  }
  if (input.shape.length !== 2) {
    return refuse(`The model's input ${shown} has ${input.shape.length} dimensions, where ${supported}.`);
  }
  const [batch, columns] = input.shape;
  if (typeof batch === 'number') {
    return refuse(
      `The model's input ${shown} takes exactly ${count(batch, 'event')} at once: export it with a dynamic first dimension.`,
    );
  }
  if (features !== undefined && typeof columns === 'number' && columns !== features) {
    return refuse(
      `The model expects ${count(columns, 'feature')} (input ${shown}), but the analysis names ${features}.`,
    );
  }
  return { ok: true, name: input.name };
}

/** `'features' float32 [batch, 3]`; a dimension of which nothing is said is `?`. */
export function describeTensor({ name, type, shape }: TensorInfo): string {
  const dimensions = shape.length > 0 ? ` [${shape.map((dimension) => dimension ?? '?').join(', ')}]` : '';
  return `'${name}' ${type}${dimensions}`;
}

/** What an output with several columns is answered with, from its header or from what came out of it. */
export function severalColumns(name: string, shape: string, columns: number): string {
  return (
    `The output '${name}' has ${columns} columns (0 to ${columns - 1}, shape ${shape}), where a score is one number ` +
    'for each event; choosing a column is not supported yet: export the model with a single score as its output.'
  );
}

function scoreIn(output: TensorInfo): Choice {
  const { name, shape } = output;
  if (!isFloat(output)) {
    return refuse(`The output ${describeTensor(output)} is not a floating-point tensor, so it cannot be a score.`);
  }
  const last = shape[1];
  if (shape.length === 2 && typeof last === 'number' && last > 1) {
    return refuse(severalColumns(name, `[${shape.map((dimension) => dimension ?? '?').join(', ')}]`, last));
  }
  if (shape.length > 2) {
    return refuse(
      `The output ${describeTensor(output)} has ${shape.length} dimensions, where [batch] or [batch, 1] is supported.`,
    );
  }
  return { ok: true, name };
}

function isFloat({ type }: TensorInfo): boolean {
  return type === 'float32' || type === 'float64';
}

function unknownOutput(outputs: readonly TensorInfo[], wanted: string): Choice {
  const suggestion = nearestName(
    wanted,
    outputs.map(({ name }) => name),
  );
  const shown = outputs.map(describeTensor).join(', ');
  return refuse(`The model has no output '${wanted}'; it has ${shown || 'none'}.`, suggestion);
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function refuse(message: string, suggestion?: string): Choice {
  return suggestion === undefined ? { ok: false, message } : { ok: false, message, suggestion };
}
