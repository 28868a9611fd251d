/**
 * The operations of expressions, each a loop over whole columns: one function an operation, so that the compiler of the
 * engine sees plain arithmetic in every loop. `out` may be one of the operands. Indices stay below the length that all
 * arrays share, which is why elements are taken without a check.
 */
import type { BinaryOperator } from './expression';
import type { FunctionName } from './expressionFunctions';

/** Operands that an operation does not take are passed and ignored. */
export type Kernel = (out: Float64Array, a: Float64Array, b: Float64Array, c: Float64Array, n: number) => void;

export const unaryKernels: Record<'-' | '!', Kernel> = {
  '-': (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = -a[i]!;
  },
  '!': (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! === 0 ? 1 : 0;
  },
};

export const binaryKernels: Record<BinaryOperator, Kernel> = {
  '+': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!;
  },
  '-': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! - b[i]!;
  },
  '*': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!;
  },
  '/': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! / b[i]!;
  },
  '%': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! % b[i]!;
  },
  '**': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! ** b[i]!;
  },
  '<': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! < b[i]! ? 1 : 0;
  },
  '<=': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! <= b[i]! ? 1 : 0;
  },
  '>': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! > b[i]! ? 1 : 0;
  },
  '>=': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! >= b[i]! ? 1 : 0;
  },
  '==': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! === b[i]! ? 1 : 0;
  },
  '!=': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! !== b[i]! ? 1 : 0;
  },
  '&&': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! !== 0 && b[i]! !== 0 ? 1 : 0;
  },
  '||': (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! !== 0 || b[i]! !== 0 ? 1 : 0;
  },
};

/** An operation on a column and one number. */
export type ConstantKernel = (out: Float64Array, a: Float64Array, constant: number, n: number) => void;

/** Where the right operand is one number: no column of it is read. */
export const constantKernels: Partial<Record<BinaryOperator, ConstantKernel>> = {
  '+': (out, a, constant, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! + constant;
  },
  '-': (out, a, constant, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! - constant;
  },
  '*': (out, a, constant, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! * constant;
  },
  '/': (out, a, constant, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! / constant;
  },
};

/** Both branches are computed for every event; the test picks. */
export const conditional: Kernel = (out, a, b, c, n) => {
  for (let i = 0; i < n; i++) out[i] = a[i]! !== 0 ? b[i]! : c[i]!;
};

export const functionKernels: Record<FunctionName, Kernel> = {
  abs: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]!);
  },
  sqrt: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]!);
  },
  exp: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.exp(a[i]!);
  },
  log: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.log(a[i]!);
  },
  log10: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.log10(a[i]!);
  },
  log2: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.log2(a[i]!);
  },
  sin: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sin(a[i]!);
  },
  cos: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.cos(a[i]!);
  },
  tan: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.tan(a[i]!);
  },
  asin: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.asin(a[i]!);
  },
  acos: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.acos(a[i]!);
  },
  atan: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.atan(a[i]!);
  },
  sinh: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sinh(a[i]!);
  },
  cosh: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.cosh(a[i]!);
  },
  tanh: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.tanh(a[i]!);
  },
  floor: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.floor(a[i]!);
  },
  ceil: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.ceil(a[i]!);
  },
  // Half away from zero, as in C and ROOT.
  round: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sign(a[i]!) * Math.round(Math.abs(a[i]!));
  },
  isnan: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Number.isNaN(a[i]!) ? 1 : 0;
  },
  isfinite: (out, a, _b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Number.isFinite(a[i]!) ? 1 : 0;
  },
  pow: (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i]! ** b[i]!;
  },
  atan2: (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.atan2(a[i]!, b[i]!);
  },
  min: (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.min(a[i]!, b[i]!);
  },
  max: (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(a[i]!, b[i]!);
  },
  hypot: (out, a, b, _c, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.hypot(a[i]!, b[i]!);
  },
};
