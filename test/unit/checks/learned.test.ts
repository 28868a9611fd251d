import { describe, expect, it } from 'vitest';
import { learnedFlips } from '../../../src/checks/learned/flips';
import { learnedObservables } from '../../../src/checks/learned/observables';
import { judge, type Judged } from '../../../src/checks';
import { column, findings, measure, outcomes, statuses, valueOf } from './judging';

const code = 'learned/observables';
const n = 1000;

interface Options {
  readonly events?: number;
  readonly learned?: string;
  readonly extra?: string;
  readonly negative?: number;
}

/** The score is x·y; the observables may be x, y, both, or neither. */
function product(
  name: string,
  { events = n, learned = 'learned: {}', extra = '', negative = 0 }: Options,
): Promise<Judged> {
  const text = `pullscope: 1
samples:
  b: { file: b.csv, weight: w, label: 0 }
  s: { file: s.csv, weight: w, label: 1 }
model: { file: m.onnx, features: [z] }
nominal: [b, s]
${learned}
${extra}`;
  const sample = (what: string, shift: number) => {
    const x = column(`x ${what} ${name}`, events, (random) => random.uniform() + shift);
    const y = column(`y ${what} ${name}`, events, (random) => random.uniform() + shift);
    const w = column(`w ${what} ${name}`, events, (random) => (random.uniform() < negative ? -1 : 1));
    return { x, y, z: x.map((value, event) => value * y[event]!), w };
  };
  return measure(text, { b: sample('b', 0), s: sample('s', 0.2) });
}

describe('learned/observables', () => {
  it('says nothing where nothing is asked', async () => {
    const judged = await product('silent', { learned: '' });
    expect(outcomes(judged, code)).toEqual([]);
    expect(learnedObservables.figures?.(judged)).toEqual([]);
  });

  it('passes a model whose score is one of the observables', async () => {
    const [found] = outcomes(await product('itself', {}), code);
    expect(found?.status).toBe('pass');
    expect(found?.message).toMatch(/^By 'z' 100\.00 ± 0\.00 % of the pairs/);
    expect(valueOf(found?.evidence['averageDecisionOrdering'])).toBeCloseTo(1, 9);
  });

  it('lists what the score is made of, the most telling first, and passes', async () => {
    const judged = await withoutFeature({ learned: 'learned: { observables: { one: x, other: y, noise: u } }' });
    const [found] = outcomes(judged, code);
    expect(found?.status).toBe('pass');
    expect(found?.message).toMatch(/^By '(one|other)' [\d.]+ ± [\d.]+ %, with '(one|other)' 9\d\.\d+ ± [\d.]+ % of/);
    expect(valueOf(found?.evidence['averageDecisionOrdering'])).toBeGreaterThan(0.97);
    expect(valueOf(found?.evidence['averageDecisionOrdering@noise'])).toBeCloseTo(0.5, 1);
  });

  it('finds that a part of the score is told by none of them', async () => {
    const [found, ...others] = findings(await withoutFeature({ learned: 'learned: { observables: [x] }' }), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'information', at: { path: ['learned'], on: 'key' } });
    expect(found?.message).toMatch(
      / are not, more than the accepted 5 %: it has learned something that none of these 2 /,
    );
  });

  it('is undecided with few events, and says what would have been seen', async () => {
    const judged = await withoutFeature({
      events: 60,
      learned: 'learned: { observables: [x] }',
      extra: 'checks: { learned/observables: { tolerance: 17% } }',
    });
    const [found] = outcomes(judged, code);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.17);
  });

  it('goes no further than the list may be long', async () => {
    const judged = await withoutFeature({
      learned: 'learned: { observables: [x, y] }',
      extra: 'checks: { learned/observables: { most: 1 } }',
    });
    expect(outcomes(judged, code)[0]?.message).not.toContain(', with ');
  });

  it('takes weights of any sign', async () => {
    const [found] = outcomes(
      await withoutFeature({ learned: 'learned: { observables: [x, y] }', negative: 0.2 }),
      code,
    );
    expect(found?.status).toBe('pass');
  });

  it('skips an analysis without two classes', async () => {
    const text = `pullscope: 1
samples: { a: { file: a.csv } }
model: { file: m.onnx, features: [x] }
nominal: [a]
learned: {}`;
    const judged = await measure(text, { a: { x: [0, 1, 2] } });
    expect(statuses(judged, code)).toEqual(['skipped']);
  });

  it('draws every observable alone, and the list', async () => {
    const judged = await withoutFeature({ learned: 'learned: { observables: [x, y] }' });
    const figures = learnedObservables.figures?.(judged) ?? [];
    expect(figures.map(({ id }) => id)).toEqual(['learned/alone/model', 'learned/together/model']);
    expect(figures[0]).toMatchObject({ kind: 'intervals', reference: 0.5 });
  });
});

