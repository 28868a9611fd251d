/**
 * Text → tree, on top of jsep: jsep knows precedence, numbers and `?:`; the tokens are read here, because we want a
 * position for every one, dots and backticks in column names, and `-x**2` as on paper.
 */
import jsep from 'jsep';
import type { BinaryOperator, ExpressionNode } from './expression';
import {
  constants,
  functionArity,
  isFunctionName,
  isReductionName,
  otherNames,
  reductionNames,
} from './expressionFunctions';
import { didYouMean, nearestName } from '../../config/nearestName';

type Refuse = (message: string, offset: number, length: number) => never;

const longest = 20_000;

/** @param refuse called with what is wrong and where; must throw */
export function parseNode(text: string, refuse: Refuse): ExpressionNode {
  if (text.trim() === '') refuse('The expression is empty; name a column, or write a number.', 0, text.length);
  if (text.length > longest) refuse(`The expression is longer than ${longest} characters.`, 0, text.length);
  let tree: jsep.Expression;
  try {
    tree = jsep(text);
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.message, error.offset, error.length);
    if (error instanceof RangeError) return refuse('The expression is nested too deeply.', 0, text.length);
    return explainSyntaxError(text, error, refuse);
  }
  return convert(tree, { text, refuse });
}

// The settings of jsep are global to the process; nothing else here uses it.
for (const operator of ['??', '|', '^', '&', '===', '!==', '<<', '>>', '>>>']) jsep.removeBinaryOp(operator);
for (const literal of Object.keys(jsep.literals)) jsep.removeLiteral(literal);
jsep.addBinaryOp('**', 11, true);
jsep.hooks.add('gobble-token', function (env) {
  const node = readToken(this);
  if (node !== undefined) env.node = node;
});

/** Carries a refusal with its place out through jsep. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly offset: number,
    readonly length: number,
  ) {
    super(message);
  }
}

const word = /[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*(?:\.[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*)*/y;
const openParenthesis = 40;
const closeParenthesis = 41;
const openBracket = 91;
const closeBracket = 93;

/** A token with its place; undefined where jsep shall say that it expected one. */
function readToken(at: jsep.HookScope): jsep.Expression | undefined {
  const start = at.index;
  const bare = readBareToken(at, start);
  if (bare === undefined) return undefined;
  let node: jsep.Expression = { ...bare, start: bare['start'] ?? start, end: bare['end'] ?? at.index };
  at.gobbleSpaces();
  while (at.code === openBracket) {
    node = { type: 'MemberExpression', object: node, property: readIndex(at), start, end: at.index };
    at.gobbleSpaces();
  }
  return node;
}

/** What stands between brackets, and the brackets. */
function readIndex(at: jsep.HookScope): jsep.Expression {
  const start = at.index;
  at.index++;
  // jsep's types promise an expression even where there is none.
  const node = at.gobbleExpression() as jsep.PossibleExpression | false;
  at.gobbleSpaces();
  if (at.char === ':') throw new Refusal('A range cannot be taken: write one index, or a condition.', start, 1);
  if (!node)
    throw new Refusal(
      'An index is missing between the brackets.',
      start,
      at.code === closeBracket ? at.index + 1 - start : 1,
    );
  if (at.char === ',') throw new Refusal('One index is expected: values of an event are in one row.', at.index, 1);
  if (at.code !== closeBracket && at.index < at.expr.length) at.throwError(`Unexpected "${at.char}"`);
  if (at.code !== closeBracket) throw new Refusal('A bracket is not closed.', start, 1);
  at.index++;
  return node;
}

function readBareToken(at: jsep.HookScope, start: number): jsep.Expression | undefined {
  const { char } = at;
  if (char === '-' || char === '+' || char === '!') {
    at.index++;
    const argument = at.gobbleToken();
    if (!argument) throw new Refusal(`A column or a number is missing after '${char}'.`, start, 1);
    return { type: 'UnaryExpression', operator: char, argument, prefix: true, end: endOf(argument) };
  }
  if (char === '`') return readQuotedName(at, start);
  if (char === '"' || char === "'") {
    throw new Refusal('Text cannot be compared or computed with: a column must hold numbers.', start, 1);
  }
  if (at.code === openParenthesis) return readGroup(at, start);
  if (/[0-9.]/.test(char)) return at.gobbleNumericLiteral() ?? undefined;
  word.lastIndex = start;
  const name = word.exec(at.expr)?.[0];
  if (name === undefined) return undefined;
  at.index += name.length;
  const end = at.index;
  at.gobbleSpaces();
  if (at.code !== openParenthesis) return { type: 'Identifier', name, quoted: false, start, end };
  at.index++;
  // jsep types this as one expression; it is the list of arguments.
  const values = at.gobbleArguments(closeParenthesis) as unknown as jsep.Expression[];
  return { type: 'CallExpression', callee: { type: 'Identifier', name, start, end }, arguments: values };
}

