import { fileStamp, openFile, readInto } from '../file/fileStamp';
import { isHistogram } from './histogramClass';

/** What a ROOT file holds, for `inspect`. */
export interface TreeList {
  /** Trees by the names that a reference takes: `nominal_Loose`, `folder/tree`; events where they can be told. */
  readonly trees: readonly { readonly path: string; readonly events: number | undefined }[];
  /** Histograms in one dimension, by name. */
  readonly histograms: readonly string[];
  /** Everything else, as `name (class)`. */
  readonly others: readonly string[];
}

/**
 * @returns undefined for a file that is not ROOT's
 * @throws AnalysisError `file-not-found`, `not-permitted`, `damaged-file`
 */
export async function listTrees(path: string): Promise<TreeList | undefined> {
  const file = await fileStamp(path);
  if (!(await beginsAsRoot(path))) return undefined;
  const { withRootHeader } = await import('./rootFile');
  const { openTree } = await import('./root');
  return withRootHeader(file, async (header) => {
    const trees: { path: string; events: number | undefined }[] = [];
    for (const tree of header.trees) {
      const { events } = await openTree(file, header, tree);
      trees.push({ path: tree.path, events });
    }
    const isOne = ({ className }: { readonly className: string }): boolean => isHistogram(className);
    return {
      trees,
      histograms: header.others.filter(isOne).map((stored) => stored.path),
      others: header.others.filter((stored) => !isOne(stored)).map((stored) => `${stored.path} (${stored.className})`),
    };
  });
}

async function beginsAsRoot(path: string): Promise<boolean> {
  const handle = await openFile(path);
  try {
    const start = Buffer.alloc(4);
    await readInto(handle, path, start, 0);
    return start.toString('latin1') === 'root';
  } finally {
    await handle.close();
  }
}
