import { describe, expect, it } from 'vitest';
import { drawFigures, type Judged } from '../../../src/checks';
import type { RankingFigure } from '../../../src/report/figure';
import { column, grid, measure, type Events } from './judging';

const n = 400;

function sample(name: string, weight = 1): Events {
  return { score: column(name, n, grid), w: new Array<number>(n).fill(weight), even: new Array<number>(n).fill(1) };
}

async function rankings(nuisances: string, fit?: Judged['fit']): Promise<RankingFigure[]> {
  const judged = await measure(
    `pullscope: 1
samples: { tt: { file: tt.csv, weight: w }, other: { file: other.csv, weight: w } }
model: { file: m.onnx, features: [score], working-points: { half: 0.5 } }
nominal: [tt]
nuisances: { ${nuisances} }
`,
    { tt: sample('tt'), other: sample('other', 1.5) },
  );
  return drawFigures({ ...judged, fit }).filter((figure) => figure.kind === 'ranking');
}

const small = 'small: { up: { replace: { w: w*1.01 } }, down: { replace: { w: w*0.98 } } }';
const large = 'large: { up: { replace: { w: w*1.1 } } }';
const other = 'generator: { kind: two-point, alternative: { tt: other }, cross-check: { tt: other } }';

describe('the ranking of nuisances', () => {
  it('has the largest change first, in per cent with one standard error', async () => {
    const [yields] = await rankings([small, large, other].join(', '));
    expect(yields).toMatchObject({ id: 'ranking/yield/all', x: { label: 'change of the yield', unit: '%' } });
    expect(yields?.series.map(({ role }) => role)).toEqual(['up', 'down', 'alternative']);
    expect(yields?.rows.map(({ label }) => label)).toEqual(['generator', 'large', 'small']);
    const [generator, , smaller] = yields?.rows ?? [];
    const error = 150 * Math.sqrt(2 / n);
    expect(generator?.bars).toEqual([
      null,
      null,
      {
        value: expect.closeTo(50, 9) as number,
        low: expect.closeTo(50 - error, 9) as number,
        high: expect.closeTo(50 + error, 9) as number,
      },
    ]);
    expect(smaller?.bars.map((bar) => bar?.value)).toEqual([expect.closeTo(1, 9), expect.closeTo(-2, 9), undefined]);
  });

  it('is drawn for the yield and each efficiency, and shown at the nuisances and at the working point', async () => {
    const figures = await rankings([small, large].join(', '));
    expect(figures.map(({ id, about }) => [id, about])).toEqual([
      ['ranking/yield/all', [['nuisances']]],
      ['ranking/efficiency/model/half/all', [['nuisances'], ['model', 'working-points', 'half']]],
    ]);
  });

  it('is not drawn of one nuisance', async () => {
    expect(await rankings(small)).toEqual([]);
  });

  it('keeps to the largest of very many', async () => {
    const many = Array.from(
      { length: 35 },
      (_, index) => `n${index}: { up: { replace: { w: w*${1 + (index + 1) / 100} } } }`,
    );
    const [yields] = await rankings(many.join(', '));
    expect([yields?.rows.length, yields?.rows[0]?.label]).toEqual([30, 'n34']);
    expect(yields?.caption).toContain('5 smaller ones are left out');
  });

  it('has the pulls of a fit over the impacts of its nuisances, with what is left of each uncertainty', async () => {
    const prior = { up: 1, down: 1 };
    const parameter = { kind: 'nuisance', nominal: 0, prior, byName: false } as const;
    const [yields] = await rankings([small, large].join(', '), {
      tool: 'pyhf',
      parameters: [
        { ...parameter, name: 'large', value: 0.5, error: { up: 0.4, down: 0.4 } },
        { ...parameter, name: 'elsewhere', value: 2, error: { up: 1, down: 1 } },
      ],
    });
    expect(yields?.pulls).toEqual({ label: '(θ̂ − θ₀)/σ₀' });
    expect(yields?.rows.map(({ label, pull }) => [label, pull])).toEqual([
      ['large', { value: 0.5, low: expect.closeTo(0.1, 12) as number, high: 0.9 }],
      ['small', undefined],
    ]);
  });
});
