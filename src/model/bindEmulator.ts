/** Which columns of an emulator's input are which parameters, and which output has the observables: from the header alone. */
import type { Emulator } from '../config/emulatorSection';
import { nearestName } from '../config/nearestName';
import { isFloat } from './elementType';
import type { ModelFacts } from './modelFacts';
import { count, describeTensor, describeTensors, refuse, type Refusal } from './refusal';

export interface BoundEmulator {
  readonly ok: true;
  readonly input: string;
  readonly type: 'float32' | 'float64';
  /** Rows that the model takes at once, where it takes only so many. */
  readonly rows?: number;
  /** Of each column of the input, its position among parameters and then nuisances. */
  readonly columns: readonly number[];
  /** Whether the model itself named the columns. */
  readonly isNamed: boolean;
  readonly output: string;
  /** Undefined where the header does not tell. */
  readonly observables?: number;
}

type Contract = Pick<Emulator, 'path' | 'inputs' | 'output' | 'parameters' | 'nuisances'>;

export function bindEmulator(
  facts: Pick<ModelFacts, 'inputs' | 'outputs' | 'featureNames'>,
  emulator: Contract,
): BoundEmulator | Refusal {
  const declared = [...emulator.parameters, ...emulator.nuisances].map(({ name }) => name);
  const [input, second] = facts.inputs;
  if (input === undefined || second !== undefined) {
    return refuse(
      `The model has inputs ${describeTensors(facts.inputs)}, where an emulator takes all parameters and nuisances in one: export it with one input [batch, ${declared.length}].`,
    );
  }
  if (input.type !== 'float32' && input.type !== 'float64') {
    return refuse(`The model's input ${describeTensor(input)} must be float32 or float64 to hold parameters.`);
  }
  const width = input.shape.at(-1);
  if (input.shape.length !== 2 || (typeof width === 'number' && width !== declared.length)) {
    return refuse(
      `The model's input ${describeTensor(input)} does not take ${count(emulator.parameters.length, 'parameter')} and ${count(emulator.nuisances.length, 'nuisance')}, which are ${count(declared.length, 'column')}: declare all that it takes.`,
      { path: [...emulator.path, 'parameters'], onKey: true },
    );
  }
  const order = orderOf(facts, emulator, declared);
  if ('ok' in order) return order;
  const output = outputOf(facts, emulator);
  if ('ok' in output) return output;
  const rows = input.shape[0];
  const observables = output.shape.at(-1);
  return {
    ok: true,
    input: input.name,
    type: input.type,
    ...(typeof rows === 'number' && { rows }),
    ...order,
    output: output.name,
    ...(output.shape.length === 2 && typeof observables === 'number' && { observables }),
  };
}

function orderOf(
  { featureNames }: Pick<ModelFacts, 'featureNames'>,
  { path, inputs }: Contract,
  declared: readonly string[],
): Pick<BoundEmulator, 'columns' | 'isNamed'> | Refusal {
  const names = inputs?.map(({ name }) => name) ?? featureNames ?? declared;
  const columns: number[] = [];
  for (const [index, name] of names.entries()) {
    const position = declared.indexOf(name);
    const at = inputs?.[index]?.path;
    if (position < 0) {
      const suggestion = nearestName(name, declared);
      const what = inputs === undefined ? `The model takes '${name}', which is` : `'${name}' is`;
      return refuse(`${what} no parameter or nuisance; there are ${declared.join(', ')}.`, {
        path: at ?? [...path, 'parameters'],
        ...(at === undefined && { onKey: true }),
        ...(suggestion !== undefined && at !== undefined && { suggestion }),
      });
    }
    if (columns.includes(position)) {
      return refuse(`'${name}' is an input of the model already.`, at === undefined ? {} : { path: at });
    }
    columns.push(position);
  }
  const lacking = declared.filter((_, position) => !columns.includes(position));
  if (lacking.length > 0) {
    const at = inputs === undefined ? {} : { path: [...path, 'inputs'], onKey: true };
    return refuse(`${lacking.join(', ')} ${lacking.length === 1 ? 'is' : 'are'} no input of the model.`, at);
  }
  const differs = inputs !== undefined && featureNames?.length === inputs.length;
  const wrong = differs ? featureNames.findIndex((name, index) => name !== names[index]) : -1;
  if (wrong >= 0) {
    return refuse(
      `The model was trained with the inputs ${featureNames!.join(', ')}, but here they are ${names.join(', ')}: put them in its order, or leave 'inputs' out.`,
      { path: [...path, 'inputs'], onKey: true },
    );
  }
  return { columns, isNamed: featureNames !== undefined };
}

function outputOf(
  { outputs }: Pick<ModelFacts, 'outputs'>,
  { path, output }: Contract,
): ModelFacts['outputs'][number] | Refusal {
  const found = output === undefined ? outputs[0] : outputs.find(({ name }) => name === output.text);
  if (found === undefined || (output === undefined && outputs.length > 1)) {
    const suggestion =
      output &&
      nearestName(
        output.text,
        outputs.map(({ name }) => name),
      );
    return refuse(
      output === undefined
        ? `The model has outputs ${describeTensors(outputs)}: say under 'output' which has the observables.`
        : `The model has no output '${output.text}'; it has ${describeTensors(outputs)}.`,
      output === undefined
        ? { path: [...path, 'output'], onKey: true }
        : { path: output.path, ...(suggestion !== undefined && { suggestion }) },
    );
  }
  if (!isFloat(found.type) || found.type === 'float16' || found.shape.length > 2) {
    return refuse(
      `The output ${describeTensor(found)} has not a row of observables for each row of the input: it must be float32 or float64 [batch, observables].`,
      output === undefined ? { path: [...path, 'output'], onKey: true } : { path: output.path },
    );
  }
  return found;
}
