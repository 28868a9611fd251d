import { AnalysisError } from '../config/analysisError';
import type { Batch } from './eventSource';
import type { Expression, ExpressionNode } from './expression';
import { binaryKernels, conditional, functionKernels, unaryKernels, type Kernel } from './kernels';

/**
 * Computes one expression for batch after batch, a whole column at a time. Nothing is allocated for an event, and after
 * the first batch nothing for a batch: intermediate columns live in buffers that are used again.
 */
export class Evaluator {
  private readonly registers: Float64Array[] = [];
  private readonly columns: { readonly name: string; readonly register: number }[] = [];
  private readonly scalars: { readonly value: number; readonly register: number }[] = [];
  private readonly temporaries: number[] = [];
  private readonly steps: Step[] = [];
  private readonly result: number;
  private readonly text: string;
  private capacity = 0;
  private short: Float64Array = new Float64Array(0);

  constructor(expression: Expression) {
    this.text = expression.text;
    this.result = new Compiler(this.registers, this.columns, this.scalars, this.temporaries, this.steps).compile(
      expression.node,
    );
  }

  /**
   * @returns [batch.length], owned by the evaluator and overwritten by the next call; of an expression that is only a
   * column, the batch's own array
   * @throws AnalysisError `unknown-column` if the batch lacks a column
   */
  evaluate(batch: Batch): Float64Array {
    const { length } = batch;
    if (length > this.capacity) this.grow(length);
    for (const { name, register } of this.columns) {
      const values = batch.columns.get(name);
      if (values === undefined) {
        throw new AnalysisError('unknown-column', `Column '${name}' of '${this.text}' was not read.`);
      }
      this.registers[register] = values;
    }
    for (const { kernel, out, a, b, c } of this.steps) {
      kernel(this.register(out), this.register(a), this.register(b), this.register(c), length);
    }
    const values = this.register(this.result);
    if (values.length === length) return values;
    if (this.short.length !== length || this.short.buffer !== values.buffer) this.short = values.subarray(0, length);
    return this.short;
  }

  private grow(length: number): void {
    this.capacity = length;
    for (const register of this.temporaries) this.registers[register] = new Float64Array(length);
    for (const { value, register } of this.scalars) this.registers[register] = new Float64Array(length).fill(value);
  }

  private register(index: number): Float64Array {
    const values = this.registers[index];
    if (values === undefined) throw new Error(`register ${index} is not set`);
    return values;
  }
}

/** One whole-column operation; `b` and `c` repeat `a` where the operation takes fewer operands. */
interface Step {
  readonly kernel: Kernel;
  readonly out: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Lays an expression out as steps over registers; a temporary is free again once it has been used. */
class Compiler {
  private readonly free: number[] = [];
  private readonly owned = new Set<number>();

  constructor(
    private readonly registers: Float64Array[],
    private readonly columns: { readonly name: string; readonly register: number }[],
    private readonly scalars: { readonly value: number; readonly register: number }[],
    private readonly temporaries: number[],
    private readonly steps: Step[],
  ) {}

  /** @returns the register that holds the node's values */
  compile(node: ExpressionNode): number {
    const value = constantOf(node);
    if (value !== undefined) return this.scalar(value);
    switch (node.kind) {
      case 'column':
        return this.column(node.use.name);
      case 'unary':
        return this.step(unaryKernels[node.operator], [this.compile(node.argument)]);
      case 'binary':
        return this.step(binaryKernels[node.operator], [this.compile(node.left), this.compile(node.right)]);
      case 'conditional':
        return this.step(
          conditional,
          [node.test, node.then, node.otherwise].map((child) => this.compile(child)),
        );
      case 'call':
        return this.call(node);
      case 'number':
        return this.scalar(node.value);
    }
  }

  private call(node: Extract<ExpressionNode, { kind: 'call' }>): number {
    const kernel = functionKernels[node.name];
    const [first, ...others] = node.arguments;
    if (first === undefined) throw new Error(`${node.name} without arguments`);
    const result = this.compile(first);
    if (others.length === 0) return this.step(kernel, [result]);
    // min, max and hypot of several arguments are folded from the left.
    return others.reduce((folded, other) => this.step(kernel, [folded, this.compile(other)]), result);
  }

  private step(kernel: Kernel, operands: readonly number[]): number {
    for (const operand of operands) if (this.owned.has(operand)) this.free.push(operand);
    const out = this.temporary();
    const [a = out, b = a, c = a] = operands;
    this.steps.push({ kernel, out, a, b, c });
    return out;
  }

  private temporary(): number {
    const reused = this.free.pop();
    if (reused !== undefined) return reused;
    const register = this.newRegister();
    this.temporaries.push(register);
    this.owned.add(register);
    return register;
  }

  private column(name: string): number {
    const known = this.columns.find((column) => column.name === name);
    if (known !== undefined) return known.register;
    const register = this.newRegister();
    this.columns.push({ name, register });
    return register;
  }

  private scalar(value: number): number {
    const known = this.scalars.find((scalar) => Object.is(scalar.value, value));
    if (known !== undefined) return known.register;
    const register = this.newRegister();
    this.scalars.push({ value, register });
    return register;
  }

  private newRegister(): number {
    return this.registers.push(new Float64Array(0)) - 1;
  }
}

/** The value of a part that names no column, computed once with the same kernels. */
export function constantOf(node: ExpressionNode): number | undefined {
  switch (node.kind) {
    case 'number':
      return node.value;
    case 'column':
      return undefined;
    case 'unary':
      return applyOnce(unaryKernels[node.operator], [constantOf(node.argument)]);
    case 'binary':
      return applyOnce(binaryKernels[node.operator], [constantOf(node.left), constantOf(node.right)]);
    case 'conditional':
      return applyOnce(conditional, [constantOf(node.test), constantOf(node.then), constantOf(node.otherwise)]);
    case 'call': {
      const [first, ...rest] = node.arguments.map(constantOf);
      const kernel = functionKernels[node.name];
      if (rest.length === 0) return applyOnce(kernel, [first]);
      return rest.reduce((result, value) => applyOnce(kernel, [result, value]), first);
    }
  }
}

function applyOnce(kernel: Kernel, operands: readonly (number | undefined)[]): number | undefined {
  const cells: Float64Array[] = [];
  for (const operand of operands) {
    if (operand === undefined) return undefined;
    cells.push(Float64Array.of(operand));
  }
  const out = new Float64Array(1);
  const [a = out, b = a, c = a] = cells;
  kernel(out, a, b, c, 1);
  return out[0];
}
