/**
 * `npm run package`: pullscope-<target>-<version>.vsix for this platform (`--target linux-arm64` for another), then the
 * tests of the package: what is in it, and that it installs and works in VS Code.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bundleNames, main as build, makeBundle } from './build.mts';
import { runCommand } from './ownedProcess.mts';
import { inRepository, repositoryFolder } from './repository.mts';
import { recordCounts } from './testResults.mts';
import { runVitest } from './vitestProject.mts';

/** What VS Code calls a platform, and where onnxruntime-node keeps its binaries for it. */
const targets: Readonly<Record<string, string>> = {
  'linux-x64': 'linux/x64',
  'linux-arm64': 'linux/arm64',
  'darwin-arm64': 'darwin/arm64',
  'win32-x64': 'win32/x64',
  'win32-arm64': 'win32/arm64',
};

export async function main(args: readonly string[]): Promise<number> {
  const here = `${process.platform}-${process.arch}`;
  const { target } = parseArgs({ args: [...args], options: { target: { type: 'string', default: here } } }).values;
  const binaries = targets[target];
  if (binaries === undefined) {
    console.error(`ONNX Runtime has no binaries for ${target}; it has them for ${Object.keys(targets).join(', ')}.`);
    return 1;
  }
  // Failed until the package is known to work.
  if (target === here) await recordCounts('package', { passed: 0, failed: 1 });
  await rm(inRepository('dist'), { recursive: true, force: true });
  const built = await build(['--minify']);
  if (built !== 0) return built;
  try {
    await Promise.all([copyRuntime(binaries), writeLicences()]);
    const file = vsixPath(target);
    await rm(file, { force: true });
    // All that the bundles need lies in dist/, and relative links lead to what is in the package.
    const vsce = [inRepository('node_modules', '@vscode', 'vsce', 'vsce'), 'package', '--target', target];
    const made = await runCommand(
      process.execPath,
      [...vsce, '--out', file, '--no-dependencies', '--no-rewrite-relative-links'],
      { cwd: repositoryFolder },
    );
    if (made !== 0) return made;
    console.log(`${path.basename(file)}: ${((await stat(file)).size / 1e6).toFixed(1)} MB`);
    if (target !== here) return 0;
    const counts = await runVitest('package');
    await recordCounts('package', counts);
    console.log(`${counts.passed} passed, ${counts.failed} failed`);
    return counts.failed === 0 ? 0 : 1;
  } finally {
    await rm(inRepository('dist', 'node_modules'), { recursive: true, force: true });
  }
}

/** Where the package for a platform is written. */
export function vsixPath(target = `${process.platform}-${process.arch}`): string {
  const { version } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as { version: string };
  return inRepository(`pullscope-${target}-${version}.vsix`);
}

/** ONNX Runtime beside the bundles, where Node looks for it first: its JavaScript and one platform's binaries. */
async function copyRuntime(binaries: string): Promise<void> {
  const copy = async (name: string, parts: readonly string[]): Promise<void> => {
    for (const part of parts) {
      const from = inRepository('node_modules', name, part);
      const to = inRepository('dist', 'node_modules', name, part);
      await mkdir(path.dirname(to), { recursive: true });
      await cp(from, to, { recursive: true, filter: (file) => !/\.(map|d\.ts)$/.test(file) });
    }
  };
  await copy('onnxruntime-node', ['package.json', 'dist', `bin/napi-v6/${binaries}`]);
  await copy('onnxruntime-common', ['package.json', 'dist/cjs']);
}

/** dist/licences.txt: the licence of every package whose code went into a bundle or lies beside it. */
async function writeLicences(): Promise<void> {
  const metafiles = await Promise.all(bundleNames.map((name) => makeBundle(name, { write: false })));
  const packages = metafiles.flatMap(({ inputs }) =>
    Object.keys(inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  );
  const texts = [...new Set([...packages, 'onnxruntime-node', 'onnxruntime-common'])].sort().map(licenceOf);
  await writeFile(inRepository('dist', 'licences.txt'), texts.join(`\n\n${'-'.repeat(80)}\n\n`));
}

function licenceOf(name: string): string {
  const folder = inRepository('node_modules', name);
  const { version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
    license?: string;
  };
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file === undefined ? '' : `\n\n${readFileSync(path.join(folder, file), 'utf8').trim()}`;
  return `${name} ${version} (${license ?? 'see below'})${text}`;
}
