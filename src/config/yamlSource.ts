import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  parseDocument,
  type Alias,
  type Pair,
  type Scalar,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ConfigPath, Place } from './analysis';
import type { Position, TextRange } from './document';
import { scalarOffsets } from './scalarOffsets';
import { joinSplitCalls } from './splitCalls';

/** A span of the text in UTF-16 units, `to` not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export type YamlNode = Alias | Scalar | YAMLMap | YAMLSeq;

/** One entry of a map or a list as it stands in the text; a list's entry has no key. */
export interface Entry {
  readonly name: string | number;
  readonly key: Scalar | undefined;
  readonly value: YamlNode | undefined;
}

export interface LocatedNode {
  readonly path: ConfigPath;
  /** From the key to the end of the value. */
  readonly range: TextRange;
}

/**
 * The text of an analysis file with its YAML nodes: positions to paths and paths to positions, through aliases and
 * merge keys. Knows nothing of the grammar.
 */
export class YamlSource {
  readonly root: YamlNode | undefined;
  /** In the order of the text. */
  readonly errors: readonly YAMLError[];
  /** Scalars such as `normal(0, 1)` that YAML had cut at their commas. */
  readonly joined: ReadonlySet<Scalar>;
  readonly #lineStarts: number[] = [0];
  readonly #targets = new Map<Alias, YamlNode>();
  readonly #entries = new Map<YamlNode, readonly Entry[]>();

