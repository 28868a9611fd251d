/**
 * `npm run bench:inference`: a fit with fifty nuisances and their impacts, beside pyhf with the same templates.
 *
 * PULLSCOPE_BENCH_PYTHON names a Python with pyhf and iminuit.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder, importBundled } from '../bundled.mts';
import { circumstances, table, writeSection } from '../results.mts';

type Fits = typeof import('./fits.ts');

interface Peer {
  readonly pyhf: string;
  /** Seconds of processor; an impact is two fits, without the interval of the nuisance. */
  readonly rows: readonly {
    readonly interpolation: 'linear' | 'exponential';
    readonly optimizer: string;
    readonly fit?: number;
    readonly mu?: number;
    readonly impact?: number;
    readonly failed?: string;
  }[];
}

const nuisances = 50;

export async function main(): Promise<number> {
  const setting = circumstances('npm run bench:inference');
  const folder = path.join(benchFolder, 'inference');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'templates.json');
  const python = process.env['PULLSCOPE_BENCH_PYTHON'] ?? 'python3';
  const output = execFileSync(python, [inRepository('bench/inference/peer.py'), file], { encoding: 'utf8' });
  const peer = JSON.parse(output) as Peer;
  const { timeFits } = (await importBundled('bench/inference/fits.ts')) as Fits;
  const written = JSON.parse(await readFile(file, 'utf8')) as Parameters<Fits['timeFits']>[0];
  // Once to warm up.
  timeFits(written, 'exponential', true);
  const rows = (['linear', 'exponential'] as const).flatMap((interpolation) => {
    const own = timeFits(written, interpolation, true);
    const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(3)} s`;
    return [
      [
        `${interpolation}, Pullscope`,
        own.strength.value.toFixed(4),
        seconds(own.fit),
        seconds(own.impacts),
        seconds(own.scans),
      ],
      ...peer.rows
        .filter((row) => row.interpolation === interpolation)
        .map(({ optimizer, fit, mu, impact, failed }) => [
          `${interpolation}, pyhf ${peer.pyhf} with ${optimizer}`,
          failed ?? mu?.toFixed(4) ?? '',
          fit === undefined ? '' : `${fit.toFixed(3)} s`,
          impact === undefined ? '' : `${(nuisances * impact).toFixed(0)} s (fits at two values each)`,
          '',
        ]),
    ];
  });
  await writeSection(
    'A fit with fifty nuisances',
    [
      setting,
      `Processor time for 5 processes, 30 bins and ${nuisances} nuisances that move all of them, pseudo-data. Impacts of Pullscope have the interval of the strength and those of all nuisances; pyhf's are from three nuisances, fitted at two values each. Scans are 41 strengths and a plane of 25 × 25 points.`,
      table(['', 'mu', 'best fit', 'impacts', 'scans'], rows),
    ].join('\n\n'),
  );
  return 0;
}
