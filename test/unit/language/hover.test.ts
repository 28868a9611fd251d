import { describe, expect, it } from 'vitest';
import { noFacts, type Facts } from '../../../src/checks/facts';
import { parseAnalysis } from '../../../src/config/parse';
import type { HistogramFigure } from '../../../src/report/figure';
import type { Outcome, Report } from '../../../src/report/report';
import { hoverAt } from '../../../src/language/hover/hover';
import { markdownOf } from '../../../src/language/hover/markdown';
import { changeOf, percentOf } from '../../../src/language/hover/numbers';
import { introductionOf } from '../../../src/language/hover/page';
import { pictureOf } from '../../../src/language/hover/picture';
import type { Knowledge } from '../../../src/language/knowledge';
import type { Words } from '../../../src/language/words';
import { withCursor } from './marked';

/** Each word as its key; `{0}` and so on where something belongs into it. */
const words = new Proxy({} as Words, { get: (_, key) => `${String(key)} {0} {1} {2}` });
const bare = (text: string): string => text.replaceAll(/ ?\\\{\d\\\}/g, '').replaceAll('\\', '');

const evil = '<img src=x onerror=alert(1)>';
const hostile = `${evil}](command:x) **b** | \`c\` [l](http://a.b) https://a.b $(zap)`;

function outcome(code: string, target: Outcome['target'], evidence: Outcome['evidence']): Outcome {
  return { code, status: 'pass', severity: 'warning', message: `said of ${code}`, at: { path: [] }, target, evidence };
}

const interval = (value: number, error: number) => ({ value, low: value - error, high: value + error });

function histogram(target: HistogramFigure['target'], id: string, label = 'nominal'): HistogramFigure {
  return {
    kind: 'histogram',
    id,
    title: id,
    caption: '',
    target,
    about: [],
    x: { label: 'x', unit: 'GeV' },
    y: { label: 'y' },
    edges: [0, 1, 4],
    series: [
      { label, role: 'nominal', values: [3, 1], errors: [0.5, 0.1] },
      { label: 'up', role: 'up', values: [2, 2], errors: [0.5, 0.1] },
    ],
    underflow: [0, 0],
    overflow: [0, 0],
    ratio: { label: 'ratio', series: [{ label: 'up', role: 'up', values: [0.7, null], errors: [0.1, null] }] },
    lines: [{ x: 0.5, label: 'tight' }],
  };
}

function report(outcomes: readonly Outcome[], figures: Report['figures'] = []): Report {
  const provenance = { files: [], versions: {}, seed: 0, seconds: 0, firstScores: [] };
  return { analysis: '', outcomes, figures, provenance };
}

function hover(marked: string, knowledge: Partial<Knowledge> = {}): string {
  const { parsed, cursor } = withCursor(marked);
  const found = hoverAt(parsed, cursor, { facts: noFacts, report: undefined, age: 'current', ...knowledge }, words);
  return found === undefined ? '' : markdownOf(found.blocks);
}

const shown = (marked: string, knowledge?: Partial<Knowledge>): string => bare(hover(marked, knowledge));

const text = `pullscope: 1
samples: { tt: { file: 'a.root:t', weight: w } }
model: { file: m.onnx, features: [pt], working-points: { tight: 0.5 } }
nominal: [tt]
nuisances: { jes: { up: { replace: { pt: pt*1.1 } } } }
checks: { nuisance/large: error }
`;
const cursorAt = (word: string): string => text.replace(word, `${word.slice(0, 1)}|${word.slice(1)}`);

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

