import { AnalysisError } from '../../config/analysisError';
import type { Batch, ListColumn } from '../eventSource';
import { constantOf } from './constantOf';
import type { Expression, ExpressionNode } from './expression';
import { expressionKind, requireNumber } from './expressionKind';
import {
  binaryKernels,
  conditional,
  constantKernels,
  functionKernels,
  unaryKernels,
  type ConstantKernel,
  type Kernel,
} from './kernels';
import { choose, firstUnequal, pick, reductions, spread } from './listKernels';

/**
 * Computes one expression for batch after batch, a whole column at a time. Nothing is allocated for an event, and after
 * the first batch nothing for a batch: intermediate columns live in buffers that are used again.
 */
export class Evaluator {
  private program: Program | undefined;
  private short: Float64Array = new Float64Array(0);

  constructor(private readonly expression: Expression) {}

  /**
   * @returns [batch.length], owned by the evaluator and overwritten by the next call; of an expression that is only a
   * column, the batch's own array
   * @throws AnalysisError `unknown-column` if the batch lacks a column, `expression` where lists and numbers are
   * confused or two lists of an event differ in length
   */
  evaluate(batch: Batch): Float64Array {
    const values = this.values(batch);
    if (values instanceof Float64Array) return values;
    requireNumber(this.expression, kindOf(batch));
    throw new Error('a list was taken for a number');
  }

  /**
   * The same for an expression that may also be a list.
   * @returns arrays that are overwritten by the next call
   * @throws AnalysisError as `evaluate` does
   */
  values(batch: Batch): Float64Array | ListColumn {
    // What a column holds is known with the first batch; of one source it does not change.
    this.program ??= compile(this.expression, batch);
    const { length } = batch;
    const values = this.program.run(batch);
    if (!(values instanceof Float64Array)) return values;
    if (values.length === length) return values;
    if (this.short.length !== length || this.short.buffer !== values.buffer) this.short = values.subarray(0, length);
    return this.short;
  }
}

/** A whole-column operation on the first `n` events. */
type Step = (n: number) => void;

/** A value while it is computed: its register, and for a list the register of its offsets. */
interface Value {
  readonly register: number;
  readonly shape?: number;
}

/** Where a column or constant stands; `shape` only of lists. */
interface NamedValue extends Value {
  readonly name: string;
}

interface Constant extends Value {
  readonly value: number;
}

function compile(expression: Expression, batch: Batch): Program {
  for (const { name } of expression.columns) {
    if (!batch.columns.has(name) && batch.lists?.has(name) !== true) throw notRead(name, expression.text);
  }
  expressionKind(expression, kindOf(batch));
  return new Program(expression, (name) => batch.lists?.has(name) === true);
}

function kindOf({ lists }: Batch): (name: string) => 'list' | 'number' {
  return (name) => (lists?.has(name) === true ? 'list' : 'number');
}

function notRead(name: string, text: string): AnalysisError {
  return new AnalysisError('unknown-column', `Column '${name}' of '${text}' was not read.`);
}

/** An expression laid out as steps over registers; a temporary is free again once it has been used. */
class Program {
  /** Numbers of events, or all values of lists one after the other. */
  private readonly registers: Float64Array[] = [];
  /** Offsets of lists. */
  private readonly shapes: Int32Array[] = [];
  private readonly numberColumns: NamedValue[] = [];
  private readonly listColumns: (NamedValue & { readonly shape: number })[] = [];
  private readonly constants: Constant[] = [];
  private readonly ofEvents = new Temporaries();
  private readonly ofValues = new Temporaries();
  private readonly ownShapes: number[] = [];
  private readonly steps: Step[] = [];
  private readonly result: Value;
  private eventCapacity = 0;
  private valueCapacity = 0;

  constructor(
    private readonly expression: Expression,
    private readonly isList: (name: string) => boolean,
  ) {
    this.result = this.value(expression.node);
  }

  run(batch: Batch): Float64Array | ListColumn {
    const { length } = batch;
    const longest = this.take(batch);
    if (length > this.eventCapacity) this.growEvents(length);
    if (longest > this.valueCapacity) this.growValues(longest);
    for (const step of this.steps) step(length);
    const values = this.at(this.result.register);
    return this.result.shape === undefined ? values : { offsets: this.offsets(this.result.shape), values };
  }

