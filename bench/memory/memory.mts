/**
 * `npm run bench:memory [-- --format csv|root|numpy] [sizes…]`: the memory of `pullscope check` as a sample grows. The
 * events are 250,000 that repeat: in a CSV file as often as it takes, in ROOT as files with many names (hard links), which
 * take no disk, in NumPy in one file with 128 columns, whose size is the disk's affair. Large files are gone afterwards.
 * @see results.md
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder, importBundled } from '../bundled.mts';
import { runNode } from '../profile/measuredRun.mts';
import { buildCli, findPython } from '../profile/profile.mts';
import { circumstances, table, writeSection, type ResultsPage } from '../results.mts';
import { blockRows, npyBlock, npyHeader } from './npyEvents.mts';

type Inputs = typeof import('../profile/inputs.ts');

const page: ResultsPage = {
  file: inRepository('bench/memory/results.md'),
  introduction: `# Memory

Written by \`npm run bench:memory\`, section by section; the figures are of the machine that is named.

Peak resident memory of whole processes that read a sample, score it with a perceptron, and judge two nuisances with both sides, as in \`bench/profile\`. Events are read in batches and boiled down to sums and histograms: what is kept does not depend on how many there are, except for the first look at a sample, of 65,536 events at most.`,
};

const blockEvents = 250_000;
const folder = path.join(benchFolder, 'memory');
const block = path.join(folder, 'block.csv');

/** One sample of a size: what the analysis names, and what it takes. */
interface Sample {
  readonly reference: string;
  readonly bytes: number;
  readonly events: number;
  readonly remove: () => Promise<void>;
}

interface SampleFormat {
  readonly title: string;
  readonly sizes: readonly number[];
  readonly note: string;
  /** Undefined where it cannot be written here. */
  readonly make: (size: number) => Promise<Sample | undefined>;
}

const formats: Readonly<Record<string, SampleFormat>> = {
  csv: {
    title: 'One CSV file',
    sizes: [1, 4, 16],
    note: 'With 14 columns, all of which are read. A size of 1 is 250,000 events.',
    make: async (size) => {
      const file = await repeatedCsv(size);
      const { size: bytes } = await stat(file);
      return { reference: path.basename(file), bytes, events: size * blockEvents, remove: () => rm(file) };
    },
  },
  root: {
    title: 'ROOT files',
    sizes: [1, 4, 16],
    note: 'As many files as the size says, of 250,000 events each, uncompressed, with 14 columns, all of which are read.',
    make: async (size) => {
      const file = writeRoot();
      if (file === undefined) return undefined;
      const reference = `${await linkedRoot(file, size)}/*.root:events`;
      const bytes = size * (await stat(file)).size;
      return {
        reference,
        bytes,
        events: size * blockEvents,
        remove: () => rm(path.join(folder, 'links'), { recursive: true }),
      };
    },
  },
  numpy: {
    title: 'One NumPy file',
    sizes: [1, 5, 20],
    note: 'A structured array of 128 columns of float32, of which 14 are used; of such an array all bytes are read. A size of 1 is 1 GB.',
    make: async (size) => {
      const file = path.join(folder, `events-${size}.npy`);
      const rows = Math.ceil((size * 1e9) / 512 / blockRows) * blockRows;
      await writeNpy(file, rows);
      const { size: bytes } = await stat(file);
      return { reference: path.basename(file), bytes, events: rows, remove: () => rm(file) };
    },
  },
};

export async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string' } },
  });
  const sizes = positionals.map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1))
    throw new Error('Sizes are whole numbers from 1 on.');
  const chosen = Object.entries(formats).filter(([name]) => values.format === undefined || values.format === name);
  if (chosen.length === 0) throw new Error(`The formats are ${Object.keys(formats).join(', ')}.`);
  const cli = await buildCli();
  const inputs = (await importBundled('bench/profile/inputs.ts')) as Inputs;
  await mkdir(folder, { recursive: true });
  if (!existsSync(block)) {
    await inputs.writeEvents(`${block}.tmp`, blockEvents);
    await rename(`${block}.tmp`, block);
  }
  await inputs.writeModel(folder);
  for (const [name, { title, sizes: usual, note, make }] of chosen) {
    const used = sizes.length === 0 ? usual : sizes;
    const setting = circumstances(`npm run bench:memory -- --format ${name} ${used.join(' ')}`);
    const rows: string[][] = [];
    for (const size of used) {
      const sample = await make(size);
      if (sample === undefined) continue;
      try {
        const analysis = path.join(folder, 'pullscope.yaml');
        await writeFile(analysis, inputs.analysis(sample.reference));
        const { wall, cpu, peak } = await runNode([cli, 'check', analysis, '--format', 'json', '--no-cache'], [0, 1]);
        const gigabytes = `${(sample.bytes / 1e9).toPrecision(3)} GB`;
        const events = sample.events.toLocaleString('en');
        rows.push([String(size), gigabytes, events, `${wall.toFixed(1)} s`, `${cpu.toFixed(1)} s`, megabytes(peak)]);
        console.log(name, rows.at(-1)?.join('  '));
      } finally {
        await sample.remove();
      }
    }
    if (rows.length === 0) continue;
    const figures = table(['size', 'of data', 'events', 'wall', 'CPU', 'peak RSS'], rows);
    await writeSection(title, [setting, note, figures].join('\n\n'), page);
  }
  return 0;
}

/** Uncompressed, so that a file of events is as large as can be; undefined where no Python has uproot. */
function writeRoot(): string | undefined {
  const file = path.join(folder, 'events.uncompressed.root');
  if (existsSync(file)) return file;
  const { path: python } = findPython();
  if (python === undefined) return undefined;
  execFileSync(python, [inRepository('bench/profile/writeRoot.py'), block, folder], { stdio: 'inherit' });
  return file;
}

async function writeNpy(file: string, rows: number): Promise<void> {
  const bytes = npyBlock(await readFile(block, 'utf8'));
  const handle = await open(file, 'w');
  try {
    await handle.write(npyHeader(rows));
    for (let row = 0; row < rows; row += blockRows) await handle.write(bytes);
  } finally {
    await handle.close();
  }
}

async function repeatedCsv(size: number): Promise<string> {
  const file = path.join(folder, `events-${size}.csv`);
  const header = await headerBytes();
  for (let copy = 0; copy < size; copy++) {
    const from = createReadStream(block, { start: copy === 0 ? 0 : header });
    await pipeline(from, createWriteStream(file, { flags: copy === 0 ? 'w' : 'a' }));
  }
  return file;
}

/** Bytes of the line with the names of columns. */
async function headerBytes(): Promise<number> {
  for await (const chunk of createReadStream(block, { end: 4095 })) return (chunk as Buffer).indexOf('\n') + 1;
  throw new Error('The block of events is empty.');
}

/** A folder with so many names for the file. */
async function linkedRoot(file: string, size: number): Promise<string> {
  const links = path.join(folder, 'links');
  await mkdir(links, { recursive: true });
  for (const name of await readdir(links)) await rm(path.join(links, name));
  for (let copy = 0; copy < size; copy++) await link(file, path.join(links, `${String(copy).padStart(5, '0')}.root`));
  return path.basename(links);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
