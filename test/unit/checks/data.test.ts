import { describe, expect, it } from 'vitest';
import { drawFigures, judge } from '../../../src/checks';
import { column, findings, grid, measure, outcomes, statuses, valueOf, type Events } from './judging';

const n = 500;
const one = new Array<number>(n).fill(1);

function analysis(sample = '', checks = ''): string {
  return `pullscope: 1
samples: { tt: { file: tt.csv, weight: w${sample} } }
model: { file: m.onnx, features: [x, y], working-points: { half: 0.5 } }
nominal: [tt]
${checks}`;
}

function events(more: Events = {}): Events {
  return { x: column('x', n, grid), y: column('y', n, (random) => random.normal()), w: one, ...more };
}

/** Every 50th event, 2 % of all, stands at a value. */
function at(value: number, of: readonly number[]): number[] {
  return of.map((other, event) => (event % 50 === 7 ? value : other));
}

describe('data/constant', () => {
  const code = 'data/constant';
  const five = new Array<number>(n).fill(5);
  const compared = (checks = ''): string => `pullscope: 1
samples: { tt: { file: tt.csv }, data: { file: data.csv } }
model: { file: m.onnx, features: [x, y] }
nominal: [tt]
application: { data: data }
${checks}`;

  it('passes features that vary, with their range', async () => {
    const found = outcomes(await measure(analysis(), { tt: events({ x: one.map((_, event) => event % 2) }) }), code);
    expect(found.map(({ status }) => status)).toEqual(['pass', 'pass']);
    expect(found[0]?.message).toBe("'x' lies between 0 and 1 in 'tt'.");
  });

  it('finds a feature that has one value', async () => {
    const [found, ...others] = findings(await measure(analysis(), { tt: events({ y: five }) }), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      at: { path: ['samples', 'tt'], on: 'key' },
      target: { sample: 'tt', feature: 'y' },
      evidence: { events: n },
    });
    expect(found?.message).toContain("'y' is 5 in all 500 events of 'tt': it tells the model nothing.");
  });

  it('finds one that varies elsewhere, where it does not', async () => {
    const [found] = findings(await measure(compared(), { tt: events(), data: events({ y: five }) }), code);
    expect(found?.target.sample).toBe('data');
    expect(found?.message).toContain('but not everywhere');
  });

  it('takes one with a value of its own in each sample for a parameter', async () => {
    const samples = { tt: events({ y: five }), data: events({ y: one }) };
    const [found, ...others] = findings(await measure(compared(), samples), code);
    expect(others).toEqual([]);
    expect([found?.severity, found?.message]).toEqual([
      'information',
      expect.stringContaining('a parameter of the model'),
    ]);
    expect(found?.message).toContain("Also in 'data'.");
    const set = await measure(compared(`checks: { ${code}: error }`), samples);
    expect(findings(set, code)[0]?.severity).toBe('error');
  });

  it('does not count what is missing, nor few events', async () => {
    const missing = { tt: events({ y: five.map((value, event) => (event % 2 === 0 ? Number.NaN : value)) }) };
    expect(findings(await measure(analysis(), missing), code)[0]?.evidence).toEqual({ events: n / 2 });
    expect(
      outcomes(await measure(analysis('', `checks: { ${code}: { minimum: 1000 } }`), { tt: events() }), code),
    ).toEqual([]);
  });

  it('is silent when it is off', async () => {
    expect(
      outcomes(await measure(analysis('', `checks: { ${code}: off }`), { tt: events({ y: five }) }), code),
    ).toEqual([]);
  });
});