  /** Takes the batch's columns; @returns how many values its longest list column has in all events. */
  private take({ length, columns, lists }: Batch): number {
    for (const { name, register } of this.numberColumns) {
      const values = columns.get(name);
      if (values === undefined) throw notRead(name, this.expression.text);
      this.registers[register] = values;
    }
    let longest = 0;
    for (const { name, register, shape } of this.listColumns) {
      const list = lists?.get(name);
      if (list === undefined) throw notRead(name, this.expression.text);
      this.registers[register] = list.values;
      this.shapes[shape] = list.offsets;
      longest = Math.max(longest, list.offsets[length] ?? 0);
    }
    return longest;
  }

  private growEvents(length: number): void {
    this.eventCapacity = length;
    for (const register of this.ofEvents.registers) this.registers[register] = new Float64Array(length);
    for (const shape of this.ownShapes) this.shapes[shape] = new Int32Array(length + 1);
    for (const { value, register, shape } of this.constants) {
      if (shape === undefined) this.registers[register] = new Float64Array(length).fill(value);
    }
  }

  private growValues(length: number): void {
    // The number of values changes from batch to batch: what is a little longer is not made again.
    this.valueCapacity = Math.ceil(1.25 * length);
    for (const register of this.ofValues.registers) this.registers[register] = new Float64Array(this.valueCapacity);
    for (const { value, register, shape } of this.constants) {
      if (shape !== undefined) this.registers[register] = new Float64Array(this.valueCapacity).fill(value);
    }
  }

  private value(node: ExpressionNode): Value {
    const constant = constantOf(node);
    if (constant !== undefined) return this.constant(constant, undefined);
    switch (node.kind) {
      case 'column':
        return this.column(node.use.name);
      case 'unary':
        return this.apply(unaryKernels[node.operator], [node.argument]);
      case 'binary':
        return this.withConstant(node) ?? this.apply(binaryKernels[node.operator], [node.left, node.right]);
      case 'conditional':
        return this.apply(conditional, [node.test, node.then, node.otherwise]);
      case 'call':
        return this.call(node);
      case 'reduction':
        return this.reduce(node);
      case 'element':
        return this.element(node);
      case 'number':
        return this.constant(node.value, undefined);
    }
  }

  private call(node: Extract<ExpressionNode, { kind: 'call' }>): Value {
    const kernel = functionKernels[node.name];
    const [first, second, ...others] = node.arguments;
    if (first === undefined) throw new Error(`${node.name} without arguments`);
    if (second === undefined) return this.apply(kernel, [first]);
    // min, max and hypot of several arguments are folded from the left.
    return others.reduce(
      (folded, other) => this.step(kernel, [folded, this.value(other)]),
      this.apply(kernel, [first, second]),
    );
  }

  private reduce({ name, list }: Extract<ExpressionNode, { kind: 'reduction' }>): Value {
    const { register, shape } = this.list(list);
    this.release(register);
    const out = this.temporary(undefined);
    const reduction = reductions[name];
    this.steps.push((n) => {
      reduction(this.at(out.register), this.at(register), this.offsets(shape), n);
    });
    return out;
  }

  private element({ list, index }: Extract<ExpressionNode, { kind: 'element' }>): Value {
    const values = this.list(list);
    const chosen = this.value(index);
    const { shape } = values;
    this.release(values.register, chosen.register);
    if (chosen.shape === undefined) {
      const out = this.temporary(undefined);
      this.steps.push((n) => {
        pick(this.at(out.register), this.at(values.register), this.offsets(shape), this.at(chosen.register), n);
      });
      return out;
    }
    this.requireEqual(shape, chosen.shape);
    const ownShape = this.shapes.push(new Int32Array(0)) - 1;
    this.ownShapes.push(ownShape);
    const out = this.temporary(ownShape);
    this.steps.push((n) => {
      const mask = this.at(chosen.register);
      choose(this.at(out.register), this.offsets(ownShape), this.at(values.register), mask, this.offsets(shape), n);
    });
    return out;
  }

  private apply(kernel: Kernel, operands: readonly ExpressionNode[]): Value {
    return this.step(
      kernel,
      operands.map((operand) => this.value(operand)),
    );
  }

  /** An operation of which one side is one number, if there is a kernel for it. */
  private withConstant({ operator, left, right }: Extract<ExpressionNode, { kind: 'binary' }>): Value | undefined {
    const kernel = constantKernels[operator];
    if (kernel === undefined) return undefined;
    const constant = constantOf(right);
    if (constant !== undefined) return this.stepWith(kernel, this.value(left), constant);
    // A sum and a product may be turned round.
    const first = operator === '+' || operator === '*' ? constantOf(left) : undefined;
    return first === undefined ? undefined : this.stepWith(kernel, this.value(right), first);
  }

