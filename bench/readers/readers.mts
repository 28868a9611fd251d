/**
 * `npm run bench:readers [-- events]`: how fast every format is read, beside the Python package that people use for it.
 * Written to bench/readers/results.md.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { findOnPath } from '../../scripts/programs.mts';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder, importBundled } from '../bundled.mts';
import { circumstances, table } from '../results.mts';

const repeats = 7;

export async function main(args: readonly string[]): Promise<number> {
  const events = Number(args[0] ?? 1e6);
  if (!Number.isInteger(events) || events < 1) throw new Error('The number of events is a positive whole number.');
  const setting = circumstances(['npm run bench:readers', ...args].join(' '));
  const python = findPython();
  if (python === undefined) {
    console.log('There is no Python with numpy to write the files (PULLSCOPE_BENCH_PYTHON may name one).');
    return 1;
  }
  const folder = path.join(benchFolder, `readers-${events}`);
  if (!existsSync(path.join(folder, 'stored.npz'))) {
    await mkdir(folder, { recursive: true });
    execFileSync(python, [inRepository('bench/readers/writeFiles.py'), folder, String(events)], { stdio: 'inherit' });
  }
  const { readFile } = (await importBundled('bench/readers/readFile.ts')) as typeof import('./readFile.ts');
  const files = (await readdir(folder)).sort(
    (a, b) => path.extname(a).localeCompare(path.extname(b)) || a.localeCompare(b),
  );
  const rows: string[][] = [];
  const packages = new Set<string>();
  for (const file of files) {
    const bytes = (await stat(path.join(folder, file))).size;
    // One after the other, so that both have the machine as it is at the moment.
    const own = await readFile(folder, file, repeats);
    const peer = peerOf(python, path.join(folder, file));
    if (peer !== undefined) packages.add(peer.package);
    rows.push([
      file,
      `${Math.round(bytes / 1e6)} MB`,
      seconds(own.wall),
      seconds(own.cpu),
      ...(peer === undefined
        ? ['', '', '', '']
        : [peer.package.split(' ')[0] ?? '', seconds(peer.wall), seconds(peer.cpu), (peer.cpu / own.cpu).toFixed(2)]),
    ]);
    console.log(rows.at(-1)?.join('  '));
  }
  const absent = ['uproot', 'pyarrow', 'h5py', 'pandas'].filter(
    (name) => ![...packages].some((found) => found.startsWith(name)),
  );
  const text = [
    '# Reading files',
    setting,
    `${events.toLocaleString('en')} events with five columns of float32 and five of float64; all columns, in one process each that has warmed up, from a warm cache; the fastest of ${repeats} times. The last column says how many times less CPU time is needed here than by the package. Columns become float64 here; with the packages they keep their type.`,
    table(['', 'size', 'wall', 'CPU', 'package', 'wall', 'CPU', 'ratio'], rows),
    `Packages: ${[...packages].join(', ')}, one thread.`,
    ...(absent.length === 0 ? [] : [`Not installed, so neither written nor compared: ${absent.join(', ')}.`]),
  ];
  await writeFile(
    inRepository('bench', 'readers', 'results.md'),
    await format(text.join('\n\n'), { parser: 'markdown', printWidth: 120 }),
  );
  return 0;
}

function peerOf(python: string, file: string): { package: string; wall: number; cpu: number } | undefined {
  const said = execFileSync(python, [inRepository('bench/readers/peers.py'), String(repeats), file], {
    encoding: 'utf8',
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' },
  });
  return said.trim() === '' ? undefined : (JSON.parse(said) as { package: string; wall: number; cpu: number });
}

function findPython(): string | undefined {
  const candidates = [process.env['PULLSCOPE_BENCH_PYTHON'], findOnPath('python3', 'python')];
  return candidates.find((candidate) => {
    if (candidate === undefined) return false;
    try {
      execFileSync(candidate, ['-c', 'import numpy'], { stdio: 'ignore' });
      return true;
    } catch (error) {
      console.log(`${path.basename(candidate)} has no numpy: ${(error as Error).message.split('\n')[0]}`);
      return false;
    }
  });
}

function seconds(value: number): string {
  return `${value.toFixed(3)} s`;
}
