import { describe, expect, it } from 'vitest';
import type { Place } from '../../../src/config/analysis';
import { parseAnalysis } from '../../../src/config/parse';
import { annotated, textIn } from './annotatedText';
import { fullExample, tthExample } from './exampleAnalyses';

interface Case {
  readonly what: string;
  readonly text: string;
  readonly place: Place;
}

const offsetOf = (value: string, word: string) => ({ offset: value.indexOf(word), length: word.length });
const weight = ['samples', 'tt', 'weight'];

const cases: readonly Case[] = [
  { what: 'a value', text: 'samples: { tt: { weight: «a*b» } }', place: { path: weight } },
  { what: 'a key', text: 'samples: { tt: { «weight»: a*b } }', place: { path: weight, on: 'key' } },
  { what: 'a map, by its key', text: 'samples:\n  «tt»:\n    weight: a\n', place: { path: ['samples', 'tt'] } },
  {
    what: 'all of a map',
    text: 'samples:\n  tt: «{ weight: a }»\n',
    place: { path: ['samples', 'tt'], on: 'value' },
  },
  { what: 'a short list', text: 'nominal: «[tt, ttH]»\n', place: { path: ['nominal'] } },
  { what: 'a long list, by its key', text: '«nominal»:\n  - tt\n  - ttH\n', place: { path: ['nominal'] } },
  { what: 'an entry of a list', text: 'nominal: [tt, «ttH»]\n', place: { path: ['nominal', 1] } },
  { what: 'an empty value, by its key', text: 'samples:\n  «tt»:\n', place: { path: ['samples', 'tt'] } },
  {
    what: 'a word of a plain scalar',
    text: 'samples: { tt: { weight: a*«bc»*d } }',
    place: { path: weight, within: offsetOf('a*bc*d', 'bc') },
  },
  {
    what: 'a word of a number',
    text: 'samples: { tt: { weight: «0.50» } }',
    place: { path: weight, within: { offset: 0, length: 4 } },
  },
  {
    what: 'a word behind an escaped quote',
    text: `samples: { tt: { weight: 'a''*«bc»' } }`,
    place: { path: weight, within: offsetOf("a'*bc", 'bc') },
  },
  {
    what: 'a word behind escapes in double quotes',
    text: `samples: { tt: { weight: "\\u0061\\t*«bc»" } }`,
    place: { path: weight, within: offsetOf('a\t*bc', 'bc') },
  },
  {
    what: 'a word in a plain scalar over several lines',
    text: 'samples:\n  tt:\n    weight: a *\n      b *\n      «cd» * e\n',
    place: { path: weight, within: offsetOf('a * b * cd * e', 'cd') },
  },
  {
    what: 'a word in a folded scalar',
    text: 'samples:\n  tt:\n    weight: >\n      a *\n      «bc» * d\n',
    place: { path: weight, within: offsetOf('a * bc * d\n', 'bc') },
  },
  {
    what: 'a word in a folded scalar without its last line feed',
    text: 'samples:\n  tt:\n    weight: >-  # why\n      a *\n\n      «bc» * d\n',
    place: { path: weight, within: offsetOf('a *\nbc * d', 'bc') },
  },
  {
    what: 'a word in a literal scalar',
    text: 'samples:\n  tt:\n    weight: |\n      a *\n        «bc»\n      * d\n',
    place: { path: weight, within: offsetOf('a *\n  bc\n* d\n', 'bc') },
  },
  {
    what: 'a word behind characters of two units',
    text: 'samples: { tt: { weight: "😀 * «bc»" } }',
    place: { path: weight, within: offsetOf('😀 * bc', 'bc') },
  },
  {
    what: 'a call that YAML cuts at its comma',
    text: 'protected: [min(a, «bc»)]\n',
    place: { path: ['protected', 0], within: offsetOf('min(a, bc)', 'bc') },
  },
  {
    what: 'a value through an alias, at its anchor',
    text: 'samples:\n  tt: { weight: &w a*«bc» }\n  ttH: { weight: *w }\n',
    place: { path: ['samples', 'ttH', 'weight'], within: offsetOf('a*bc', 'bc') },
  },
  {
    what: 'a value in a map through an alias',
    text: 'samples:\n  tt: &tt { weight: «a» }\n  ttH: *tt\n',
    place: { path: ['samples', 'ttH', 'weight'] },
  },
  {
    what: 'a value through a merge key',
    text: 'samples:\n  tt: &tt { weight: «a» }\n  ttH: { <<: *tt, label: 1 }\n',
    place: { path: ['samples', 'ttH', 'weight'] },
  },
  {
    what: 'what is no longer there, by the longest part that is',
    text: 'samples:\n  «tt»:\n    file: a\n',
    place: { path: ['samples', 'tt', 'weight', 'x'] },
  },
  { what: 'the whole file, by its first word', text: '«pullscope»: 1\nnominal: []\n', place: { path: [] } },
  { what: 'nothing in an empty file', text: '«»', place: { path: ['samples'] } },
  {
    what: 'a part that is longer than its text',
    text: 'samples: { tt: { weight: «a*b» } }',
    place: { path: weight, within: { offset: 0, length: 100 } },
  },
];

describe('locate finds', () => {
  it.each(cases)('$what', ({ text: marked, place }) => {
    const { text, ranges } = annotated(marked);
    const range = parseAnalysis(text).locate(place);
    expect(textIn(text, range)).toBe(ranges[0] === undefined ? '' : textIn(text, ranges[0]));
    expect(range).toEqual(ranges[0]);
  });

  it('words in files with lines that end in CR LF', () => {
    const text = 'samples:\r\n  tt:\r\n    weight: a *\r\n      bc\r\n';
    const range = parseAnalysis(text).locate({ path: weight, within: offsetOf('a * bc', 'bc') });
    expect(textIn(text, range)).toBe('bc');
  });
});

describe('pathAt', () => {
  it.each([
    ['a key', 'samples:\n  tt:\n    we|ight: a\n', ['samples', 'tt', 'weight']],
    ['a value', 'samples:\n  tt:\n    weight: a|b\n', ['samples', 'tt', 'weight']],
    ['an entry of a list', 'nominal: [tt, t|tH]\n', ['nominal', 1]],
    ['a line of its own in a block', 'samples:\n  tt:\n    file: a\n    |\nnominal: [tt]\n', ['samples', 'tt']],
    ['a line between sections', 'samples:\n  tt:\n    file: a\n|\nnominal: [tt]\n', []],
    ['an alias', 'samples:\n  tt: { weight: &w a }\n  ttH: { weight: *|w }\n', ['samples', 'ttH', 'weight']],
    ['white space in braces', 'samples:\n  tt: { file: a,| }\n', ['samples', 'tt']],
    ['an empty file', '|', []],
  ])('of %s', (_name, marked, path) => {
    const offset = marked.indexOf('|');
    const before = marked.slice(0, offset).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
    expect(parseAnalysis(marked.replace('|', '')).pathAt(position)).toEqual(path);
  });

  it.each([
    ['the example of the documentation', tthExample],
    ['everything else', fullExample],
  ])('leads back from every place of %s', (_name, text) => {
    const parsed = parseAnalysis(text);
    const paths = [...text.matchAll(/[A-Za-z_]\w*/g)].map(({ index }) => {
      const before = text.slice(0, index).split('\n');
      return parsed.pathAt({ line: before.length - 1, character: before.at(-1)?.length ?? 0 });
    });
    for (const path of paths) {
      if (path.length === 0) continue;
      const { start } = parsed.locate({ path, on: 'key' });
      expect(parsed.pathAt(start)).toEqual(path);
    }
  });
});