  private stepWith(kernel: ConstantKernel, { register, shape }: Value, constant: number): Value {
    this.release(register);
    const out = this.temporary(shape);
    this.steps.push((n) => {
      const count = shape === undefined ? n : (this.offsets(shape)[n] ?? 0);
      kernel(this.at(out.register), this.at(register), constant, count);
    });
    return out;
  }

  /** Number by number; where one operand is a list, value by value, and numbers are repeated for each. */
  private step(kernel: Kernel, given: readonly Value[]): Value {
    const shape = given.find((operand) => operand.shape !== undefined)?.shape;
    const operands = shape === undefined ? given : given.map((operand) => this.inShape(operand, shape));
    const registers = operands.map(({ register }) => register);
    this.release(...registers);
    const out = this.temporary(shape);
    const [a = out.register, b = a, c = a] = registers;
    this.steps.push((n) => {
      const count = shape === undefined ? n : (this.offsets(shape)[n] ?? 0);
      kernel(this.at(out.register), this.at(a), this.at(b), this.at(c), count);
    });
    return out;
  }

  private inShape(operand: Value, shape: number): Value {
    if (operand.shape !== undefined) {
      this.requireEqual(shape, operand.shape);
      return operand;
    }
    const constant = this.constants.find(({ register }) => register === operand.register);
    if (constant !== undefined) return this.constant(constant.value, shape);
    this.release(operand.register);
    const out = this.temporary(shape);
    this.steps.push((n) => {
      spread(this.at(out.register), this.at(operand.register), this.offsets(shape), n);
    });
    return out;
  }

  private requireEqual(a: number, b: number): void {
    if (a === b) return;
    this.steps.push((n) => {
      const event = firstUnequal(this.offsets(a), this.offsets(b), n);
      if (event < 0) return;
      const lengths = [a, b].map((shape) => {
        const offsets = this.offsets(shape);
        return (offsets[event + 1] ?? 0) - (offsets[event] ?? 0);
      });
      const message = `'${this.expression.text}' goes through two lists together that differ in length (${lengths.join(' and ')} values in one event): use lists of the same objects.`;
      throw new AnalysisError('expression', message);
    });
  }

  private list(node: ExpressionNode): Value & { readonly shape: number } {
    const { register, shape } = this.value(node);
    if (shape === undefined) throw new Error('a number where a list was promised');
    return { register, shape };
  }

  private column(name: string): Value {
    const known = [...this.numberColumns, ...this.listColumns].find((column) => column.name === name);
    if (known !== undefined) return known;
    const register = this.newRegister();
    if (!this.isList(name)) {
      const column = { name, register };
      this.numberColumns.push(column);
      return column;
    }
    const column = { name, register, shape: this.shapes.push(new Int32Array(0)) - 1 };
    this.listColumns.push(column);
    return column;
  }

  private constant(value: number, shape: number | undefined): Value {
    // One constant serves lists of any shape.
    const known = this.constants.find(
      (constant) => Object.is(constant.value, value) && (constant.shape === undefined) === (shape === undefined),
    );
    if (known !== undefined) return known;
    const constant = { value, register: this.newRegister(), ...(shape !== undefined && { shape }) };
    this.constants.push(constant);
    return constant;
  }

  private temporary(shape: number | undefined): Value {
    const temporaries = shape === undefined ? this.ofEvents : this.ofValues;
    const register = temporaries.take() ?? temporaries.own(this.newRegister());
    return shape === undefined ? { register } : { register, shape };
  }

  private release(...registers: readonly number[]): void {
    for (const register of new Set(registers)) {
      this.ofEvents.release(register);
      this.ofValues.release(register);
    }
  }

  private newRegister(): number {
    return this.registers.push(new Float64Array(0)) - 1;
  }

  private at(register: number): Float64Array {
    const values = this.registers[register];
    if (values === undefined) throw new Error(`register ${register} is not set`);
    return values;
  }

  private offsets(shape: number): Int32Array {
    const offsets = this.shapes[shape];
    if (offsets === undefined) throw new Error(`shape ${shape} is not set`);
    return offsets;
  }
}

/** Registers of one size, and which of them are free. */
class Temporaries {
  readonly registers = new Set<number>();
  private readonly free: number[] = [];

  take(): number | undefined {
    return this.free.pop();
  }

  own(register: number): number {
    this.registers.add(register);
    return register;
  }

  /** Does nothing for registers of columns and constants, which are not temporary. */
  release(register: number): void {
    if (this.registers.has(register)) this.free.push(register);
  }
}
