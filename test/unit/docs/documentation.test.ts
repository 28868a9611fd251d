import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository, repositoryFolder } from '../../../scripts/repository.mts';
import { catalogue } from '../../../src/config/catalogue';
import { keysAt, wordsAt } from '../../../src/config/grammarPlaces';
import { parseAnalysis } from '../../../src/config/parse';
import { functionArity } from '../../../src/data/expression/expressionFunctions';
import { parseExpression } from '../../../src/data/expression/expression';
import { allPages, fencedBlocks, fragments, localLinks, readPage } from './documentation';

const pages = allPages();

describe.each(pages.map((page) => [page.file, page] as const))('%s', (_, { file, text }) => {
  it('links only to what is there', () => {
    const broken = localLinks(text).filter((link) => {
      const [target = '', fragment] = link.split('#');
      const found = target === '' ? file : path.posix.join(path.posix.dirname(file), target);
      if (!existsSync(inRepository(found))) return true;
      if (fragment === undefined) return false;
      return statSync(inRepository(found)).isDirectory() || !fragments(readPage(found).text).includes(fragment);
    });
    expect(broken).toEqual([]);
  });

  it('shows analysis files that are valid', () => {
    for (const block of fencedBlocks(text, 'yaml')) {
      expect(problemsOf(block), block).toEqual([]);
    }
  });

  it('names only codes that exist', () => {
    const families = [...new Set(catalogue.map(({ code }) => code.split('/', 1)[0]))].join('|');
    const meant = text.replaceAll(/No check is called '[^']*'/g, '');
    const named = [
      ...meant.matchAll(new RegExp(`(?<![\\w/.-])(?:${families})/[a-z]+(?:-[a-z]+)*(?![\\w/.*-]|\\.md)`, 'g')),
    ];
    const codes: readonly string[] = catalogue.map(({ code }) => code);
    expect(named.map(([code]) => code).filter((code) => !codes.includes(code) && !isPath(code))).toEqual([]);
  });

  it('names no folder of the machine that it was written on', () => {
    expect(text.includes(repositoryFolder)).toBe(false);
  });
});

describe('docs/analysis-file.md', () => {
  const { text } = readPage('docs/analysis-file.md');

  it('tells every key of the grammar', () => {
    const places = [
      [],
      ['samples', 'x'],
      ['model'],
      ['nuisances', 'x'],
      ['nuisances', 'x', 'up'],
      ['pulls'],
      ['pulls', 'theory'],
      ['pulls', 'fit'],
      ['learned'],
      ['inference'],
      ['undetected'],
      ['corruptions'],
      ['inference', 'neyman'],
    ];
    const keys = places.flatMap((place) => keysAt(place).map(({ name }) => name));
    expect(keys.filter((key) => !new RegExp(`\`[^\`]*\\b${key}\\b[^\`]*\`|^${key}:`, 'm').test(text))).toEqual([]);
  });

  it('tells every kind of nuisance', () => {
    const kinds = wordsAt(['nuisances', 'x', 'kind']);
    expect(kinds.length).toBeGreaterThan(0);
    expect(kinds.filter((kind) => !text.includes(`\`${kind}\``))).toEqual([]);
  });

  it('tells every function of expressions', () => {
    expect(Object.keys(functionArity).filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('has the rules of expressions right', () => {
    expect(parseExpression('-x**2').node).toMatchObject({ kind: 'unary', argument: { operator: '**' } });
    expect(() => parseExpression('a < x < b')).toThrow('a < x && x < b');
    expect(parseExpression('`jet-pt` + jet.pt').columns.map(({ name }) => name)).toEqual(['jet-pt', 'jet.pt']);
  });
});

/** Of an analysis file, or of a part of one. A side alone stands in a nuisance, a comment alone is no file. */
function problemsOf(block: string): readonly string[] {
  if (block.split('\n').every((line) => line === '' || line.startsWith('#'))) return [];
  const whole = block.startsWith('pullscope:') ? block : `pullscope: 1\n${inPlace(block)}`;
  return parseAnalysis(whole).problems.map(({ message }) => message);
}

function inPlace(block: string): string {
  const indented = (by: number): string => block.replaceAll(/^(?=.)/gm, ' '.repeat(by));
  if (/^(up|down):/.test(block)) return `nuisances:\n  x:\n${indented(4)}`;
  return block;
}

/** Folders that are called as a family of checks is: `data/missing` is a code, `data/openReader.ts` a file. */
function isPath(name: string): boolean {
  return existsSync(inRepository('src', name)) || existsSync(inRepository('src', `${name}.ts`));
}
