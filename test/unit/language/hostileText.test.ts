import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, it } from 'vitest';
import { inRepository } from '../../../scripts/repository.mts';
import { noFacts, type Facts } from '../../../src/checks/facts';
import { checkParsed } from '../../../src/checks/static';
import { parseAnalysis } from '../../../src/config/parse';
import { whatIsMissing } from '../../../src/language/actions/addMissing';
import { mendsOf, refactorsAt, turnOff } from '../../../src/language/actions/actions';
import { completionsAt } from '../../../src/language/completion/completion';
import { hoverAt } from '../../../src/language/hover/hover';
import { lensesOf } from '../../../src/language/lenses';
import { linksOf } from '../../../src/language/links';
import { foldsOf, outlineOf } from '../../../src/language/outline';
import { rename, renamableAt } from '../../../src/language/rename';
import { tokensOf } from '../../../src/language/tokens';
import type { Words } from '../../../src/language/words';
import { yamlPieces } from '../config/yamlPieces';

const words = new Proxy({} as Words, { get: (_, key) => String(key) });

/** Every file is there, with the columns of the examples. */
const facts: Facts = {
  ...noFacts,
  data: () => ({
    ok: true,
    files: [],
    events: 10,
    details: {},
    columns: ['HT_all', 'nJets', 'weight_jvt', 'z'].map((name) => ({ name, type: 'float32', kind: 'number' })),
  }),
};

const examples = globSync('*/pullscope.yaml', { cwd: inRepository('examples') }).map((file) =>
  readFileSync(inRepository(`examples/${file}`), 'utf8'),
);

/** One of the examples after some cuts and insertions, and a place in it. */
const damaged = fc
  .record({
    example: fc.constantFrom(...examples),
    edits: fc.array(
      fc.record({
        at: fc.double({ min: 0, max: 1, noNaN: true }),
        remove: fc.nat(40),
        insert: fc.oneof(fc.constantFrom(...yamlPieces), fc.string({ maxLength: 5 })),
      }),
      { maxLength: 4 },
    ),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ example, edits, at }) => {
    const text = edits.reduce((now, edit) => {
      const offset = Math.floor(edit.at * now.length);
      return now.slice(0, offset) + edit.insert + now.slice(offset + edit.remove);
    }, example);
    const before = text.slice(0, Math.floor(at * text.length)).split('\n');
    return { text, cursor: { line: before.length - 1, character: before.at(-1)?.length ?? 0 } };
  });

describe('what the editor asks about a text that is half typed', () => {
  it('is answered whatever is cut out or put in, wherever the cursor is', () => {
    fc.assert(
      fc.property(damaged, ({ text, cursor }) => {
        const parsed = parseAnalysis(text);
        const knowledge = { facts, report: undefined, age: 'none' as const };
        const outcomes = checkParsed(parsed, facts);
        completionsAt(parsed, cursor, knowledge, words);
        hoverAt(parsed, cursor, knowledge, words);
        lensesOf(parsed, knowledge, words);
        linksOf(parsed);
        outlineOf(parsed);
        foldsOf(parsed);
        tokensOf(parsed, facts);
        refactorsAt(parsed, cursor, knowledge, words);
        whatIsMissing(parsed, knowledge);
        const named = renamableAt(parsed, cursor);
        if (typeof named !== 'string') rename(parsed, named.thing, 'another');
        for (const outcome of outcomes) {
          mendsOf(outcome, parsed, knowledge, words);
          turnOff(outcome.code, parsed, words);
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
