/** Which features go into which input of a model, and in what shape: decided from the header alone. */
import type { ConfigPath, Model, ModelInput, SequenceFeature } from '../config/analysis';
import { nearestName } from '../config/nearestName';
import { isElementType, type ElementType } from './elementType';
import type { ModelFacts, Preprocessing, ScaledVariable, TensorInfo } from './modelFacts';
import { count, describeTensor, describeTensors, refuse, type Refusal } from './refusal';
import { scalingOf } from './scaling';

type Layout = 'positions-first' | 'features-first';

/** One feature of an input. */
export interface BoundFeature {
  /** Positions among the model's features: one, or one for each place of a sequence. */
  readonly columns: readonly number[];
  /** The value of a nuisance, one number for each event: all objects of a sequence are told it. */
  readonly told?: boolean;
  readonly scaling?: ScaledVariable;
}

export type BoundInput = { readonly name: string; readonly type: ElementType } & (
  | {
      readonly kind: 'matrix';
      readonly features: readonly BoundFeature[];
      /** What follows the batch dimension: `[features]`, or with ones among it. */
      readonly trailing: readonly number[];
    }
  | {
      readonly kind: 'sequence';
      readonly features: readonly BoundFeature[];
      /** Undefined: as long as the longest of a call. */
      readonly length: number | undefined;
      readonly pad: number | 'wrap';
      readonly missing: number | undefined;
      /** `flat`: [batch, positions]; `events`: [positions, features] of one event, without a batch dimension. */
      readonly layout: Layout | 'flat' | 'events';
    }
  | {
      readonly kind: 'mask';
      /** Position of the sequence among the bound inputs. */
      readonly of: number;
      readonly inverted: boolean;
      /** Sizes that stand beside the positions: `[batch, 1, positions]` has one `before`. */
      readonly before: number;
      readonly after: number;
      readonly batched: boolean;
    }
);

export interface BoundInputs {
  readonly ok: true;
  readonly inputs: readonly BoundInput[];
  /** Events of a call, where the model takes exactly so many. */
  readonly batch: number | undefined;
}

type Contract = Pick<Model, 'features' | 'path' | 'inputs'>;

/** @param preprocessing what the analysis declares, once it is known */
export function bindInputs(
  facts: Pick<ModelFacts, 'inputs'>,
  model: Contract,
  preprocessing?: Preprocessing,
): BoundInputs | Refusal {
  if (facts.inputs.length === 0) return refuse('The model has no input, so there is nothing to give it features by.');
  for (const input of facts.inputs) {
    if (!isElementType(input.type)) {
      return refuse(`The model's input ${describeTensor(input)} is of type ${input.type}, which takes no numbers.`);
    }
  }
  const declared = model.inputs ?? inputsFromFeatures(facts.inputs, model);
  if ('ok' in declared) return declared;
  const unnamed = facts.inputs.find(({ name }) => !declared.some((input) => input.name === name));
  const unknown = declared.find(({ name }) => !facts.inputs.some((input) => input.name === name));
  if (unknown) return unknownInput(facts.inputs, unknown, declared);
  if (unnamed) {
    const message = `The model's input ${describeTensor(unnamed)} gets nothing: name it under 'inputs' too.`;
    return refuse(message, { path: [...model.path, 'inputs'], onKey: true });
  }
  const scaling = scalingOf(model, declared, preprocessing);
  if ('ok' in scaling) return scaling;
  const bound: BoundInput[] = [];
  const shapes = new Map(facts.inputs.map((input) => [input.name, input]));
  for (const input of declared) {
    const one = bind(input, shapes.get(input.name)!, model, declared, scaling, preprocessing);
    if ('ok' in one) return one;
    bound.push(one);
  }
  const batch = batchOf(facts.inputs, bound);
  return typeof batch === 'object' ? batch : { ok: true, inputs: bound, batch };
}

/** A list of features goes to the one input there is, or each feature to the input that has its name. */
function inputsFromFeatures(
  inputs: readonly TensorInfo[],
  { features, path }: Contract,
): readonly ModelInput[] | Refusal {
  const [first, another] = inputs;
  if (first === undefined || another === undefined) {
    return [{ name: first?.name ?? '', path, kind: 'matrix', features: features.map((_, index) => index) }];
  }
  const several = `The model has ${inputs.length} inputs (${describeTensors(inputs)})`;
  if (!inputs.every(takesOneNumber)) {
    return refuse(`${several}: say under 'inputs' which features each of them takes.`, {
      path: [...path, 'features'],
      onKey: true,
    });
  }
  const taken: ModelInput[] = [];
  for (const [index, { text, path: at }] of features.entries()) {
    const input = inputs.find(({ name }) => name === text.trim());
    if (input) taken.push({ name: input.name, path: at, kind: 'matrix', features: [index] });
  }
  const free = inputs.filter(({ name }) => !taken.some((input) => input.name === name));
  const strange = features.find(({ text }) => !inputs.some(({ name }) => name === text.trim()));
  if (strange) {
    const suggestion = nearestName(
      strange.text.trim(),
      free.map(({ name }) => name),
    );
    const message =
      `The model takes each feature by its name, and none of its inputs is called '${strange.text.trim()}' ` +
      `(they are ${inputs.map(({ name }) => name).join(', ')}): call it so, or map them under 'inputs'.`;
    return refuse(message, { path: strange.path, ...(suggestion !== undefined && { suggestion }) });
  }
  if (free.length > 0) {
    const message = `The model takes each feature by its name, and ${free.map(({ name }) => `'${name}'`).join(', ')} is not listed.`;
    return refuse(message, { path: [...path, 'features'], expected: inputs.length });
  }
  return taken;
}

