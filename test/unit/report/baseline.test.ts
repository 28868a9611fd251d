import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accept,
  applyBaseline,
  emptyBaseline,
  isAcceptable,
  renamed,
  tidy,
  type Baseline,
} from '../../../src/report/baseline';
import { baselineText, readBaseline } from '../../../src/report/baselineFile';
import type { Measured, Outcome } from '../../../src/report/report';

const file = 'pullscope.yaml';
const why = { reason: 'known from the review', date: '2026-03-14' };

function finding(more: Partial<Outcome> = {}): Outcome {
  return {
    code: 'nuisance/large',
    status: 'finding',
    severity: 'warning',
    message: "'jes' up changes the yield by +20 %.",
    at: { path: ['nuisances', 'jes'], on: 'key' },
    target: { nuisance: 'jes', side: 'up', class: 0 },
    evidence: { yieldRatio: { value: 1.2, low: 1.19, high: 1.21 } },
    ...more,
  };
}

const other = finding({ target: { nuisance: 'jer', side: 'up', class: 0 }, at: { path: ['nuisances', 'jer'] } });

const accepting = (...outcomes: readonly Outcome[]): Baseline =>
  accept({ baseline: emptyBaseline, analysis: file }, outcomes, outcomes, why);

function reported(baseline: Baseline, ...outcomes: readonly Outcome[]): readonly Outcome[] {
  return applyBaseline({ baseline, analysis: file }, outcomes).outcomes.filter(
    ({ status, severity }) => status === 'finding' && severity !== 'hint',
  );
}

describe('an accepted finding', () => {
  it('is not reported again, and keeps its reason', () => {
    const { outcomes, accepted } = applyBaseline({ baseline: accepting(finding()), analysis: file }, [
      finding(),
      other,
    ]);
    expect(outcomes).toEqual([other]);
    expect(accepted).toEqual([{ outcome: finding(), reason: 'known from the review' }]);
  });

  it('is reported in another analysis', () => {
    expect(
      applyBaseline({ baseline: accepting(finding()), analysis: 'other.pullscope.yaml' }, [finding()]).outcomes,
    ).toEqual([finding()]);
  });

  it('is reported of another check, side or class', () => {
    const baseline = accepting(finding());
    for (const one of [
      finding({ code: 'nuisance/noise' }),
      finding({ target: { nuisance: 'jes', side: 'down', class: 0 } }),
      finding({ target: { nuisance: 'jes', side: 'up', class: 1 } }),
    ]) {
      expect(reported(baseline, one)).toEqual([one]);
    }
  });

  it('is reported where it answers another question of the same target', () => {
    const pulled = finding({ code: 'pull/fit', target: { nuisance: 'jes' }, evidence: { pull: 1.2, constraint: 0.3 } });
    const constrained = { ...pulled, question: 'constraint' };
    expect(reported(accepting(pulled), pulled, constrained)).toEqual([constrained]);
    expect(reported(accepting(constrained), pulled, constrained)).toEqual([pulled]);
    expect(reported(accepting(pulled, constrained), pulled, constrained)).toEqual([]);
  });

  it('is recognised when its words and its place in a list have changed', () => {
    const moved = finding({ message: 'Said in another way.', at: { path: ['nuisances', 'jes', 'up'] } });
    expect(reported(accepting(finding()), moved)).toEqual([]);
  });

  it('is reported in another bin of the same target', () => {
    const bin = (from: number) =>
      finding({ target: { model: 'm', feature: 'mass' }, evidence: { from, to: from + 1 } });
    expect(reported(accepting(bin(0)), bin(0), bin(1))).toEqual([bin(1)]);
  });

  it('leaves what is no finding as it is', () => {
    const pass = finding({ status: 'pass' });
    expect(applyBaseline({ baseline: accepting(finding()), analysis: file }, [pass]).outcomes).toEqual([pass]);
  });
});

