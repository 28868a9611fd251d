import { readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import { format } from 'prettier';
import { inRepository } from '../scripts/repository.mts';

/** A page of results, in sections that are written one by one. */
export interface ResultsPage {
  readonly file: string;
  readonly introduction: string;
}

const overview: ResultsPage = {
  file: inRepository('bench', 'results.md'),
  introduction: '# Benchmarks\n\nWritten by `npm run bench`; the figures are of the machine that is named.\n',
};

/** A table in Markdown; columns of numbers stand right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...rows].map(line).join('\n');
}

/** What a figure depends on, apart from the code. */
export function circumstances(command: string): string {
  const processors = os.cpus();
  return `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}. Load at the start: ${os.loadavg()[0]!.toFixed(1)}.`;
}

/** Prints a section and puts it into a page, in place of the one with the same title; sections are in alphabetical order. */
export async function writeSection(title: string, content: string, page: ResultsPage = overview): Promise<void> {
  console.log(`\n${title}\n\n${content}`);
  const present = await readFile(page.file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  });
  const others = present
    .split(/^(?=## )/m)
    .filter((section) => section.startsWith('## ') && !section.startsWith(`## ${title}\n`));
  const sections = [...others, `## ${title}\n\n${content}`].map((section) => section.trim()).sort();
  const text = [page.introduction.trim(), ...sections, ''].join('\n\n');
  await writeFile(page.file, await format(text, { parser: 'markdown', printWidth: 120 }));
}
