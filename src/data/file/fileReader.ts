import type { Batch, Column, Limits, SourceFile } from '../eventSource';

/** One file behind an `EventSource`: what every format provides. Positions are the format's own (entries, bytes). */
export interface FileReader {
  readonly file: SourceFile;
  /** Files that are read beside it. */
  readonly friends?: readonly SourceFile[];
  /** How messages call it: the file's name, and the tree's where there is one. */
  readonly label: string;
  readonly columns: readonly Column[];
  readonly events: number | undefined;
  /** True where the header already says that there is no event. */
  readonly empty: boolean;
  readonly details: Readonly<Record<string, string>>;
  spans(targetEvents: number): readonly { readonly from: number; readonly to: number }[];
  /** True where positions are numbers of events, so that another file can be read beside this one, event by event. */
  readonly byEvent?: boolean;
  /** What the file says of its numbers in events [from, to), where it does. */
  limits?(from: number, to: number): ReadonlyMap<string, Limits>;
  /** The columns are known to exist. Whatever is opened for reading is closed when the iteration ends. */
  read(columns: readonly string[], from: number, to: number): AsyncIterable<Batch>;
}
