import { describe, expect, it } from 'vitest';
import { parseAnalysis } from '../../../src/config/parse';
import { namesOf } from '../../../src/language/names';
import { fullExample, tthExample } from '../config/exampleAnalyses';
import { textIn } from '../config/annotatedText';
import { marksAt, withCursor } from './marked';

/** The file with marks around every place where the thing at the cursor is meant. */
function placesOf(marked: string): string {
  const { parsed, cursor } = withCursor(marked);
  const names = namesOf(parsed);
  const here = names.at(cursor);
  return here === undefined
    ? ''
    : marksAt(
        parsed.text,
        names.of(here).map(({ range }) => range),
      );
}

const cases: readonly (readonly [what: string, marked: string, expected: string])[] = [
  [
    'a sample, wherever it is named',
    `samples: { t|t: { file: a }, "alt": { file: b } }
nominal: [tt]
application: { tt: tt }
nuisances:
  g: { alternative: { tt: alt }, cross-check: { tt: tt } }
  h: { up: { samples: { tt: alt } } }
  z: { column: tt, sample: 'tt' }
`,
    `samples: { «tt»: { file: a }, "alt": { file: b } }
nominal: [«tt»]
application: { tt: «tt» }
nuisances:
  g: { alternative: { «tt»: alt }, cross-check: { «tt»: «tt» } }
  h: { up: { samples: { «tt»: alt } } }
  z: { column: tt, sample: «'tt'» }
`,
  ],
  [
    'a column, inside and outside of expressions',
    'samples: { tt: { file: a, weight: w*(pt|1 > 0), missing: { pt1: -9 } } }\nprotected: [min(pt1, pt10)]\nnuisances: { s: { up: { replace: { pt1: 2*pt1 } } } }\n',
    'samples: { tt: { file: a, weight: w*(«pt1» > 0), missing: { «pt1»: -9 } } }\nprotected: [min(«pt1», pt10)]\nnuisances: { s: { up: { replace: { «pt1»: 2*«pt1» } } } }\n',
  ],
  [
    'a column of a feature, in what may change unnoticed too',
    'model: { file: a, features: [p|t/2] }\nundetected: { within: { pt/2: 1% } }\nlearned: { observables: { r: 2*pt } }\n',
    'model: { file: a, features: [«pt»/2] }\nundetected: { within: { «pt»/2: 1% } }\nlearned: { observables: { r: 2*«pt» } }\n',
  ],
  [
    'a model, in the option of a check',
    'models: { |a: { file: f }, b: { file: g } }\nchecks: { decorrelation/cost: { reference: a } }\n',
    'models: { «a»: { file: f }, b: { file: g } }\nchecks: { decorrelation/cost: { reference: «a» } }\n',
  ],
  [
    'a parameter, in the expressions of its nuisance alone',
    'nuisances:\n  t: { parameter: k, replace: { x: x*|k } }\n  u: { up: { replace: { x: k*x } } }\n',
    'nuisances:\n  t: { parameter: «k», replace: { x: x*«k» } }\n  u: { up: { replace: { x: k*x } } }\n',
  ],
  [
    'a parameter in the weights of samples, where one name is one parameter',
    'samples:\n  a: { file: a, weight: w*(1 + |k), label: k }\n  b: { file: b, select: k > w }\nnuisances:\n  t: { parameter: k }\n',
    'samples:\n  a: { file: a, weight: w*(1 + «k»), label: k }\n  b: { file: b, select: «k» > w }\nnuisances:\n  t: { parameter: «k» }\n',
  ],
  [
    'a nuisance, in the features of a model that is told its value',
    'model: { file: a, features: [x, { nuisance: z }] }\nnuisances:\n  |z: { up: { replace: { x: 2*x } } }\n',
    'model: { file: a, features: [x, { nuisance: «z» }] }\nnuisances:\n  «z»: { up: { replace: { x: 2*x } } }\n',
  ],
  [
    'a nuisance, among the features of an input, of a sequence and of one that names them',
    'model: { file: a, inputs: { g: [z, { nuisance: |z }], j: { features: [y, { nuisance: z }] }, k: { features: { b: { nuisance: z, trained: [1] } } } } }\nnuisances:\n  z: { up: { replace: { x: 2*x } } }\n',
    'model: { file: a, inputs: { g: [z, { nuisance: «z» }], j: { features: [y, { nuisance: «z» }] }, k: { features: { b: { nuisance: «z», trained: [1] } } } } }\nnuisances:\n  «z»: { up: { replace: { x: 2*x } } }\n',
  ],
  [
    'a class, in the output of its model alone',
    'models:\n  a: { file: a, features: [x], classes: [b, c], output: b/(b + |c) }\n  b: { file: b, features: [x], classes: [b, c], output: [p, c] }\n',
    'models:\n  a: { file: a, features: [x], classes: [b, «c»], output: b/(b + «c») }\n  b: { file: b, features: [x], classes: [b, c], output: [p, c] }\n',
  ],
  [
    'a class that is the column of an output',
    'model: { file: a, features: [x], classes: [b, c], output: [p, |c] }\n',
    'model: { file: a, features: [x], classes: [b, «c»], output: [p, «c»] }\n',
  ],
  [
    'an anchor with its aliases, not another of the same name',
    'samples:\n  a: { file: a, weight: &w x, select: *w }\n  b: { file: b, weight: &w y, select: *|w }\n',
    'samples:\n  a: { file: a, weight: &w x, select: *w }\n  b: { file: b, weight: &«w» y, select: *«w» }\n',
  ],
  [
    'an anchor of a whole map, on a line of its own',
    'samples:\n  a: &|base\n    file: a\n  b: { <<: *base, label: 1 }\n',
    'samples:\n  a: &«base»\n    file: a\n  b: { <<: *«base», label: 1 }\n',
  ],
  [
    "a model's input",
    'model:\n  file: a\n  inputs:\n    jets: { features: [pt] }\n    m: { mask: j|ets }\n',
    'model:\n  file: a\n  inputs:\n    «jets»: { features: [pt] }\n    m: { mask: «jets» }\n',
  ],
  [
    'a check, in comments too',
    'checks: { nuisance/la|rge: off }\n# pullscope: ignore nuisance/large -- known\nnominal: [a]\n',
    'checks: { «nuisance/large»: off }\n# pullscope: ignore «nuisance/large» -- known\nnominal: [a]\n',
  ],
  [
    'a column in a folded scalar',
    'samples:\n  tt:\n    file: a\n    weight: >-\n      a *\n      b|c\n    select: bc > 0\n',
    'samples:\n  tt:\n    file: a\n    weight: >-\n      a *\n      «bc»\n    select: «bc» > 0\n',
  ],
];