describe('data/missing', () => {
  const code = 'data/missing';

  it('passes where every event has a value, and says so', async () => {
    const found = outcomes(await measure(analysis(), { tt: events() }), code);
    expect(found.map(({ status, target, evidence }) => [status, target, evidence])).toEqual([
      ['pass', { sample: 'tt', feature: 'x' }, { missingFraction: 0, events: n }],
      ['pass', { sample: 'tt', feature: 'y' }, { missingFraction: 0, events: n }],
    ]);
  });

  it('finds a sentinel, and says how to declare it', async () => {
    const [found, ...others] = findings(
      await measure(analysis(), { tt: events({ y: at(-999, events()['y']!) }) }),
      code,
    );
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      at: { path: ['samples', 'tt'], on: 'key' },
      target: { sample: 'tt', feature: 'y' },
      evidence: { missingFraction: 0.02 },
    });
    expect(found?.message).toContain("'y' stands at -999, far from all other values");
    expect(found?.message).toContain('missing: { y: -999 }');
  });

  it('passes a sentinel that is declared', async () => {
    const declared = await measure(analysis(', missing: { y: -999 }'), { tt: events({ y: at(-999, events()['y']!) }) });
    expect(statuses(declared, code)).toEqual(['pass', 'pass']);
    expect(outcomes(declared, code, { feature: 'y' })[0]?.evidence['missingFraction']).toBe(0.02);
  });

  it.each([Number.NaN, Infinity])('finds %d', async (value) => {
    const [found] = findings(await measure(analysis(), { tt: events({ y: at(value, events()['y']!) }) }), code);
    expect(found?.message).toContain("'y' has no value (NaN or infinite) in 2 % of 'tt' (10 events)");
  });

  it('passes what is rarer than accepted', async () => {
    const accepted = await measure(analysis('', `checks: { ${code}: { tolerance: 5% } }`), {
      tt: events({ y: at(Number.NaN, events()['y']!) }),
    });
    expect(statuses(accepted, code)).toEqual(['pass', 'pass']);
  });

  it('tells one finding for a feature that is missing from several samples', async () => {
    const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w, label: 0 }, ttH: { file: ttH.csv, weight: w, label: 1 } }
