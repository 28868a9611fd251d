import type { Column, SourceFile } from './eventSource';

/** Why a file could not be opened. `message` is a whole sentence; `suggestion` the nearest name that would open. */
export interface FileFailure {
  readonly ok: false;
  readonly code:
    'file-not-found' | 'unknown-tree' | 'damaged-file' | 'unsupported-format' | 'not-permitted' | 'empty-file';
  readonly message: string;
  readonly suggestion?: string;
}

/** What a header says of a data file; no event is read. */
export interface DataFacts {
  readonly ok: true;
  readonly files: readonly SourceFile[];
  readonly columns: readonly Column[];
  readonly events: number | undefined;
  readonly details: Readonly<Record<string, string>>;
}
