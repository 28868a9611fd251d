import { describe, expect, it } from 'vitest';
import { parseAnalysis } from '../../../src/config/parse';
import { modelFilesOf, useOf, type KnownAnalysis } from '../../../src/editor/panels/modelUses';
import type { SessionState } from '../../../src/editor/session/sessionState';
import type { Outcome, Report } from '../../../src/report/report';

const text = `pullscope: 1
samples:
  tt: { file: tt.csv, label: 0 }
models:
  plain: { file: ../models/plain.onnx, features: [pt, eta] }
  robust: { files: [../models/r0.onnx, ../models/r1.onnx], features: [pt] }
nominal: [tt]
nuisances:
  pileup: { up: { replace: { w: w_up } } }
`;

const plain = '/analysis/models/plain.onnx';
const robust = '/analysis/models/r1.onnx';
const report = { outcomes: [] } as unknown as Report;

function analysis(outcomes?: readonly Outcome[], more: Partial<SessionState> = {}, of = text): KnownAnalysis {
  const parsed = parseAnalysis(of);
  const path = '/analysis/tth/pullscope.yaml';
  const session: SessionState | undefined = outcomes && {
    path,
    parsed,
    problems: parsed.problems,
    outcomes,
    references: { data: [], models: [] },
    report,
    stale: false,
    run: { kind: 'done' },
    hold: undefined,
    unaccepted: [],
    silenced: [],
    ...more,
  };
  return { uri: 'file:///analysis/tth/pullscope.yaml', path, name: 'tth/pullscope.yaml', parsed, session };
}

function outcome(code: string, more: Partial<Outcome>): Outcome {
  const at = { path: ['nuisances', 'pileup'], on: 'key' as const };
  return { code, status: 'finding', severity: 'warning', message: code, at, target: {}, evidence: {}, ...more };
}

function findingsAbout(file: string, ...outcomes: readonly Outcome[]): readonly (readonly [string, string])[] {
  const use = useOf(analysis(outcomes), (path) => path === file);
  return (use?.findings ?? []).map(({ message, severity }) => [message, severity]);
}

describe('an analysis', () => {
  it('uses the files that it names, from its own folder', () => {
    expect(modelFilesOf(analysis())).toEqual([plain, '/analysis/models/r0.onnx', robust]);
  });

  it('uses a model as a member of an ensemble, by the ensemble’s name and at its own word', () => {
    const use = useOf(analysis(), (path) => path === robust);
    expect(use?.models).toEqual([
      { name: 'robust', range: { start: { line: 5, character: 39 }, end: { line: 5, character: 56 } } },
    ]);
  });

  it('is not named where it does not use the model', () => {
    expect(useOf(analysis(), () => false)).toBeUndefined();
  });

  it('that is not open says so instead of findings', () => {
    expect(useOf(analysis(), (path) => path === plain)).toMatchObject({ isOpen: false, summary: '', findings: [] });
    expect(useOf(analysis(), (path) => path === plain)?.status).toMatch(/^Not open/);
  });

  it('that cannot be read at all uses nothing', () => {
    expect(modelFilesOf(analysis([], {}, '[not an analysis'))).toEqual([]);
  });

  it('says when its findings are old, or why there are none', () => {
    const status = (more: Partial<SessionState>): string | undefined =>
      useOf(analysis([], more), (path) => path === plain)?.status;
    expect(status({})).toBe('');
    expect(status({ stale: true })).toBe('From before the last change.');
    expect(status({ report: undefined, run: { kind: 'none' } })).toBe('Not measured yet.');
    const failed = { kind: 'failed', code: 'x', message: 'It failed.', at: undefined } as const;
    expect(status({ run: failed })).toBe('It failed.');
  });
});

describe('findings about a model', () => {
  it('are those of its name, its entry and its features, most serious first', () => {
    const shift = outcome('shift/feature', { target: { sample: 'data', feature: 'eta' } });
    const inputs = outcome('model/inputs', { at: { path: ['models', 'plain', 'features'] }, severity: 'error' });
    const large = outcome('nuisance/large', { target: { nuisance: 'pileup', model: 'plain' } });
    const others = [
      outcome('data/negative-weights', { target: { sample: 'tt' } }),
      outcome('nuisance/large', { target: { nuisance: 'pileup', model: 'robust' }, message: 'robust' }),
      outcome('shift/feature', { target: { feature: 'mass' } }),
    ];
    expect(findingsAbout(plain, shift, ...others, large, inputs)).toEqual([
      ['model/inputs', 'error'],
      ['shift/feature', 'warning'],
      ['nuisance/large', 'warning'],
    ]);
    expect(findingsAbout(robust, shift, ...others, large, inputs)).toEqual([['robust', 'warning']]);
  });

  it('count a further row only where the finding itself is told of another model, and then as gravely', () => {
    const rows = [
      outcome('nuisance/large', { target: { model: 'plain' }, message: 'worst', severity: 'warning' }),
      outcome('nuisance/large', { target: { model: 'plain' }, message: 'second', severity: 'hint' }),
      outcome('nuisance/large', { target: { model: 'robust' }, message: 'third', severity: 'hint' }),
      outcome('nuisance/large', { target: { model: 'robust' }, message: 'fourth', severity: 'hint' }),
    ];
    expect(findingsAbout(plain, ...rows)).toEqual([['worst', 'warning']]);
    expect(findingsAbout(robust, ...rows)).toEqual([['third', 'warning']]);
  });

  it('hold what is wrong with the text of its entry, and not of another', () => {
    const of = text.replace('features: [pt, eta] }', 'featurs: [pt, eta] }');
    const messages = (file: string): readonly string[] | undefined =>
      useOf(analysis([], {}, of), (path) => path === file)?.findings.map(({ code }) => code);
    expect(messages(plain)).toContain('config/unknown-key');
    expect(messages(robust)).toEqual([]);
  });

  it('are counted with what was undecided and what passed', () => {
    const target = { model: 'plain' };
    const outcomes = [
      outcome('nuisance/large', { target }),
      outcome('nuisance/large', { target, severity: 'hint' }),
      outcome('nuisance/one-sided', { target, status: 'undecided' }),
      outcome('shift/score', { target, status: 'pass' }),
    ];
    const use = useOf(analysis(outcomes), (path) => path === plain);
    expect(use?.summary).toBe('1 finding, 1 undecided, 1 passed');
  });
});
