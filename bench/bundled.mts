import { build } from 'esbuild';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
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
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    // As in scripts/build.mts: jsroot asks for the place of its module.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: `const bundleUrl = require('node:url').pathToFileURL(__filename).href;` },
    logLevel: 'warning',
  });
  await rename(own, outfile);
  return import(pathToFileURL(outfile).href);
}