  /** @throws RangeError where the text is nested deeper than the stack allows */
  constructor(readonly text: string) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#lineStarts.push(at + 1);
    const document = parseDocument(text, {
      prettyErrors: false,
      uniqueKeys: false,
      stringKeys: true,
      resolveKnownTags: false,
      schema: 'core',
      logLevel: 'error',
    });
    this.joined = joinSplitCalls(document, text);
    this.root = nodeOf(document.contents);
    this.errors = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
    this.#findAnchors();
  }

  /** The node that an alias stands for; `undefined` where no anchor of that name comes before it. */
  target(alias: Alias): YamlNode | undefined {
    return this.#targets.get(alias);
  }

  /** The node itself, or what it stands for. */
  resolve(node: YamlNode | undefined): Exclude<YamlNode, Alias> | undefined {
    return isAlias(node) ? this.resolve(this.#targets.get(node)) : node;
  }

  /** The entries of a map or a list as they are written: duplicates, merge keys and all. */
  entries(node: YamlNode | undefined): readonly Entry[] {
    if (node === undefined || isAlias(node) || isScalar(node)) return [];
    let entries = this.#entries.get(node);
    if (entries === undefined) this.#entries.set(node, (entries = entriesOf(node)));
    return entries;
  }

  /** The entry of that name: the map's own, else one that a merge key brings in. */
  entry(node: YamlNode | undefined, name: string | number, depth = 0): Entry | undefined {
    const within = this.resolve(node);
    if (isSeq(within)) {
      const value = typeof name === 'number' ? nodeOf(within.items[name]) : undefined;
      return value === undefined ? undefined : { name, key: undefined, value };
    }
    const entries = this.entries(within);
    const own = entries.find((entry) => entry.name === String(name) && !isMergeKey(entry));
    if (own !== undefined || depth > 10) return own;
    for (const merged of this.mergedMaps(entries)) {
      const found = this.entry(merged, name, depth + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The maps that `<<` brings in, in order of precedence. */
  mergedMaps(entries: readonly Entry[]): readonly YamlNode[] {
    return entries.filter(isMergeKey).flatMap((entry) => {
      const value = this.resolve(entry.value);
      const maps = isSeq(value) ? this.entries(value).map((item) => item.value) : [entry.value];
      return maps.filter((map): map is YamlNode => isMap(this.resolve(map)));
    });
  }

  /** The node at a path, through aliases and merge keys; `undefined` where there is none. */
  nodeAt(path: ConfigPath): Exclude<YamlNode, Alias> | undefined {
    let node = this.root;
    for (const name of path) {
      const entry = this.entry(node, name);
      if (entry?.value === undefined) return undefined;
      node = entry.value;
    }
    return this.resolve(node);
  }

  /**
   * The text of a place. Without `on`, a map or a list over several lines is shown by its key, the word that a person
   * would point at; `on: 'value'` is the whole value. A path that is no longer there gives its longest prefix that is.
   */
  locate(place: Place): TextRange {
    let node = this.root;
    let last: Entry | undefined;
    for (const name of place.path) {
      const entry = this.entry(node, name);
      if (entry === undefined) return this.rangeOf(this.#word(last, node));
      last = entry;
      node = entry.value;
    }
    const value = this.resolve(node);
    if (place.on === 'key' && last?.key !== undefined) return this.rangeOf(spanOf(last.key));
    if (place.within !== undefined && isScalar(value)) return this.rangeOf(this.part(value, place.within));
    if (place.on === 'value' && value !== undefined && !isEmpty(value)) {
      return this.rangeOf({ from: spanOf(value).from, to: this.#lastOf(value) });
    }
    return this.rangeOf(this.#word(last, value));
  }

  /** The innermost node at a position; on a key, its pair. */
  pathAt(position: Position): ConfigPath {
    const offset = this.offsetAt(position);
    const path: (string | number)[] = [];
    let node: YamlNode | undefined = this.root;
    while (node !== undefined && !isAlias(node) && !isScalar(node)) {
      const flow: boolean = node.flow === true;
      const entry: Entry | undefined = this.entries(node).findLast((one) => startOf(one) <= offset);
      if (entry === undefined) break;
      const end = this.endOf(entry);
      if (offset > end) {
        // Behind an entry: still in it where a block goes on, that is, where the position is indented deeper.
        const entryAt = this.positionAt(startOf(entry));
        const endLine = this.positionAt(end).line;
        if (flow || (position.line > endLine && position.character <= entryAt.character)) break;
      }
      path.push(entry.name);
      if (entry.key !== undefined && offset <= keyEnd(entry)) break;
      node = entry.value;
    }
    return path;
  }

  /** The outermost entries that begin on a line or, where none does, on the next line that has any. */
  entriesFrom(line: number): readonly LocatedNode[] {
    for (let at = line; at < this.#lineStarts.length; at++) {
      const entries = this.#entriesOnLine(at);
      if (entries.length > 0) return entries;
    }
    return [];
  }

  #entriesOnLine(line: number): readonly LocatedNode[] {
    const from = this.#lineStarts[line];
    if (from === undefined) return [];
    const to = this.#lineStarts[line + 1] ?? this.text.length + 1;
    const found: LocatedNode[] = [];
    const look = (node: YamlNode | undefined, path: ConfigPath): void => {
      if (node === undefined || isAlias(node)) return;
      for (const entry of this.entries(node)) {
        const start = startOf(entry);
        const end = this.endOf(entry);
        if (start >= to || end < from) continue;
        const inner = [...path, entry.name];
        const valueStart = entry.value === undefined ? start : spanOf(entry.value).from;
        const onLine = start >= from || (isScalar(entry.value) && valueStart >= from && valueStart < to);
        if (onLine) found.push({ path: inner, range: this.rangeOf({ from: start, to: end }) });
        else look(entry.value, inner);
      }
    };
    look(this.root, []);
    return found;
  }

  /** Calls back for every scalar, keys too, in the order of the text; aliases are not followed. */
  eachScalar(visit: (scalar: Scalar, path: ConfigPath, isKey: boolean) => void): void {
    const walk = (node: YamlNode | undefined, path: ConfigPath): void => {
      if (isScalar(node)) visit(node, path, false);
      else if (node !== undefined) {
        for (const entry of this.entries(node)) {
          const inner = [...path, entry.name];
          if (entry.key !== undefined) visit(entry.key, inner, true);
          walk(entry.value, inner);
        }
      }
    };
    walk(this.root, []);
  }

  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: at - (this.#lineStarts[low] ?? 0) };
  }

  offsetAt(position: Position): number {
    const start = this.#lineStarts[position.line];
    if (start === undefined) return position.line < 0 ? 0 : this.text.length;
    const next = this.#lineStarts[position.line + 1];
    return Math.max(start, Math.min(start + position.character, next === undefined ? this.text.length : next - 1));
  }

  rangeOf(span: Span): TextRange {
    return { start: this.positionAt(span.from), end: this.positionAt(span.to) };
  }

  /** A span cut at the end of its first line. */
  firstLine(span: Span): Span {
    const text = this.text.slice(span.from, span.to);
    return { from: span.from, to: span.from + (text.split(/\r?\n/, 1)[0] ?? '').trimEnd().length };
  }

  #word(entry: Entry | undefined, node: YamlNode | undefined): Span {
    const value = this.resolve(node);
    if (entry?.key !== undefined && (value === undefined || isEmpty(value) || isMap(value) || this.#isLong(value))) {
      return spanOf(entry.key);
    }
    if (value !== undefined && (entry !== undefined || isScalar(value))) return this.firstLine(spanOf(value));
    const first = this.entries(value)[0];
    if (first?.key !== undefined) return spanOf(first.key);
    return value === undefined ? { from: 0, to: 0 } : this.firstLine(spanOf(value));
  }

  /** Where an entry ends, without the white space and the comments behind it. */
  endOf(entry: Entry): number {
    return entry.value === undefined ? keyEnd(entry) : Math.max(keyEnd(entry), this.#lastOf(entry.value));
  }

  /** Where a node ends, without the white space and the comments that a block takes with it. */
  #lastOf(node: YamlNode): number {
    const last = isAlias(node) || isScalar(node) || node.flow === true ? undefined : this.entries(node).at(-1);
    if (last !== undefined) return this.endOf(last);
    const { from, to } = spanOf(node);
    return from + this.text.slice(from, to).trimEnd().length;
  }

  #isLong(node: YamlNode): boolean {
    return isSeq(node) && this.text.slice(spanOf(node).from, this.#lastOf(node)).includes('\n');
  }

  /** A part of a scalar's value in the text. */
  part(scalar: Scalar, part: { readonly offset: number; readonly length: number }): Span {
    const whole = spanOf(scalar);
    const value = scalarText(scalar);
    const offsets = scalarOffsets(this.text, whole.from, whole.to, value, scalar.type);
    const from = offsets?.[part.offset];
    const last = offsets?.[part.offset + Math.max(0, part.length - 1)];
    if (from !== undefined && last !== undefined) return { from, to: last + (part.length === 0 ? 0 : 1) };
    if (offsets !== undefined && part.offset >= value.length && value.length > 0) {
      // The place behind the last unit, as of an expression that ends too early: its last unit is shown.
      const end = (offsets.at(-1) ?? whole.from) + 1;
      return { from: end - 1, to: end };
    }
    const word = value.slice(part.offset, part.offset + part.length);
    const found = word === '' ? -1 : this.text.slice(whole.from, whole.to).indexOf(word);
    return found < 0 ? this.firstLine(whole) : { from: whole.from + found, to: whole.from + found + word.length };
  }

  #findAnchors(): void {
    const anchors = new Map<string, YamlNode>();
    const walk = (node: YamlNode | undefined): void => {
      if (node === undefined) return;
      if (isAlias(node)) {
        const target = anchors.get(node.source);
        if (target !== undefined) this.#targets.set(node, target);
        return;
      }
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (!isScalar(node)) for (const entry of this.entries(node)) walk(entry.value);
    };
    walk(this.root);
  }
}

export function spanOf(node: YamlNode): Span {
  const [from, to] = node.range ?? [0, 0];
  return { from, to };
}

/** The value of a scalar as text: a number as it is written. */
export function scalarText(scalar: Scalar): string {
  return typeof scalar.value === 'string' ? scalar.value : (scalar.source ?? String(scalar.value));
}

export function isMergeKey(entry: Entry): boolean {
  return entry.key?.type === 'PLAIN' && entry.name === '<<';
}

function entriesOf(node: YAMLMap | YAMLSeq): readonly Entry[] {
  if (isSeq(node)) return node.items.map((item, index) => ({ name: index, key: undefined, value: nodeOf(item) }));
  return node.items.flatMap((pair: Pair) => {
    const key = nodeOf(pair.key);
    return isScalar(key) ? [{ name: scalarText(key), key, value: nodeOf(pair.value) }] : [];
  });
}

function nodeOf(node: unknown): YamlNode | undefined {
  if (isPair(node)) return undefined;
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node : undefined;
}

function isEmpty(node: YamlNode): boolean {
  const { from, to } = spanOf(node);
  return from === to;
}

/** Where an entry begins: its key, or in a list its value. */
export function startOf(entry: Entry): number {
  const node = entry.key ?? entry.value;
  return node === undefined ? 0 : spanOf(node).from;
}

function keyEnd(entry: Entry): number {
  const node = entry.key ?? entry.value;
  return node === undefined ? 0 : spanOf(node).to;
}
