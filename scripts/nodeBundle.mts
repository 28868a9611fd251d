import type { BuildOptions } from 'esbuild';

/** What every bundle of the product's sources for Node has in common, also those of tests and benchmarks. */
export const nodeBundle = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // The modules of a package rather than its UMD build, whose requires cannot be followed.
  mainFields: ['module', 'main'],
  // jsroot asks for the place of its module, which a CommonJS bundle has under another name.
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: `const bundleUrl = require('node:url').pathToFileURL(__filename).href;` },
  logLevel: 'warning',
} as const satisfies BuildOptions;
