import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { cp, readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mts';
import { inRepository, repositoryFolder } from '../../scripts/repository.mts';
import { makeTemporaryFolder, type TemporaryFolder } from '../../scripts/temporaryFolder.mts';
import { installVsix } from '../../scripts/vscodeServer.mts';
import { openWorkbench } from '../ui/workbench';

describe('the package, installed by VS Code', () => {
  let scratch: TemporaryFolder;
  let extensions: string;
  let installed: string;
  let files: string[];
  beforeAll(async () => {
    scratch = await makeTemporaryFolder('package');
    extensions = path.join(scratch.path, 'extensions');
    await installVsix(vsixPath(), extensions);
    const [folder] = (await readdir(extensions)).filter((name) => name.startsWith('pullscope.pullscope-'));
    installed = path.join(extensions, folder ?? '');
    files = globSync('**', { cwd: installed, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(installed, path.join(entry.parentPath, entry.name)));
  });
  afterAll(async () => {
    await scratch.remove();
  });

  it('holds the bundles, the schema, the pages of the checks and what a package needs', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        ...['package.json', 'package.nls.json', 'readme.md', 'changelog.md', 'LICENSE.txt'],
        ...['dist/extension.js', 'dist/worker.js', 'dist/cli.js', 'dist/hdf5.js', 'dist/licences.txt'],
        ...['dist/webview/plots.js', 'dist/webview/model.js'],
        ...['examples/atlas-tth/pullscope.yaml', 'examples/atlas-tth/LICENSE', 'examples/atlas-tth/tth.onnx'],
        'l10n/bundle.l10n.json',
        ...['media/icon.svg', 'media/plots.css', 'media/model.css', 'media/pullscope.schema.json'],
      ]),
    );
    const pages = files.filter((file) => file.startsWith('docs/checks/'));
    expect(pages).toEqual(expect.arrayContaining(globSync('docs/checks/**/*.md', { cwd: repositoryFolder })));
  });

  it('holds nothing else', () => {
    const expected = [
      /^(package(\.nls)?\.json|readme\.md|changelog\.md|LICENSE\.txt|\.vsixmanifest)$/,
      /^l10n\/bundle\.l10n\.json$/,
      /^dist\/(extension|worker|cli|hdf5|webview\/(plots|model|report))\.js$/,
      /^dist\/licences\.txt$/,
      /^dist\/node_modules\/(onnxruntime-node|onnxruntime-common)\//,
      /^media\/[\w.-]+\.(svg|png|css|json)$/,
      /^media\/walkthrough\/\w+\.(png|md)$/,
      /^examples\/atlas-tth\/[\w.]+$/,
      /^docs\/checks\/[\w/-]+\.md$/,
    ];
    expect(files.filter((file) => !expected.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it('holds no sources, no tests and no source maps', () => {
    const unwanted = /\.(ts|mts|map)$|(^|\/)(src|test|tests|scripts|bench)\//;
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it('holds ONNX Runtime’s binaries for one platform', () => {
    expect(files.filter((file) => file.endsWith('.node'))).toEqual([
      `dist/node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`,
    ]);
  });

  it('has less than a megabyte to load where the editor waits for it', () => {
    expect(statSync(path.join(installed, 'dist', 'extension.js')).size).toBeLessThan(1_000_000);
  });

  it('names no folder of the machine that built it', () => {
    const texts = files.filter((file) => /\.(js|json|md|txt|css)$/.test(file));
    const naming = texts.filter((file) => readFileSync(path.join(installed, file), 'utf8').includes(repositoryFolder));
    expect(naming).toEqual([]);
  });

  it('has a command line that reads events and scores them', async () => {
    const folder = path.join(scratch.path, 'atlas-tth');
    await cp(inRepository('examples', 'atlas-tth'), folder, { recursive: true });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [path.join(installed, 'dist', 'cli.js'), 'check', folder, '--format', 'json'],
      { encoding: 'utf8', env: { ...process.env, XDG_CACHE_HOME: path.join(scratch.path, 'cache') } },
    );
    expect(status, stderr).toBeLessThan(2);
    const report = JSON.parse(stdout) as { outcomes: { code: string; evidence: Record<string, unknown> }[] };
    expect(report.outcomes.some(({ evidence }) => 'meanScore' in evidence || 'auc' in evidence)).toBe(true);
  });

  it('checks an analysis in the editor', async () => {
    const workbench = await openWorkbench('examples/atlas-tth', { extensionsFolder: extensions });
    try {
      await workbench.openFile('pullscope.yaml');
      await workbench.runCommand('Pullscope: Run Checks');
      await expect
        .poll(() => workbench.problems(), { timeout: 60_000, interval: 500 })
        .toContainEqual(expect.objectContaining({ details: expect.stringMatching(/nuisance\/|shift\//) as string }));
      await workbench.screenshot('package');
    } catch (error) {
      await workbench.screenshot('package-failed');
      throw new Error(`It did not; VS Code printed:\n${workbench.log()}`, { cause: error });
    } finally {
      await workbench.close();
    }
  });
});
