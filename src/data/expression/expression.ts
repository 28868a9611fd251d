/**
 * Expressions of columns: weights, selections, features, replacements. Parsed and rewritten here, without any file and
 * without `eval`; `evaluator.ts` computes them.
 *
 * The language: numbers, columns (`HT_all`, `jet.pt`, `` `any name` ``), `+ - * / % **`, comparisons, `&& || !`,
 * `test ? a : b`, the functions of `expressionFunctions.ts`, `true false pi`. `-x**2` is -(x**2), as in Python and on
 * paper; `%` has the sign of its left side, as in C; true is 1, false 0, and whatever is not 0 counts as true.
 *
 * A column may hold a list for each event. Operators and functions work on lists value by value; `Jet_pt[0]` is one
 * value (`Jet_pt[-1]` the last, NaN where there is none), `Jet_pt[Jet_eta > 0]` those for which the condition holds,
 * `max(Jet_pt)`, `sum(Jet_pt > 30)`, `len(Jet_pt)`, … one number. `expressionKind.ts` tells which is which.
 */
import { AnalysisError } from '../../config/analysisError';
import { constants, type FunctionName, type ReductionName } from './expressionFunctions';
import { parseNode } from './expressionSyntax';

export type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '**' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '&&' | '||';

export type ExpressionNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'column'; readonly use: ColumnUse }
  | { readonly kind: 'unary'; readonly operator: '-' | '!'; readonly argument: ExpressionNode }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    }
  | {
      readonly kind: 'conditional';
      readonly test: ExpressionNode;
      readonly then: ExpressionNode;
      readonly otherwise: ExpressionNode;
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly arguments: readonly ExpressionNode[] }
  | { readonly kind: 'reduction'; readonly name: ReductionName; readonly list: ExpressionNode }
  /** `list[index]`: one value where the index is a number, those chosen where it is a list. */
  | { readonly kind: 'element'; readonly list: ExpressionNode; readonly index: ExpressionNode };

/** One place where a column is named, in UTF-16 units of the text (backticks included). */
export interface ColumnUse {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
}

export interface Expression {
  /** As written; after a substitution, a text that parses to the same expression. */
  readonly text: string;
  readonly node: ExpressionNode;
  /** Every occurrence, from left to right. After a substitution, offsets are those of the text each part came from. */
  readonly columns: readonly ColumnUse[];
}

/** An expression that cannot be understood, and the part of its text to blame. Code: `expression`. */
export class ExpressionError extends AnalysisError {
  constructor(
    message: string,
    readonly offset: number,
    readonly length: number,
  ) {
    super('expression', message);
  }
}

/** @throws ExpressionError with the offending part of the text */
export function parseExpression(text: string): Expression {
  const node = parseNode(text, (message, offset, length): never => {
    throw new ExpressionError(message, offset, length);
  });
  return { text, node, columns: columnUses(node) };
}

/** The distinct columns of an expression, in the order of their first use. */
export function columnNames(expression: Expression): string[] {
  return [...new Set(expression.columns.map((use) => use.name))];
}

/** The expression that is this number. */
export function numberExpression(value: number): Expression {
  const size: ExpressionNode = { kind: 'number', value: Math.abs(value) };
  const node: ExpressionNode = value < 0 ? { kind: 'unary', operator: '-', argument: size } : size;
  return { text: formatNode(node), node, columns: [] };
}

/**
 * Puts expressions in the place of columns, all at once: a column inside a replacement means the original column and
 * is never replaced again, so `{a → b, b → a}` exchanges the two.
 */
export function substitute(expression: Expression, replacements: ReadonlyMap<string, Expression>): Expression {
  if (!expression.columns.some((use) => replacements.has(use.name))) return expression;
  const node = replaceColumns(expression.node, replacements);
  return { text: formatNode(node), node, columns: columnUses(node) };
}

/** One text for all spellings of an expression (`a+b`, `( a + b )`): what a cache key is made of. */
export function canonicalText(expression: Expression): string {
  return formatNode(expression.node);
}

function replaceColumns(node: ExpressionNode, replacements: ReadonlyMap<string, Expression>): ExpressionNode {
  const inside = (child: ExpressionNode): ExpressionNode => replaceColumns(child, replacements);
  switch (node.kind) {
    case 'number':
      return node;
    case 'column':
      return replacements.get(node.use.name)?.node ?? node;
    case 'unary':
      return { ...node, argument: inside(node.argument) };
    case 'binary':
      return { ...node, left: inside(node.left), right: inside(node.right) };
    case 'conditional':
      return { ...node, test: inside(node.test), then: inside(node.then), otherwise: inside(node.otherwise) };
    case 'call':
      return { ...node, arguments: node.arguments.map(inside) };
    case 'reduction':
      return { ...node, list: inside(node.list) };
    case 'element':
      return { ...node, list: inside(node.list), index: inside(node.index) };
  }
}

/** Every place where a part names a column, from left to right. */
export function columnUses(node: ExpressionNode, uses: ColumnUse[] = []): ColumnUse[] {
  switch (node.kind) {
    case 'number':
      break;
    case 'column':
      uses.push(node.use);
      break;
    case 'unary':
      columnUses(node.argument, uses);
      break;
    case 'binary':
      columnUses(node.left, uses);
      columnUses(node.right, uses);
      break;
    case 'conditional':
      columnUses(node.test, uses);
      columnUses(node.then, uses);
      columnUses(node.otherwise, uses);
      break;
    case 'call':
      for (const argument of node.arguments) columnUses(argument, uses);
      break;
    case 'reduction':
      columnUses(node.list, uses);
      break;
    case 'element':
      columnUses(node.list, uses);
      columnUses(node.index, uses);
      break;
  }
  return uses;
}

/** The column of which an expression is one value: itself, an element, the smallest or the largest. */
export function columnOfValue(node: ExpressionNode): string | undefined {
  if (node.kind === 'column') return node.use.name;
  if (node.kind === 'element') return columnOfValue(node.list);
  return node.kind === 'reduction' && (node.name === 'min' || node.name === 'max')
    ? columnOfValue(node.list)
    : undefined;
}

/** A text that parses to the same. */
export function formatNode(node: ExpressionNode): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'column':
      return columnText(node.use.name);
    case 'unary':
      return `(${node.operator}${formatNode(node.argument)})`;
    case 'binary':
      return `(${formatNode(node.left)} ${node.operator} ${formatNode(node.right)})`;
    case 'conditional':
      return `(${formatNode(node.test)} ? ${formatNode(node.then)} : ${formatNode(node.otherwise)})`;
    case 'call':
      return `${node.name}(${node.arguments.map(formatNode).join(', ')})`;
    case 'reduction':
      return `${node.name}(${formatNode(node.list)})`;
    case 'element':
      return `${formatNode(node.list)}[${formatNode(node.index)}]`;
  }
}

/** A column's name as it is written in an expression: in backticks where it is not a plain word. */
export function columnText(name: string): string {
  const plain = /^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$/.test(name) && !constants.has(name);
  return plain && !['null', 'this', 'and', 'or', 'not'].includes(name) ? name : `\`${name}\``;
}
