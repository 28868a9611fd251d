import { describe, expect, it } from 'vitest';
import { drawFigures, type Judged } from '../../../src/checks';
import { column, findings, grid, measure, outcomes, valueOf, type Events } from './judging';

const code = 'decorrelation/apparent';
const path = ['nuisances', 'generator'];

function sample(name: string, n: number, shift: number): Events {
  return { x: column(name, n, (random) => grid(random) + shift), w: new Array<number>(n).fill(1) };
}

/** Nominal, alternative and cross-check of n events, shifted by so much: what KS is up to statistics. */
function judged(n: number, alternative: number, check: number | undefined, checks = ''): Promise<Judged> {
  const third = check === undefined ? '' : ', cross-check: { tt: third }';
  const text = `pullscope: 1
samples: { tt: { file: 1.csv, weight: w }, other: { file: 2.csv, weight: w }, third: { file: 3.csv, weight: w } }
model: { file: m.onnx, features: [x] }
nominal: [tt]
nuisances: { generator: { kind: two-point, alternative: { tt: other }${third} } }
${checks}`;
  return measure(text, {
    tt: sample('tt', n, 0),
    other: sample('other', n, alternative),
    third: sample('third', n, check ?? 0),
  });
}

describe(code, () => {
  it('finds an apparent size that is far too small, and says by how much', async () => {
    const [found, ...others] = findings(await judged(4000, 0.0625, 0.25), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      severity: 'warning',
      at: { path, on: 'key' },
      target: { nuisance: 'generator', model: 'model' },
    });
    expect(valueOf(found?.evidence['apparent'])).toBeCloseTo(1 / 16, 1);
    expect(valueOf(found?.evidence['actual'])).toBeCloseTo(4 / 16, 1);
    const ratio = valueOf(found?.evidence['ratio']);
    expect(ratio).toBeCloseTo(valueOf(found?.evidence['actual']) / valueOf(found?.evidence['apparent']), 12);
    expect(found?.message).toContain(
      `the uncertainty you would quote is ${Number(ratio.toPrecision(3))} times too small`,
    );
  });

  it('passes an apparent size that holds', async () => {
    const [found] = outcomes(await judged(4000, 0.25, 0.125), code);
    expect([found?.status, found?.evidence['minimumDetectable']]).toEqual(['pass', undefined]);
  });

  it('is undecided where there are too few events, and says what would have been seen', async () => {
    const [found] = outcomes(await judged(100, 0.0625, 0.125), code);
    expect(found?.status).toBe('undecided');
    expect(valueOf(found?.evidence['minimumDetectable'])).toBeGreaterThan(0.1);
  });

  it('gives each distance with an interval that holds it', async () => {
    const [found] = outcomes(await judged(1000, 0.0625, 0.25), code);
    for (const name of ['apparent', 'actual']) {
      const measured = found?.evidence[name] as { value: number; low: number; high: number };
      expect(measured.low).toBeLessThanOrEqual(measured.value);
      expect(measured.high).toBeGreaterThan(measured.value);
      expect(measured.high - measured.low).toBeLessThan(0.1);
    }
  });

  it('takes its tolerance from the file', async () => {
    const [found] = outcomes(await judged(4000, 0.0625, 0.25, `checks: { ${code}: { tolerance: 0.4 } }\n`), code);
    expect(found?.status).toBe('pass');
  });

  it('without a cross-check says, as information, that nothing can be tested', async () => {
    const [found, ...others] = findings(await judged(100, 0.0625, undefined), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ severity: 'information', at: { path, on: 'key' }, evidence: {} });
    expect(found?.message).toContain('`cross-check:`');
  });

  it('without a cross-check takes a level that is set', async () => {
    const [found] = findings(await judged(100, 0.0625, undefined, `checks: { ${code}: error }\n`), code);
    expect(found?.severity).toBe('error');
  });

  it('is silent when it is off', async () => {
    expect(outcomes(await judged(100, 0.0625, 0.25, `checks: { ${code}: off }\n`), code)).toEqual([]);
  });

  it('draws both sizes with the numbers of its outcomes', async () => {
    const measured = await judged(1000, 0.0625, 0.25);
    const [figure] = drawFigures(measured);
    const { evidence } = outcomes(measured, code)[0]!;
    expect(figure).toMatchObject({
      kind: 'comparison',
      about: [path],
      rows: [{ label: 'model, tt', apparent: evidence['apparent'], actual: evidence['actual'] }],
    });
  });
});
