import { globSync, readFileSync } from 'node:fs';
import { inRepository, repositoryFolder } from '../../../scripts/repository.mts';

/** A Markdown file of the repository. */
export interface Page {
  /** From the root of the repository, with `/`. */
  readonly file: string;
  readonly text: string;
}

/** Everything that is written for people, the pages of the checks included. */
export function allPages(): readonly Page[] {
  return globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md'], { cwd: repositoryFolder })
    .map((file) => file.replaceAll('\\', '/'))
    .sort()
    .map(readPage);
}

export function readPage(file: string): Page {
  return { file, text: readFileSync(inRepository(file), 'utf8').replaceAll('\r\n', '\n') };
}

/** The contents of fenced blocks in a language. */
export function fencedBlocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)]
    .filter(([, , found]) => found === language)
    .map(([, , , content = '']) => content);
}

/** The cells of every row of every table, without their padding; rules between head and body are left out. */
export function tableRows(text: string): readonly (readonly string[])[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim()),
    );
}

/** Links to places in the repository: path and fragment, as written. */
export function localLinks(text: string): readonly string[] {
  const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/i.test(target));
}

/** The fragments of a page's headings, as GitHub makes them. */
export function fragments(text: string): readonly string[] {
  const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}
