/** The other side of a variation, from the one that is declared. */
import type { Analysis, Variation } from '../../config/analysis';
import { columnText, ExpressionError, parseExpression } from '../../data/expression/expression';
import type { Facts } from '../../checks/facts';
import { nominalSamples } from '../../checks/static/references';
import { commonColumns } from '../completion/columns';
import { scalarLike } from '../names';
import { expressionValue } from './edits';

/** `{ replace: { pt: pt*0.98 } }` for `{ replace: { pt: pt*1.02 } }`; undefined where it cannot be told. */
export function mirrored(
  variation: Variation,
  from: 'up' | 'down',
  analysis: Analysis,
  facts: Facts,
): string | undefined {
  const columns = new Set(commonColumns(nominalSamples(analysis), facts).map(({ name }) => name));
  const replace = [...variation.replace].map(([column, { text }]) => {
    const other = mirroredExpression(column, text, from, columns);
    return other === undefined ? undefined : `${scalarLike({ style: 'plain' }, column)}: ${expressionValue(other)}`;
  });
  const samples = [...variation.samples].map(([nominal, { sample }]) => {
    const other = otherName(sample, from, (name) => analysis.samples.has(name));
    return other === undefined
      ? undefined
      : `${scalarLike({ style: 'plain' }, nominal)}: ${scalarLike({ style: 'plain' }, other)}`;
  });
  if ([...replace, ...samples].includes(undefined) || replace.length + samples.length === 0) return undefined;
  const parts = [
    ...(replace.length > 0 ? [`replace: { ${replace.join(', ')} }`] : []),
    ...(samples.length > 0 ? [`samples: { ${samples.join(', ')} }`] : []),
  ];
  return `{ ${parts.join(', ')} }`;
}

/**
 * Columns of the one side give way to those of the other where the file has them; a factor 1 + x becomes 1 − x; anything
 * else is reflected about nominal, 2·nominal − varied, as fits symmetrise a one-sided variation.
 */
function mirroredExpression(
  column: string,
  text: string,
  from: 'up' | 'down',
  columns: ReadonlySet<string>,
): string | undefined {
  try {
    const { node, columns: uses } = parseExpression(text);
    let changed = text;
    for (const { name, offset, length } of uses.toReversed()) {
      const other = otherName(name, from, (one) => columns.has(one));
      if (other !== undefined) changed = changed.slice(0, offset) + columnText(other) + changed.slice(offset + length);
    }
    if (changed !== text) return changed;
    const isColumn = (one: typeof node): boolean => one.kind === 'column' && one.use.name === column;
    if (node.kind === 'binary' && node.operator === '*') {
      const [factor, rest] = node.left.kind === 'number' ? [node.left, node.right] : [node.right, node.left];
      if (factor.kind === 'number' && isColumn(rest)) return `${columnText(column)}*${rounded(2 - factor.value)}`;
    }
    return isColumn(node) ? undefined : `2*${columnText(column)} - (${text.trim()})`;
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

const pairs: readonly (readonly [up: string, down: string])[] = [
  ['UP', 'DOWN'],
  ['Up', 'Down'],
  ['up', 'down'],
  ['up', 'dn'],
  ['UP', 'DN'],
  ['plus', 'minus'],
  ['high', 'low'],
];

/** The name of the other side, where there is such a thing. */
function otherName(name: string, from: 'up' | 'down', exists: (name: string) => boolean): string | undefined {
  for (const [up, down] of pairs) {
    const [here, there] = from === 'up' ? [up, down] : [down, up];
    for (let at = name.lastIndexOf(here); at >= 0; at = at === 0 ? -1 : name.lastIndexOf(here, at - 1)) {
      const other = name.slice(0, at) + there + name.slice(at + here.length);
      if (exists(other)) return other;
    }
  }
  return undefined;
}

/** Without what binary fractions add: 2 − 1.02 is 0.98. */
function rounded(value: number): string {
  return String(Number(value.toPrecision(12)));
}
