import { build } from 'esbuild';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { nodeBundle } from '../scripts/nodeBundle.mts';
import { inRepository, testFolder } from '../scripts/repository.mts';

/** What benchmarks make: kept between runs, ignored by git, safe to delete. */
export const benchFolder = path.join(testFolder, 'bench');

/** Imports a TypeScript module that imports the product's, whose imports have no extensions. */
export async function importBundled(entry: string): Promise<unknown> {
  const outfile = path.join(benchFolder, `${path.basename(entry, '.ts')}.cjs`);
  // Two processes may bundle the same at once.
  const own = `${outfile}.${process.pid}`;
  await build({
    entryPoints: [inRepository(entry)],
    outfile: own,
    ...nodeBundle,
  });
  await rename(own, outfile);
  return import(pathToFileURL(outfile).href);
}
