/** `npm run schema`: media/pullscope.schema.json, from the grammar in src/config. */
import { build } from 'esbuild';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { format } from 'prettier';
import { writeGenerated } from './generatedFile.mts';
import { inRepository, testFolder } from './repository.mts';

export async function main(): Promise<number> {
  console.log((await writeSchema()) ? `Wrote ${schemaFile}.` : `${schemaFile} is as the grammar says.`);
  return 0;
}

const schemaFile = 'media/pullscope.schema.json';

/** @returns whether the file has changed */
export async function writeSchema(): Promise<boolean> {
  const outfile = path.join(testFolder, 'schema.mjs');
  await build({
    entryPoints: [inRepository('src/config/jsonSchema.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { analysisJsonSchema } = (await import(pathToFileURL(outfile).href)) as { analysisJsonSchema: () => unknown };
  const text = await format(JSON.stringify(analysisJsonSchema(), undefined, 2), { parser: 'json', printWidth: 120 });
  return writeGenerated(schemaFile, text);
}
