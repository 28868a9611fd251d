/**
 * `npm run bench:profile [-- events]`: speed and memory of `pullscope check` from a file of events to its report,
 * beside a script in Python that does the same by hand.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeBundle } from '../../scripts/build.mts';
import { findOnPath } from '../../scripts/programs.mts';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder, importBundled } from '../bundled.mts';
import { circumstances, table, writeSection } from '../results.mts';
import { runNode, runPython, type Usage } from './measuredRun.mts';
import { readStages, type Stages } from './stages.mts';

type Inputs = typeof import('./inputs.ts');

export async function main(args: readonly string[]): Promise<number> {
  const events = Number(args[0] ?? 1e6);
  if (!Number.isInteger(events) || events < 1e4)
    throw new Error('The number of events is a whole number from 10000 on.');
  const setting = circumstances(['npm run bench:profile', ...args].join(' '));
  const cli = await buildCli();
  const inputs = (await importBundled('bench/profile/inputs.ts')) as Inputs;
  const python = findPython();

  const pairs = 25;
  const quarter = await prepare(inputs, events / 4, undefined);
  const whole = await prepare(inputs, events, python.path);
  const rows: string[][] = [];
  const row = (name: string, count: number, usage: Usage): void => {
    rows.push([
      name,
      seconds(usage.wall),
      seconds(usage.cpu),
      rate(count / usage.wall),
      rate(count / usage.cpu),
      `${Math.round(usage.peak / 1e6)} MB`,
    ]);
    console.log(rows.at(-1)?.join('  '));
  };

  row(`CSV, ${rate(events / 4)} events`, events / 4, await check(cli, quarter, 'events.csv'));
  await writeFile(path.join(quarter.folder, `many.pullscope.yaml`), inputs.analysis('events.csv', pairs));
  const many = `${rate(events / 4)} events, ${2 * pairs} nuisances`;
  row(`CSV, ${many}`, events / 4, await check(cli, quarter, 'many'));
  row(`CSV, ${many}, cached`, events / 4, await checkCached(cli, quarter, 'many'));
  row('CSV', events, await check(cli, whole, 'events.csv'));
  row('CSV, cached', events, await checkCached(cli, whole, 'events.csv'));
  for (const file of whole.rootFiles) row(`ROOT, ${file.split('.')[1]}`, events, await check(cli, whole, file));
  if (python.path !== undefined) {
    const peer = async (file: string): Promise<Usage> =>
      runPython(python.path, [
        inRepository('bench/profile/peer.py'),
        path.join(whole.folder, file),
        path.join(whole.folder, 'mlp.onnx'),
      ]);
    row('peer: CSV', events, await peer('events.csv'));
    for (const file of whole.rootFiles) row(`peer: ROOT, ${file.split('.')[1]}`, events, await peer(file));
  }
  const csvStages = await profiled(cli, whole, 'events.csv');
  const [rootFile] = whole.rootFiles;
  const rootStages = rootFile === undefined ? undefined : await profiled(cli, whole, rootFile);

  await writeSection(
    'From a file to a report',
    [
      setting,
      `${rate(events)} events with 10 features, three weights and a label; a perceptron 10-32-32-1; two nuisances with both sides (one by weight, one by a feature, for which events are scored again); one thread of ONNX Runtime (zlib unpacks in Node's pool); whole processes from start to end. Cached: all that is left is to judge.`,
      table(['', 'wall', 'CPU', 'events/s', 'events/CPU s', 'peak RSS'], rows),
      python.path === undefined
        ? 'No peer: there is no Python with numpy, pandas, onnxruntime, uproot and awkward (PULLSCOPE_BENCH_PYTHON may name one).'
        : `The peer is \`bench/profile/peer.py\`: ${python.versions}.`,
      'Seconds by stage, from a CPU profile:',
      stagesTable([
        ['CSV', csvStages],
        ...(rootStages === undefined || rootFile === undefined
          ? []
          : [[`ROOT, ${rootFile.split('.')[1]}`, rootStages] as const]),
      ]),
    ].join('\n\n'),
  );
  for (const { name, source, seconds: time } of csvStages.functions.slice(0, 25)) {
    console.log(
      `${time.toFixed(3).padStart(8)} s  ${name || '(anonymous)'}  ${source.replace(/^.*\/(?=src\/|node_modules\/)/, '')}`,
    );
  }
  return 0;
}

interface Prepared {
  readonly folder: string;
  readonly rootFiles: readonly string[];
}

/** A copy, so that a build next door does not change it while it is measured. */
export async function buildCli(): Promise<string> {
  await makeBundle('cli');
  await mkdir(benchFolder, { recursive: true });
  for (const file of ['cli.js', 'cli.js.map']) await copyFile(inRepository('dist', file), path.join(benchFolder, file));
  return path.join(benchFolder, 'cli.js');
}