model: { file: m.onnx, features: [x, y] }
nominal: [tt, ttH]
`;
    const [found, ...others] = findings(
      await measure(text, { tt: events({ y: at(-999, events()['y']!) }), ttH: events({ y: at(-999, one) }) }),
      code,
    );
    expect(others).toEqual([]);
    expect(found?.message).toContain("Also in 'ttH'.");
  });

  it('finds weights that are no numbers: an error, at the weight', async () => {
    const [found] = findings(await measure(analysis(), { tt: events({ w: at(Number.NaN, one) }) }), code);
    expect(found).toMatchObject({
      severity: 'error',
      at: { path: ['samples', 'tt', 'weight'] },
      evidence: { events: n, invalidWeights: 10 },
    });
  });

  it.each([
    ["{ up: { replace: { w: 'y > 0.5 ? w/0 : w' } } }", "'z' up:"],
    ["{ parameter: theta, prior: 'normal(0, 1)', replace: { w: 'w*sqrt(1 + theta*x)' } }", "At -2 of 'z'"],
  ])('finds weights that a nuisance makes no numbers: %s', async (nuisance, where) => {
    const text = analysis('', `nuisances: { z: ${nuisance} }`);
    const [found, ...others] = findings(await measure(text, { tt: events({ x: one }) }), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'error', at: { path: ['nuisances', 'z'], on: 'key' } });
    expect(found?.message.startsWith(where)).toBe(true);
    expect(found?.message).toContain("the weight of 'tt' is NaN or infinite for");
  });

  it('says nothing of a nuisance for weights that are no numbers at nominal either', async () => {
    const text = analysis('', 'nuisances: { z: { up: { replace: { w: w*1.1 } } } }');
    const found = findings(await measure(text, { tt: events({ w: at(Number.NaN, one) }) }), code);
    expect(found.map(({ target }) => target)).toEqual([{ sample: 'tt' }]);
  });
});

describe('data/negative-weights', () => {
  const code = 'data/negative-weights';
  const signed = column('sign', n, (random) => (random.uniform() < 0.25 ? -1 : 1));
  const fraction = signed.filter((w) => w < 0).length / n;

  it('finds, as information, what a quarter of negative weights costs', async () => {
    const [found] = findings(await measure(analysis(), { tt: events({ w: signed }) }), code);
    expect(found).toMatchObject({ severity: 'information', target: { sample: 'tt' } });
    expect(found?.evidence).toEqual({
      events: n,
      sumWeights: expect.closeTo(n * (1 - 2 * fraction), 9) as number,
      effectiveEvents: expect.closeTo(n * (1 - 2 * fraction) ** 2, 9) as number,
      negativeFraction: fraction,
      eventsBeforeSelection: n,
    });
  });

  it('passes weights that are all positive, with what they are worth', async () => {
    const [found] = outcomes(await measure(analysis(), { tt: events() }), code);
    expect(found).toMatchObject({ status: 'pass', evidence: { effectiveEvents: n, negativeFraction: 0 } });
  });

  it('takes its tolerance from the file', async () => {
    const checks = `checks: { ${code}: { tolerance: 40% } }`;
    expect(statuses(await measure(analysis('', checks), { tt: events({ w: signed }) }), code)).toEqual(['pass']);
  });
});

describe('data/low-statistics', () => {
  const code = 'data/low-statistics';

  it('passes a nominal sample of 500 events', async () => {
    expect(statuses(await measure(analysis(), { tt: events() }), code)).toEqual(['pass']);
  });

  it('finds a sample that is worth fewer than 100 events', async () => {
    const heavy = one.map((_, event) => (event === 0 ? 100 : 1));
    const [found] = findings(await measure(analysis(), { tt: events({ w: heavy }) }), code);
    expect(found).toMatchObject({ severity: 'warning', evidence: { effectiveEvents: 599 ** 2 / 10_499 } });
    expect(found?.message).toContain("'tt' is worth 34 events, fewer than 100");
  });

  it('takes the minimum from the file', async () => {
    const checks = `checks: { ${code}: { minimum: 1000 } }`;
    expect(statuses(await measure(analysis('', checks), { tt: events() }), code)).toEqual(['finding']);
  });

  it('asks of other events as many as the tolerance needs', async () => {
    const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, other: { file: other.csv, weight: w } }
model: { file: m.onnx, features: [x], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { generator: { kind: two-point, alternative: { tt: other } } }
`;
    const [nominal, other] = outcomes(await measure(text, { tt: events(), other: events() }), code);
    expect([nominal?.status, other?.status]).toEqual(['pass', 'finding']);
    const passing = events()['x']!.filter((x) => x >= 0.5).length / n;
    // ((z(0.995) + z(0.9))/0.1)²·(1 − ε)/ε
    expect(valueOf(other?.evidence['neededEvents'])).toBeCloseTo(
      ((2.5758 + 1.2816) / 0.1) ** 2 * (1 / passing - 1),
      -1,
    );
  });

  it('finds a selection that leaves nothing: an error', async () => {
    const [found] = findings(await measure(analysis(', select: x > 5'), { tt: events() }), code);
    expect(found).toMatchObject({ severity: 'error', at: { path: ['samples', 'tt'], on: 'key' } });
    expect(found?.message).toBe("No event of 'tt' passes its selection (500 were read): nothing can be said of it.");
  });

  it('finds weights that do not add up to something positive: an error', async () => {
    const [found] = findings(
      await measure(analysis(), { tt: events({ w: one.map((_, event) => (event % 2) - 0.5) }) }),
      code,
    );
    expect(found).toMatchObject({ severity: 'error', evidence: { sumWeights: 0 } });
  });
});

