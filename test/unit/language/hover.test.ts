import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../src/checks/facts';
import { parseAnalysis } from '../../../src/config/parse';
import { hoverAt } from '../../../src/language/hover/hover';
import { cursorAt, histogram, interval, outcome, report, shown, text, words } from './hovering';

describe('the hover', () => {
  it('of a sample tells its events, weights and what they are worth', () => {
    const numbers = {
      events: 900,
      eventsBeforeSelection: 1000,
      sumWeights: 12.5,
      effectiveEvents: 640,
      negativeFraction: 0.1,
    };
    const told = shown(cursorAt('tt: {'), {
      report: report(
        [
          outcome('data/low-statistics', { sample: 'tt' }, numbers),
          outcome('data/low-statistics', { sample: 'other' }, { ...numbers, events: 1 }),
        ],
        [histogram({ nuisance: 'jes', sample: 'tt' }, 'score/model/jes/0')],
      ),
    });
    expect(told).toContain('| selectedEvents | selectedOf 900 1,000 |');
    expect(told).toContain('| sumWeights | 12.5 |');
    expect(told).toContain('| effectiveEvents | 640 |');
    expect(told).toContain('| negativeFraction | 10 % |');
    expect(told).toContain('data:image/svg+xml;base64,');
  });

  it('of a nuisance tells what it moves, each side with its error', () => {
    const target = { nuisance: 'jes', sample: 'tt' };
    const told = shown(cursorAt('jes'), {
      report: report(
        [
          outcome('nuisance/large', { ...target, side: 'up' }, { yieldRatio: interval(1.0123, 0.0011) }),
          outcome('nuisance/large', { ...target, side: 'down' }, { yieldRatio: interval(1, 0) }),
          outcome(
            'nuisance/large',
            { ...target, side: 'up', model: 'model', workingPoint: 'tight' },
            { efficiency: 0.3, efficiencyRatio: { value: 0.9, low: 0.88, high: 0.93 } },
          ),
          outcome('nuisance/normalisation', { ...target, side: 'up' }, { yieldRatio: 7 }),
        ],
        [histogram(target, 'score/model/jes/0')],
      ),
    });
    expect(told).toContain('|  | up | down |');
    expect(told).toContain('| yieldOf tt | +1.23 ± 0.11 % | 0 % |');
    expect(told).toContain('| efficiencyOf tt tight | −10.0 +3.0 −2.0 % | – |');
  });

  it('of a continuous nuisance tells what one standard deviation of it moves', () => {
    const told = shown(cursorAt('jes'), {
      report: report([
        outcome('nuisance/slope', { nuisance: 'jes', sample: 'tt' }, { yieldRatio: interval(1.02, 0.001) }),
        outcome('nuisance/slope', { nuisance: 'jes', sample: 'tt' }, { meanScore: 0.5, meanShift: 0.1 }),
      ]),
    });
    expect(told).toContain('|  | sigma |');
    expect(told).toContain('| yieldOf tt | +2.00 ± 0.10 % |');
  });

  it('of a feature tells how far application is from nominal', () => {
    const told = shown(text.replace('[pt]', '[p|t]'), {
      report: report(
        [
          outcome(
            'shift/feature',
            { sample: 'cr', feature: 'pt' },
            { wasserstein: interval(0.21, 0.02), meanShift: 0.15, adjustedPValue: 0.009 },
          ),
          outcome('data/missing', { sample: 'tt', feature: 'pt' }, { missingFraction: 0.02 }),
        ],
        [histogram({ sample: 'cr', feature: 'pt' }, 'shift/feature/data/pt')],
      ),
    });
    expect(told).toContain('| wasserstein cr | 0.210 ± 0.020 σ, p = 0.009 |');
    expect(told).toContain('| meanShift cr | 0.15 σ |');
    expect(told).toContain('| missingFraction | 2 % (tt) |');
    expect(told).toContain('![shift/feature/data/pt](data:image/svg+xml;base64,');
  });

  it('of a working point tells its efficiencies, and what moves them most', () => {
    const point = { model: 'model', workingPoint: 'tight', sample: 'tt' };
    const told = shown(cursorAt('tight'), {
      report: report([
        outcome('model/output', point, { efficiency: interval(0.566, 0.006) }),
        outcome(
          'nuisance/large',
          { ...point, nuisance: 'jes', side: 'up' },
          { efficiencyRatio: interval(1.01, 0.001) },
        ),
        outcome(
          'nuisance/large',
          { ...point, nuisance: 'jer', side: 'down' },
          { efficiencyRatio: interval(0.95, 0.001) },
        ),
        outcome(
          'nuisance/large',
          { ...point, nuisance: 'gen', side: 'cross-check' },
          { efficiencyRatio: interval(0.5, 0.001) },
        ),
      ]),
    });
    expect(told).toContain('| tt | 56.60 ± 0.60 % |');
    expect(told).toContain('movedMost jer down tt −5.00 ± 0.10 %');
  });

  it('of a path tells the columns of the file, or why it cannot be read', () => {
    const data = {
      ok: true as const,
      files: [{ path: '/a.root', size: 1_234_567, mtime: 0 }],
      columns: [{ name: 'pt', type: 'float32', kind: 'number' as const }],
      events: 1200,
      details: {},
    };
    const facts: Facts = { ...noFacts, data: () => data };
    const told = shown(cursorAt('a.root'), { facts });
    expect(told).toContain('| events | 1,200 |');
    expect(told).toContain('| size | 1.2 MB |');
    expect(told).toContain('pt (float32)');
    const failed: Facts = {
      ...noFacts,
      data: () => ({ ok: false, code: 'file-not-found', message: 'There is no such file.' }),
    };
    expect(shown(cursorAt('a.root'), { facts: failed })).toContain('There is no such file.');
  });

  it('of a check tells its question, its options and its last result', () => {
    const told = shown(cursorAt('nuisance/large'), {
      report: report([
        outcome('nuisance/large', { nuisance: 'a' }, {}),
        { ...outcome('nuisance/large', { nuisance: 'b' }, {}), status: 'finding' },
        { ...outcome('nuisance/large', { nuisance: 'b' }, {}), status: 'finding', severity: 'hint' },
      ]),
    });
    expect(told).toContain('| tolerance | 10% |');
    expect(told).toContain('lastResult oneFinding, passed 1');
  });

  it('of a key tells what the grammar says of it', () => {
    expect(shown(cursorAt('weight'))).toBe('**weight** key\n\nThe weight of an event; 1 when absent.');
    expect(shown(cursorAt("file: '"))).toContain('**file** required');
  });

  it('of an alias tells what it stands for', () => {
    expect(shown('samples: { a: { file: f, weight: &w x*y }, b: { file: f, weight: *|w } }')).toBe(
      '**w** anchor\n\nx*y',
    );
  });

  it.each([
    ['none', 'notMeasured'],
    ['stale', 'stale'],
    ['measuring', 'measuring'],
    ['untrusted', 'untrusted'],
    ['held', 'held'],
  ] as const)('says so where the numbers are not of now: %s', (age, word) => {
    expect(shown(cursorAt('jes'), { age })).toContain(`*${word}*`);
  });

  it('is there at every word of the grammar without a report', () => {
    const parsed = parseAnalysis(text);
    for (const { index } of text.matchAll(/[a-z]+(?=:)/g)) {
      const before = text.slice(0, index).split('\n');
      const position = { line: before.length - 1, character: (before.at(-1) ?? '').length };
      expect(hoverAt(parsed, position, { facts: noFacts, report: undefined, age: 'none' }, words)).toBeDefined();
    }
  });
});
