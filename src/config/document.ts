/** Positions count from 0, as in VS Code; characters are UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}
