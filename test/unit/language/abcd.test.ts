import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../src/checks/facts';
import { completionsAt } from '../../../src/language/completion/completion';
import { renamableAt, rename } from '../../../src/language/rename';
import type { Words } from '../../../src/language/words';
import { applied, withCursor } from './marked';

const words = new Proxy({} as Words, { get: (_, key) => String(key) });
const facts: Facts = {
  ...noFacts,
  data: () => ({
    ok: true,
    files: [],
    columns: [{ name: 'HT_all', type: 'float32', kind: 'number' }],
    events: 0,
    details: {},
  }),
};
const text = (abcd: string): string =>
  `pullscope: 1\nsamples:\n  qcd: { file: a.root }\nmodels:\n  tags: { file: m.onnx, features: [HT_all] }\nnominal: [qcd]\nabcd:\n  one:\n${abcd}`;

function labels(marked: string): string[] {
  const { parsed, cursor } = withCursor(marked);
  return completionsAt(parsed, cursor, { facts, report: undefined, age: 'current' }, words).map(({ label }) => label);
}

describe('inside of a prediction', () => {
  it('keys are completed', () => {
    expect(labels(text('    |\n'))).toEqual(
      expect.arrayContaining(['samples', 'regions', 'axes', 'weight', 'variable']),
    );
    expect(labels(text('    samples: [qcd]\n    regions:\n      |\n'))).toEqual(['A', 'B', 'C', 'D']);
  });

  it('samples and models are completed', () => {
    expect(labels(text('    samples: [|]\n'))).toEqual(['qcd']);
    expect(labels(text('    samples: [qcd]\n    weight: |\n'))).toEqual(['tags']);
  });

  it('columns and scores are completed', () => {
    const complete = '    samples: [qcd]\n    regions: { A: a, B: b, C: c, D: d }\n';
    expect(labels(text(`${complete}    variable: |\n`))).toEqual(expect.arrayContaining(['HT_all', 'tags']));
  });

  it('a model is renamed with the names of its score', () => {
    const complete = text(
      '    samples: [qcd]\n    regions: { A: tags > 1, B: b, C: c, D: HT_all*tags }\n    weight: tags\n',
    );
    const { parsed, cursor } = withCursor(complete.replace('  tags: {', '  ta|gs: {'));
    const found = renamableAt(parsed, cursor);
    if (typeof found === 'string') throw new Error(found);
    const changes = rename(parsed, found.thing, 'four_tags');
    if (typeof changes === 'string') throw new Error(changes);
    expect(applied(parsed.text, changes)).toBe(complete.replaceAll('tags', 'four_tags'));
  });
});
