/** Functions that work number by number, in lists too, with the number of arguments each takes. */
export const functionArity = {
  abs: [1, 1],
  sqrt: [1, 1],
  exp: [1, 1],
  log: [1, 1],
  log10: [1, 1],
  log2: [1, 1],
  sin: [1, 1],
  cos: [1, 1],
  tan: [1, 1],
  asin: [1, 1],
  acos: [1, 1],
  atan: [1, 1],
  sinh: [1, 1],
  cosh: [1, 1],
  tanh: [1, 1],
  floor: [1, 1],
  ceil: [1, 1],
  round: [1, 1],
  isnan: [1, 1],
  isfinite: [1, 1],
  pow: [2, 2],
  atan2: [2, 2],
  min: [2, Number.POSITIVE_INFINITY],
  max: [2, Number.POSITIVE_INFINITY],
  hypot: [2, Number.POSITIVE_INFINITY],
} as const satisfies Record<string, readonly [fewest: number, most: number]>;

export type FunctionName = keyof typeof functionArity;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functionArity, name);
}

/** Functions that make one number of a list. `min` and `max` of several arguments compare these instead. */
export const reductionNames = ['sum', 'mean', 'min', 'max', 'len', 'any', 'all', 'argmin', 'argmax'] as const;

export type ReductionName = (typeof reductionNames)[number];

export function isReductionName(name: string): name is ReductionName {
  return reductionNames.some((each) => each === name);
}

/** Words that stand for a number; a column of that name is written in backticks. */
export const constants: ReadonlyMap<string, number> = new Map([
  ['true', 1],
  ['false', 0],
  ['pi', Math.PI],
]);

/** Names known from other tools → what to write here. */
export const otherNames: ReadonlyMap<string, string> = new Map([
  ['fabs', 'abs'],
  ['ln', 'log'],
  ['power', 'pow'],
  ['minimum', 'min'],
  ['maximum', 'max'],
  ['arcsin', 'asin'],
  ['arccos', 'acos'],
  ['arctan', 'atan'],
  ['arctan2', 'atan2'],
  ['fmin', 'min'],
  ['fmax', 'max'],
  ['size', 'len'],
  ['length', 'len'],
  ['avg', 'mean'],
]);
