import { fileStamp } from './fileStamp';

/** What a ROOT file holds, for `inspect`. */
export interface TreeList {
  /** Trees, by the names that a reference takes: `nominal_Loose`, `folder/tree`. */
  readonly trees: readonly string[];
  /** Everything else, as `name (class)`. */
  readonly others: readonly string[];
}

/** @throws AnalysisError `file-not-found`, `not-permitted`, `damaged-file` */
export async function listTrees(path: string): Promise<TreeList> {
  const file = await fileStamp(path);
  const { withRootHeader } = await import('./rootFile');
  return withRootHeader(file, ({ trees, others }) =>
    Promise.resolve({ trees: trees.map((tree) => tree.path), others }),
  );
}
