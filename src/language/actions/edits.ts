/** Changes of a text that leave the layout of all else as it is. */
import type { ConfigPath } from '../../config/analysis';
import type { Position } from '../../config/document';
import type { ParsedAnalysis } from '../../config/parse';
import { writtenAt, type WrittenNode } from '../../config/writtenNodes';
import { childrenOf } from '../completion/cursor';
import type { TextChange } from '../rename';

/**
 * Adds an entry to a map, in braces or in lines as the map is written.
 * @param value on one line @returns undefined where the map is written elsewhere (an alias), or is no map
 */
export function insertEntry(
  parsed: ParsedAnalysis,
  map: ConfigPath,
  key: string,
  value: string,
): TextChange | undefined {
  const children = childrenOf(parsed, map);
  const last = children.at(-1);
  if (map.length === 0) {
    const end = endOf(parsed);
    const line = `${key}: ${value}`;
    const gap =
      parsed.text.trim() === '' ? '' : parsed.text.endsWith('\n') ? newLine(parsed) : newLine(parsed).repeat(2);
    return { range: { start: end, end }, text: `${gap}${line}${newLine(parsed)}` };
  }
  const node = writtenAt(parsed.written(), map);
  if (node === undefined || node.kind === 'alias' || node.kind === 'list' || node.kind === 'scalar') return undefined;
  if (node.isFlow) {
    if (last === undefined) return { range: node.value, text: `{ ${key}: ${value} }` };
    return { range: { start: last.range.end, end: last.range.end }, text: `, ${key}: ${value}` };
  }
  const indent = last?.key === undefined ? (node.key?.range.start.character ?? 0) + 2 : last.key.range.start.character;
  const after = last?.range.end ?? node.key?.range.end;
  return after && newLineAfter(parsed, after, `${' '.repeat(indent)}${key}: ${value}`);
}

/** Sets an entry of a map: replaces its value, or adds it. */
export function setEntry(parsed: ParsedAnalysis, map: ConfigPath, key: string, value: string): TextChange | undefined {
  const existing = childrenOf(parsed, map).find(({ name }) => name === key);
  if (existing === undefined) return insertEntry(parsed, map, key, value);
  if (existing.kind === 'empty') return { range: existing.value, text: ` ${value}` };
  return { range: existing.value, text: value };
}

/**
 * Puts the entries of a list in another order, each as it is written, with its comments left where they are.
 * @param texts the values in their new order @returns undefined where the list does not have just these
 */
export function reorderList(
  parsed: ParsedAnalysis,
  path: ConfigPath,
  texts: readonly string[],
): readonly TextChange[] | undefined {
  const entries = childrenOf(parsed, path);
  if (entries.length !== texts.length || entries.some(({ scalar }) => scalar === undefined)) return undefined;
  const sources = texts.map((text) => entries.find(({ scalar }) => scalar?.text.trim() === text.trim()));
  return entries.flatMap((entry, index) => {
    const source = sources[index];
    if (source === undefined || source === entry) return [];
    return [{ range: entry.value, text: textOf(parsed, source) }];
  });
}

/** An entry of a block turned into comments, line by line; undefined where it shares its lines with others. */
export function commentOut(parsed: ParsedAnalysis, path: ConfigPath): readonly TextChange[] | undefined {
  const node = writtenAt(parsed.written(), path);
  const siblings = childrenOf(parsed, path.slice(0, -1));
  // A map without entries is none any more.
  if (node?.key === undefined || siblings.length < 2) return undefined;
  const lines = parsed.text.split('\n');
  const { start, end } = node.range;
  const lastLine = end.character === 0 ? end.line - 1 : end.line;
  const before = (lines[start.line] ?? '').slice(0, start.character);
  const behind = end.character === 0 ? '' : (lines[end.line] ?? '').slice(end.character);
  if (before.trim() !== '' || !/^\s*(?:#.*)?\r?$/.test(behind)) return undefined;
  const changes: TextChange[] = [];
  for (let line = start.line; line <= lastLine; line++) {
    if ((lines[line] ?? '').trim() === '') continue;
    const at = { line, character: start.character };
    changes.push({ range: { start: at, end: at }, text: '# ' });
  }
  return changes;
}

/** The source of a value. */
export function textOf(parsed: ParsedAnalysis, { value }: WrittenNode): string {
  return parsed.text.slice(offsetOf(parsed.text, value.start), offsetOf(parsed.text, value.end));
}

/** An expression as a value, in quotes where YAML needs them in braces. */
export function expressionValue(text: string): string {
  return /^[A-Za-z_(][\w .*/+()-]*$/.test(text) && !text.endsWith(' ') ? text : `'${text.replaceAll("'", "''")}'`;
}

function newLineAfter(parsed: ParsedAnalysis, { line, character }: Position, text: string): TextChange {
  const lines = parsed.text.split('\n');
  // A block scalar ends where the next line begins.
  if (character === 0 && line > 0) {
    const at = { line, character: 0 };
    return { range: { start: at, end: at }, text: `${text}${newLine(parsed)}` };
  }
  const at = { line, character: (lines[line] ?? '').replace(/\r$/, '').length };
  return { range: { start: at, end: at }, text: `${newLine(parsed)}${text}` };
}

function endOf({ text }: ParsedAnalysis): Position {
  const lines = text.split('\n');
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

export function newLine({ text }: ParsedAnalysis): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

function offsetOf(text: string, { line, character }: Position): number {
  let at = 0;
  for (let passed = 0; passed < line; passed++) at = text.indexOf('\n', at) + 1;
  return at + character;
}
