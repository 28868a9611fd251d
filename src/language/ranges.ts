import type { Position, TextRange } from '../config/document';

export function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Whether a position stands in a range, or at one of its ends. */
export function contains({ start, end }: TextRange, position: Position): boolean {
  return !isBefore(position, start) && !isBefore(end, position);
}

export function isSameRange(a: TextRange, b: TextRange): boolean {
  return (
    a.start.line === b.start.line &&
    a.start.character === b.start.character &&
    a.end.line === b.end.line &&
    a.end.character === b.end.character
  );
}
