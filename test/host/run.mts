/**
 * Runs test/host/*.test.ts inside a real VS Code.
 *
 * How to write a suite: `import { describe, it } from 'mocha'`, assertions from `node:assert/strict`, and `vscode`.
 * - The extension under test is this repository: `vscode.extensions.getExtension('pullscope.pullscope')`; its
 *   `extensionPath` is the repository's folder, so fixtures are at `${extensionPath}/test/fixtures`.
 * - The workspace has one folder, a fresh copy of examples/: tests may change, add and delete files there
 *   (`vscode.workspace.workspaceFolders[0]`).
 * - One VS Code runs all suites in alphabetical order, and they share it: close what you open, restore what you change.
 * - A test has 60 s; `this.timeout(ms)` in a `function ()` changes that.
 * - `npm run test:host -- name` runs the tests whose full title contains the name.
 *
 * What VS Code and the extension write to their console goes to test-results/vscode-console.txt.
 *
 * VSCODE_EXECUTABLE names a desktop VS Code to use. Without it, launcher.mts stands in for one: it serves VS Code and opens
 * it in a headless Chromium.
 */
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findChromium } from '../../scripts/chromium.mts';
import { inRepository, repositoryFolder, resultsFolder, testFolder } from '../../scripts/repository.mts';
import { makeTemporaryFolder } from '../../scripts/temporaryFolder.mts';
import { fetchVscodeServer } from '../../scripts/vscodeServer.mts';
import type { HostResults } from './index.ts';

/** @param filter only tests whose full title contains it */
export async function runHostSuites(filter?: string): Promise<HostResults> {
  const suites = await bundleSuites();
  const results = path.join(resultsFolder, 'host.json');
  const output = path.join(resultsFolder, 'host.txt');
  await mkdir(resultsFolder, { recursive: true });
  await rm(results, { force: true });
  await writeFile(output, '');
  const executable = process.env['VSCODE_EXECUTABLE'] ?? (await standIn());
  const scratch = await makeTemporaryFolder('host');
  const stopPrinting = printAsItGrows(output);
  try {
    const workspace = path.join(scratch.path, 'examples');
    await cp(inRepository('examples'), workspace, { recursive: true });
    const failure = await runTests({
      ...(executable === undefined ? {} : { vscodeExecutablePath: executable }),
      extensionDevelopmentPath: repositoryFolder,
      extensionTestsPath: suites,
      launchArgs: [
        workspace,
        '--disable-extensions',
        `--user-data-dir=${path.join(scratch.path, 'data')}`,
        `--extensions-dir=${path.join(scratch.path, 'extensions')}`,
      ],
      extensionTestsEnv: {
        PULLSCOPE_TEST_RESULTS: results,
        PULLSCOPE_TEST_OUTPUT: output,
        ...(filter === undefined ? {} : { PULLSCOPE_TEST_FILTER: filter }),
        // So that launcher.mts is run by the Node that runs this.
        PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH'] ?? ''}`,
      },
    }).then(
      () => undefined,
      (error: unknown) => error,
    );
    // A failed test fails the run, and its results say which; a run without results is broken itself.
    if (!existsSync(results)) throw new Error('The suites in VS Code left no results.', { cause: failure });
    const read = JSON.parse(await readFile(results, 'utf8')) as HostResults;
    if (read.tests.length === 0) throw new Error(`No test in VS Code has “${filter ?? ''}” in its title.`);
    if (failure !== undefined && read.failed === 0) throw failure as Error;
    return read;
  } finally {
    stopPrinting();
    await scratch.remove();
  }
}

/** Prints what the suites write while they run, on every kind of VS Code alike. */
function printAsItGrows(file: string): () => void {
  let printed = 0;
  const print = (): void => {
    const text = readFileSync(file).subarray(printed);
    printed += text.length;
    process.stdout.write(text);
  };
  const timer = setInterval(print, 200);
  return () => {
    clearInterval(timer);
    print();
  };
}

/** A file that can be run as if it were VS Code; undefined lets test-electron download one. */
async function standIn(): Promise<string | undefined> {
  if (process.platform === 'win32') return undefined;
  // Now rather than in the launcher, so that what is missing is said once and plainly.
  findChromium();
  await fetchVscodeServer();
  return inRepository('test', 'host', 'launcher.mts');
}

/** @returns the module with `run` that VS Code loads */
async function bundleSuites(): Promise<string> {
  const outdir = path.join(testFolder, 'host');
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [
      inRepository('test', 'host', 'index.ts'),
      ...globSync('**/*.test.ts', { cwd: inRepository('test', 'host') }).map((name) =>
        inRepository('test', 'host', name),
      ),
    ],
    outdir,
    outbase: inRepository('test', 'host'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Found in this repository's node_modules, above the output.
    external: ['vscode', 'mocha', 'onnxruntime-node'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return path.join(outdir, 'index.js');
}