async function prepare(inputs: Inputs, events: number, python: string | undefined): Promise<Prepared> {
  const folder = path.join(benchFolder, `profile-${events}`);
  await mkdir(folder, { recursive: true });
  const csv = path.join(folder, 'events.csv');
  if (!existsSync(csv)) {
    await inputs.writeEvents(`${csv}.tmp`, events);
    await rename(`${csv}.tmp`, csv);
  }
  await inputs.writeModel(folder);
  let rootFiles = await rootFilesIn(folder);
  if (rootFiles.length < 3 && python !== undefined) {
    execFileSync(python, [inRepository('bench/profile/writeRoot.py'), csv, folder], { stdio: 'inherit' });
    rootFiles = await rootFilesIn(folder);
  }
  for (const file of ['events.csv', ...rootFiles]) {
    const reference = file.endsWith('.root') ? `${file}:events` : file;
    await writeFile(path.join(folder, `${file}.pullscope.yaml`), inputs.analysis(reference));
  }
  return { folder, rootFiles };
}

async function rootFilesIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.root')).sort();
}

function check(cli: string, { folder }: Prepared, file: string): Promise<Usage> {
  return runNode([cli, ...command(folder, file), '--no-cache'], [0, 1]);
}

async function checkCached(cli: string, { folder }: Prepared, file: string): Promise<Usage> {
  const cache = path.join(folder, 'cache');
  await rm(cache, { recursive: true, force: true });
  const run = [cli, ...command(folder, file), '--cache', cache];
  await runNode(run, [0, 1]);
  return runNode(run, [0, 1]);
}

async function profiled(cli: string, { folder }: Prepared, file: string): Promise<Stages> {
  const directory = path.join(folder, 'cpu');
  await rm(directory, { recursive: true, force: true });
  await runNode(['--cpu-prof', `--cpu-prof-dir=${directory}`, cli, ...command(folder, file), '--no-cache'], [0, 1]);
  const [profile] = await readdir(directory);
  if (profile === undefined) throw new Error('No CPU profile was written.');
  return readStages(path.join(directory, profile), cli);
}

function command(folder: string, file: string): string[] {
  return ['check', path.join(folder, `${file}.pullscope.yaml`), '--format', 'json'];
}

/** A Python that has what the peer needs, and the versions of it. */
export function findPython(): { path: string; versions: string } | { path: undefined } {
  const candidates = [process.env['PULLSCOPE_BENCH_PYTHON'], findOnPath('python3', 'python')];
  const ask =
    'import sys, numpy, pandas, onnxruntime, uproot, awkward; print("Python " + sys.version.split()[0] + ", " + ", ".join(m.__name__ + " " + m.__version__ for m in (numpy, pandas, onnxruntime, uproot)))';
  for (const candidate of candidates) {
    if (candidate === undefined) continue;
    try {
      const versions = execFileSync(candidate, ['-c', ask], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      return { path: candidate, versions: versions.trim() };
    } catch (error) {
      console.log(`No peer with ${path.basename(candidate)}: ${(error as Error).message.split('\n')[0]}`);
    }
  }
  return { path: undefined };
}

function stagesTable(columns: readonly (readonly [string, Stages])[]): string {
  const names = [...new Set(columns.flatMap(([, { seconds: times }]) => [...times.keys()]))];
  const total = (name: string): number => columns[0]?.[1].seconds.get(name) ?? 0;
  names.sort((a, b) => total(b) - total(a));
  return table(
    ['', ...columns.map(([name]) => name)],
    names.map((name) => [name, ...columns.map(([, { seconds: times }]) => (times.get(name) ?? 0).toFixed(2))]),
  );
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`;
}

/** 1,234,567 to three digits. */
function rate(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en');
}