describe('what comes from a file', () => {
  it('is text in a hover, whatever it says', () => {
    const name = hostile.replaceAll("'", "''");
    const told = [2, 1, 0]
      .map((from) => {
        const file = `samples: { '${name}': { file: '${name}' }, a: { file: f, missing: { '${name}': 1 } } }`;
        const [sample = 0, path = 0, column = 0] = [...file.matchAll(/<img/g)].map(({ index }) => index);
        const position = { line: 0, character: [sample, path, column][from] ?? 0 };
        const found = hoverAt(
          parseAnalysis(file),
          position,
          {
            facts: noFacts,
            age: 'current',
            report: report(
              [outcome('model/output', { sample: hostile, model: hostile }, { meanScore: 0.5, minimumScore: 0 })],
              [histogram({ sample: hostile }, `score/${hostile}`, hostile)],
            ),
          },
          words,
        );
        return markdownOf(found?.blocks ?? []);
      })
      .join('\n');
    // Every sign that could begin something stands behind a backslash.
    expect(told.match(/\\<img src\\=x onerror\\=alert\\\(1\\\)\\>/g)?.length).toBeGreaterThanOrEqual(5);
    const unescaped = told
      .replaceAll(/\\[^\w\s]/g, '')
      .replaceAll(/!\[[^\]]*\]\(data:[\w+/;,=]+\|width=\d+,height=\d+\)/g, '');
    expect(unescaped).not.toMatch(/[<>[\]`$]|command:|https?:/);
    expect(unescaped).not.toMatch(/\*\*b/);
  });

  it('is text in its picture', () => {
    const { svg } = pictureOf({ ...histogram({}, 'a', evil), x: { label: evil } }, { y: evil, ratio: evil });
    expect(svg).not.toContain('<img');
    expect(svg).toContain('&lt;img');
  });

  it('is cut at no line of a table', () => {
    expect(markdownOf([{ kind: 'table', head: ['a', 'b'], rows: [['x\n| y', '|']] }]).split('\n')).toHaveLength(3);
  });
});

describe('the picture of a histogram', () => {
  it('is well-formed, and as high as it says', () => {
    const { svg, height } = pictureOf(histogram({}, 'a'), { y: 'y', ratio: 'r' });
    expect(svg).toContain(`height="${height}"`);
    const open = [...svg.matchAll(/<(\w+)(?:\s[^>]*[^/])?>/g)].map(([, name]) => name);
    const closed = [...svg.matchAll(/<\/(\w+)>/g)].map(([, name]) => name);
    expect(open.toSorted()).toEqual(closed.toSorted());
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it('draws bins as wide as they are', () => {
    const { svg } = pictureOf(histogram({}, 'a'), { y: 'y', ratio: 'r' });
    const [, first, edge, second] = /d="M([\d.]+) [\d.]+H([\d.]+)V[\d.]+H([\d.]+)"/.exec(svg) ?? [];
    const [from, to, end] = [first, edge, second].map(Number);
    expect((end! - to!) / (to! - from!)).toBeCloseTo(3, 1);
  });

  it('stands a histogram without events or ratios', () => {
    const figure = histogram({}, 'a');
    const empty = { ...figure, series: figure.series.map((one) => ({ ...one, values: [0, 0], errors: [0, 0] })) };
    const { ratio: _ratio, ...without } = empty;
    expect(pictureOf(without, { y: 'y', ratio: 'r' }).svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('numbers', () => {
  it.each([
    [changeOf(interval(1.0123, 0.00046)), '+1.230 ± 0.046 %'],
    [changeOf(interval(0.5, 0.066)), '−50.0 ± 6.6 %'],
    [changeOf(interval(1, 0)), '0 %'],
    [changeOf({ value: 2.197, low: 2.1, high: 2.35 }), '+119.7 +15.3 −9.7 %'],
    [percentOf(0.25), '25 %'],
    [percentOf(interval(0.8839, 0.0042)), '88.39 ± 0.42 %'],
  ])('are written with their errors: %s', (written, expected) => {
    expect(written).toBe(expected);
  });
});

describe('the introduction of a page', () => {
  it('is its first paragraph of prose', () => {
    expect(introductionOf('# a\n\nQ?\n\nDefault.\n\n## What\n\nThe `x` of\n[two](b.md) *lines*.\n\nMore.\n')).toBe(
      'The x of two lines.',
    );
    expect(introductionOf('# a\n\n## What\n\n- a list\n')).toBeUndefined();
    expect(introductionOf('# a\n')).toBeUndefined();
  });
});
