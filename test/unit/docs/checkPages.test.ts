import { existsSync, globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkFigures, imageOf } from '../../../scripts/checkImages.mts';
import { inRepository } from '../../../scripts/repository.mts';
import { catalogue } from '../../../src/config/catalogue';
import type { CheckInfo, CheckOption } from '../../../src/config/checkInfo';
import { fencedBlocks, readPage, tableRows } from './documentation';

const checks: readonly CheckInfo[] = catalogue;

/** Those whose pages have been gone through: a page of another may still be without. */
const families = [
  'abcd',
  'aware',
  'calibration',
  'data',
  'decorrelation',
  'emulator',
  'epistemic',
  'inference',
  'learned',
  'model',
  'nuisance',
  'safety',
  'shift',
];

/** The field's uncertainty systems: what they cost is on each of their pages. */
const costly =
  /^(abcd|aware|calibration|emulator|epistemic|inference|learned|safety)\/|^nuisance\/slope$|^pull\/regression$/;

/** A paper, a tool that computes the same, or a page that has them. */
const sources =
  /arXiv|Phys\.|Stat\.|EPJC|ROOT|HistFactory|CDF note|PUB|ICML|White|Biometri|van der Vaart|statistics\.md|\]\([a-z-]+\.md\)/;

describe('the pages of the checks', () => {
  it('show a figure of an example, taken by a script', () => {
    for (const [code, [example]] of Object.entries(checkFigures)) {
      const image = imageOf(code);
      const { text } = readPage(`docs/checks/${code}.md`);
      expect(text).toContain(`![In examples/${example}](../../${image.replace(/^docs\//, '')})`);
      expect(existsSync(inRepository(image))).toBe(true);
    }
  });

  it('are one for each code, and no more', () => {
    const pages = globSync('*/*.md', { cwd: inRepository('docs/checks') })
      .map((file) => file.replaceAll('\\', '/').replace(/\.md$/, ''))
      .sort();
    expect(pages).toEqual(checks.map(({ code }) => code).sort());
  });

  it('are listed with question and default level', () => {
    const listed = tableRows(readPage('docs/checks/README.md').text).slice(1);
    expect(listed).toEqual(checks.map(({ code, title, level }) => [`[${code}](${code}.md)`, title, level]));
  });
});

describe.each(checks.map((info) => [info.code, info] as const))('the page of %s', (code, info) => {
  const { text } = readPage(`docs/checks/${code}.md`);

  it('begins with the code, the question and the default level', () => {
    const [heading, question, level] = text.split('\n\n');
    expect([heading, question]).toEqual([`# ${code}`, info.title]);
    expect(level).toMatch(new RegExp(`^Default level: ${info.level}\\.`));
  });

  it('tells every option with its default', () => {
    const options = tableRows(text).filter(
      ([name, value]) =>
        /^`[a-z-]+`$/.test(name ?? '') && (/^`[\d.]+%?`$/.test(value ?? '') || info.options[name?.slice(1, -1) ?? '']),
    );
    expect(options.map(([name, value]) => [name, value])).toEqual(
      Object.entries(info.options).map(([name, option]) => [`\`${name}\``, `\`${written(option)}\``]),
    );
  });

  it('shows a message of its own', () => {
    const messages = fencedBlocks(text, 'text').flatMap((block) => block.split('\n').filter((line) => line !== ''));
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) {
      expect(message).toMatch(/^[\w.]*pullscope\.yaml:\d+:\d+ (error|warning|information|undecided|skipped) /);
      expect(message.endsWith(`[${code}]`) || message.endsWith(`[${code}] `)).toBe(true);
    }
  });

  const measured = families.includes(code.split('/')[0] ?? '') && 'alpha' in info.options;
  if (measured || code.startsWith('pull/')) {
    it('has its formula, and where that comes from', () => {
      const explained = text.slice(0, text.indexOf('\n## Example\n'));
      expect(explained).toMatch(/[Σ√|∫σχ]|ln L|[εWF]'|dCor|JSD|^ {4}\S/m);
      expect(explained).toMatch(sources);
    });
  }

  if (costly.test(code)) {
    it('states memory and time', () => {
      expect(text).toContain('\n## Memory and time\n');
    });
  }

  it('shows a figure, or says that there is none', () => {
    expect(text).toMatch(/^!\[In examples\/|\bnothing to draw\b|\bdraws nothing\b/m);
  });

  it('says what to do and how to silence it', () => {
    expect(text).toContain('\n## What to do\n');
    expect(text).toContain('\n## How to silence it\n');
  });

  it('has no line too long for a terminal, messages and tables apart', () => {
    const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '').split('\n');
    expect(prose.filter((line) => line.length > 100 && !line.startsWith('|'))).toEqual([]);
  });
});

/** As it would stand in an analysis file. */
function written(option: CheckOption): string {
  return option.kind === 'fraction' ? `${String(option.default * 100)}%` : String(option.default);
}