/** The feature of the model says nothing by itself: its score is x·y, which only the observables tell. */
function withoutFeature({ events = n, learned = '', extra = '', negative = 0 }: Options): Promise<Judged> {
  const text = `pullscope: 1
samples:
  b: { file: b.csv, weight: w, label: 0 }
  s: { file: s.csv, weight: w, label: 1 }
model: { file: m.onnx, features: [code] }
nominal: [b, s]
${learned}
${extra}`;
  const products: number[] = [];
  const sample = (what: string, shift: number) => {
    const x = column(`x ${what}`, events, (random) => random.uniform() + shift);
    const y = column(`y ${what}`, events, (random) => random.uniform() + shift);
    const w = column(`w ${what}`, events, (random) => (random.uniform() < negative ? -1 : 1));
    const u = column(`u ${what}`, events, (random) => random.uniform());
    // A number in no order, from which the score is looked up.
    const code = x.map((value, event) => products.push(value * y[event]!) - 1);
    const shuffled = code.map((index) => (index * 7919) % 65521);
    shuffled.forEach((key, event) => scoreOf.set(key, products[code[event]!]!));
    return { x, y, w, u, code: shuffled };
  };
  const scoreOf = new Map<number, number>();
  return measure(text, { b: sample('b', 0), s: sample('s', 0.2) }, { model: ([key]) => scoreOf.get(key!)! });
}

describe('learned/flips', () => {
  const flips = 'learned/flips';
  const moved = (up: string): Options => ({
    extra: `nuisances: { scale: { up: { replace: { z: ${up} } } }, weight: { up: { replace: { w: 1.1*w } } } }`,
  });

  it('says nothing where nothing is asked', async () => {
    expect(outcomes(await product('asked', { ...moved('1.1*z'), learned: '' }), flips)).toEqual([]);
  });

  it('passes a change that keeps the order', async () => {
    const judged = await product('keeps', moved('2*z'));
    expect(outcomes(judged, flips).map(({ status, evidence }) => [status, valueOf(evidence['reversedPairs'])])).toEqual(
      [['pass', 0]],
    );
  });

  it('finds one that reverses it', async () => {
    const [found] = findings(await product('turns', moved('-z')), flips);
    expect(found).toMatchObject({ at: { path: ['nuisances', 'scale'], on: 'key' }, target: { nuisance: 'scale' } });
    expect(found?.message).toMatch(
      /^'scale' up reverses the order in which the score puts 100\.00 ± 0\.00 % of the pairs/,
    );
  });

  it('counts the pairs that an event-wise change reverses', async () => {
    // Events move past each other: the change is another one for each.
    const judged = await product('some', moved('z + 0.1*sin(1000*x)'));
    const [outcome] = outcomes(judged, flips);
    expect(outcome?.status).toBe('finding');
    expect(valueOf(outcome?.evidence['reversedPairs'])).toBeGreaterThan(0.03);
    expect(valueOf(outcome?.evidence['reversedPairs'])).toBeLessThan(0.2);
  });

  it('draws the nuisances that reverse anything, the largest first', async () => {
    const figures = learnedFlips.figures?.(await product('drawn', moved('-z'))) ?? [];
    expect(figures).toMatchObject([{ kind: 'ranking', rows: [{ label: 'scale' }] }]);
  });

  it('leaves every other outcome as it is', async () => {
    const extra = moved('1.1*z');
    const without = judge(await product('same', { ...extra, learned: '' }));
    const withIt = judge(await product('same', extra)).filter(({ code: other }) => !other.startsWith('learned/'));
    const said = (of: typeof without) => of.map(({ code: other, evidence, target }) => ({ other, evidence, target }));
    expect(said(withIt).map(({ other, target }) => [other, target])).toEqual(
      said(without).map(({ other, target }) => [other, target]),
    );
  });
});
