import { describe, expect, it } from 'vitest';
import type { Figure } from '../../../src/report/figure';
import type { Outcome, Target } from '../../../src/report/report';
import type { ReportOutcome } from '../../../src/report/reportContent';
import { figureOf, figureSections, findingsOf } from '../../../webview/report/sections';

function figure(id: string, target: Target = {}): Figure {
  return { id, target, kind: 'histogram', title: id, caption: '', about: [] } as unknown as Figure;
}

function outcome(code: string, severity: Outcome['severity'], target: Target = {}): ReportOutcome {
  const start = { line: 0, character: 0 };
  return { code, severity, status: 'finding', message: code, target, evidence: {}, question: '', start, related: [] };
}

describe('what to worry about first', () => {
  it('is the gravest; among equals what makes the rest wrong, then what moves the result, then advice', () => {
    const found = findingsOf([
      outcome('data/low-statistics', 'warning'),
      outcome('nuisance/large', 'warning'),
      outcome('data/missing', 'warning'),
      outcome('model/inputs', 'warning'),
      outcome('nuisance/large', 'hint'),
      outcome('pull/fit', 'error'),
    ]);
    expect(found.map(({ code }) => code)).toEqual([
      'pull/fit',
      'model/inputs',
      'data/missing',
      'nuisance/large',
      'data/low-statistics',
    ]);
  });
});

describe('the plot of a finding', () => {
  const figures = [
    figure('score/m/jvt/0', { nuisance: 'jvt', class: 0, model: 'm' }),
    figure('score/m/jvt/1', { nuisance: 'jvt', class: 1, model: 'm' }),
    figure('shift/feature/data/HT', { sample: 'data', feature: 'HT' }),
    figure('shift/score/data/m', { sample: 'data', model: 'm' }),
  ];
  const idOf = (code: string, target: Target): string | undefined =>
    figureOf(outcome(code, 'error', target), figures)?.id;

  it('is about the same nuisance and class', () => {
    expect(idOf('nuisance/large', { nuisance: 'jvt', class: 1, workingPoint: 'tight' })).toBe('score/m/jvt/1');
  });

  it('is about the same feature, or of the same sample', () => {
    expect(idOf('shift/feature', { sample: 'data', feature: 'HT' })).toBe('shift/feature/data/HT');
    expect(idOf('shift/score', { sample: 'data', model: 'm' })).toBe('shift/score/data/m');
  });

  it('is one of the fit for what is said of the fit, and for nothing else', () => {
    const plane = figure('inference/plane/m/jvt', { nuisance: 'jvt', model: 'm' });
    const of = (code: string, target: Target): string | undefined =>
      figureOf(outcome(code, 'error', target), [plane, ...figures])?.id;
    expect(of('inference/over-constrained', { nuisance: 'jvt', model: 'm' })).toBe(plane.id);
    expect(of('nuisance/large', { nuisance: 'jvt', model: 'm' })).toBe('score/m/jvt/0');
  });

  it('is the one that shows what is said of an emulator', () => {
    const emulated = ['intervals/mass', 'profile/mass', 'width/mass'].map((name) =>
      figure(`emulator/${name}`, { feature: 'mass' }),
    );
    const all = [figure('shift/feature/data/mass', { feature: 'mass' }), ...emulated, figure('emulator/residuals')];
    const of = (code: string, target: Target): string | undefined => figureOf(outcome(code, 'error', target), all)?.id;
    expect(of('emulator/interval', { feature: 'mass' })).toBe('emulator/intervals/mass');
    expect(of('emulator/range', { feature: 'mass' })).toBe('emulator/profile/mass');
    expect(of('emulator/prior', { feature: 'mass' })).toBe('emulator/width/mass');
    expect(of('emulator/misfit', {})).toBe('emulator/residuals');
    expect(of('shift/feature', { feature: 'mass' })).toBe('shift/feature/data/mass');
  });

  it('is none rather than one about something else', () => {
    expect(idOf('nuisance/large', { nuisance: 'pileup', class: 0 })).toBeUndefined();
    expect(idOf('shift/feature', { sample: 'data', feature: 'nJets' })).toBeUndefined();
    expect(idOf('data/missing', { sample: 'tt' })).toBeUndefined();
  });
});

it('puts every figure into one section, in the order of the report', () => {
  const ids = [
    'roc/models',
    'something/new',
    'shift/map',
    'shift/score/data/m',
    'score/m/jvt/0',
    'pulls/theory',
    'slope/z/m/tight/0',
    'dependence/mass/m/0',
    'epistemic/budget/m/tight/0',
    'reliability/m/jvt',
    'corruption/auc/m',
  ];
  expect(
    figureSections(ids.map((id) => figure(id))).map(({ id, figures }) => [id, figures.map((one) => one.id)]),
  ).toEqual([
    ['shift', ['shift/map']],
    ['scores', ['shift/score/data/m', 'score/m/jvt/0']],
    ['slopes', ['slope/z/m/tight/0']],
    ['roc', ['roc/models']],
    ['decorrelation', ['dependence/mass/m/0']],
    ['calibration', ['reliability/m/jvt']],
    ['ensemble', ['epistemic/budget/m/tight/0']],
    ['corruptions', ['corruption/auc/m']],
    ['pulls', ['pulls/theory']],
    ['more', ['something/new']],
  ]);
});
