import { describe, expect, it } from 'vitest';
import { noFacts } from '../../../src/checks/facts';
import { parseAnalysis } from '../../../src/config/parse';
import { hoverAt } from '../../../src/language/hover/hover';
import { markdownOf } from '../../../src/language/hover/markdown';
import { changeOf, percentOf } from '../../../src/language/hover/numbers';
import { introductionOf } from '../../../src/language/hover/page';
import { pictureOf } from '../../../src/language/hover/picture';
import { histogram, interval, outcome, report, words } from './hovering';

const evil = '<img src=x onerror=alert(1)>';
const hostile = `${evil}](command:x) **b** | \`c\` [l](http://a.b) https://a.b $(zap)`;

describe('what comes from a file', () => {
  it('is text in a hover, whatever it says', () => {
    const name = hostile.replaceAll("'", "''");
    const told = [2, 1, 0]
      .map((from) => {
        const file = `samples: { '${name}': { file: '${name}' }, a: { file: f, missing: { '${name}': 1 } } }`;
        const [sample = 0, path = 0, column = 0] = [...file.matchAll(/<img/g)].map(({ index }) => index);
        const position = { line: 0, character: [sample, path, column][from] ?? 0 };
        const found = hoverAt(
          parseAnalysis(file),
          position,
          {
            facts: noFacts,
            age: 'current',
            report: report(
              [outcome('model/output', { sample: hostile, model: hostile }, { meanScore: 0.5, minimumScore: 0 })],
              [histogram({ sample: hostile }, `score/${hostile}`, hostile)],
            ),
          },
          words,
        );
        return markdownOf(found?.blocks ?? []);
      })
      .join('\n');
    // Every sign that could begin something stands behind a backslash.
    expect(told.match(/\\<img src\\=x onerror\\=alert\\\(1\\\)\\>/g)?.length).toBeGreaterThanOrEqual(5);
    const unescaped = told
      .replaceAll(/\\[^\w\s]/g, '')
      .replaceAll(/!\[[^\]]*\]\(data:[\w+/;,=]+\|width=\d+,height=\d+\)/g, '');
    expect(unescaped).not.toMatch(/[<>[\]`$]|command:|https?:/);
    expect(unescaped).not.toMatch(/\*\*b/);
  });

  it('is text in its picture', () => {
    const { svg } = pictureOf({ ...histogram({}, 'a', evil), x: { label: evil } }, { y: evil, ratio: evil });
    expect(svg).not.toContain('<img');
    expect(svg).toContain('&lt;img');
  });

  it('is cut at no line of a table', () => {
    expect(markdownOf([{ kind: 'table', head: ['a', 'b'], rows: [['x\n| y', '|']] }]).split('\n')).toHaveLength(3);
  });
});

describe('numbers', () => {
  it.each([
    [changeOf(interval(1.0123, 0.00046)), '+1.230 ± 0.046 %'],
    [changeOf(interval(0.5, 0.066)), '−50.0 ± 6.6 %'],
    [changeOf(interval(1, 0)), '0 %'],
    [changeOf({ value: 2.197, low: 2.1, high: 2.35 }), '+119.7 +15.3 −9.7 %'],
    [percentOf(0.25), '25 %'],
    [percentOf(interval(0.8839, 0.0042)), '88.39 ± 0.42 %'],
  ])('are written with their errors: %s', (written, expected) => {
    expect(written).toBe(expected);
  });
});

describe('the introduction of a page', () => {
  it('is its first paragraph of prose', () => {
    expect(introductionOf('# a\n\nQ?\n\nDefault.\n\n## What\n\nThe `x` of\n[two](b.md) *lines*.\n\nMore.\n')).toBe(
      'The x of two lines.',
    );
    expect(introductionOf('# a\n\n## What\n\n- a list\n')).toBeUndefined();
    expect(introductionOf('# a\n')).toBeUndefined();
  });
});
