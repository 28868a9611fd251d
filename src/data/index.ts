/** Events from files. Expressions are imported from `expression/`, which reads no file. */
export type { DataFacts, FileFailure } from './dataFacts';
export { describeData } from './describeData';
export {
  batchEvents,
  type Batch,
  type Column,
  type ColumnKind,
  type EventSource,
  type Limits,
  type ListColumn,
  type SourceFile,
  type Span,
} from './eventSource';
export { FileError } from './file/fileError';
export { fileStamp } from './file/fileStamp';
export { openEvents } from './openEvents';
export { columnRanges, type ColumnRange, type ColumnRanges } from './columnRanges';
export { listTrees, type TreeList } from './root/listTrees';
export { readTable, type Table } from './table';