describe('the names of an analysis', () => {
  it.each(cases)('finds %s', (_what, marked, expected) => {
    expect(placesOf(marked)).toBe(expected);
  });

  it('says where a thing is defined', () => {
    const { parsed, cursor } = withCursor('samples: { tt: { file: a } }\nnominal: [t|t]\n');
    const names = namesOf(parsed);
    const here = names.at(cursor);
    const [definition, other] = here === undefined ? [] : names.definitionsOf(here);
    expect(other).toBeUndefined();
    expect(definition?.range.start).toEqual({ line: 0, character: 11 });
  });

  it.each([
    ['the example of the documentation', tthExample],
    ['everything else', fullExample],
  ])('gives ranges that hold the name itself: %s', (_name, text) => {
    const parsed = parseAnalysis(text);
    for (const { range, name } of namesOf(parsed).occurrences) {
      expect(textIn(text, range).replaceAll(/^['"`]|['"`]$/g, '')).toBe(name);
    }
    expect(namesOf(parsed).occurrences.length).toBeGreaterThan(20);
  });

  it('goes on in a file that is broken further down', () => {
    expect(placesOf('samples: { tt: { file: a } }\nnominal: [t|t]\nmodel: { file: [\n')).toBe(
      'samples: { «tt»: { file: a } }\nnominal: [«tt»]\nmodel: { file: [\n',
    );
  });
});
