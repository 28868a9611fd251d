import { describe, expect, it } from 'vitest';
import { parseAnalysis } from '../../../src/config/parse';
import { renamableAt, rename } from '../../../src/language/rename';
import { tthExample } from '../config/exampleAnalyses';
import { applied, withCursor } from './marked';

/** The text with the thing at the cursor renamed, or why not. */
function renamed(marked: string, name: string): string {
  const { parsed, cursor } = withCursor(marked);
  const found = renamableAt(parsed, cursor);
  if (typeof found === 'string') return found;
  const changes = rename(parsed, found.thing, name);
  return typeof changes === 'string' ? changes : applied(parsed.text, changes);
}

describe('renaming', () => {
  it.each([
    [
      'a sample keeps quotes, comments and layout',
      'samples:   { t|t: {file: a} } # tt\nnominal:\n- "tt"   # the one\n',
      'top',
      'samples:   { top: {file: a} } # tt\nnominal:\n- "top"   # the one\n',
    ],
    [
      'quotes a name that YAML would read otherwise',
      'nuisances: { l|umi: { size: 2% } }\n',
      'no',
      "nuisances: { 'no': { size: 2% } }\n",
    ],
    ['quotes a number', 'nuisances: { l|umi: { size: 2% } }\n', '2018', "nuisances: { '2018': { size: 2% } }\n"],
    [
      'quotes what would end a key',
      'nuisances: { l|umi: { size: 2% } }\n',
      'a: b',
      "nuisances: { 'a: b': { size: 2% } }\n",
    ],
    ['an anchor with its aliases', 'a: &|x 1\nb: *x\nc: *x\n', 'weight', 'a: &weight 1\nb: *weight\nc: *weight\n'],
    [
      'a parameter of an emulator among its inputs',
      'emulator:\n  inputs: [rate, tau]\n  parameters: { ra|te: [0, 1] }\n  nuisances: { tau: { known: 1 } }\n',
      'signal',
      'emulator:\n  inputs: [signal, tau]\n  parameters: { signal: [0, 1] }\n  nuisances: { tau: { known: 1 } }\n',
    ],
    [
      'a nuisance of an emulator from its use, and no nuisance of the analysis',
      'nuisances: { tau: { size: 2% } }\nemulator: { inputs: [t|au], nuisances: { tau: { known: 1 } } }\n',
      'delay',
      'nuisances: { tau: { size: 2% } }\nemulator: { inputs: [delay], nuisances: { delay: { known: 1 } } }\n',
    ],
    [
      'a class in an expression gets backticks where it needs them',
      'model: { file: a, features: [x], classes: [b, |c], output: b/(b + c) }\n',
      'c jets',
      'model: { file: a, features: [x], classes: [b, c jets], output: b/(b + `c jets`) }\n',
    ],
  ])('%s', (_what, marked, name, expected) => {
    expect(renamed(marked, name)).toBe(expected);
  });

  it('reaches the reason of a suppression that names it', () => {
    const reason = (name: string): string =>
      `samples:\n  # pullscope: ignore data/missing -- ${name} has 'data', as has tt_herwig_2\n`;
    expect(renamed(`${reason('tt_herwig')}  tt_her|wig: { file: a }\n`, 'tt_h7')).toBe(
      `${reason('tt_h7')}  tt_h7: { file: a }\n`,
    );
  });

  it('leaves a word of prose in a reason alone, unless it is quoted', () => {
    const text =
      "samples:\n  # pullscope: ignore data/missing -- no data here, 'data' is known\n  da|ta: { file: a }\n";
    expect(renamed(text, 'cr')).toBe(
      "samples:\n  # pullscope: ignore data/missing -- no data here, 'cr' is known\n  cr: { file: a }\n",
    );
  });

  it.each([
    ['to the name of another sample', 'samples: { t|t: { file: a }, ttH: { file: b } }\n', 'ttH', 'taken'],
    [
      'a parameter of an emulator to one of its nuisances',
      'emulator: { parameters: { ra|te: [0, 1] }, nuisances: { tau: { known: 1 } } }\n',
      'tau',
      'taken',
    ],
    ['to nothing', 'samples: { t|t: { file: a } }\n', '', 'invalid'],
    ['to what spoils every object', 'samples: { t|t: { file: a } }\n', '__proto__', 'invalid'],
    ['an anchor to what is none', 'a: &|x 1\nb: *x\n', 'x y', 'invalid'],
    ['an anchor to another one', 'a: &|x 1\nb: &y 2\n', 'y', 'taken'],
    [
      'a parameter to a column of a weight',
      'samples: { a: { file: a, weight: w*(1 + k) } }\nnuisances: { t: { parameter: |k } }\n',
      'w',
      'taken',
    ],
    ['a parameter to a column beside it', 'nuisances: { t: { parameter: |k, replace: { x: x*k } } }\n', 'x', 'taken'],
    ['a column', 'protected: [ma|ss]\n', 'm', 'not-ours'],
    ['the only model', 'mod|el: { file: a, features: [x] }\n', 'm', 'unnamed'],
    ['white space', 'samples: { tt: { file: a } }\n|\n', 'm', 'nothing'],
  ])('refuses to rename %s', (_what, marked, name, refusal) => {
    expect(renamed(marked, name)).toBe(refusal);
  });

  it('there and back again gives the same text', () => {
    for (const marked of ['|tt:', '|tt_aMCNlo:', '|tt_generator:', '|loose:', '&|weight']) {
      const { parsed, cursor } = withCursor(tthExample.replace(marked.replace('|', ''), marked));
      const found = renamableAt(parsed, cursor);
      if (typeof found === 'string') throw new Error(found);
      const there = rename(parsed, found.thing, 'somethingElse');
      if (typeof there === 'string') throw new Error(there);
      const changed = parseAnalysis(applied(parsed.text, there));
      expect(changed.text).not.toBe(parsed.text);
      const back = renamableAt(changed, cursor);
      if (typeof back === 'string') throw new Error(back);
      const again = rename(changed, back.thing, found.thing.name);
      if (typeof again === 'string') throw new Error(again);
      expect(applied(changed.text, again)).toBe(parsed.text);
    }
  });
});
