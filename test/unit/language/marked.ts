import { parseAnalysis, type ParsedAnalysis } from '../../../src/config/parse';
import type { Position, TextRange } from '../../../src/config/document';
import type { TextChange } from '../../../src/language/rename';

/** An analysis with the cursor where `|` stands. */
export function withCursor(marked: string): { readonly parsed: ParsedAnalysis; readonly cursor: Position } {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('there is no | in the text');
  const before = marked.slice(0, offset).split('\n');
  return {
    parsed: parseAnalysis(marked.slice(0, offset) + marked.slice(offset + 1)),
    cursor: { line: before.length - 1, character: before.at(-1)?.length ?? 0 },
  };
}

export function offsetIn(text: string, { line, character }: Position): number {
  const lines = text.split('\n');
  return lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + character;
}

/** The text with «marks» around each range. */
export function marksAt(text: string, ranges: readonly TextRange[]): string {
  return applied(
    text,
    ranges.map((range) => {
      const inner = text.slice(offsetIn(text, range.start), offsetIn(text, range.end));
      return { range, text: `«${inner}»` };
    }),
  );
}

export function applied(text: string, changes: readonly TextChange[]): string {
  const sorted = changes
    .map(({ range, text: by }) => ({ from: offsetIn(text, range.start), to: offsetIn(text, range.end), by }))
    .sort((a, b) => b.from - a.from);
  return sorted.reduce((now, { from, to, by }) => now.slice(0, from) + by + now.slice(to), text);
}
