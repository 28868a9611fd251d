import { describe, expect, it } from 'vitest';
import type { Judged } from '../../../src/checks';
import { column, findings, grid, measure, outcomes, statuses, valueOf, type Events } from './judging';

const n = 1000;

/** Events of weight 1 with scores from 0 to 15/16. */
function sample(name: string, events: number, factor = 1): Events {
  return { score: column(name, events, grid), w: new Array<number>(events).fill(factor) };
}

/** One nuisance of the same events. */
function reweighted(up: string, down: string, checks = '', more: Events = {}): Promise<Judged> {
  return measure(
    `pullscope: 1
samples: { tt: { file: tt.csv, weight: w } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { pileup: { up: { replace: { w: ${up} } }, down: { replace: { w: ${down} } } } }
${checks}`,
    { tt: { ...sample('tt', n), ...more } },
  );
}

/** One nuisance by other events. */
function replaced(
  other: Events,
  settings = 'kind: two-point',
  checks = '',
  nominal = sample('tt', n),
): Promise<Judged> {
  return measure(
    `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, other: { file: other.csv, weight: w } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { generator: { ${settings}, alternative: { tt: other } } }
${checks}`,
    { tt: nominal, other },
  );
}

/** Weights of mean 1 that scatter. */
function noise(name: string, spread: number): number[] {
  return column(name, n, (random) => 1 + spread * random.normal());
}

describe('nuisance/asymmetric', () => {
  const code = 'nuisance/asymmetric';

  it('finds sides of different size, once, with their ratio', async () => {
    const [found, ...others] = findings(await reweighted('w*1.06', 'w*0.99'), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'information',
      at: { path: ['nuisances', 'pileup'], on: 'key' },
      target: { nuisance: 'pileup', sample: 'tt' },
    });
    expect(valueOf(found?.evidence['sideRatio'])).toBeCloseTo(6, 9);
    expect(found?.message).toContain('+6.00 ± 0.00 % (up) and −1.00 ± 0.00 % (down), 6 times as far to one side');
  });

  it.each([
    ['of the same size', 'w*1.02', 'w*0.98'],
    ['of up to twice the size', 'w*1.03', 'w*0.98'],
    ['that are both small', 'w*1.004', 'w*0.9999'],
    ['of which nuisance/no-effect tells that one does nothing', 'w*1.2', 'w'],
    ['of which nuisance/one-sided tells', 'w*1.06', 'w*1.01'],
  ])('passes sides %s', async (_, up, down) => {
    expect(statuses(await reweighted(up, down), code)).not.toContain('finding');
  });

  it('finds sides of one sign where the smaller is too small to be called one-sided', async () => {
    expect(findings(await reweighted('w*1.06', 'w*1.001'), code)).toHaveLength(1);
  });

  it('judges sides of one sign where nuisance/one-sided is off', async () => {
    expect(findings(await reweighted('w*1.06', 'w*1.01', 'checks: { nuisance/one-sided: off }'), code)).toHaveLength(1);
  });

  it('is undecided within errors, and says what would have been seen', async () => {
    const more = { up: noise('up', 0.3), down: noise('down', 0.3) };
    const [found] = outcomes(await reweighted('up*1.05', 'down*0.99', '', more), code);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.06);
  });

  it('takes its ratio and tolerance from the file', async () => {
    const statusesWith = async (options: string): Promise<string[]> =>
      statuses(await reweighted('w*1.06', 'w*0.99', `checks: { ${code}: { ${options} } }`), code);
    expect(await statusesWith('ratio: 7')).not.toContain('finding');
    expect(await statusesWith('tolerance: 10%')).not.toContain('finding');
    expect(await statusesWith('level: off')).toEqual([]);
  });
});

