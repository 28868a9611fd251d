import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const sources = join(__dirname, '../../../src/data');

/** Everything that a module pulls in, by the files that a bundle of it would hold. */
async function inputsOf(file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(sources, file)],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    external: ['xhr2', 'tmp', '@oneidentity/zstd-js', '*/base/zstd.mjs'],
  });
  return Object.keys(metafile.inputs);
}

describe('what src/data pulls in', () => {
  it('is no reader where only expressions are needed', async () => {
    for (const file of ['expression/expression.ts', 'expression/evaluator.ts']) {
      const inputs = await inputsOf(file);
      expect(inputs.filter((input) => /jsroot|tinyglobby|\/csv\/|\/root\//.test(input))).toEqual([]);
    }
  });

  it('is of jsroot only input and output: no canvas, no three, no jsdom, no mathjax, no plots', async () => {
    const inputs = await inputsOf('index.ts');
    expect(
      inputs.filter((input) => input.includes('jsroot')).map((input) => input.replace(/^.*modules\/jsroot\//, '')),
    ).toEqual(['modules/core.mjs', 'modules/base/lzma.mjs', 'modules/io.mjs']);
    expect(inputs.filter((input) => /node_modules\/(canvas|three|jsdom|mathjax)/.test(input))).toEqual([]);
  });
});