function takesOneNumber({ shape }: TensorInfo): boolean {
  return shape.length <= 2 && shape.slice(1).every((dimension) => dimension === 1);
}

function unknownInput(
  inputs: readonly TensorInfo[],
  { name, path }: ModelInput,
  declared: readonly ModelInput[],
): Refusal {
  const free = inputs.map((input) => input.name).filter((one) => !declared.some((other) => other.name === one));
  const suggestion = nearestName(name, free) ?? (free.length === 1 ? free[0] : undefined);
  const message = `The model has no input '${name}'; it has ${describeTensors(inputs)}.`;
  return refuse(message, { path, onKey: true, ...(suggestion !== undefined && { suggestion }) });
}

function bind(
  input: ModelInput,
  tensor: TensorInfo,
  model: Contract,
  declared: readonly ModelInput[],
  scaling: ReadonlyMap<string, readonly (ScaledVariable | undefined)[]>,
  preprocessing: Preprocessing | undefined,
): BoundInput | Refusal {
  const type = tensor.type as ElementType;
  const scales = scaling.get(input.name) ?? [];
  const withScaling = (columns: readonly number[], index: number): BoundFeature => {
    const scale = scales[index];
    return { columns, ...(scale && { scaling: scale }) };
  };
  switch (input.kind) {
    case 'matrix': {
      const trailing = trailingOf(tensor, input.features.length, input.path);
      if ('ok' in trailing) return trailing;
      const features = input.features.map((column, index) => withScaling([column], index));
      return { name: input.name, type, kind: 'matrix', features, trailing: trailing.sizes };
    }
    case 'sequence': {
      const weaver =
        preprocessing?.kind === 'weaver' ? preprocessing.inputs.find(({ name }) => name === input.name) : undefined;
      const wanted = input.length ?? weaver?.length;
      const assumed = weaver ? 'features-first' : undefined;
      const shape = sequenceShape(tensor, input.features, wanted, input.layout, assumed, input.path);
      if ('ok' in shape) return shape;
      const { pad, missing } = input;
      const features = input.features.map(({ positions }, index): BoundFeature => {
        const [column = -1] = positions;
        return { ...withScaling(positions, index), ...(model.features[column]?.nuisance && { told: true }) };
      });
      if (features.every(({ told }) => told === true)) {
        return refuse(`'${input.name}' has no feature of its objects, so nothing says how many there are.`, {
          path: input.path,
          onKey: true,
        });
      }
      return { name: input.name, type, kind: 'sequence', features, pad, missing, ...shape };
    }
    case 'mask': {
      const of = declared.findIndex(({ name }) => name === input.of);
      if (declared[of]?.kind !== 'sequence') {
        const sequences = declared.flatMap(({ kind, name }) => (kind === 'sequence' ? [name] : []));
        const suggestion = nearestName(input.of, sequences) ?? (sequences.length === 1 ? sequences[0] : undefined);
        const at = [...input.path, input.inverted ? 'padding' : 'mask'];
        const message = `'${input.of}' is no input with a sequence of objects, so there is nothing to mask.`;
        return refuse(message, { path: at, ...(suggestion !== undefined && { suggestion }) });
      }
      const sizes = maskSizes(tensor);
      if (sizes === undefined) {
        return refuse(`The mask ${describeTensor(tensor)} should be [batch, positions], or with a 1 beside.`, {
          path: input.path,
          onKey: true,
        });
      }
      return { name: input.name, type, kind: 'mask', of, inverted: input.inverted, ...sizes };
    }
  }
}

