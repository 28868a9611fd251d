/** What could stand at the cursor. */
import type { Position } from '../../config/document';
import type { ParsedAnalysis } from '../../config/parse';
import { catalogue } from '../../config/catalogue';
import type { Knowledge } from '../knowledge';
import { namesOf } from '../names';
import type { Words } from '../words';
import { cursorAt } from './cursor';
import { keySuggestions } from './keys';
import { wholeFile } from './snippets';
import type { Suggestion } from './suggestion';
import { valueSuggestions } from './values';

export function completionsAt(
  parsed: ParsedAnalysis,
  position: Position,
  knowledge: Knowledge,
  words: Words,
): readonly Suggestion[] {
  const cursor = cursorAt(parsed, position);
  switch (cursor?.kind) {
    case undefined:
      return [];
    case 'suppression':
      return catalogue.map(({ code, title }) => ({
        label: code,
        kind: 'code',
        documentation: title,
        insert: `${code} -- \${1:${words.reason}}`,
        isSnippet: true,
        range: cursor.range,
        rank: 0,
      }));
    case 'anchor':
      return anchorsBefore(parsed, position).map((label) => ({
        label,
        kind: 'anchor',
        insert: label,
        isSnippet: false,
        range: cursor.range,
        rank: 0,
      }));
    case 'key': {
      const { orValue } = cursor;
      const values = orValue === undefined ? [] : valueSuggestions(parsed, orValue, knowledge, words);
      const keys = [...keySuggestions(parsed, cursor, knowledge, words), ...values];
      return parsed.written().length === 0 && cursor.map.length === 0
        ? [wholeFile(cursor.range, words), ...keys]
        : keys;
    }
    case 'value':
      return valueSuggestions(parsed, cursor, knowledge, words);
  }
}

function anchorsBefore(parsed: ParsedAnalysis, { line, character }: Position): readonly string[] {
  const names = namesOf(parsed)
    .occurrences.filter(({ kind, defines }) => kind === 'anchor' && defines)
    .filter(({ range: { start } }) => start.line < line || (start.line === line && start.character < character))
    .map(({ name }) => name);
  return [...new Set(names)];
}
