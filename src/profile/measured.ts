/**
 * What profiles measure of a feature, beside what the model is given of it: one number for each event, and none where a
 * value is missing. The analysis declares for columns what means that (`missing: {HT_all: -9}`); a feature that is made
 * of such a value is missing as well, though `HT_all / 1000` is −0.009 then.
 */
import { Evaluator } from '../data/expression/evaluator';
import type { Batch } from '../data/eventSource';
import { columnOfValue, formatNode, type Expression, type ExpressionNode } from '../data/expression/expression';
import type { FeatureValues } from '../model/packInputs';

/** Stands for a feature that is made of a declared missing value. */
const madeOfMissing = -Infinity;

/**
 * The values of a feature that are missing because the analysis says so.
 * @param missing column → declared value
 */
export function missingValues({ node, columns }: Expression, missing: ReadonlyMap<string, number>): number[] {
  const column = columnOfValue(node);
  const own = column === undefined ? undefined : missing.get(column);
  const values = own === undefined ? [] : bothPrecisions(own);
  const made = node.kind !== 'column' && columns.some(({ name }) => missing.has(name));
  return made ? [...values, madeOfMissing] : values;
}

/**
 * The same expression, but NaN where a column of it holds a declared missing value.
 * @param missing column → declared value
 */
export function withoutMissing(expression: Expression, missing: ReadonlyMap<string, number>): Expression {
  const test = holdsMissing(expression, missing, () => true);
  if (test === undefined) return expression;
  const zero: ExpressionNode = { kind: 'number', value: 0 };
  const nothing: ExpressionNode = { kind: 'binary', operator: '/', left: zero, right: zero };
  return { ...expression, node: { kind: 'conditional', test, then: nothing, otherwise: expression.node } };
}

/** Makes the measured values of one feature from its own, batch by batch. */
export class MeasuredFeature {
  private expression: { readonly evaluator: Evaluator | undefined } | undefined;
  private means = new Float64Array(0);

  constructor(
    private readonly feature: Expression,
    private readonly missing: ReadonlyMap<string, number>,
  ) {}

  /**
   * @param values of the feature
   * @returns [n]; for a list the mean of its values
   */
  values(batch: Batch, values: FeatureValues): Float64Array {
    if (!(values instanceof Float64Array)) return this.mean(values, batch.length);
    this.expression ??= { evaluator: this.evaluatorFor(batch) };
    return this.expression.evaluator?.evaluate(batch) ?? values;
  }

  /** Undefined where the feature's own values will do: those of a column say themselves that they are missing. */
  private evaluatorFor({ columns }: Batch): Evaluator | undefined {
    const { feature } = this;
    if (feature.node.kind === 'column') return undefined;
    // Only of a number for each event one can say that the event has none.
    const test = holdsMissing(feature, this.missing, (name) => columns.has(name));
    if (test === undefined) return undefined;
    const nothing: ExpressionNode = { kind: 'number', value: madeOfMissing };
    const node: ExpressionNode = { kind: 'conditional', test, then: nothing, otherwise: feature.node };
    return new Evaluator({ text: formatNode(node), node, columns: feature.columns });
  }

  private mean({ offsets, values }: Exclude<FeatureValues, Float64Array>, n: number): Float64Array {
    if (this.means.length < n) this.means = new Float64Array(n);
    const { node } = this.feature;
    const declared = node.kind === 'column' ? this.missing.get(node.use.name) : undefined;
    const single = declared === undefined ? undefined : Math.fround(declared);
    for (let event = 0, at = 0; event < n; event++) {
      let sum = 0;
      let count = 0;
      for (const end = offsets[event + 1]!; at < end; at++) {
        const value = values[at]!;
        if (!Number.isFinite(value) || value === declared || value === single) continue;
        sum += value;
        count++;
      }
      this.means[event] = sum / count;
    }
    return this.means.subarray(0, n);
  }
}

/** A declared −9.9 is another number where the file holds float32. */
function bothPrecisions(value: number): number[] {
  return [...new Set([value, Math.fround(value)])];
}

function equals(name: string, value: number): ExpressionNode {
  const column: ExpressionNode = { kind: 'column', use: { name, offset: 0, length: 0 } };
  return { kind: 'binary', operator: '==', left: column, right: { kind: 'number', value } };
}

/** Whether one of the columns of an expression that are asked for holds its declared missing value. */
function holdsMissing(
  { columns }: Expression,
  missing: ReadonlyMap<string, number>,
  asked: (name: string) => boolean,
): ExpressionNode | undefined {
  const declared = [...new Set(columns.map(({ name }) => name))].filter((name) => missing.has(name) && asked(name));
  const tests = declared.flatMap((name) => bothPrecisions(missing.get(name)!).map((value) => equals(name, value)));
  return tests.length === 0
    ? undefined
    : tests.reduce((left, right) => ({ kind: 'binary', operator: '||', left, right }));
}
