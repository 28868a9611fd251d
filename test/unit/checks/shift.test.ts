import { describe, expect, it } from 'vitest';
import type { Judged } from '../../../src/checks';
import { column, findings, grid, measure, outcomes, statuses, valueOf, type Events } from './judging';

const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, applied: { file: applied.csv, weight: w } }
model: { file: m.onnx, features: [x, y], working-points: { half: 0.5 } }
nominal: [tt]
application: { data: applied }
`;

function sample(name: string, n: number, shift = 0): Events {
  const steps = Math.round(shift * 16) / 16;
  return {
    x: column(`${name} x`, n, (random) => grid(random) + steps),
    y: column(`${name} y`, n, grid),
    w: new Array<number>(n).fill(1),
  };
}

/** A σ of x is 0.29. */
function judged(n: number, shift: number, checks = ''): Promise<Judged> {
  return measure(text + checks, { tt: sample('tt', 4000), applied: sample('applied', n, shift) });
}

describe.each(['shift/feature', 'shift/score'] as const)('%s', (code) => {
  const target = code === 'shift/feature' ? { sample: 'applied', feature: 'x' } : { sample: 'applied', model: 'model' };

  it('passes where events are of the same distribution', async () => {
    expect(new Set(statuses(await judged(4000, 0), code))).toEqual(new Set(['pass']));
  });

  it('finds a shift, where the model is applied', async () => {
    const [found, ...others] = findings(await judged(4000, 0.125), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'warning', at: { path: ['application', 'data'] }, target });
    const sigma = Math.sqrt((16 ** 2 - 1) / 12) / 16;
    expect(valueOf(found?.evidence['wasserstein'])).toBeCloseTo(0.125 / sigma, 1);
    expect(valueOf(found?.evidence['meanShift'])).toBeCloseTo(0.125 / sigma, 1);
    expect(valueOf(found?.evidence['ks'])).toBeCloseTo(0.125, 1);
    expect(valueOf(found?.evidence['adjustedPValue'])).toBeLessThan(1e-6);
    expect(found?.message).toContain('more than 0.1 σ');
  });

  it('is undecided where there are too few events, and says what would have been seen', async () => {
    const [found] = outcomes(await judged(40, 0.0625), code, target);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.5);
  });

  it('passes a shift that is certain and small', async () => {
    const [found] = outcomes(await judged(4000, 0.125, `checks: { ${code}: { tolerance: 1 } }\n`), code, target);
    expect(found?.status).toBe('pass');
    expect(valueOf(found?.evidence['adjustedPValue'])).toBeLessThan(1e-6);
  });

  it('takes its level from the file', async () => {
    expect(findings(await judged(4000, 0.125, `checks: { ${code}: error }\n`), code)[0]?.severity).toBe('error');
    expect(outcomes(await judged(4000, 0.125, `checks: { ${code}: off }\n`), code)).toEqual([]);
  });

  it('is skipped where nothing says to what the model is applied', async () => {
    const without = await measure(text.replace(/application.*\n/, ''), { tt: sample('tt', 100) });
    const [found] = outcomes(without, code);
    expect([found?.status, found?.at]).toEqual(['skipped', { path: ['nominal'], on: 'key' }]);
  });
});

describe('shift/feature', () => {
  it('accuses the feature that is shifted, not the other', async () => {
    const found = outcomes(await judged(4000, 0.125), 'shift/feature');
    expect(found.map(({ target, status }) => [target.feature, status])).toEqual([
      ['x', 'finding'],
      ['y', 'pass'],
    ]);
  });
});

describe('numbers of monitoring', () => {
  const of = async (shift: number) => {
    const { evidence } = outcomes(await judged(4000, shift), 'shift/feature', { feature: 'x' })[0]!;
    const number = (name: string): number => valueOf(evidence[name]);
    const [psi, jsd] = [number('psi'), number('jsd')];
    return { evidence, psi, jsd, psiPlugIn: number('psiPlugIn'), jsdPlugIn: number('jsdPlugIn') };
  };

  it('have an interval that begins at 0 where nothing is shifted, though histograms alone give more', async () => {
    const { evidence, psiPlugIn } = await of(0);
    expect([evidence['psi'], evidence['jsd']]).toMatchObject([{ low: 0 }, { low: 0 }]);
    // Nine degrees of freedom: within a factor three of the mean with a probability of 99 %.
    expect(psiPlugIn / (9 * (2 / 4000))).toBeGreaterThan(1 / 3);
    expect(psiPlugIn / (9 * (2 / 4000))).toBeLessThan(3);
  });

  it('are those of the histograms less what finite samples add where something is', async () => {
    const { evidence, psi, psiPlugIn, jsd, jsdPlugIn } = await of(0.0625);
    expect((psiPlugIn - psi) / (9 * (2 / 4000))).toBeCloseTo(1, 0);
    expect((psiPlugIn - psi) / (jsdPlugIn - jsd)).toBeCloseTo(8 * Math.LN2, 0);
    expect((evidence['psi'] as { low: number }).low).toBeGreaterThan(0);
  });
});

describe('shift/score', () => {
  it('tells what happens to the efficiency', async () => {
    const { evidence } = outcomes(await judged(4000, 0.125), 'shift/score')[0]!;
    expect(valueOf(evidence['efficiency@half'])).toBeCloseTo(0.5, 1);
    expect(valueOf(evidence['efficiencyRatio@half'])).toBeCloseTo(10 / 8, 1);
  });
});
