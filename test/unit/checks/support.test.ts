import { describe, expect, it } from 'vitest';
import { drawFigures, type Judged } from '../../../src/checks';
import { column, findings, measure, outcomes, statuses, valueOf, type Events } from './judging';

const code = 'shift/support';
const text = `pullscope: 1
samples: { tt: { file: tt.csv }, applied: { file: applied.csv, weight: w } }
model: { file: m.onnx, features: [x, y] }
nominal: [tt]
application: { data: applied }
`;

/** x and y lie on a line, but for a fraction of events of which the first part has a large x, the second a wrong y. */
function sample(name: string, n: number, far = 0, off = 0): Events {
  const x = column(`${name} x`, n, (random) => random.normal());
  const y = column(`${name} y`, n, (random) => 0.1 * random.normal());
  return {
    x: x.map((value, event) => (event < far * n ? 10 + value : value)),
    y: x.map((value, event) => (event < off * n ? -1.5 * Math.sign(value) : value) + y[event]!),
    w: column(`${name} w`, n, (random) => (random.uniform() < 0.1 ? -1 : 1)),
  };
}

function judged(n: number, far = 0, off = 0, checks = ''): Promise<Judged> {
  return measure(text + checks, { tt: sample('tt', 9000), applied: sample('applied', n, far, off) });
}

describe(code, () => {
  it('passes where events are of the same distribution', async () => {
    expect(statuses(await judged(9000, 0, 0, 'checks: { shift/support: { tolerance: 2% } }\n'), code)).toEqual([
      'pass',
      'pass',
      'pass',
    ]);
  });

  it('finds events outside the range of a feature, with their weighted fraction', async () => {
    const found = findings(await judged(9000, 0.05), code);
    expect(found.map(({ target }) => target.feature)).toEqual(['x', undefined]);
    expect(found[0]).toMatchObject({ severity: 'warning', at: { path: ['application', 'data'] } });
    expect(valueOf(found[0]?.evidence['outsideFraction'])).toBeCloseTo(0.05, 2);
    expect(valueOf(found[0]?.evidence['expectedOutside'])).toBeCloseTo(0.001, 3);
    expect(found[0]?.message).toContain('extrapolates');
  });

  it('finds events that are in range in every feature, and nowhere near a nominal one', async () => {
    const found = findings(await judged(9000, 0, 0.1), code);
    expect(found.map(({ target }) => target)).toEqual([{ sample: 'applied' }]);
    expect(valueOf(found[0]?.evidence['outsideFraction'])).toBeGreaterThan(0.08);
  });

  it('is undecided where there are too few events', async () => {
    expect(statuses(await judged(40), code)).toContain('undecided');
    const [found] = outcomes(await judged(40), code, { feature: 'x' });
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.05);
  });

  it('looks for no neighbour of a single feature, and says nothing where it is off', async () => {
    const one = text.replace('x, y', 'x');
    const events = { tt: sample('tt', 900), applied: sample('applied', 900) };
    expect(outcomes(await measure(one, events), code).map(({ target }) => target.feature)).toEqual(['x']);
    expect(outcomes(await judged(400, 0, 0, 'checks: { shift/support: off }\n'), code)).toEqual([]);
  });

  it('is skipped where nothing says to what the model is applied', async () => {
    const without = await measure(text.replace(/application.*\n/, ''), { tt: sample('tt', 200) });
    expect(outcomes(without, code)).toMatchObject([{ status: 'skipped' }]);
  });

  it('draws the fractions, largest first, against what is accepted', async () => {
    const figure = drawFigures(await judged(9000, 0.05)).find(({ id }) => id === 'shift/support/applied');
    if (figure?.kind !== 'intervals') throw new Error('There is no such figure.');
    expect(figure.rows.map(({ label }) => label)).toContain('no near neighbour');
    const values = figure.rows.map(({ point }) => point!.value);
    expect(values).toEqual(values.toSorted((a, b) => b - a));
    expect(figure.bands).toEqual([1]);
  });
});
