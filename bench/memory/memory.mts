/**
 * `npm run bench:memory [-- sizes…]`: the memory of `pullscope check` as a sample grows. The events are 250,000 that
 * repeat: in a CSV file as often as it takes, in ROOT as files with many names (hard links), which take no disk.
 * @see results.md
 */
import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { link, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { format } from 'prettier';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder, importBundled } from '../bundled.mts';
import { runNode } from '../profile/measuredRun.mts';
import { buildCli, findPython } from '../profile/profile.mts';
import { circumstances, table } from '../results.mts';

type Inputs = typeof import('../profile/inputs.ts');

const blockEvents = 250_000;
const folder = path.join(benchFolder, 'memory');
const block = path.join(folder, 'block.csv');

export async function main(args: readonly string[]): Promise<number> {
  const sizes = args.length === 0 ? [1, 4, 16] : args.map(Number);
  if (!sizes.every((size) => Number.isInteger(size) && size >= 1))
    throw new Error('Sizes are whole numbers from 1 on.');
  const setting = circumstances(['npm run bench:memory', ...(args.length === 0 ? [] : ['--', ...args])].join(' '));
  const cli = await buildCli();
  const inputs = (await importBundled('bench/profile/inputs.ts')) as Inputs;
  await mkdir(folder, { recursive: true });
  if (!existsSync(block)) {
    await inputs.writeEvents(`${block}.tmp`, blockEvents);
    await rename(`${block}.tmp`, block);
  }
  await inputs.writeModel(folder);
  const rootFile = writeRoot();
  const rows: string[][] = [];
  const row = async (name: string, size: number, bytes: number, reference: string): Promise<void> => {
    const analysis = path.join(folder, 'pullscope.yaml');
    await writeFile(analysis, inputs.analysis(reference));
    const { wall, cpu, peak } = await runNode([cli, 'check', analysis, '--format', 'json', '--no-cache'], [0, 1]);
    const events = (size * blockEvents).toLocaleString('en');
    const gigabytes = `${(bytes / 1e9).toPrecision(3)} GB`;
    rows.push([name, `${size} ×`, gigabytes, events, `${wall.toFixed(1)} s`, `${cpu.toFixed(1)} s`, megabytes(peak)]);
    console.log(rows.at(-1)?.join('  '));
  };
  for (const size of sizes) {
    const csv = await repeatedCsv(size);
    await row('one CSV file', size, (await stat(csv)).size, path.basename(csv));
    await rm(csv);
  }
  if (rootFile !== undefined) {
    const { size: bytes } = await stat(rootFile);
    for (const size of sizes) {
      await row('ROOT files', size, bytes * size, `${await linkedRoot(rootFile, size)}/*.root:events`);
    }
  }
  await writeResults(
    [
      setting,
      'Peak resident memory of whole processes that read a sample, score it with a perceptron, and judge two nuisances with both sides, as in `bench/profile`. Events are read in batches and boiled down to sums and histograms: what is kept does not depend on how many there are, except for the first look at a sample, of 65,536 events at most.',
      table(['', 'size', 'of data', 'events', 'wall', 'CPU', 'peak RSS'], rows),
      'A sample in ROOT is as many files as its size says: a little is kept of each, where its baskets are, and the garbage of describing them is collected late.',
    ].join('\n\n'),
  );
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

async function writeResults(content: string): Promise<void> {
  const text = `# Memory\n\nWritten by \`npm run bench:memory\`; the figures are of the machine that is named.\n\n${content}\n`;
  await writeFile(inRepository('bench/memory/results.md'), await format(text, { parser: 'markdown', printWidth: 120 }));
}
