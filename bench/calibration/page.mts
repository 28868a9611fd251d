/** docs/calibration.md: one part for each section of the bench, replaced when that section runs again. */
import { readFile, writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { inRepository } from '../../scripts/repository.mts';

const file = inRepository('docs', 'calibration.md');

const introduction = `# Calibration

Are the numbers right? Each table is measured with random events of known distributions: how often the tests reject
where nothing differs, how often a whole analysis raises an alarm in which nothing is wrong, how small a change is
found, and how often an interval holds the truth. \`npm run bench:calibration\` writes this page, each section with what
made it; the seed of every number is the name of its section, row and repetition, so that the same code gives the same
tables. The hash of that code stands below each section: one without, or with another, was measured with earlier code.
What the numbers mean is in [statistics](statistics.md).
`;

/** Prints a section and puts it into the page, in the order of `titles`. */
export async function writePart(titles: readonly string[], title: string, content: string): Promise<void> {
  const present = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
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
  await writeFile(file, await format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'always' }));
}