/** A matrix of features may have ones around it: `[batch, 1, features]`. */
function trailingOf(
  tensor: TensorInfo,
  features: number,
  path: ConfigPath,
): { readonly sizes: readonly number[] } | Refusal {
  // A tensor of which no shape is told is taken as [batch, features].
  if (tensor.shape.length === 0) return { sizes: [features] };
  const trailing = tensor.shape.slice(1);
  if (trailing.length === 0) {
    return features === 1 ? { sizes: [] } : tooMany(tensor, features, 1);
  }
  const open = trailing.filter((dimension) => dimension !== 1);
  const [dimension] = open;
  if (open.length > 1) {
    const message =
      `The model's input ${describeTensor(tensor)} has ${tensor.shape.length} dimensions, where a list of features is ` +
      `[batch, features]: if it takes a sequence of objects, give it 'features' and 'length' under 'inputs'.`;
    return refuse(message, { path, onKey: true });
  }
  const expected = dimension === undefined ? 1 : dimension;
  if (typeof expected === 'number' && expected !== features) return tooMany(tensor, features, expected);
  return { sizes: trailing.map((size) => (size === 1 ? 1 : features)) };
}

function tooMany(tensor: TensorInfo, features: number, expected: number): Refusal {
  const message = `The model expects ${count(expected, 'feature')} (input ${describeTensor(tensor)}), but ${features} ${features === 1 ? 'is' : 'are'} listed.`;
  return refuse(message, { expected });
}

function sequenceShape(
  tensor: TensorInfo,
  features: readonly SequenceFeature[],
  wanted: number | undefined,
  declared: Layout | undefined,
  assumed: Layout | undefined,
  path: ConfigPath,
): { layout: Layout | 'flat' | 'events'; length: number | undefined } | Refusal {
  const [first, second, third] = tensor.shape;
  const number = (dimension: number | string | null | undefined): number | undefined =>
    typeof dimension === 'number' ? dimension : undefined;
  const fits = (dimension: number | undefined, size: number | undefined): boolean =>
    dimension === undefined || size === undefined || dimension === size;
  if (tensor.shape.length === 2) {
    // One event for each call, as in the models of ATLAS flavour tagging: [tracks, features].
    if (features.length > 1 && second === features.length && typeof first !== 'number') {
      return { layout: 'events', length: undefined };
    }
    if (features.length === 1 && fits(number(second), wanted)) {
      return { layout: 'flat', length: number(second) ?? wanted };
    }
  }
  const sizesOf = (layout: Layout): readonly (number | undefined)[] => {
    const sizes = [number(second), number(third)];
    return layout === 'positions-first' ? sizes : sizes.reverse();
  };
  const possible = (['positions-first', 'features-first'] as const).filter((layout) => {
    const [positions, width] = sizesOf(layout);
    const isRank = tensor.shape.length === 3 || tensor.shape.length === 0;
    return isRank && fits(width, features.length) && fits(positions, wanted);
  });
  // The number of features is hardly ever free: weights depend on it.
  const stated = possible.filter((layout) => sizesOf(layout)[1] === features.length);
  const likely = stated.length > 0 ? stated : possible;
  const [layout, another] =
    declared !== undefined
      ? possible.filter((one) => one === declared)
      : assumed !== undefined && likely.includes(assumed)
        ? [assumed]
        : likely;
  if (layout === undefined) {
    const positions = wanted === undefined ? '' : ` at ${count(wanted, 'position')}`;
    const message = `The model's input ${describeTensor(tensor)} does not take ${count(features.length, 'feature')}${positions}${declared ? `, ${declared}` : ''}.`;
    return refuse(message, { path, onKey: true });
  }
  if (another !== undefined) {
    const message =
      `The model does not say whether its input ${describeTensor(tensor)} has the positions or the features first: ` +
      `add 'layout: positions-first' or 'layout: features-first'.`;
    return refuse(message, { path, onKey: true });
  }
  return { layout, length: sizesOf(layout)[0] ?? wanted };
}

function maskSizes({ shape }: TensorInfo): { before: number; after: number; batched: boolean } | undefined {
  if (shape.length === 1) return { before: 0, after: 0, batched: false };
  if (shape.length <= 2) return { before: 0, after: 0, batched: true };
  const ones = shape.slice(1).map((dimension) => dimension === 1);
  const position = ones.indexOf(false);
  if (ones.filter((one) => !one).length > 1) return undefined;
  // All are 1: a mask of one position.
  const at = position < 0 ? ones.length - 1 : position;
  return { before: at, after: ones.length - 1 - at, batched: true };
}

/** Events of one call; undefined where any number goes. */
function batchOf(tensors: readonly TensorInfo[], bound: readonly BoundInput[]): number | undefined | Refusal {
  if (bound.some((input) => input.kind === 'sequence' && input.layout === 'events')) return 1;
  const fixed = tensors.filter(({ shape }) => typeof shape[0] === 'number');
  const sizes = new Set(fixed.map(({ shape }) => shape[0]));
  if (sizes.size > 1) {
    return refuse(`The inputs of the model (${describeTensors(fixed)}) take different numbers of events at once.`);
  }
  const [size] = sizes;
  if (size === 0) return refuse(`The model's input ${describeTensors(fixed)} takes no event at all.`);
  return typeof size === 'number' ? size : undefined;
}
