import { describe, expect, it } from 'vitest';
import { junitReport } from '../../../src/report/junit';
import type { LocatedOutcome, LocatedReport } from '../../../src/report/located';
import { located, outcome, silenced } from './findings';

const warnings = ({ status, severity }: LocatedOutcome): boolean =>
  status === 'finding' && (severity === 'warning' || severity === 'error');

const junit = (...reports: readonly LocatedReport[]): Element => parseXml(junitReport(reports, warnings));

const mixed = located(
  [
    outcome(4, { target: { nuisance: 'jes', side: 'up', sample: 'tt', class: 0, workingPoint: 'tight' } }),
    outcome(4, { severity: 'hint' }),
    outcome(5, { status: 'pass' }),
    outcome(6, { status: 'undecided', message: 'Perhaps.' }),
    outcome(7, { status: 'skipped', message: 'Nothing to compare.' }),
    outcome(8, { severity: 'information', message: 'Many are negative.' }),
  ],
  [silenced(9, 'baseline', 'accepted')],
);

describe('a JUnit report', () => {
  it('has a suite for each analysis, with counts that hold', () => {
    const root = junit(mixed, located([], [], 'empty/pullscope.yaml'));
    expect([root.name, root.attributes['name']]).toEqual(['testsuites', 'pullscope']);
    const [suite, empty] = root.children;
    expect(suite?.attributes).toEqual({
      name: 'tth/pullscope.yaml',
      tests: '6',
      failures: '1',
      errors: '0',
      skipped: '3',
      time: '1.234',
    });
    expect(suite?.children.filter(({ name }) => name === 'testcase')).toHaveLength(6);
    expect(suite?.children.filter(({ children }) => children[0]?.name === 'failure')).toHaveLength(1);
    expect(suite?.children.filter(({ children }) => children[0]?.name === 'skipped')).toHaveLength(3);
    expect([empty?.attributes['tests'], empty?.children]).toEqual(['0', []]);
  });

  it('names a case after its check and what it speaks of, at its line', () => {
    const [found] = junit(mixed).children[0]!.children;
    expect(found?.attributes).toEqual({
      classname: 'tth/pullscope.yaml',
      name: 'nuisance/large: jes, up, tt, class 0, tight',
      file: 'tth/pullscope.yaml',
      line: '5',
    });
  });

  it('tells of a failure the level, the message and the place', () => {
    const [failure] = junit(mixed).children[0]!.children[0]!.children;
    expect([failure?.name, failure?.attributes]).toEqual(['failure', { type: 'warning', message: 'It is large.' }]);
    expect(failure?.text).toBe('tth/pullscope.yaml:5:3 warning It is large. [nuisance/large]');
  });

  it('passes a case whose finding is below the level, and tells it all the same', () => {
    const below = junit(mixed).children[0]!.children[4]!;
    expect(below.children.map(({ name }) => name)).toEqual(['system-out']);
    expect(below.children[0]!.text).toContain('Many are negative.');
  });

  it('calls nothing passed that is undecided', () => {
    const undecided = junit(mixed).children[0]!.children[2]!;
    expect(undecided.children[0]).toMatchObject({ name: 'skipped', attributes: { message: 'undecided: Perhaps.' } });
  });

  it('claims no time for a case', () => {
    expect(junit(mixed).children[0]!.children.filter(({ attributes }) => 'time' in attributes)).toEqual([]);
  });

  it('gives no two cases the same name', () => {
    const names = junit(located([outcome(4), outcome(4), outcome(4)])).children[0]!.children.map(
      ({ attributes }) => attributes['name'],
    );
    expect(new Set(names).size).toBe(3);
  });

  it('is XML whatever stands in a name or a message', () => {
    const message = `<img onerror="x"> & 'jes' ]]> \u0000\u001b[31m \uD800 \uFFFE\nnext 𝛼`;
    const report = located([outcome(4, { message, target: { sample: '<&">' } })], [], 'a & b/"pullscope".yaml');
    const [suite] = junit(report).children;
    expect(suite?.attributes['name']).toBe('a & b/"pullscope".yaml');
    const failure = suite!.children[0]!.children[0]!;
    expect(failure.attributes['message']).toBe(`<img onerror="x"> & 'jes' ]]> \uFFFD\uFFFD[31m \uFFFD \uFFFD next 𝛼`);
  });
});

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** A strict reader of the part of XML 1.0 that is needed here; throws where a text is not well-formed. */
function parseXml(text: string): Element {
  const allowed = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
  if (!allowed.test(text)) throw new Error('a character that XML does not have');
  const token = /<\?xml[^?]*\?>|<\/([\w-]+)>|<([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let end = 0;
  for (const found of text.matchAll(token)) {
    if (found.index !== end) break;
    end = found.index + found[0].length;
    const [, closing, opening, attributes = '', empty, content] = found;
    const inner = open.at(-1)!;
    if (closing !== undefined) {
      if (open.pop()?.name !== closing) throw new Error(`</${closing}> closes nothing`);
    } else if (opening !== undefined) {
      const read = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, name, value]) => [name, unescaped(value!)]);
      const element: Element = { name: opening, attributes: Object.fromEntries(read) as never, children: [], text: '' };
      inner.children.push(element);
      if (empty === '') open.push(element);
    } else if (content !== undefined) inner.text += unescaped(content);
  }
  if (end !== text.length || open.length !== 1)
    throw new Error(`not well-formed at ${end}: ${text.slice(end, end + 40)}`);
  return root.children[0]!;
}

function unescaped(text: string): string {
  if (/&(?!(amp|lt|gt|quot);)/.test(text)) throw new Error(`an entity that is none in ${text}`);
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
