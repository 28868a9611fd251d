/**
 * `npm run build`: dist/extension.js, dist/worker.js, dist/cli.js, dist/hdf5.js, the pages in dist/webview/, and the
 * JSON Schema in media/, and the sentences for translators in l10n/. `--minify` is for packages.
 */
import { build as bundle, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeBundle } from './nodeBundle.mts';
import { inRepository, repositoryFolder } from './repository.mts';
import { writeSchema } from './schema.mts';
import { writeSentences } from './sentences.mts';

export type BundleName = 'extension' | 'worker' | 'cli' | 'hdf5' | 'plots' | 'report' | 'model';

export const bundleNames: readonly BundleName[] = ['extension', 'worker', 'cli', 'hdf5', 'plots', 'report', 'model'];

export async function main(args: readonly string[]): Promise<number> {
  const absent = bundleNames.map(entryOf).filter((entry) => !existsSync(inRepository(entry)));
  if (absent.length > 0) {
    console.error(`The build starts from ${absent.join(', ')}, which cannot be found.`);
    return 1;
  }
  let metafiles: Metafile[];
  try {
    const bundles = bundleNames.map((name) => makeBundle(name, { minify: args.includes('--minify') }));
    [metafiles] = await Promise.all([Promise.all(bundles), writeSchema(), writeSentences()]);
  } catch (error) {
    // esbuild has printed what is wrong with the sources, and where.
    if (error instanceof Error && 'errors' in error) return 1;
    throw error;
  }
  for (const { outputs } of metafiles) {
    for (const [file, { bytes }] of Object.entries(outputs)) {
      if (!file.endsWith('.map'))
        console.log(
          `${file.padEnd(22)} ${Math.round(bytes / 1024)
            .toString()
            .padStart(5)} kB`,
        );
    }
  }
  return 0;
}

/** @returns which files went into the bundle; paths are relative to the repository */
export async function makeBundle(
  name: BundleName,
  options: { readonly minify?: boolean; readonly write?: boolean } = {},
): Promise<Metafile> {
  const settings: BuildOptions = {
    absWorkingDir: repositoryFolder,
    entryPoints: [entryOf(name)],
    outfile: outputOf(name),
    bundle: true,
    minify: options.minify ?? false,
    write: options.write ?? true,
    sourcemap: options.minify === true ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    ...(isPage(name) ? forPage : forNode(name)),
  };
  return (await bundle({ ...settings, metafile: true })).metafile;
}

function entryOf(name: BundleName): string {
  return {
    extension: 'src/editor/extension.ts',
    worker: 'src/worker/main.ts',
    cli: 'src/cli/main.ts',
    // The HDF5 library alone, which the worker and the CLI share and load only for such files.
    hdf5: 'node_modules/h5wasm/dist/node/hdf5_util.js',
    plots: 'webview/plots.ts',
    report: 'webview/report.ts',
    model: 'webview/model.ts',
  }[name];
}

function outputOf(name: BundleName): string {
  return isPage(name) ? `dist/webview/${name}.js` : `dist/${name}.js`;
}

function isPage(name: BundleName): boolean {
  return name === 'plots' || name === 'report' || name === 'model';
}

const forPage: BuildOptions = { platform: 'browser', format: 'iife', target: 'es2022' };

function forNode(name: BundleName): BuildOptions {
  return {
    ...nodeBundle,
    target: 'node20',
    // Native code stays outside: found in node_modules here, and in dist/node_modules in a package.
    external: name === 'extension' ? ['vscode'] : ['onnxruntime-node'],
    ...(name === 'cli' && { banner: { js: `#!/usr/bin/env node\n${nodeBundle.banner.js}` } }),
    // Its WebAssembly is text that escapes would double.
    ...(name === 'hdf5' ? { charset: 'utf8' } : { plugins: [jsrootReadersOnly, hdf5Beside] }),
  };
}

/**
 * jsroot's readers name modules that they need in a page, or for files behind a URL, which are not read here. Leaving
 * them out keeps two megabytes away; should one be reached after all, it says so.
 */
const jsrootReadersOnly: Plugin = {
  name: 'jsroot-readers-only',
  setup(build) {
    const fromJsroot = path.join('node_modules', 'jsroot', 'modules');
    build.onResolve({ filter: /^(xhr2|tmp|\.\/base\/zstd\.mjs)$/ }, ({ path: name, importer }) =>
      importer.includes(fromJsroot) ? { path: name, namespace: 'left-out' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path: name }) => ({
      contents: `throw new Error('${name}, which jsroot asked for, is not part of Pullscope.');`,
    }));
    // Decompression alone, a tenth of the whole.
    build.onResolve({ filter: /^@oneidentity\/zstd-js$/ }, () => ({
      path: inRepository('node_modules/@oneidentity/zstd-js/wasm/decompress/index.js'),
    }));
  },
};

/** The four megabytes of HDF5 stay in a file of their own, which lies beside the bundle. */
const hdf5Beside: Plugin = {
  name: 'hdf5-beside',
  setup(build) {
    build.onResolve({ filter: /h5wasm\/dist\/node\/hdf5_util\.js$/ }, () => ({ path: 'hdf5', namespace: 'beside' }));
    build.onLoad({ filter: /.*/, namespace: 'beside' }, () => ({ contents: `module.exports = require('./hdf5.js');` }));
    build.onResolve({ filter: /^\.\/hdf5\.js$/, namespace: 'beside' }, ({ path: name }) => ({
      path: name,
      external: true,
    }));
  },
};