function readQuotedName(at: jsep.HookScope, start: number): jsep.Expression {
  const close = at.expr.indexOf('`', start + 1);
  if (close < 0) throw new Refusal('A backtick is not closed.', start, at.expr.length - start);
  if (close === start + 1) throw new Refusal('There is no name between the backticks.', start, 2);
  at.index = close + 1;
  return { type: 'Identifier', name: at.expr.slice(start + 1, close), quoted: true };
}

function readGroup(at: jsep.HookScope, start: number): jsep.Expression {
  at.index++;
  // jsep's types promise an expression even where there is none.
  const node = at.gobbleExpression() as jsep.PossibleExpression | false;
  if (!node) throw new Refusal('There is nothing inside the parentheses.', start, Math.max(1, at.index + 1 - start));
  at.gobbleSpaces();
  if (at.char === ',') throw new Refusal('A comma can only separate the arguments of a function.', at.index, 1);
  // Anything else that cannot follow is jsep's to report, at its own place.
  if (at.code !== closeParenthesis && at.index < at.expr.length) at.throwError(`Unexpected "${at.char}"`);
  if (at.code !== closeParenthesis) throw new Refusal('A parenthesis is not closed.', start, 1);
  at.index++;
  // A column is blamed, and renamed, without its parentheses.
  return node.type === 'Identifier' ? { ...node, grouped: true } : { ...node, grouped: true, start, end: at.index };
}

interface Context {
  readonly text: string;
  readonly refuse: Refuse;
}

/** jsep's tree → ours; whatever jsep understands and we do not is refused here. */
function convert(node: jsep.Expression, context: Context): ExpressionNode {
  const { refuse } = context;
  const offset = startOf(node);
  const length = endOf(node) - offset;
  if (isOfType<jsep.Literal>(node, 'Literal') && typeof node.value === 'number') {
    if (!Number.isFinite(node.value)) refuse('The number is too large.', offset, length);
    return { kind: 'number', value: node.value };
  }
  if (isOfType<jsep.Identifier>(node, 'Identifier')) {
    const value = node['quoted'] === true ? undefined : constants.get(node.name);
    return value === undefined
      ? { kind: 'column', use: { name: node.name, offset, length } }
      : { kind: 'number', value };
  }
  if (isOfType<jsep.UnaryExpression>(node, 'UnaryExpression')) {
    const argument = convert(node.argument, context);
    return node.operator === '+' ? argument : { kind: 'unary', operator: node.operator === '!' ? '!' : '-', argument };
  }
  if (isOfType<jsep.BinaryExpression>(node, 'BinaryExpression')) return convertBinary(node, context);
  if (isOfType<jsep.ConditionalExpression>(node, 'ConditionalExpression')) {
    return {
      kind: 'conditional',
      test: convert(node.test, context),
      then: convert(node.consequent, context),
      otherwise: convert(node.alternate, context),
    };
  }
  if (isOfType<jsep.CallExpression>(node, 'CallExpression')) return convertCall(node, context);
  if (isOfType<jsep.MemberExpression>(node, 'MemberExpression')) {
    return { kind: 'element', list: convert(node.object, context), index: convert(node.property, context) };
  }
  if (isOfType<jsep.Compound>(node, 'Compound')) return refuseSeveral(node, context);
  return refuse('This cannot stand in an expression.', offset, Math.max(1, length));
}

const comparisons: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', '==', '!=']);

function convertBinary(node: jsep.BinaryExpression, context: Context): ExpressionNode {
  const { operator } = node;
  if (comparisons.has(operator)) refuseChain(node, context);
  const { left } = node;
  if (operator === '**' && isOfType<jsep.UnaryExpression>(left, 'UnaryExpression') && left['grouped'] !== true) {
    // jsep binds a sign more tightly than a power; on paper it is the other way round.
    const power = convertBinary({ ...node, left: left.argument }, context);
    return left.operator === '+'
      ? power
      : { kind: 'unary', operator: left.operator === '!' ? '!' : '-', argument: power };
  }
  return {
    kind: 'binary',
    // Only these are left in jsep's table of operators.
    operator: operator as BinaryOperator,
    left: convert(left, context),
    right: convert(node.right, context),
  };
}

function refuseChain(node: jsep.BinaryExpression, { text, refuse }: Context): void {
  for (const side of [node.left, node.right]) {
    if (!isOfType<jsep.BinaryExpression>(side, 'BinaryExpression')) continue;
    if (side['grouped'] === true || !comparisons.has(side.operator)) continue;
    const [inner, outer] = side === node.left ? [side, node] : [node, side];
    const middle = side === node.left ? side.right : side.left;
    const part = (child: jsep.Expression): string => text.slice(startOf(child), endOf(child));
    const first = `${part(inner.left)} ${inner.operator} ${part(middle)}`;
    const second = `${part(middle)} ${outer.operator} ${part(outer.right)}`;
    refuse(`Comparisons cannot be chained; write ${first} && ${second}.`, startOf(node), endOf(node) - startOf(node));
  }
}