describe('worse is', () => {
  const measured = (value: number, error: number): Measured => ({ value, low: value - error, high: value + error });
  const withRatio = (value: number, error = 0.01): Outcome =>
    finding({ evidence: { yieldRatio: measured(value, error) } });
  const baseline = accepting(withRatio(1.2));

  it('graver, and not less grave', () => {
    expect(reported(baseline, finding({ severity: 'error' }))).toHaveLength(1);
    expect(reported(accepting(finding({ severity: 'error' })), finding())).toEqual([]);
  });

  it.each([
    ['the same', 1.2, 0.01, 0],
    ['smaller', 1.05, 0.01, 0],
    ['larger by 3.9 of its errors', 1.2 + 3.9 * Math.hypot(0.01, 0.01), 0.01, 0],
    ['larger by 4.1 of its errors', 1.2 + 4.1 * Math.hypot(0.01, 0.01), 0.01, 1],
    ['much larger, with an error as large', 2, 0.3, 0],
    ['a little to the other side', 0.97, 0.01, 0],
    ['clearly on the other side', 0.9, 0.01, 1],
  ])('an effect that is %s', (_, value, error, count) => {
    expect(reported(baseline, withRatio(value, error))).toHaveLength(count);
  });

  it('a ratio further below 1, and not nearer to it', () => {
    const below = accepting(withRatio(0.8));
    expect(reported(below, withRatio(0.7))).toHaveLength(1);
    expect(reported(below, withRatio(0.9))).toEqual([]);
  });

  it('the half of the interval that faces the other value counts', () => {
    const lopsided = accepting(finding({ evidence: { wasserstein: { value: 0.3, low: 0, high: 0.31 } } }));
    expect(
      reported(lopsided, finding({ evidence: { wasserstein: { value: 0.4, low: 0.39, high: 0.9 } } })),
    ).toHaveLength(1);
  });

  it.each([
    ['missingFraction', 0.01, 0.0109, 0],
    ['missingFraction', 0.01, 0.0111, 1],
    ['pull', -1.5, -1.7, 1],
    ['constraint', 0.4, 0.3, 1],
    ['constraint', 0.4, 0.45, 0],
    ['effectiveEvents', 1000, 800, 1],
    ['effectiveEvents', 1000, 5000, 0],
    ['events', 1000, 5000, 0],
    ['pValue', 0.01, 1e-9, 0],
  ])('without an error, a tenth more: %s from %d to %d', (name, before, now, count) => {
    const known = accepting(finding({ evidence: { [name]: before } }));
    expect(reported(known, finding({ evidence: { [name]: now } }))).toHaveLength(count);
  });

  it('not the efficiency itself, of which a change is the effect', () => {
    const known = accepting(finding({ evidence: { efficiency: measured(0.2, 0.001) } }));
    expect(reported(known, finding({ evidence: { efficiency: measured(0.9, 0.001) } }))).toEqual([]);
  });
});

describe('a finding of several rows', () => {
  const up = finding();
  const down = finding({
    severity: 'hint',
    message: 'Down, too.',
    target: { nuisance: 'jes', side: 'down', class: 0 },
  });
  const baseline = accept({ baseline: emptyBaseline, analysis: file }, [up], [up, down, other], why);

  it('is accepted with its rows, and without those of others', () => {
    expect(baseline.accepted.map(({ rows }) => rows.map(({ target }) => target))).toEqual([[up.target, down.target]]);
    expect(applyBaseline({ baseline, analysis: file }, [up, down, other]).outcomes).toEqual([other]);
  });

  it('is not reported when another of its rows becomes the worst', () => {
    const swapped = [
      { ...up, severity: 'hint' as const },
      { ...down, severity: 'warning' as const },
    ];
    expect(reported(baseline, ...swapped)).toEqual([]);
  });

  it('is reported at a row that is new, as grave as the finding', () => {
    const third = finding({ severity: 'hint', message: 'Class 1.', target: { nuisance: 'jes', side: 'up', class: 1 } });
    expect(reported(baseline, up, down, third)).toEqual([{ ...third, severity: 'warning' }]);
  });

  it('is reported at a row that has become worse', () => {
    const worse = { ...down, evidence: { yieldRatio: { value: 1.6, low: 1.59, high: 1.61 } } };
    expect(reported(baseline, up, worse)).toEqual([{ ...worse, severity: 'warning' }]);
  });
});

describe('what can be accepted', () => {
  it('is no error that keeps the analysis from being measured, also where a baseline names it', () => {
    const stops = finding({ code: 'config/unknown-column', severity: 'error', target: {} });
    expect(isAcceptable(stops)).toBe(false);
    const forged = accepting({ ...stops, severity: 'warning' });
    expect(reported(forged, stops)).toEqual([stops]);
  });

  it('is told apart by its words where it names no target', () => {
    const at = { path: ['pulls', 'theory'] };
    const low = finding({ code: 'pull/theory', target: {}, at, message: "8 processes, 'zz' first, vary too little." });
    const high = finding({ code: 'pull/theory', target: {}, at, message: "2 processes, 'zz' first, are pulled." });
    expect(reported(accepting(low), low, high)).toEqual([high]);
    expect(reported(accepting(low), { ...low, message: "7 processes, 'h' first, vary too little." })).toEqual([]);
  });
});