describe('nuisance/normalisation', () => {
  const code = 'nuisance/normalisation';
  const many = 20_000;
  const nominal = sample('tt', many);

  it('finds a rate that comes along with a choice of generators', async () => {
    const [found, ...others] = findings(await replaced(sample('other', many, 1.07), undefined, '', nominal), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      at: { path: ['nuisances', 'generator'], on: 'key' },
      target: { nuisance: 'generator', side: 'alternative' },
    });
    expect(valueOf(found?.evidence['yieldRatio'])).toBeCloseTo(1.07, 9);
    expect(found?.message).toContain("changes the yield of 'tt' by +7.0 ± 1.1 %, and the score's shape hardly");
  });

  it('is not told again where nuisance/large tells of the yield', async () => {
    const judged = await replaced(sample('other', many, 1.5), undefined, '', nominal);
    expect(findings(judged).map((found) => found.code)).toContain('nuisance/large');
    expect(findings(judged, code)).toEqual([]);
    expect(outcomes(judged, code).map(({ status, severity }) => [status, severity])).toEqual([['finding', 'hint']]);
  });

  it('is told where nuisance/large is off', async () => {
    const judged = await replaced(sample('other', many, 1.5), undefined, 'checks: { nuisance/large: off }', nominal);
    expect(findings(judged, code)).toHaveLength(1);
  });

  it('is not told where the shape changes, too', async () => {
    const other = { ...sample('other', many, 1.07), score: column('low', many, (random) => grid(random) ** 2) };
    const judged = await replaced(other, undefined, '', nominal);
    expect(findings(judged, code)).toEqual([]);
  });

  it('passes a rate within the tolerance or the declared size', async () => {
    const status = async (factor: number, settings?: string): Promise<string[]> =>
      statuses(
        await replaced(sample('other', many, factor), settings, `checks: { ${code}: { tolerance: 5% } }`, nominal),
        code,
      );
    expect(await status(1)).toEqual(['pass']);
    expect(await status(1.07, 'kind: scale, size: 12%')).toEqual(['pass']);
  });

  it('is undecided where events are few', async () => {
    const [found] = outcomes(await replaced(sample('other', n)), code);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.15);
  });

  it('asks only what is declared a comparison of shapes', async () => {
    expect(outcomes(await replaced(sample('other', n, 1.5), 'kind: detector'), code)).toEqual([]);
  });
});

describe('nuisance/noise', () => {
  const code = 'nuisance/noise';

  it('finds a variation that is the scatter of few events', async () => {
    const judged = await replaced(sample('few', 60));
    const [found, ...others] = findings(judged, code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'information',
      target: { nuisance: 'generator', side: 'alternative' },
      evidence: { effectiveEvents: 60 },
    });
    expect(found?.message).toContain('which is what 60 effective events of its own scatter by');
  });

  it('passes a variation of many events that do the same', async () => {
    const [passed] = outcomes(await replaced(sample('many', n)), code);
    expect(passed?.status).toBe('pass');
    expect(passed?.message).toContain('noise in it is harmless');
  });

  it('passes a real change, even of few events', async () => {
    const few = { score: column('few', 60, (random) => grid(random) ** 4), w: new Array<number>(60).fill(1) };
    const [passed] = outcomes(await replaced(few), code);
    expect([passed?.status, passed?.message]).toEqual([
      'pass',
      expect.stringContaining('by more than statistical scatter'),
    ]);
  });

  it('is undecided in between', async () => {
    const few = { score: column('few', 60, (random) => grid(random) ** 1.3), w: new Array<number>(60).fill(1) };
    const strict = `checks: { ${code}: { compatible: 1, alpha: 0.000001 } }`;
    const [found] = outcomes(await replaced(few, undefined, strict), code);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.1);
  });

  it('does not ask variations of the same events', async () => {
    expect(outcomes(await reweighted('w*1.1', 'w*0.9'), code)).toEqual([]);
  });

  it('takes its tolerance from the file', async () => {
    const checks = `checks: { ${code}: { tolerance: 1 } }`;
    expect(statuses(await replaced(sample('few', 60), undefined, checks), code)).toEqual(['pass']);
  });
});
