import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnalysis } from '../../../src/config/parse';
import { fullExample, tthExample } from './exampleAnalyses';
import { yamlPieces } from './yamlPieces';

/** Of the processor, so that a busy machine makes no difference. */
function millisecondsOf(work: () => void): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe('text that is half typed', () => {
  it.each([
    ['every prefix of the example of the documentation', tthExample, 1],
    ['every third prefix of everything else', fullExample, 3],
  ])('is understood at %s', (_name, text, step) => {
    for (let length = 0; length <= text.length; length += step) {
      const { problems, analysis } = parseAnalysis(text.slice(0, length));
      expect(analysis).toBeDefined();
      // What is being typed is one thing; a model's key without a value leaves its features missing too.
      expect(problems.length).toBeLessThanOrEqual(length > 12 ? 3 : 1);
    }
  });

  it('never throws, whatever is cut out or put in', () => {
    const text = `${tthExample}${fullExample.slice('pullscope: 1\n'.length)}`;
    const edit = fc.record({
      at: fc.nat(text.length),
      remove: fc.nat(40),
      insert: fc.oneof(fc.constantFrom(...yamlPieces), fc.string({ maxLength: 5 })),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), fc.nat(60), fc.nat(80), (edits, line, character) => {
        const edited = edits.reduce(
          (result, { at, remove, insert }) => result.slice(0, at) + insert + result.slice(at + remove),
          text,
        );
        const parsed = parseAnalysis(edited);
        parsed.locate({ path: parsed.pathAt({ line, character }) });
        parsed.nodesFrom(line);
      }),
      { seed: 1, numRuns: 150 },
    );
  });
});

describe('text that would take forever', () => {
  it.each([
    ['5 MB', 'x'.repeat(5_000_000), 'The file is too large to be an analysis (4.8 MB; at most 0.5 MB are read).'],
    ['brackets by the ten thousand', `a: ${'['.repeat(50_000)}`, 'The file is nested too deeply to be an analysis.'],
    ['brackets on a line each', '[\n'.repeat(50_000), 'The file is nested too deeply to be an analysis.'],
    ['dashes by the ten thousand', `a:\n${'- '.repeat(50_000)}`, 'The file is nested too deeply to be an analysis.'],
  ])('%s gives one problem at once', (_name, text, message) => {
    let problems: readonly { code: string; message: string }[] = [];
    const milliseconds = millisecondsOf(() => ({ problems } = parseAnalysis(text)));
    expect(problems).toMatchObject([{ code: 'config/syntax', message }]);
    expect(milliseconds).toBeLessThan(1000);
  });

  it('maps in maps by the hundred end with a problem, not the stack', () => {
    const text = Array.from({ length: 900 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
    expect(parseAnalysis(text).problems.map(({ code }) => code)).toContain('config/syntax');
  });

  it('aliases that repeat aliases are not written out', () => {
    const bomb = Array.from({ length: 12 }, (_, level) => {
      const inner = level === 0 ? 'x' : `*a${level - 1}`;
      return `a${level}: &a${level} [${Array(10).fill(inner).join(', ')}]\n`;
    }).join('');
    let messages: readonly string[] = [];
    const milliseconds = millisecondsOf(() => {
      messages = parseAnalysis(`pullscope: 1\n${bomb}`).problems.map(({ message }) => message);
    });
    expect(messages).toContain('Aliases repeat this too often for an analysis file.');
    expect(milliseconds).toBeLessThan(1000);
  });
});

it('an analysis of 2,000 lines is parsed between two keystrokes', () => {
  const sample = (index: number) =>
    `  s${index}:\n    file: s${index}.root:nominal\n    weight: w_a*w_b*${index}\n    select: nJets >= 5\n    label: 0\n`;
  const text = `pullscope: 1\nsamples:\n${Array.from({ length: 400 }, (_, index) => sample(index)).join('')}nominal: [s0]\n`;
  const times = Array.from({ length: 5 }, () => millisecondsOf(() => parseAnalysis(text)));
  // About 20 ms on one slow core.
  expect(Math.min(...times)).toBeLessThan(100);
});
