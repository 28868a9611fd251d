import { describe, expect, it } from 'vitest';
import { nuisanceSlope } from '../../../src/checks/nuisance/slope';
import { column, findings, measure, outcomes, statuses, valueOf, type Events } from './judging';
import type { Judged } from '../../../src/checks';

const code = 'nuisance/slope';
const n = 4000;

/** Scores from 0 to 1, half of them pass. */
function sample(name: string, more: Events = {}): Events {
  return {
    score: column(name, n, (random) => random.uniform()),
    w: new Array<number>(n).fill(1),
    other: new Array<number>(n).fill(1),
    ...more,
  };
}

function judged(nuisance: string, rest = '', events: Events = {}): Promise<Judged> {
  const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { theta: ${nuisance} }
${rest}`;
  return measure(text, { tt: sample('slope', events) });
}

const weights = (size: number, rest = ''): string =>
  `{ parameter: theta, prior: 'normal(0, 1)', replace: { w: 'w*(1+${size}*theta)' }${rest} }`;

describe('a parameter in expressions', () => {
  it('is a finding where one standard deviation changes the yield by more than accepted', async () => {
    const all = await judged(weights(0.2));
    const [found, ...others] = findings(all, code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'warning', at: { path: ['nuisances', 'theta'], on: 'key' } });
    expect(found?.message).toBe(
      "'theta': one standard deviation (1) changes the yield of 'tt' by +20.00 ± 0.00 %: 2 times the accepted 10 %.",
    );
    expect(valueOf(found?.evidence['slope'])).toBeCloseTo(0.2, 12);
    expect(valueOf(found?.evidence['yieldRatio'])).toBeCloseTo(1.2, 12);
    expect(valueOf(found?.evidence['curvature'])).toBeCloseTo(0, 12);
  });

  it('passes within, and leaves efficiencies and the mean score alone where all weights move alike', async () => {
    const all = await judged(weights(0.05));
    expect(statuses(all, code)).toEqual(['pass', 'pass', 'pass']);
    const [efficiency] = outcomes(all, code, { workingPoint: 'half' });
    expect(valueOf(efficiency?.evidence['slope'])).toBe(0);
  });

  it('is held to the size that it declares', async () => {
    const [found] = findings(await judged(weights(0.05, ', size: 2%')), code);
    expect(found?.at).toEqual({ path: ['nuisances', 'theta', 'size'] });
    expect(found?.message).toContain('2.5 times the size you declared (2 %)');
  });

  it('is measured in its own units, for one standard deviation of its prior', async () => {
    const text = `{ parameter: s, prior: 'normal(1, 0.01)', replace: { score: score*s } }`;
    const [efficiency] = outcomes(await judged(text), code, { workingPoint: 'half' });
    // d/ds P(s·x ≥ ½) = 1/(2s²) for x uniform in 0..1.
    const { slope } = efficiency!.evidence;
    if (slope === undefined || typeof slope === 'number') throw new Error('no interval');
    expect(Math.abs(slope.value - 0.5)).toBeLessThan(3 * (slope.high - slope.low) * 0.5);
    expect(efficiency?.message).toContain("one standard deviation (0.01) changes the efficiency at 'half' for 'tt'");
  });

  it('tells that a response is not linear', async () => {
    const text = `{ parameter: t, prior: 'normal(0, 1)', replace: { w: 'w*(1+0.02*t+0.03*t*t)' } }`;
    const [row] = outcomes(await judged(text), code).filter(({ evidence }) => 'yieldRatio' in evidence);
    expect(row?.message).toContain('not linearly (+5 % up, +1 % down)');
    expect(valueOf(row?.evidence['curvature'])).toBeCloseTo(0.03, 12);
  });

  it('takes the standard deviation of a uniform prior', async () => {
    const text = `{ parameter: t, prior: 'uniform(-1.7320508075688772, 1.7320508075688772)', replace: { w: 'w*(1+0.2*t)' } }`;
    const [found] = findings(await judged(text), code);
    expect(valueOf(found?.evidence['yieldRatio'])).toBeCloseTo(1.2, 9);
  });

  it('is a finding where the centre of its prior is not nominal', async () => {
    const all = await judged(`{ parameter: s, prior: 'normal(0, 0.001)', replace: { w: 'w*(2+s)' } }`);
    const [found] = findings(all, code);
    expect(found?.message).toBe(
      "At the centre of its prior, 0, 'theta' does not give the nominal events: 4,000 differ. Is the prior's mean the value that changes nothing?",
    );
    expect(found?.at).toEqual({ path: ['nuisances', 'theta', 'prior'] });
  });

  it('is ranked and drawn by the two sides of its prior, which nuisance/large leaves to this check', async () => {
    const all = await judged(weights(0.2));
    expect(outcomes(all, 'nuisance/large')).toEqual([]);
    expect(all.measured?.sides.map(({ side }) => side)).toEqual(['up', 'down']);
  });

  it('has a plot of the efficiency at each point with the line', async () => {
    const text = `{ parameter: s, prior: 'normal(1, 0.01)', grid: [0.97, 1.03, 7], replace: { score: score*s } }`;
    const [figure] = nuisanceSlope.figures!(await judged(text));
    if (figure?.kind !== 'histogram') throw new Error('no histogram');
    expect(figure.series.map(({ values }) => values.length)).toEqual([7, 7]);
    const [points, line] = figure.series;
    line!.values.forEach((value, point) => {
      expect(Math.abs(value - points!.values[point]!)).toBeLessThan(0.005);
    });
  });
});

describe('a column of a sample', () => {
  const z = column('z', n, (random) => random.normal());
  const text = (prior = 'normal(0, 1)', checks = ''): string => `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, prior: { file: prior.csv, weight: w } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { z: { column: z, sample: prior, prior: '${prior}' } }
${checks}`;
  const withZ = (slope: number): Promise<Judged> => {
    const noise = column('prior', n, (random) => random.uniform());
    const score = noise.map((one, event) => one + slope * z[event]!);
    return measure(text(), { tt: sample('slope'), prior: sample('prior', { z, score }) });
  };

  it('is a finding where the score follows it', async () => {
    const [found, ...others] = findings(await withZ(0.1), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ target: { nuisance: 'z', sample: 'prior' } });
    expect(found?.message).toMatch(/^'z': one standard deviation \(1\) changes the (efficiency|mean score)/);
    const [efficiency] = outcomes(await withZ(0.1), code, { workingPoint: 'half' });
    expect(valueOf(efficiency?.evidence['slope'])).toBeCloseTo(0.1, 1);
  });

  it('is undecided where its events are too few, and says what would have been seen', async () => {
    const few = { z: z.slice(0, 60), score: column('few', 60, (random) => random.uniform()) };
    const rest = { w: new Array<number>(60).fill(1), other: new Array<number>(60).fill(1) };
    const all = await measure(text(), { tt: sample('slope'), prior: { ...few, ...rest } });
    const [row] = outcomes(all, code, { workingPoint: 'half' });
    expect(row?.status).toBe('undecided');
    expect(valueOf(row?.evidence['minimumDetectable'])).toBeGreaterThan(0.1);
  });

  it('gives no finding in 200 experiments in which nothing depends on it', async () => {
    let found = 0;
    for (let experiment = 0; experiment < 200; experiment++) {
      const events = 400;
      const name = `null ${experiment}`;
      const prior = {
        z: column(`z ${name}`, events, (random) => random.normal()),
        score: column(name, events, (random) => random.uniform()),
        w: column(`w ${name}`, events, (random) => (random.uniform() < 0.2 ? -1 : 1)),
      };
      const all = await measure(
        text('normal(0, 1)', 'checks: { nuisance/slope: { tolerance: 0, score-tolerance: 0 } }'),
        {
          tt: { score: [0.2, 0.4, 0.6, 0.8], w: [1, 1, 1, 1] },
          prior,
        },
      );
      if (nuisanceSlope.judge(all).some(({ status }) => status === 'finding')) found++;
    }
    // α = 1 % for an analysis: 2 expected, 6 or more in one of 60 tries.
    expect(found).toBeLessThan(6);
  });
});
