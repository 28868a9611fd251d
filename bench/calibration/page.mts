/** docs/calibration.md: one part for each section of the bench, replaced when that section runs again. */
import { mkdir, readFile, rename, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { format } from 'prettier';
import { inRepository } from '../../scripts/repository.mts';
import { benchFolder } from '../bundled.mts';

const file = inRepository('docs', 'calibration.md');
/** There while a process writes the page: two may measure different sections. */
const lock = path.join(benchFolder, 'calibration', 'page.lock');

const introduction = `# Calibration

Are the numbers right? Each table is measured with random events of known distributions: how often the tests reject
where nothing differs, how often a whole analysis raises an alarm in which nothing is wrong, how small a change is
found, and how often an interval holds the truth. \`npm run bench:calibration\` writes this page, each section with what
made it; the seed of every number is the name of its section, row and repetition, so that the same code gives the same
tables. The hash of that code stands below each section: those with different ones were measured with different code.
What the numbers mean is in [statistics](statistics.md).
`;

/** Puts a section into the page, in the order of `titles`. */
export async function writePart(titles: readonly string[], title: string, content: string): Promise<void> {
  await alone(async () => {
    const present = await readFile(file, 'utf8').catch((error: unknown) => {
      if (isError(error, 'ENOENT')) return '';
      throw error;
    });
    const parts = new Map(
      present
        .split(/^(?=## )/m)
        .filter((part) => part.startsWith('## '))
        .map((part) => [part.slice(3, part.indexOf('\n')), part.trim()]),
    );
    parts.set(title, `## ${title}\n\n${content}`);
    const text = [introduction.trim(), ...titles.flatMap((one) => parts.get(one) ?? [])].join('\n\n');
    const formatted = await format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'always' });
    await writeFile(`${file}.tmp`, formatted);
    await rename(`${file}.tmp`, file);
  });
}

/** Writing takes a fraction of a second: a lock of a minute was left behind by a process that was ended. */
const longest = 60_000;

async function alone(write: () => Promise<void>): Promise<void> {
  await mkdir(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      await mkdir(lock);
      break;
    } catch (error) {
      if (!isError(error, 'EEXIST')) throw error;
    }
    const since = await stat(lock).then(
      ({ mtimeMs }) => mtimeMs,
      () => Date.now(),
    );
    if (Date.now() - since > longest) await rmdir(lock);
    else await setTimeout(50);
  }
  try {
    await write();
  } finally {
    await rmdir(lock);
  }
}

function isError(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}
