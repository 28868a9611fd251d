/**
 * `npm run bench:checks`: shifts in thirty features of two samples of a million weighted events, from memory and from
 * Parquet, beside other packages on the same events; and what weight-only nuisances cost. Writes bench/checks/results.md.
 *
 * PULLSCOPE_BENCH_PYTHON names a Python with numpy and pyarrow. The other packages do not go together in one: each has a
 * Python of its own in a list such as PULLSCOPE_BENCH_PEERS="scipy=/a/bin/python nannyml=/b/bin/python".
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder, importBundled } from '../bundled.mts';
import { runNode } from '../profile/measuredRun.mts';
import { buildCli } from '../profile/profile.mts';
import { circumstances, table } from '../results.mts';

type Checks = typeof import('./checks.ts');

const events = 1_000_000;
/** Seconds for one package, with reading. */
const patience = 90;
const folder = path.join(benchFolder, 'checks');
const oneThread = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1', NUMBA_NUM_THREADS: '1' };

export async function main(): Promise<number> {
  const setting = circumstances('npm run bench:checks');
  await mkdir(folder, { recursive: true });
  writeEvents();
  const checks = (await importBundled('bench/checks/checks.ts')) as Checks;
  const rows: string[][] = [];
  const row = (name: string, { seconds, processor, peak }: Measured): void => {
    const megabytes = `${Math.round(peak / 1e6).toLocaleString('en')} MB`;
    rows.push([name, `${seconds.toFixed(2)} s`, `${processor.toFixed(2)} s`, megabytes]);
    console.log(rows.at(-1)?.join('  '));
  };
  const own = fromMemory('shift');
  const ratios: string[] = [];
  row('Pullscope, from memory', own);
  row('Pullscope, from Parquet (a whole process)', await fromParquet(checks));
  for (const [name, python] of peers()) {
    const measured = askPeer(name, python);
    if (typeof measured === 'string') rows.push([`${name}: ${measured}`, '', '', '']);
    else {
      row(`${name} ${measured.version}, from memory, without weights`, measured);
      const times = (['seconds', 'processor'] as const).map((what) => (measured[what] / own[what]).toFixed(1));
      ratios.push(`${name} ${times.join(' and ')} times`);
    }
  }
  const [two, twenty] = [fromMemory('2'), fromMemory('20')];
  const text = `# Checks

${setting} The figures are of that machine.

Thirty features of two samples of ${events.toLocaleString('en')} events, float32 in Parquet. From memory: from columns to answers, the best of ten (the first, while V8 compiles: ${own.first.toFixed(2)} s; others: of one, after a first use on 2,000 events). Pullscope compares weighted distributions, a tenth of the weights negative; the others take no weights. Memory is that of the process, with the events: as doubles for all.

${table(['', 'time', 'processor', 'largest memory'], rows)}

Time and processor time beside those of Pullscope from memory: ${ratios.join(', ')}. The difference is V8's, which compiles and collects garbage beside the one thread that checks.

Where it goes, by a profile of 2026-11-22: filling in WebAssembly 57 % (bins and sums by bin 41, moments 12), collecting garbage 5, choosing bins 4; the rest is filling outside of it (which events count and are kept, copies), and judging. The loops in WebAssembly take 2.4 ns of each event and feature where values are in the cache.

With nuisances that change weights alone, one sample of as many events, with a score, all checks of nuisances: ${two.processor.toFixed(2)} s of processor with two, ${twenty.processor.toFixed(2)} s with twenty, ${(twenty.processor / two.processor).toFixed(2)} times as long. Events are read and scored once for all of them.
`;
  await writeFile(
    inRepository('bench', 'checks', 'results.md'),
    await format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'always' }),
  );
  return 0;
}

interface Measured {
  readonly seconds: number;
  /** Seconds of all threads, which other work on the machine does not change. */
  readonly processor: number;
  readonly peak: number;
}

function writeEvents(): void {
  if (['nominal', 'applied'].every((name) => existsSync(path.join(folder, `${name}.parquet`)))) return;
  const python = process.env['PULLSCOPE_BENCH_PYTHON'] ?? 'python3';
  execFileSync(python, [inRepository('bench/checks/writeEvents.py'), folder, String(events)], { stdio: 'inherit' });
}

function fromMemory(what: string): Measured & { readonly first: number } {
  const script = inRepository('bench/checks/fromMemory.mts');
  const args = ['--experimental-transform-types', script, path.join(benchFolder, 'checks.cjs'), folder, what];
  return JSON.parse(
    execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as ReturnType<typeof fromMemory>;
}

async function fromParquet(checks: Checks): Promise<Measured> {
  const analysis = path.join(folder, 'pullscope.yaml');
  await writeFile(analysis, checks.shiftAnalysis());
  await writeFile(path.join(folder, 'linear.onnx'), checks.linearModel());
  const cli = await buildCli();
  const { wall, cpu, peak } = await runNode([cli, 'check', analysis, '--format', 'json', '--no-cache'], [0, 1]);
  return { seconds: wall, processor: cpu, peak };
}

/** Why not, where it fails or takes longer than anyone would wait. */
function askPeer(name: string, python: string): (Measured & { readonly version: string }) | string {
  const { stdout, error, status, signal } = spawnSync(python, [inRepository('bench/checks/peers.py'), name, folder], {
    encoding: 'utf8',
    env: { ...process.env, ...oneThread },
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 1000 * patience,
  });
  if (error !== undefined && 'code' in error && error.code === 'ETIMEDOUT') return `not in ${patience} s`;
  if (status !== 0) return `failed (${signal ?? `exit status ${status ?? ''}`})`;
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Measured & { readonly version: string };
}

/** Package and Python. */
function peers(): [string, string][] {
  return (process.env['PULLSCOPE_BENCH_PEERS'] ?? '')
    .split(' ')
    .filter((peer) => peer.includes('='))
    .map((peer): [string, string] => {
      const at = peer.indexOf('=');
      return [peer.slice(0, at), peer.slice(at + 1)];
    });
}
