import { describe, expect, it } from 'vitest';
import manifest from '../../../package.json';
import type { LocatedOutcome, LocatedReport } from '../../../src/report/located';
import { textReport, type Paint } from '../../../src/report/text';

const plain: Paint = (_style, text) => text;

function outcome(line: number, more: Partial<LocatedOutcome>): LocatedOutcome {
  return {
    code: 'nuisance/large',
    status: 'finding',
    severity: 'warning',
    message: 'It is large.',
    path: '/analysis/pullscope.yaml',
    node: [],
    range: { start: { line, character: 2 }, end: { line, character: 8 } },
    target: {},
    evidence: {},
    related: [],
    ...more,
  };
}

function report(outcomes: readonly LocatedOutcome[], silenced = 0, files = true): LocatedReport {
  const file = { path: '/analysis/tt.root', size: 1, mtime: 0, events: 6570, usedBy: ['tt'] };
  const model = { path: '/analysis/tth.onnx', size: 1, mtime: 0, usedBy: ['model'] };
  return {
    name: 'tth/pullscope.yaml',
    outcomes,
    silenced: Array.from({ length: silenced }, (_, line) => ({ ...outcome(line, {}), by: 'comment', reason: 'known' })),
    report: {
      analysis: '/analysis/pullscope.yaml',
      outcomes: [],
      figures: [],
      provenance: { files: files ? [file, model] : [], versions: {}, seed: 0, seconds: 1.234, firstScores: [] },
    },
  };
}

it('tells what a model costs and gains against the first, also where that is no finding', () => {
  const compared = outcome(12, {
    code: 'model/comparison',
    status: 'pass',
    severity: 'information',
    message: 'It gains.',
  });
  const text = textReport(report([compared, outcome(4, { status: 'pass' })]), plain, false);
  expect(text).toMatch(/^tth\/pullscope\.yaml:13:3 pass It gains\. \[model\/comparison\]$/m);
  expect(text).toMatch(/; 2 passed$/m);
});

const mixed = report(
  [
    outcome(20, { severity: 'information', code: 'data/negative-weights', message: 'Many are negative.' }),
    outcome(9, { message: 'Second.' }),
    outcome(4, { message: 'First.' }),
    outcome(30, { severity: 'error', code: 'model/output', message: 'Not a number.' }),
    outcome(4, { severity: 'hint', message: 'A further row.' }),
    outcome(5, { status: 'pass' }),
    outcome(5, { status: 'pass', severity: 'error' }),
    outcome(6, { status: 'undecided', message: 'Perhaps.', target: { nuisance: 'jes' } }),
    outcome(7, { status: 'undecided', message: 'Perhaps too.', target: { nuisance: 'jer' } }),
    outcome(8, { status: 'skipped', code: 'shift/feature', message: 'Nothing to compare.' }),
  ],
  2,
);

describe('the report for people', () => {
  it('tells findings, worst first, then by line; what is undecided; a summary', () => {
    expect(textReport(mixed, plain, false)).toBe(`\
tth/pullscope.yaml:31:3 error Not a number. [model/output]
tth/pullscope.yaml:5:3 warning First. [nuisance/large]
tth/pullscope.yaml:10:3 warning Second. [nuisance/large]
tth/pullscope.yaml:21:3 information Many are negative. [data/negative-weights]
tth/pullscope.yaml: undecided: 2 × nuisance/large (jes, jer); --details tells what could have been seen
tth/pullscope.yaml: 1 error, 2 warnings, 1 information; 2 passed, 2 undecided, 1 skipped, 2 silenced
6,570 events in 1 file, 1.2 s
`);
  });

  it('with details tells each of what is undecided and skipped', () => {
    const lines = textReport(mixed, plain, true).split('\n');
    expect(lines.slice(4, 7)).toEqual([
      'tth/pullscope.yaml:7:3 undecided Perhaps. [nuisance/large]',
      'tth/pullscope.yaml:8:3 undecided Perhaps too. [nuisance/large]',
      'tth/pullscope.yaml:9:3 skipped Nothing to compare. [shift/feature]',
    ]);
  });

  it('of a clean analysis is one line and what was read', () => {
    expect(textReport(report([outcome(1, { status: 'pass' })]), plain, false)).toBe(`\
tth/pullscope.yaml: no findings; 1 passed
6,570 events in 1 file, 1.2 s
`);
  });

  it('of an analysis that could not be run says nothing of events', () => {
    const broken = report([outcome(0, { severity: 'error', code: 'config/syntax', message: 'A tab.' })], 0, false);
    expect(textReport(broken, plain, false)).toBe(`\
tth/pullscope.yaml:1:3 error A tab. [config/syntax]
tth/pullscope.yaml: 1 error; 0 passed
`);
  });

  it('has colours where it is painted, and the same words', () => {
    const painted = textReport(mixed, (style, text) => `<${style}>${text}</${style}>`, false);
    expect(painted).toContain('<red>error</red>');
    expect(painted).toContain('<yellow>warning</yellow>');
    expect(painted.replace(/<\/?\w+>/g, '')).toBe(textReport(mixed, plain, false));
  });
});

describe("the editor's problem matcher", () => {
  const [{ pattern }] = manifest.contributes.problemMatchers as [(typeof manifest.contributes.problemMatchers)[0]];

  it('understands each finding that is told, and nothing else', () => {
    const lines = textReport(mixed, plain, true).split('\n');
    const found = lines.flatMap((line) => {
      const match = new RegExp(pattern.regexp).exec(line);
      const group = (name: 'file' | 'line' | 'column' | 'severity' | 'message' | 'code') => match?.[pattern[name]];
      return match ? [[group('file'), group('line'), group('severity'), group('message'), group('code')]] : [];
    });
    expect(found).toEqual([
      ['tth/pullscope.yaml', '31', 'error', 'Not a number.', 'model/output'],
      ['tth/pullscope.yaml', '5', 'warning', 'First.', 'nuisance/large'],
      ['tth/pullscope.yaml', '10', 'warning', 'Second.', 'nuisance/large'],
      // What VS Code calls information; any other word would be an error to it.
      ['tth/pullscope.yaml', '21', 'info', 'Many are negative.', 'data/negative-weights'],
    ]);
  });
});
