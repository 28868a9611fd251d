/**
 * Events from a file, as batches of typed arrays: the one interface behind which every format stands.
 */

export interface Column {
  readonly name: string;
  /** The type in the file (`float32`, `int64[]`, `bool`, `text`, …), for people to read. */
  readonly type: string;
  readonly kind: ColumnKind;
  /** A column of text whose values are numbers in another dress (`1,5`, `12 GeV`): one of them, and the number. */
  readonly numberAsText?: { readonly text: string; readonly number: string };
}

/** One number an event, several, or nothing that can be computed with (text, objects, damage): `type` says why. */
export type ColumnKind = 'number' | 'list' | 'unreadable';

/** A run of consecutive events that can be read on its own: entries of a tree, bytes of a text file. */
export interface Span {
  readonly file: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Up to `batchEvents` events. Columns are float64 whatever the file holds (integers beyond 2^53 lose digits).
 * The arrays belong to the source and are overwritten by the next batch: copy what must stay.
 */
export interface Batch {
  readonly length: number;
  readonly columns: ReadonlyMap<string, Float64Array>;
  /** Columns with several values an event. */
  readonly lists?: ReadonlyMap<string, ListColumn>;
}

/** The values of event i are `values[offsets[i]]` up to, and without, `values[offsets[i + 1]]`. */
export interface ListColumn {
  /** [batch length + 1], the first of them 0. */
  readonly offsets: Int32Array;
  /** [at least `offsets[batch length]`] */
  readonly values: Float64Array;
}

/** The fast size for ONNX Runtime, and small enough to look at messages in between. */
export const batchEvents = 4096;

export interface SourceFile {
  /** Absolute path. */
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtime: number;
}

/** Between which a column's values lie, apart from those that are missing. */
export interface Limits {
  readonly low: number;
  readonly high: number;
}

export interface EventSource {
  readonly files: readonly SourceFile[];
  /** For each file that spans name what tells it from others: its path from the analysis file, and its tree. */
  readonly names: readonly string[];
  readonly columns: readonly Column[];
  /** Events in all files, where the format says so without reading them all. */
  readonly events: number | undefined;
  /** Extra facts for `inspect`: `compression`, `tree`, … */
  readonly details: Readonly<Record<string, string>>;
  /** The whole source in order, cut into pieces of about `target` events each (the last may be smaller). */
  spans(targetEvents: number): readonly Span[];
  /** What the file says of the numbers in a span without reading it; spans that it knows something of count events. */
  limits?(span: Span): ReadonlyMap<string, Limits>;
  /**
   * Reads the named columns of one span in order.
   * @throws AnalysisError `unknown-column`, `not-a-number` (file, line, column), `damaged-file`, `file-changed`
   */
  read(columns: readonly string[], span: Span): AsyncIterable<Batch>;
  close(): Promise<void>;
}
