import { describe, expect, it } from 'vitest';
import { drawFigures, type Judged } from '../../../src/checks';
import { column, findings, measure, outcomes, valueOf, type Events } from './judging';

const code = 'shift/joint';
const text = `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, applied: { file: applied.csv, weight: w } }
model: { file: m.onnx, features: [x, y, z] }
nominal: [tt]
application: { data: applied }
`;

/** x, y and z are normal, whatever the correlation of x and y. */
function sample(name: string, n: number, correlation: number, shift = 0): Events {
  const x = column(`${name} x`, n, (random) => random.normal());
  const noise = column(`${name} y`, n, (random) => random.normal());
  return {
    x: x.map((value) => value + shift),
    y: x.map((value, event) => correlation * value + Math.sqrt(1 - correlation ** 2) * noise[event]!),
    z: column(`${name} z`, n, (random) => random.normal()),
    w: column(`${name} w`, n, (random) => (random.uniform() < 0.1 ? -1 : 1)),
  };
}

function judged(n: number, correlation: number, shift = 0, checks = ''): Promise<Judged> {
  return measure(text + checks, { tt: sample('tt', 4000, 0.5), applied: sample('applied', n, correlation, shift) });
}

describe(code, () => {
  it('passes where events are of the same distribution', async () => {
    const all = outcomes(
      await judged(4000, 0.5, 0, 'checks: { shift/joint: { tolerance: 0.1, alpha: 0.01 } }\n'),
      code,
    );
    expect(all.map(({ status }) => status)).toEqual(['pass', 'pass']);
  });

  it('finds a correlation that changes while no feature does, and names it', async () => {
    const changed = await judged(4000, -0.2);
    expect(findings(changed, 'shift/feature')).toEqual([]);
    const [together, pair, ...others] = findings(changed, code);
    expect(others).toEqual([]);
    expect(together).toMatchObject({ at: { path: ['application', 'data'] }, target: { sample: 'applied' } });
    expect(valueOf(together?.evidence['pValue'])).toBeLessThan(1e-6);
    expect(together?.message).toMatch(/most along 0\.\d\d·(x|y) [−+] 0\.\d\d·(x|y)/);
    expect(pair?.message).toContain("The correlation of 'y' and 'x'");
    expect(valueOf(pair?.evidence['correlation'])).toBeCloseTo(0.5, 1);
    expect(valueOf(pair?.evidence['correlationChange'])).toBeCloseTo(-0.7, 1);
  });

  it('tells a shift of one feature once: as one of that feature', async () => {
    const shifted = await judged(4000, 0.5, 1);
    expect(findings(shifted, 'shift/feature').map(({ target }) => target.feature)).toEqual(['x']);
    expect(outcomes(shifted, code)[0]).toMatchObject({ status: 'finding', severity: 'hint' });
    expect(findings(shifted, code)).toEqual([]);
  });

  it('is undecided where there are too few events, and says what would have been seen', async () => {
    const [together, pair] = outcomes(await judged(200, 0.5), code);
    expect([together?.status, pair?.status]).toEqual(['undecided', 'undecided']);
    expect(valueOf(together?.evidence['minimumDetectable'])).toBeGreaterThan(0.15);
    expect(valueOf(pair?.evidence['minimumDetectable'])).toBeGreaterThan(0.3);
  });

  it('says nothing of several features at once where events are few', async () => {
    expect(outcomes(await judged(50, 0.5), code)).toMatchObject([{ status: 'skipped' }]);
  });

  it('is silent for a single feature, and where it is switched off', async () => {
    const one = await measure(text.replace('x, y, z', 'x'), {
      tt: sample('tt', 500, 0),
      applied: sample('applied', 500, 0),
    });
    expect(outcomes(one, code)).toEqual([]);
    const off = await judged(500, -0.5, 0, 'checks: { shift/joint: off }\n');
    expect(outcomes(off, code)).toEqual([]);
    expect(drawFigures(off).filter(({ id }) => id.startsWith(code))).toEqual([]);
  });

  it('is skipped where nothing says to what the model is applied', async () => {
    const without = await measure(text.replace(/application.*\n/, ''), { tt: sample('tt', 200, 0) });
    expect(outcomes(without, code)).toMatchObject([{ status: 'skipped', at: { path: ['nominal'], on: 'key' } }]);
  });

  it('draws the changes of all correlations, and marks what is a finding', async () => {
    const figure = drawFigures(await judged(4000, -0.2)).find(({ id }) => id === 'shift/joint/applied');
    if (figure?.kind !== 'matrix') throw new Error('There is no matrix.');
    expect([figure.rows, figure.columns]).toEqual([
      ['x', 'y', 'z'],
      ['x', 'y', 'z'],
    ]);
    expect(figure.cells.map((row) => row.map((cell) => cell?.marked))).toEqual([
      [undefined, undefined, undefined],
      [true, undefined, undefined],
      [undefined, undefined, undefined],
    ]);
    expect(figure.cells[1]?.[0]?.value).toBeCloseTo(-0.7, 1);
  });
});
