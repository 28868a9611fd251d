import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../src/report/report';
import { cursorAt, interval, outcome, report, shown } from './hovering';

describe('the hover', () => {
  it('of a nuisance tells what else was measured of it: slope, apparent size, dependence, calibration, a fit', () => {
    const of = { nuisance: 'jes', model: 'model', class: 0 };
    const told = shown(cursorAt('jes'), {
      report: report([
        outcome('nuisance/slope', of, { meanScore: 0.5, meanShift: interval(0.507, 0.008) }),
        outcome('decorrelation/apparent', of, { apparent: interval(0.02, 0.005), actual: interval(0.18, 0.01) }),
        outcome('decorrelation/dependence', of, { distanceCorrelationSquared: interval(0.231, 0.01) }),
        outcome('calibration/drifts', { ...of, side: 'up' }, { calibrationDrift: interval(0.03, 0.01) }),
        outcome('pull/fit', { nuisance: 'jes' }, { pull: 0.06, constraint: 0.33 }),
        { ...outcome('pull/fit', { nuisance: 'jes' }, { pull: 0.06, constraint: 0.33 }), status: 'finding' },
        outcome('nuisance/large', { ...of, side: 'up' }, { meanShift: interval(7, 1) }),
        outcome('pull/fit', { nuisance: 'other' }, { pull: 9 }),
      ]),
    });
    expect(told.split('\n').filter((line) => line.startsWith('| '))).toEqual(
      [
        '|  |  |',
        '| meanScoreMoves: classNumber 0 | 0.5070 ± 0.0080 σ |',
        '| apparentSize: classNumber 0 | 0.0200 ± 0.0050 |',
        '| actualSize: classNumber 0 | 0.180 ± 0.010 |',
        '| distanceCorrelation: classNumber 0 | 0.231 ± 0.010 |',
        '| calibrationDrift: classNumber 0 | 0.030 ± 0.010 |',
        '| fitPull: jes | 0.06 |',
        '| fitConstraint: jes | 0.33 |',
      ].flatMap((line, index) => (index === 0 ? [line, '| :-- | --: |'] : [line])),
    );
  });

  it('of a protected variable tells how far the score depends on it, and what a cut makes of it', () => {
    const at = { path: ['protected', 0] };
    const of = { feature: 'mass', model: 'model', class: 0 };
    const told = shown('protected: [ma|ss]', {
      report: report([
        { ...outcome('decorrelation/dependence', of, { distanceCorrelationSquared: interval(0.2, 0.01) }), at },
        { ...outcome('decorrelation/sculpting', { ...of, workingPoint: 'half' }, { inverseJsd: interval(40, 3) }), at },
        outcome('decorrelation/dependence', { ...of, feature: 'other' }, { distanceCorrelationSquared: 0.9 }),
      ]),
    });
    expect(told).toContain('**mass** protectedVariable');
    expect(told).toContain('| distanceCorrelation: classNumber 0 | 0.200 ± 0.010 |');
    expect(told).toContain('| inverseJsd: classNumber 0, half | 40.0 ± 3.0 |');
    expect(told).toContain('lastResult passed 2');
    expect(told).not.toContain('0.9');
  });

  it('of pulls tells their mean and width by either definition', () => {
    const at = { path: ['pulls', 'theory'] };
    const told = shown('pulls: { the|ory: { file: a.csv } }', {
      report: report([
        {
          ...outcome('pull/theory', { feature: 'pullScale' }, { mean: interval(1.7, 0.3), width: interval(1.5, 0.2) }),
          at,
        },
        { ...outcome('pull/theory', { feature: 'pullReference' }, { mean: interval(1.2, 0.2) }), at },
      ]),
    });
    expect(told).toContain('| pullMean: byScale | 1.70 ± 0.30 |');
    expect(told).toContain('| pullMean: byReference | 1.20 ± 0.20 |');
    expect(told).toContain('| pullWidth: byScale | 1.50 ± 0.20 |');
  });

  it('of a parameter of an emulator tells its intervals in each scenario', () => {
    const at = { path: ['emulator', 'parameters', 'mass'], on: 'key' as const };
    const row = (question: string, error: number): Outcome => {
      const evidence = { profile: interval(1.4, error), marginal: interval(1.41, error) };
      return { ...outcome('emulator/interval', { feature: 'mass' }, evidence), question, at };
    };
    const told = shown('emulator: { parameters: { ma|ss: [1, 2] } }', {
      report: report([row('known', 0.02), row('loose', 0.3)]),
    });
    expect(told).toContain('| profileInterval: mass, known | 1.400 ± 0.020 |');
    expect(told).toContain('| profileInterval: mass, loose | 1.40 ± 0.30 |');
    expect(told).toContain('| posteriorInterval: mass, loose | 1.41 ± 0.30 |');
  });

  it('of a feature that nobody would see changed tells what the feature is like', () => {
    const told = shown('model: { file: m, features: [pt/2] }\nundetected: { within: { p|t/2: 10% } }', {
      report: report([outcome('data/missing', { sample: 'tt', feature: 'pt/2' }, { missingFraction: 0.02 })]),
    });
    expect(told).toContain('**pt/2** feature');
    expect(told).toContain('| missingFraction | 2 % (tt) |');
  });

  it('of corruptions tells what the grammar says of them, and what came of it', () => {
    const spoilt = { ...outcome('epistemic/corruption', { model: 'a' }, {}), at: { path: ['corruptions'] } };
    const told = shown('corrup|tions: { noise: true }', { report: report([spoilt]) });
    expect(told).toContain('Features are spoilt in steps');
    expect(told).toContain('lastResult passed 1');
  });

  it('of unnoticed shifts tells how far they move the efficiency of each working point', () => {
    const of = { model: 'a', workingPoint: 'tight', class: 1, sample: 'ttH' };
    const at = { path: ['undetected'] };
    const told = shown('undet|ected: { ks: 0.02 }', {
      report: report([
        { ...outcome('safety/undetected', of, { efficiencyChange: interval(-0.02, 0.003) }), at },
        { ...outcome('safety/undetected', of, { efficiencyChange: interval(0.01, 0.002) }), at },
      ]),
    });
    expect(told).toContain('| unnoticedChange: ttH, tight | −0.0200 ± 0.0030 |');
    expect(told).toContain('lastResult passed 2');
  });

  it('of a model and of a nuisance in a fit tells what is measured with the one, and what is left of the other', () => {
    const told = report([
      outcome('inference/precision', { model: 'model' }, { sigma: interval(0.193, 0.003) }),
      outcome('inference/over-constrained', { model: 'model', nuisance: 'z' }, { constraint: 0.24 }),
    ]);
    const both = 'mo|del: { file: m, features: [x] }\nnuisances: { z: { kind: scale } }\n';
    expect(shown(both, { report: told })).toContain('| fitUncertainty | 0.1930 ± 0.0030 |');
    expect(shown(both.replace('|', '').replace('{ z', '{ |z'), { report: told })).toContain('| fitConstraint | 0.24 |');
  });
});
