/**
 * Whether a part of an expression is one number an event or a list, from what its columns hold. The static checks ask
 * this of the file's header, the evaluator of the first batch: both refuse the same expressions in the same words.
 */
import type { ColumnKind } from '../eventSource';
import { columnUses, ExpressionError, formatNode, type Expression, type ExpressionNode } from './expression';

export type ValueKind = Exclude<ColumnKind, 'unreadable'>;

/** What a column holds; undefined where nobody knows (yet). */
export type KindOfColumn = (name: string) => ValueKind | undefined;

/**
 * @returns undefined where columns decide of which nothing is known
 * @throws ExpressionError where a list is expected and a number found; it blames a part of the text that was parsed
 */
export function expressionKind({ node }: Expression, kindOf: KindOfColumn): ValueKind | undefined {
  return nodeKind(node, kindOf);
}

/** @throws ExpressionError where the expression is a list, or where `expressionKind` throws */
export function requireNumber(expression: Expression, kindOf: KindOfColumn): void {
  if (expressionKind(expression, kindOf) !== 'list') return;
  const { node } = expression;
  const advice =
    node.kind === 'column'
      ? `take one ('${expression.text}[0]'), or make one of all ('max(${expression.text})', 'len(${expression.text})')`
      : "take one ('…[0]'), or make one of all ('max(…)', 'sum(…)', 'any(…)', 'len(…)')";
  refuse(node, `${quoted(node)} has several values for each event, where one number is needed: ${advice}.`);
}

function nodeKind(node: ExpressionNode, kindOf: KindOfColumn): ValueKind | undefined {
  switch (node.kind) {
    case 'number':
      return 'number';
    case 'column':
      return kindOf(node.use.name);
    case 'unary':
      return nodeKind(node.argument, kindOf);
    case 'binary':
      return together([node.left, node.right], kindOf);
    case 'conditional':
      return together([node.test, node.then, node.otherwise], kindOf);
    case 'call':
      return together(node.arguments, kindOf);
    case 'reduction':
      if (nodeKind(node.list, kindOf) === 'number') refuseReduction(node);
      return 'number';
    case 'element': {
      const index = nodeKind(node.index, kindOf);
      if (nodeKind(node.list, kindOf) === 'number') {
        refuse(node, `${quoted(node.list)} is one number for each event: it has no values to take one of with '[…]'.`);
      }
      const { value } = node.index.kind === 'number' ? node.index : { value: 0 };
      if (!Number.isInteger(value)) refuse(node, `${value} is no index: values are counted from 0.`);
      return index;
    }
  }
}

/** A list with a number is a list. */
function together(nodes: readonly ExpressionNode[], kindOf: KindOfColumn): ValueKind | undefined {
  const kinds = nodes.map((node) => nodeKind(node, kindOf));
  if (kinds.includes('list')) return 'list';
  return kinds.includes(undefined) ? undefined : 'number';
}

function refuseReduction({ name, list }: Extract<ExpressionNode, { kind: 'reduction' }>): never {
  const pair = name === 'min' || name === 'max' ? `, or give it two numbers to compare, as in '${name}(a, b)'` : '';
  const what = `'${name}' makes one number of a list, but ${quoted(list)} is one number for each event already`;
  return refuse(list, `${what}: leave '${name}' out${pair}.`);
}

/** Blames all from the first to the last column that a part names. */
function refuse(node: ExpressionNode, message: string): never {
  const uses = columnUses(node);
  const start = Math.min(...uses.map(({ offset }) => offset));
  const end = Math.max(...uses.map(({ offset, length }) => offset + length));
  throw new ExpressionError(message, uses.length === 0 ? 0 : start, uses.length === 0 ? 1 : end - start);
}

function quoted(node: ExpressionNode): string {
  const text = formatNode(node);
  const plain = node.kind === 'binary' || node.kind === 'unary' || node.kind === 'conditional';
  return `'${plain ? text.slice(1, -1) : text}'`;
}
