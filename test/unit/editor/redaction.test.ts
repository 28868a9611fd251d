import { describe, expect, it } from 'vitest';
import { withoutPaths } from '../../../src/editor/session/redaction';

const names = [
  '/home/ana/tth/pullscope.yaml',
  'ntuples/tt_PP8.root:nominal_Loose',
  'mc/*.root',
  'tth.onnx',
  'data 2022.csv',
];

describe('a log without paths', () => {
  it.each([
    ['opened /home/ana/tth/pullscope.yaml', 'opened <path 1.yaml>'],
    ["cannot open '/eos/my analysis/tt (v2).root'.", "cannot open '<path 1.root>'."],
    ['at file:///home/ana/x.js:3', 'at <path 1.js>:3'],
    ['C:\\Users\\ana\\tt.root is damaged', '<path 1.root> is damaged'],
    ['\\\\server\\share\\tt.root is damaged', '<path 1.root> is damaged'],
    ["'ntuples/tt_PP8.root' has no tree", "'<path 1.root>' has no tree"],
    ['ntuples/tt_PP8.root:nominal_Loose ends early', '<path 1> ends early'],
    ['tth.onnx, then data 2022.csv', '<path 1.onnx>, then <path 2.csv>'],
    ['mc/*.root matches nothing', '<path 1.root> matches nothing'],
    ['in ~/secret/tt.root, line 3', 'in <path 1.root>, line 3'],
  ])('%j becomes %j', (text, expected) => {
    expect(withoutPaths(text, names)).toBe(expected);
  });

  it('has one number for a file, wherever it is named', () => {
    expect(withoutPaths('/a/x.root and /a/y.root, again /a/x.root', [])).toBe(
      '<path 1.root> and <path 2.root>, again <path 1.root>',
    );
  });

  it.each([
    'engine: the process ran out of memory; restarting in 250 ms',
    'nuisance/large took 3 s, 12/25 batches',
    'pullscope 0.1.0, node v24.1.0',
    '2026-03-14 12:00:00.000 [info] measured: 55 passed',
  ])('leaves what is no path: %s', (text) => {
    expect(withoutPaths(text, names)).toBe(text);
  });
});
