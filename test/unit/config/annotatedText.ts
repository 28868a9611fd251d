import type { TextRange } from '../../../src/config/document';

/** Text without its «marks», and the ranges that they enclose, in the order of the text. */
export function annotated(marked: string): { readonly text: string; readonly ranges: readonly TextRange[] } {
  const ranges: TextRange[] = [];
  const open: { line: number; character: number }[] = [];
  let text = '';
  let line = 0;
  let character = 0;
  for (const unit of marked) {
    if (unit === '«') open.push({ line, character });
    else if (unit === '»') {
      const start = open.pop();
      if (start === undefined) throw new Error('» without «');
      ranges.push({ start, end: { line, character } });
    } else {
      text += unit;
      character += unit.length;
      if (unit === '\n') {
        line += 1;
        character = 0;
      }
    }
  }
  return { text, ranges };
}

/** The text that a range encloses. */
export function textIn(text: string, { start, end }: TextRange): string {
  const lines = text.split('\n');
  if (start.line === end.line) return (lines[start.line] ?? '').slice(start.character, end.character);
  return [
    (lines[start.line] ?? '').slice(start.character),
    ...lines.slice(start.line + 1, end.line),
    (lines[end.line] ?? '').slice(0, end.character),
  ].join('\n');
}
