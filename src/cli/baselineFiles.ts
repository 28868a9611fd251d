/** Which baseline belongs to an analysis file. */
import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { baselineName, type KnownFindings } from '../report/baseline';
import { readBaseline } from '../report/baselineFile';
import { UsageError } from './usage';

/**
 * @param analysis the analysis file
 * @param named `--baseline`; without it, the file beside the analysis is taken, if there is one
 * @throws UsageError where the file cannot be read or is damaged, with the place
 */
export async function knownFindings(analysis: string, named: string | undefined): Promise<KnownFindings | undefined> {
  const path = resolve(named ?? join(dirname(analysis), baselineName));
  const shown = named ?? (relative(process.cwd(), path) || path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent && named === undefined) return undefined;
    const reason = absent ? 'there is no such file' : error instanceof Error ? error.message : String(error);
    throw new UsageError(`The baseline '${shown}' cannot be read: ${reason}.`);
  }
  const read = readBaseline(text);
  if (!read.ok) {
    const { line, character } = read.problem.range.start;
    throw new UsageError(
      `The baseline is damaged: ${shown}:${(line + 1).toString()}:${(character + 1).toString()}: ${read.problem.message}`,
    );
  }
  return { baseline: read.baseline, analysis: relative(dirname(path), resolve(analysis)).split(sep).join('/') };
}