function convertCall(node: jsep.CallExpression, context: Context): ExpressionNode {
  const { refuse } = context;
  const { callee } = node;
  const name = isOfType<jsep.Identifier>(callee, 'Identifier') ? callee.name : '';
  const offset = startOf(callee);
  const given = node.arguments.length;
  const [only] = node.arguments;
  if (isReductionName(name) && only !== undefined && given === 1) {
    return { kind: 'reduction', name, list: convert(only, context) };
  }
  if (!isFunctionName(name)) {
    const message = isReductionName(name) ? `${name} takes 1 argument, a list, not ${given}.` : unknownFunction(name);
    return refuse(message, offset, isReductionName(name) ? endOf(node) - offset : name.length);
  }
  const [fewest, most] = functionArity[name];
  if (given < fewest || given > most) {
    const expected = most === fewest ? `${fewest}` : `at least ${fewest}`;
    const noun = fewest === 1 ? 'argument' : 'arguments';
    refuse(`${name} takes ${expected} ${noun}, not ${given}.`, offset, endOf(node) - offset);
  }
  return { kind: 'call', name, arguments: node.arguments.map((argument) => convert(argument, context)) };
}

function unknownFunction(name: string): string {
  if (['and', 'or', 'not'].includes(name)) return wordOperator(name);
  if (name === 'count') return 'Write len(list) for how many values there are, sum(condition) for how many pass.';
  const known = [...Object.keys(functionArity), ...reductionNames];
  const same = otherNames.get(name);
  return `There is no function '${name}'.${same === undefined ? didYouMean(nearestName(name, known)) : ` Did you mean '${same}'?`}`;
}

function wordOperator(name: string): string {
  const sign = name === 'and' ? '&&' : name === 'or' ? '||' : '!';
  return `Write ${sign} instead of '${name}'.`;
}

/** `a b`, `a, b`, `a and b`: jsep reads several expressions where one is meant. */
function refuseSeveral(node: jsep.Compound, { text, refuse }: Context): never {
  for (const part of node.body) {
    if (!isOfType<jsep.Identifier>(part, 'Identifier') || !['and', 'or', 'not'].includes(part.name)) continue;
    refuse(wordOperator(part.name), startOf(part), part.name.length);
  }
  const second = node.body[1];
  if (second === undefined) return refuse('The expression is empty; name a column, or write a number.', 0, text.length);
  const before = text.slice(0, startOf(second));
  const separator = /[,;]\s*$/.exec(before);
  if (separator !== null) {
    return refuse(`'${separator[0].trim()}' cannot stand here: one expression is expected.`, separator.index, 1);
  }
  return refuse('An operator is missing before this.', startOf(second), endOf(second) - startOf(second));
}

const advice: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/^&/, "'&' works on bits; write && for 'and'."],
  [/^\|/, "'|' works on bits; write || for 'or'."],
  [/^\^/, "'^' is not a power here; write **."],
  [/^=/, 'Write == to compare.'],
  [/^~/, "'~' works on bits; write ! for 'not'."],
  [/^::?/, "':' only belongs to 'test ? a : b'; functions are written without a namespace (abs, not TMath::Abs)."],
  [/^\)/, 'This parenthesis was never opened.'],
  [/^[,;]/, 'One expression is expected: this cannot stand here.'],
  [/^@|^#|^\\/, 'This character cannot stand in a name; write such a column in backticks.'],
];

function explainSyntaxError(text: string, error: unknown, refuse: Refuse): never {
  if (!(error instanceof Error) || !('index' in error) || typeof error.index !== 'number') throw error;
  const offset = Math.min(error.index, text.length);
  const rest = text.slice(offset);
  for (const [pattern, message] of advice) {
    const found = pattern.exec(rest);
    if (found !== null) return refuse(message, offset, Math.max(1, found[0].length));
  }
  if (rest.trim() === '')
    return refuse(`The expression ends too early: something is missing after '${text.trim()}'.`, 0, text.length);
  const said = 'description' in error && typeof error.description === 'string' ? error.description : error.message;
  return refuse(`The expression cannot be understood here: ${said}.`, offset, 1);
}

function isOfType<Node extends jsep.CoreExpression>(node: jsep.Expression, type: Node['type']): node is Node {
  return node.type === type;
}

/** Nodes that jsep composed carry no place of their own: theirs is that of their outermost children. */
function startOf(node: jsep.Expression): number {
  if (typeof node['start'] === 'number') return node['start'];
  if (isOfType<jsep.BinaryExpression>(node, 'BinaryExpression')) return startOf(node.left);
  if (isOfType<jsep.ConditionalExpression>(node, 'ConditionalExpression')) return startOf(node.test);
  return 0;
}

function endOf(node: jsep.Expression): number {
  if (typeof node['end'] === 'number') return node['end'];
  if (isOfType<jsep.BinaryExpression>(node, 'BinaryExpression')) return endOf(node.right);
  if (isOfType<jsep.ConditionalExpression>(node, 'ConditionalExpression')) return endOf(node.alternate);
  return 0;
}