describe('a baseline', () => {
  it('takes a new reason for what is accepted again', () => {
    const again = accept({ baseline: accepting(finding(), other), analysis: file }, [finding()], [finding()], {
      reason: 'new',
      date: '2026-04-01',
    });
    expect(again.accepted.map(({ node, reason }) => [node.at(-1), reason])).toEqual([
      ['jer', why.reason],
      ['jes', 'new'],
    ]);
  });

  it('is tidied of what a run does not find, and of nothing of other analyses', () => {
    const elsewhere = accept(
      { baseline: accepting(finding(), other), analysis: 'b.pullscope.yaml' },
      [finding()],
      [finding()],
      why,
    );
    const { accepted } = tidy({ baseline: elsewhere, analysis: file }, [finding(), { ...other, status: 'pass' }]);
    expect(accepted.map(({ analysis, node }) => [analysis, node.at(-1)])).toEqual([
      ['b.pullscope.yaml', 'jes'],
      [file, 'jes'],
    ]);
  });

  it('follows an analysis that gets another name', () => {
    const moved = renamed(accepting(finding()), file, 'moved.pullscope.yaml');
    expect(applyBaseline({ baseline: moved, analysis: 'moved.pullscope.yaml' }, [finding()]).outcomes).toEqual([]);
    expect(reported(moved, finding())).toHaveLength(1);
  });

  it('says the same, in whichever order findings are accepted', () => {
    expect(baselineText(accepting(finding(), other))).toBe(baselineText(accepting(other, finding())));
  });

  it('is written as it was read, whichever order the keys of a target have', () => {
    const turned = finding({ target: { class: 0, side: 'up', nuisance: 'jes', workingPoint: 'tight', sample: 'tt' } });
    const text = baselineText(accepting(turned));
    const read = readBaseline(text);
    expect(read.ok && baselineText(read.baseline)).toBe(text);
  });

  it('is read as it was written, whatever stands in it', () => {
    const measured = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.record({ value: fc.integer(), low: fc.integer(), high: fc.integer() }),
    );
    const outcomes = fc.record({
      message: fc.string(),
      target: fc.record({ nuisance: fc.string(), class: fc.integer() }, { requiredKeys: [] }),
      evidence: fc.dictionary(fc.string(), measured, { noNullPrototype: true }),
    });
    fc.assert(
      fc.property(outcomes, fc.string({ minLength: 1 }), (more, reason) => {
        fc.pre(reason.trim() !== '');
        const one = finding(more);
        const text = baselineText(
          accept({ baseline: emptyBaseline, analysis: file }, [one], [one], { ...why, reason: reason.trim() }),
        );
        const read = readBaseline(text);
        expect(read.ok && baselineText(read.baseline)).toBe(text);
        expect(read.ok && reported(read.baseline, one)).toEqual([]);
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('a damaged baseline', () => {
  const text = baselineText(accepting(finding(), other));
  const problem = (damaged: string) => {
    const read = readBaseline(damaged);
    if (read.ok) throw new Error('it was read');
    const { start } = read.problem.range;
    return { ...read.problem, word: damaged.split('\n')[start.line]!.slice(start.character) };
  };

  it.each([
    ['a conflict of a merge', text.replace('  "accepted"', '<<<<<<< HEAD\n  "accepted"'), 2],
    ['a comma too many', text.replace('"known from the review"', '$&,,'), 12],
    ['a file that was cut', text.split('\n').slice(0, 5).join('\n'), 4],
    ['an empty file', '', 0],
  ])('is no JSON: %s', (_, damaged, line) => {
    const { message, range } = problem(damaged);
    expect(message).toBe('This is no JSON: mend it here, or take the last version that was.');
    expect(range.start.line).toBe(line);
  });

  it.each([
    ['a reason that is missing', /"reason": "[^"]*"/, '"reason": ""', "at 'accepted.0.reason'", '"",'],
    ['a date that is none', '2026-03-14', '14 March', "at 'accepted.0.date'", '"14 March"'],
    ['a severity that is none', '"warning"', '"grave"', "at 'accepted.0.severity'", '"grave"'],
    ['another version', '"pullscope-baseline": 1', '"pullscope-baseline": 2', "at 'pullscope-baseline'", '2,'],
  ])('says which value is wrong, and stands at it: %s', (_, from, to, said, word) => {
    const found = problem(text.replace(from, to));
    expect(found.message).toContain(said);
    expect(found.word.startsWith(word)).toBe(true);
  });

  it('may be any text: it is told in one sentence, and nothing is thrown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (any) => {
        const read = readBaseline(any);
        expect(read.ok || read.problem.message.endsWith('.')).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
