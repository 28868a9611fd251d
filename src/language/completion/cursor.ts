/** Where the cursor stands: at a key of a map, at a value, in a comment that silences, or nowhere of interest. */
import type { ConfigPath } from '../../config/analysis';
import type { Position, TextRange } from '../../config/document';
import { formAt, keysAt } from '../../config/grammarPlaces';
import type { ParsedAnalysis } from '../../config/parse';
import { writtenAt, type WrittenNode } from '../../config/writtenNodes';
import { contains } from '../ranges';
import { roleOf } from '../roles';

export interface AtKey {
  readonly kind: 'key';
  /** The map that the key is in. */
  readonly map: ConfigPath;
  readonly isFlow: boolean;
  /** A value follows already: only the key's name is to be put. */
  readonly hasValue: boolean;
  readonly present: readonly string[];
  readonly range: TextRange;
  /** A text may stand here as well, such as the output of a model. */
  readonly orValue?: AtValue;
}

export interface AtValue {
  readonly kind: 'value';
  readonly path: ConfigPath;
  /** The whole value that is there. */
  readonly whole: TextRange;
  /** The word of it before and behind the cursor. */
  readonly word: TextRange;
  readonly isFlow: boolean;
  /** Nothing is there yet. */
  readonly isEmpty: boolean;
}

export type Cursor =
  | AtKey
  | AtValue
  | { readonly kind: 'anchor'; readonly range: TextRange }
  | { readonly kind: 'suppression'; readonly range: TextRange };

export function cursorAt(parsed: ParsedAnalysis, position: Position): Cursor | undefined {
  const line = parsed.text.split('\n')[position.line]?.replace(/\r$/, '') ?? '';
  const before = line.slice(0, position.character);
  const word = (pattern: RegExp, behind: RegExp): TextRange => ({
    start: { line: position.line, character: position.character - (pattern.exec(before)?.[0].length ?? 0) },
    end: {
      line: position.line,
      character: position.character + (behind.exec(line.slice(position.character))?.[0].length ?? 0),
    },
  });
  if (/#\s*pullscope\s*:\s*ignore\s+[\w/-]*$/.test(before)) {
    return { kind: 'suppression', range: word(/[\w/-]*$/, /^[\w/-]*/) };
  }
  if (isComment(before)) return undefined;
  if (/(?:^|[:[{,-])\s+\*[\w.-]*$/.test(before)) return { kind: 'anchor', range: word(/[\w.-]*$/, /^[\w.-]*/) };
  const name = word(/[\w./-]*$/, /^[\w./-]*/);
  const path = parsed.pathAt(position);
  const node = writtenAt(parsed.written(), path);
  const isInFlow = isFlowAt(parsed, path, position);
  const atKey = (map: ConfigPath, range: TextRange, hasValue: boolean): AtKey => ({
    kind: 'key',
    map,
    isFlow: isInFlow,
    hasValue,
    present: childrenOf(parsed, map).flatMap(({ key }) =>
      key === undefined || contains(key.range, position) ? [] : [key.text],
    ),
    range,
  });
  if (node === undefined) return atKey(path, name, /^[\w./-]*\s*:/.test(line.slice(position.character)));
  const { key, scalar, kind } = node;
  if (key !== undefined && contains(key.range, position)) {
    return atKey(path.slice(0, -1), key.range, /^\s*:/.test(line.slice(key.range.end.character)));
  }
  const isOwnLine = key !== undefined && position.line > key.range.end.line;
  const form = formAt(path);
  // The first word of a map that has no colon behind it yet is a text to YAML.
  if (isOwnLine && form === 'map' && kind !== 'list') return atKey(path, name, false);
  if (kind === 'map') return keysAt(path).length > 0 || form !== 'value' ? atKey(path, name, false) : undefined;
  const behindColon = /^(?:.*[:[{,]\s+|\s*-\s+|.*[[{,])[^:]*$/.test(before);
  if (kind === 'empty' && !isOwnLine && !behindColon) return undefined;
  const inList = kind === 'list';
  const expression = word(/[\w.`]*$/, /^[\w.`]*/);
  const value: AtValue = {
    kind: 'value',
    path: inList ? [...path, node.children.length] : path,
    whole: scalar !== undefined && contains(scalar.range, position) ? scalar.range : name,
    word: expression,
    isFlow: isInFlow,
    isEmpty: kind === 'empty' || inList,
  };
  // `true`, a level and the like stand behind their key: on a line below it begins the map that may be there instead.
  const beginsBelow = isOwnLine && (scalar === undefined || scalar.range.start.line > key.range.end.line);
  if (!beginsBelow || inList || keysAt(path).length === 0) return value;
  const first = atKey(path, name, false);
  return roleOf(path, false) === undefined ? first : { ...first, orValue: value };
}

export function childrenOf(parsed: ParsedAnalysis, path: ConfigPath): readonly WrittenNode[] {
  return path.length === 0 ? parsed.written() : (writtenAt(parsed.written(), path)?.children ?? []);
}

function isComment(before: string): boolean {
  return /(?:^|\s)#/.test(before.replaceAll(/'[^']*'|"[^"]*"/g, ''));
}

/** Whether the position stands in the braces or brackets of a node on the way. */
function isFlowAt(parsed: ParsedAnalysis, path: ConfigPath, position: Position): boolean {
  return path.some((_, depth) => {
    const node = writtenAt(parsed.written(), path.slice(0, depth + 1));
    return node?.isFlow === true && contains(node.value, position);
  });
}
