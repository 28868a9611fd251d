import { describe, expect, it } from 'vitest';
import type { Analysis } from '../../../src/config/analysis';
import { parseAnalysis } from '../../../src/config/parse';
import { planAnalysis, type Plan } from '../../../src/engine/plan';
import { columnsOf } from '../../../src/profile/pass';

const base = `pullscope: 1
samples:
  tt: { file: tt.csv, weight: w*f, select: x > 0, label: 0 }
  ttH: { file: ttH.csv, weight: w*f, label: is_signal, missing: { x: -9 } }
  other: { file: other.csv, weight: w }
  applied: { file: applied.csv }
  unused: { file: unused.csv }
models:
  a: { file: a.onnx, features: [x, y/1000] }
  b: { file: b.onnx, features: [y/1000, x, z] }
nominal: [tt, ttH]
`;

describe('a plan', () => {
  it('reads the samples that are used, the nominal ones first', () => {
    const plan = planOf(`${base}application: { data: applied }
nuisances:
  generator: { kind: two-point, alternative: { tt: other } }
`);
    expect([...plan.passes.keys()]).toEqual(['tt', 'ttH', 'applied', 'other']);
  });

  it('reads every feature once, whichever models use it', () => {
    const plan = planOf(base);
    expect(plan.features).toEqual(['x', 'y/1000', 'z']);
    expect(plan.models.map(({ features }) => features)).toEqual([
      [0, 1],
      [1, 0, 2],
    ]);
  });

  it('reads only the columns that something needs', () => {
    const plan = planOf(`${base}nuisances:
  scale: { up: { replace: { x: x*s } }, down: { replace: { x: x/s } } }
  generator: { kind: two-point, alternative: { tt: other } }
`);
    expect(columnsOf(plan.passes.get('tt')!)).toEqual(['f', 's', 'w', 'x', 'y', 'z']);
    expect(columnsOf(plan.passes.get('other')!)).toEqual(['w', 'x', 'y', 'z']);
  });

  it('takes weight 1 and all events where a sample says nothing', () => {
    const { nominal } = planOf(`${base}application: { data: applied }\n`).passes.get('applied')!;
    expect([nominal.weight.text, nominal.select.text, nominal.label]).toEqual(['1', '1', undefined]);
  });

  it('knows the values that are declared as missing, feature by feature', () => {
    const plan = planOf(base);
    expect(plan.passes.get('ttH')?.declaredMissing).toEqual([[-9], [], []]);
    expect(plan.passes.get('tt')?.declaredMissing).toEqual([[], [], []]);
  });

  it('keeps the protected variables of nominal samples, whose files must have them, and of no others', () => {
    const plan = planOf(`${base}application: { data: applied }
protected: [mass/1000]
`);
    const extra = [...plan.passes].map(([name, { nominal }]) => [name, nominal.extra?.map(({ text }) => text)]);
    expect(extra).toEqual([
      ['tt', ['mass/1000']],
      ['ttH', ['mass/1000']],
      ['applied', []],
    ]);
    expect(columnsOf(plan.passes.get('tt')!)).toContain('mass');
    expect(columnsOf(plan.passes.get('applied')!)).not.toContain('mass');
  });

  it('gives a sample without a label that of the nominal one it stands for', () => {
    const plan = planOf(`${base}nuisances: { generator: { kind: two-point, alternative: { ttH: other } } }\n`);
    expect(plan.passes.get('other')?.nominal.label?.text).toBe('is_signal');
  });

  it('replaces columns in weight, selection and features alike', () => {
    const plan = planOf(
      `${base}nuisances: { scale: { up: { replace: { x: x*1.1, f: f_up } }, down: { replace: { x: x } } } }\n`,
    );
    const [up] = plan.passes.get('tt')!.variations.values();
    const { nominal } = plan.passes.get('tt')!;
    expect(up?.weight.text).toBe('(w * f_up)');
    expect(up?.select.text).toBe('((x * 1.1) > 0)');
    expect(up?.features[0]?.text).toBe('(x * 1.1)');
    // What names no replaced column is the same object, and is not computed again.
    expect(up?.features[1]).toBe(nominal.features[1]);
    expect(up?.label).toBe(nominal.label);
  });

  it('fills one variation for all nuisances that replace the same', () => {
    const plan = planOf(`${base}nuisances:
  one: { up: { replace: { f: f_up } }, down: { replace: { f: f_down } } }
  two: { up: { replace: { f: f_up } }, down: { replace: { f: 1 } } }
`);
    expect(plan.passes.get('tt')?.variations.size).toBe(3);
  });

  it('replaces columns of the sample that stands in, where both are said', () => {
    const plan = planOf(`${base}nuisances: { jes: { up: { samples: { tt: other }, replace: { w: w*2 } } } }\n`);
    const [up] = plan.passes.get('other')!.variations.values();
    expect(up?.weight.text).toBe('(w * 2)');
    // The other nominal sample has its columns replaced as well.
    const [of] = plan.passes.get('ttH')!.variations.values();
    expect(of?.weight.text).toBe('((w * 2) * f)');
    expect(plan.passes.get('tt')?.variations.size).toBe(0);
  });

  it('refuses a sample that is not defined, at its name', () => {
    expect(() => planOf(base.replace('[tt, ttH]', '[tt, ttW]'))).toThrow(
      expect.objectContaining({ code: 'undefined-name', at: { path: ['nominal', 1] } }),
    );
  });

  it('refuses an expression that cannot be understood, at its wrong part', () => {
    expect(() => planOf(base.replace('weight: w*f, select', 'weight: w*f*(w, select'))).toThrow(
      expect.objectContaining({
        code: 'expression',
        at: expect.objectContaining({ path: ['samples', 'tt', 'weight'] }) as object,
      }),
    );
  });
});

function planOf(text: string): Plan {
  const { analysis } = parseAnalysis(text);
  return planAnalysis(analysis as Analysis);
}
