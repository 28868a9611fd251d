import { isAlias, isMap, isScalar, isSeq, type Scalar } from 'yaml';
import type { ConfigPath } from './analysis';
import type { TextRange } from './document';
import { scalarText, spanOf, startOf, type Entry, type YamlSource } from './yamlSource';

/** A key or a plain value, where it stands. */
export interface WrittenScalar {
  /** Its value; a number as it is written. */
  readonly text: string;
  /** With its quotes. */
  readonly range: TextRange;
  readonly style: 'plain' | 'single' | 'double' | 'block';
  /** A part of the value, in UTF-16 units of it. */
  part(offset: number, length: number): TextRange;
}

/** An anchor's name or an alias's, without its `&` or `*`. */
export interface WrittenAnchor {
  readonly name: string;
  readonly range: TextRange;
}

/** One entry of a map or a list as it is written: an alias is an alias here. */
export interface WrittenNode {
  readonly name: string | number;
  readonly path: ConfigPath;
  /** None in a list. */
  readonly key: WrittenScalar | undefined;
  readonly kind: 'map' | 'list' | 'scalar' | 'alias' | 'empty';
  /** In braces or brackets. */
  readonly isFlow: boolean;
  readonly scalar: WrittenScalar | undefined;
  readonly anchor: WrittenAnchor | undefined;
  readonly alias: (WrittenAnchor & { readonly target: ConfigPath | undefined }) | undefined;
  /** From the key to the end of the value. */
  readonly range: TextRange;
  /** The value alone; where there is none, the place behind the key. */
  readonly value: TextRange;
  readonly children: readonly WrittenNode[];
}

/** The entries of the whole file. */
export function writtenNodes(source: YamlSource): readonly WrittenNode[] {
  const paths = new Map<unknown, ConfigPath>();
  const convert = (entry: Entry, parent: ConfigPath): WrittenNode => {
    const path = [...parent, entry.name];
    const node = entry.value;
    const target = isAlias(node) ? source.target(node) : undefined;
    if (node !== undefined && !paths.has(node)) paths.set(node, path);
    const end = source.endOf(entry);
    const span = node === undefined ? undefined : spanOf(node);
    const isNothing = span === undefined || (span.from === span.to && isScalar(node));
    const valueFrom = isNothing || isAlias(node) ? (isAlias(node) ? spanOf(node).from : end) : span.from;
    return {
      name: entry.name,
      path,
      key: entry.key && writtenScalar(source, entry.key),
      kind: isAlias(node) ? 'alias' : isMap(node) ? 'map' : isSeq(node) ? 'list' : isNothing ? 'empty' : 'scalar',
      isFlow: (isMap(node) || isSeq(node)) && node.flow === true,
      scalar: isScalar(node) && !isNothing ? writtenScalar(source, node) : undefined,
      anchor: node !== undefined && !isAlias(node) ? anchorBefore(source, node.anchor, spanOf(node).from) : undefined,
      alias: isAlias(node)
        ? {
            name: node.source,
            range: source.rangeOf({ from: spanOf(node).from + 1, to: spanOf(node).to }),
            target: paths.get(target),
          }
        : undefined,
      range: source.rangeOf({ from: startOf(entry), to: end }),
      value: source.rangeOf({ from: valueFrom, to: Math.max(valueFrom, end) }),
      children: source.entries(node).map((one) => convert(one, path)),
    };
  };
  return source.entries(source.root).map((entry) => convert(entry, []));
}

function writtenScalar(source: YamlSource, scalar: Scalar): WrittenScalar {
  return {
    text: scalarText(scalar),
    range: source.rangeOf(spanOf(scalar)),
    style: styleOf(scalar),
    part: (offset, length) => source.rangeOf(source.part(scalar, { offset, length })),
  };
}

function styleOf({ type }: Scalar): WrittenScalar['style'] {
  if (type === 'QUOTE_SINGLE') return 'single';
  if (type === 'QUOTE_DOUBLE') return 'double';
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED' ? 'block' : 'plain';
}

/** The anchor stands before its node, with white space, a line's end or a comment between. */
function anchorBefore(source: YamlSource, name: string | undefined, from: number): WrittenAnchor | undefined {
  if (name === undefined) return undefined;
  const at = source.text.lastIndexOf(`&${name}`, from);
  if (at < 0) return undefined;
  return { name, range: source.rangeOf({ from: at + 1, to: at + 1 + name.length }) };
}

/** Calls back for every entry, the outer ones first. */
export function eachNode(nodes: readonly WrittenNode[], visit: (node: WrittenNode) => void): void {
  for (const node of nodes) {
    visit(node);
    eachNode(node.children, visit);
  }
}

/** The entry at a path, of those that are written there; not through aliases. */
export function writtenAt(nodes: readonly WrittenNode[], path: ConfigPath): WrittenNode | undefined {
  let found: WrittenNode | undefined;
  let within = nodes;
  for (const name of path) {
    found = within.find((node) => node.name === name);
    if (found === undefined) return undefined;
    within = found.children;
  }
  return found;
}