describe('model/output', () => {
  const code = 'model/output';

  it('tells range and mean of the score, efficiency and AUC', async () => {
    const text = analysis(', label: kind');
    const kind = one.map((_, event) => event % 2);
    const judged = await measure(text, { tt: events({ kind, x: kind.map((label) => 0.25 + label / 2) }) });
    const found = outcomes(judged, code);
    expect(new Set(found.map(({ status }) => status))).toEqual(new Set(['pass']));
    expect(found[0]?.evidence).toEqual({ meanScore: 0.5, minimumScore: 0.25, maximumScore: 0.75 });
    expect(found.flatMap(({ evidence }) => evidence['auc'] ?? [])).toEqual([{ value: 1, low: 1, high: 1 }]);
    expect(found.flatMap(({ evidence }) => evidence['efficiency'] ?? []).map(valueOf)).toEqual([0, 1]);
  });

  it('finds a score outside of 0 to 1 where the working points take it for a probability', async () => {
    const [found] = findings(await measure(analysis(), { tt: events() }, { model: ([x]) => 4 * x! - 1 }), code);
    expect(found).toMatchObject({ severity: 'warning', target: { sample: 'tt', model: 'model' } });
    expect(found?.message).toContain('runs from -1 to 2.75, which is not a probability');
  });

  it('takes a score outside of 0 to 1 as it is where no working point says otherwise', async () => {
    const text = analysis().replace(', working-points: { half: 0.5 }', '');
    const judged = await measure(text, { tt: events() }, { model: ([x]) => 4 * x! - 1 });
    expect(findings(judged, code)).toEqual([]);
  });

  it('finds scores that are no numbers: an error, with their count', async () => {
    const [found] = findings(
      await measure(analysis(), { tt: events() }, { model: ([x]) => Math.sqrt(x! - 0.5) }),
      code,
    );
    const missing = events()['x']!.filter((x) => x < 0.5).length;
    expect(found?.severity).toBe('error');
    expect(found?.message).toContain(`NaN or infinite for ${missing} events`);
  });

  it('finds a model that has no score for any event, and names no range then', async () => {
    const [found] = findings(await measure(analysis(), { tt: events() }, { model: () => Number.NaN }), code);
    expect(found?.message).toContain(`NaN or infinite for ${n} events`);
    expect(found?.evidence).toEqual({});
  });

  it('is silent when it is off', async () => {
    expect(outcomes(await measure(analysis('', `checks: { ${code}: off }`), { tt: events() }), code)).toEqual([]);
  });
});

describe('whatever the events', () => {
  const text = `pullscope: 1
samples:
  tt: { file: tt.csv, weight: w, select: keep, label: 0 }
  ttH: { file: tt.csv, weight: w, label: 1 }
  other: { file: other.csv, weight: w }
  third: { file: third.csv, weight: w }
model: { file: m.onnx, features: [x, y], working-points: { half: 0.5 } }
nominal: [tt, ttH]
application: { data: other }
nuisances:
  pileup: { up: { replace: { w: w*w } }, down: { replace: { w: 2 - w } } }
  scale: { up: { replace: { x: x*1.1, keep: 1 } }, down: { replace: { x: -x } } }
  generator: { kind: two-point, alternative: { tt: other }, cross-check: { tt: third } }
`;
  const usual: Events = events({ keep: one });

  it.each<[string, Events, Events]>([
    ['none is selected', { ...usual, keep: one.map(() => 0) }, usual],
    ['all weights are zero', { ...usual, w: one.map(() => 0) }, usual],
    ['all weights are negative', { ...usual, w: one.map(() => -1) }, usual],
    ['weights cancel', { ...usual, w: one.map((_, event) => (event % 2) * 2 - 1) }, usual],
    ['all features are NaN', { ...usual, x: one.map(() => Number.NaN), y: one.map(() => Number.NaN) }, usual],
    [
      'there is one event',
      events({ x: [0.5], y: [1], w: [1], keep: [1] }),
      events({ x: [0.5], y: [1], w: [1], keep: [1] }),
    ],
    ['all are the same', { ...usual, x: one, y: one }, usual],
    ['other samples have no weight', usual, { ...usual, w: one.map(() => 0) }],
    ['other samples have no feature', usual, { ...usual, x: one.map(() => Number.NaN) }],
    ['other samples lie elsewhere', usual, { ...usual, x: one.map(() => 1e6) }],
  ])('everything is judged, in finite numbers: %s', async (_, tt, others) => {
    const judged = await measure(text, { tt, ttH: tt, other: others, third: others });
    const said = { outcomes: judge(judged), figures: drawFigures(judged) };
    expect(notFinite(said)).toEqual([]);
    expect(said.outcomes.filter(({ message }) => /NaN(?! or)|undefined|∞|Infinity/.test(message))).toEqual([]);
  });
});

/** Paths of numbers that JSON cannot hold. */
function notFinite(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => notFinite(inner, `${path}.${name}`));
}
