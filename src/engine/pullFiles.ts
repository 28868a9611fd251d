/** The files of `pulls:`, for the provenance of a report. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Analysis } from '../config/analysis';
import type { FileProvenance } from '../report/report';
import { contentHash } from './identity';

/**
 * @param folder absolute; a relative file starts from it
 * @throws Error for a file that cannot be read; it was before
 */
export async function pullFiles({ pulls }: Analysis, folder: string): Promise<FileProvenance[]> {
  const named = [
    ...(pulls.theory === undefined ? [] : [{ file: pulls.theory.file.text, use: 'pulls.theory' }]),
    ...(pulls.fit === undefined ? [] : [{ file: pulls.fit.file.text, use: 'pulls.fit' }]),
  ];
  return await Promise.all(
    named.map(async ({ file, use }) => {
      const path = resolve(folder, file);
      const { size, mtimeMs: mtime } = await stat(path);
      const sha256 = await contentHash({ path, size, mtime });
      return { path, size, mtime, ...(sha256 === undefined ? {} : { sha256 }), usedBy: [use] };
    }),
  );
}
