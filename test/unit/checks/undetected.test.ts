import { describe, expect, it } from 'vitest';
import { Measurements, type Judged } from '../../../src/checks';
import { safetyUndetected } from '../../../src/checks/safety/undetected';
import type { WorkingPointShift, WorstShiftProfile } from '../../../src/profile/worstShiftProfile';
import { column, findings, measure, outcomes, valueOf } from './judging';

const code = 'safety/undetected';
const n = 1000;

/** A change of the efficiency at 0.5, as the search leaves it behind. */
function shift(value: number, error: number): WorkingPointShift {
  const bins = { before: Float64Array.of(0, 3, 4, 0), after: Float64Array.of(0, 4, 3, 0) };
  return {
    threshold: 0.5,
    direction: value < 0 ? 'lowers' : 'raises',
    change: { value, error },
    unlimited: 2 * value,
    random: { value: 0.001, error: 0.002 },
    ks: 0.012,
    correlation: 0.003,
    crossing: 0.02,
    score: bins,
    features: new Map([[0, bins]]),
  };
}

interface Options {
  readonly shifts?: readonly WorkingPointShift[];
  readonly leftOut?: number;
  readonly workingPoints?: string;
  readonly label?: number;
  readonly nuisances?: string;
}

async function judged(options: Options): Promise<Judged> {
  const { workingPoints = ', working-points: { half: 0.5 }', label = 1, nuisances = '' } = options;
  const text = `pullscope: 1
samples:
  b: { file: b.csv, label: 0 }
  s: { file: s.csv, label: ${label} }
model: { file: m.onnx, features: [x]${workingPoints} }
nominal: [b, s]
undetected: { within: { x: 2% } }
${nuisances}`;
  const x = column('undetected', n, (random) => random.uniform());
  const found = await measure(text, { b: { x }, s: { x } });
  const { measured, analysis } = found;
  if (measured === undefined) throw new Error('nothing was measured');
  const profile: WorstShiftProfile = {
    events: n - (options.leftOut ?? 0),
    leftOut: options.leftOut ?? 0,
    bounds: new Map([[0, 0.02]]),
    shifts: options.shifts ?? [],
  };
  const profiles = { ...measured.profiles, worstShifts: new Map([['model', profile]]) };
  return { ...found, measured: new Measurements(analysis, profiles, 7) };
}

describe('safety/undetected', () => {
  it('finds a change beyond what nuisances do and what is accepted, at its worst', async () => {
    const [found, ...others] = findings(await judged({ shifts: [shift(-0.05, 0.004), shift(0.04, 0.004)] }), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'information',
      at: { path: ['undetected'], on: 'key' },
      target: { model: 'model', workingPoint: 'half', class: 1, sample: 's' },
    });
    expect(found?.message).toBe(
      "Changes of the features of 's' that nobody would notice (KS of every feature at most 0.012, correlations changed by at most 0.003, the background as it is) move its efficiency at 'half' by −5.00 ± 0.40 %; changes as large with random signs by +0.10 ± 0.20 %, and no nuisance moves it. This is a lower bound on the worst case: look for control regions that would see it, or quote it.",
    );
    expect(valueOf(found?.evidence['efficiencyChangeUnlimited'])).toBe(-0.1);
  });

  it('passes what the nuisances cover', async () => {
    const nuisances = 'nuisances: { scale: { up: { replace: { x: 1.4*x } } } }';
    const [outcome] = outcomes(await judged({ shifts: [shift(0.05, 0.002)], nuisances }), code);
    expect(outcome?.status).toBe('pass');
    expect(outcome?.message).toMatch(
      /the nuisances together move it by [\d.]+ % \(summed in quadrature\)\. This is a lower/,
    );
    expect(valueOf(outcome?.evidence['efficiencyChangeQuoted'])).toBeGreaterThan(0.06);
  });

  it('passes what is accepted, and is undecided across it', async () => {
    const statuses = async (one: WorkingPointShift) => outcomes(await judged({ shifts: [one] }), code)[0];
    expect((await statuses(shift(0.004, 0.0005)))?.status).toBe('pass');
    const undecided = await statuses(shift(0.015, 0.005));
    expect(undecided?.status).toBe('undecided');
    expect(valueOf(undecided?.evidence['minimumDetectable'])).toBeGreaterThan(0.02);
  });

  it.each([
    ['without a working point', { workingPoints: '' }, /^No shift is looked for with 'model': it has no working point/],
    ['without two classes', { label: 0 }, /^No shift is looked for: it takes two classes/],
    [
      'where scores cannot be had again',
      { leftOut: 100 },
      /of 100 of 1000 events the score cannot be had from the kept/,
    ],
  ])('skips %s', async (_, options, message) => {
    const found = outcomes(await judged(options), code);
    expect(found.map(({ status }) => status)).toEqual(['skipped']);
    expect(found[0]?.message).toMatch(message);
  });

  it('draws the efficiencies, the score and what a control plot would show', async () => {
    const figures = safetyUndetected.figures?.(await judged({ shifts: [shift(-0.05, 0.004)] })) ?? [];
    expect(figures.map(({ id }) => id)).toEqual([
      'safety/efficiencies/model',
      'safety/score/model',
      'safety/feature/model/x',
    ]);
    expect(figures[0]).toMatchObject({ rows: [{ bars: [null, { value: -5 }] }, { bars: [{}, null] }, {}] });
  });

  it('draws a change at random signs on the side to which it goes', async () => {
    const lowered = { ...shift(0.05, 0.004), random: { value: -0.01, error: 0.002 } };
    const [figure] = safetyUndetected.figures?.(await judged({ shifts: [lowered] })) ?? [];
    const [, random] = figure?.kind === 'ranking' ? figure.rows : [];
    expect(random).toMatchObject({ label: 'half: random signs', bars: [null, { value: -1 }] });
  });
});
