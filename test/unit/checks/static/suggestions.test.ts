import { describe, expect, it } from 'vitest';
import type { Facts } from '../../../../src/checks/facts';
import { parseAnalysis } from '../../../../src/config/parse';
import type { Column } from '../../../../src/data/eventSource';
import { suggestionsAt } from '../../../../src/checks/static/suggestions';

const text = `pullscope: 1
samples:
  tt: { file: tt.root:nominal, weight: w* }
  ttH: { file: ttH.root:nominal, weight: w }
model: { file: m.onnx, features: [HT_all, n] }
nominal: [tt, ttH]
nuisances:
  jes: { up: { replace: { HT: HT } }, down: { samples: { tt: t } } }
checks:
  nuis: off
`;

const column = (name: string): Column => ({ name, type: 'float32', kind: 'number' });

const files: Readonly<Record<string, readonly Column[]>> = {
  'tt.root:nominal': [column('HT_all'), column('weight_jvt'), column('only tt')],
  'ttH.root:nominal': [column('HT_all'), column('weight_jvt')],
};

const facts: Facts = {
  data: (reference) => {
    const columns = files[reference];
    return columns && { ok: true, files: [], columns, events: 0, details: {} };
  },
  model: () => undefined,
  preprocessing: () => undefined,
};

/** What is suggested behind the first place with this text. */
function behind(place: string): string[] {
  const parsed = parseAnalysis(text);
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes(place));
  const character = lines[line]!.indexOf(place) + place.length;
  return suggestionsAt(parsed.pathAt({ line, character }), parsed.analysis!, facts).map((one) => one.text);
}

describe('suggestions while typing', () => {
  it.each([
    ['the columns of the sample in its weight', 'weight: w*', ['HT_all', 'weight_jvt', '`only tt`']],
    ['the columns that all nominal samples have among the features', '[HT_all, n', ['HT_all', 'weight_jvt']],
    ['the same in a replacement', 'HT: HT', ['HT_all', 'weight_jvt']],
    ['samples among the nominal ones', 'nominal: [tt', ['tt', 'ttH']],
    ['samples where one stands for another', 'samples: { tt: t', ['tt', 'ttH']],
  ])('are %s', (_, place, expected) => {
    expect(behind(place)).toEqual(expected);
  });

  it('are the codes under checks', () => {
    expect(behind('  nuis')).toContain('nuisance/large');
  });

  it('are none where nothing is known of the file', () => {
    expect(
      suggestionsAt(['samples', 'tt', 'weight'], parseAnalysis(text.replace('tt.root', 'x.root')).analysis!, facts),
    ).toEqual([]);
  });
});
