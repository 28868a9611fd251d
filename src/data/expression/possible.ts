/** Whether a selection can be true at all, from what is known of its columns: what need not be read. */
import type { Limits } from '../eventSource';
import type { Expression, ExpressionNode } from './expression';

/**
 * False only where the expression is 0 for all values within the limits, and where columns have none (a comparison with
 * NaN is false). What is not understood can be true.
 * @param limits of columns with one number an event
 */
export function couldBeTrue({ node }: Expression, limits: ReadonlyMap<string, Limits>): boolean {
  return couldHold(node, limits);
}

function couldHold(node: ExpressionNode, limits: ReadonlyMap<string, Limits>): boolean {
  if (node.kind === 'number') return node.value !== 0;
  if (node.kind !== 'binary') return true;
  const { operator, left, right } = node;
  if (operator === '&&') return couldHold(left, limits) && couldHold(right, limits);
  if (operator === '||') return couldHold(left, limits) || couldHold(right, limits);
  const a = rangeOf(left, limits);
  const b = rangeOf(right, limits);
  if (a === undefined || b === undefined) return true;
  switch (operator) {
    case '<':
      return a.low < b.high;
    case '<=':
      return a.low <= b.high;
    case '>':
      return a.high > b.low;
    case '>=':
      return a.high >= b.low;
    case '==':
      return a.low <= b.high && b.low <= a.high;
    default:
      return true;
  }
}

/** Sums and products round upwards for larger numbers too: their limits are those of what will be computed. */
function rangeOf(node: ExpressionNode, limits: ReadonlyMap<string, Limits>): Limits | undefined {
  const corners = cornersOf(node, limits);
  if (corners === undefined) return undefined;
  const [low, high] = [Math.min(...corners), Math.max(...corners)];
  // ∞ − ∞ is no limit.
  return low <= high ? { low, high } : undefined;
}

/** Values of a part of which the others lie between the smallest and the largest. */
function cornersOf(node: ExpressionNode, limits: ReadonlyMap<string, Limits>): readonly number[] | undefined {
  if (node.kind === 'number') return [node.value];
  if (node.kind === 'column') {
    const of = limits.get(node.use.name);
    return of && [of.low, of.high];
  }
  if (node.kind === 'unary' && node.operator === '-') {
    return cornersOf(node.argument, limits)?.map((value) => -value);
  }
  if (node.kind !== 'binary') return undefined;
  const a = rangeOf(node.left, limits);
  const b = rangeOf(node.right, limits);
  if (a === undefined || b === undefined) return undefined;
  switch (node.operator) {
    case '+':
      return [a.low + b.low, a.high + b.high];
    case '-':
      return [a.low - b.high, a.high - b.low];
    case '*':
      return [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
    default:
      return undefined;
  }
}
