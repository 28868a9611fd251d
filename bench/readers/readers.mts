/**
 * `npm run bench:readers [-- formats…] [--events 1000000]`: how fast files are read, beside the Python package that people
 * use for them; formats by the endings of their files (`root parquet`), all without any. Written to bench/readers/results.md,
 * a section for each format.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findOnPath } from '../../scripts/programs.mts';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder, importBundled } from '../bundled.mts';
import { circumstances, table, writeSection, type ResultsPage } from '../results.mts';

const repeats = 9;

const page: ResultsPage = {
  file: inRepository('bench/readers/results.md'),
  introduction: `# Reading files

Written by \`npm run bench:readers\`, section by section; the figures are of the machine that is named.

Events with five columns of float32 and five of float64; all columns, in one process each that has warmed up, from a warm cache, in one thread. The last column says how many times less CPU time is needed here than by the package. Columns become float64 here; with the packages they keep their type.`,
};

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { events: { type: 'string', default: '1000000' } },
  });
  const events = Number(values.events);
  if (!Number.isInteger(events) || events < 1) throw new Error('The number of events is a positive whole number.');
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
  const formats = [...new Set(files.map((file) => path.extname(file).slice(1)))];
  for (const format of positionals.length === 0 ? formats : positionals) {
    const setting = circumstances(`npm run bench:readers -- ${format}`);
    const rows: string[][] = [];
    const packages = new Set<string>();
    for (const file of files.filter((name) => name.endsWith(`.${format}`))) {
      const bytes = (await stat(path.join(folder, file))).size;
      // One after the other, so that both have the machine as it is at the moment.
      const own = await readFile(folder, file, repeats);
      const peer = peerOf(python, path.join(folder, file));
      if (peer !== undefined) packages.add(peer.package);
      const name = peer?.package.split(' ')[0] ?? '';
      const theirs =
        peer === undefined
          ? ['', '', '', '']
          : [name, seconds(peer.wall), seconds(peer.cpu), (peer.cpu / own.cpu).toFixed(2)];
      rows.push([file, `${Math.round(bytes / 1e6)} MB`, seconds(own.wall), seconds(own.cpu), ...theirs]);
    }
    if (rows.length === 0) throw new Error(`There are no files of the format ${format}: ${formats.join(', ')}.`);
    const figures = table(['', 'size', 'wall', 'CPU', 'package', 'wall', 'CPU', 'ratio'], rows);
    const beside = packages.size === 0 ? 'its package is not installed' : `beside ${[...packages].join(', ')}`;
    await writeSection(
      format,
      [`${setting} ${events.toLocaleString('en')} events, the fastest of ${repeats} times, ${beside}.`, figures].join(
        '\n\n',
      ),
      page,
    );
  }
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
