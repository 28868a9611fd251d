/** Which events stand for which, from files to the report. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Target } from '../../../src/report/report';
import { evidenceOf, outcomesOf, valueOf } from './runs';
import { workspace } from './workspace';

const folder = workspace();
const head = `pullscope: 1
samples:
  tt: { file: tt.csv, weight: w, label: 0 }
  ttH: { file: ttH.csv, weight: w, label: 1 }
  tt_jes: { file: tt_jes.csv, weight: w }
model: { file: model.onnx, features: [x], working-points: { half: 0.5 } }
nominal: [tt, ttH]
`;

beforeAll(() => {
  folder.csv('tt.csv', { x: [-2, -1, -1, 1], w: [1, 1, 1, 1] });
  folder.csv('ttH.csv', { x: [-1, 1, 2, 2], w: [1, 2, 1, 1] });
  folder.csv('tt_jes.csv', { x: [-1, 1, 1], w: [1, 1, 4] });
  folder.csv('mixed.csv', { x: [-2, -1, 1, 2], w: [1, 1, 1, 3], kind: [0, 0, 1, 1] });
  folder.model('model.onnx', [1]);
});

describe('a sample that stands for a nominal one', () => {
  const of = async (nuisance: string, target: Target): Promise<number[]> => {
    const report = await folder.run(`${head}nuisances: { jes: ${nuisance} }\n`);
    return ['yieldRatio', 'efficiencyRatio'].map((name) =>
      valueOf(evidenceOf(report, 'nuisance/large', { nuisance: 'jes', ...target }, name)[name]),
    );
  };

  it('has its class where it has no label of its own', async () => {
    const [yieldRatio, efficiencyRatio] = await of('{ up: { samples: { tt: tt_jes } } }', { side: 'up', class: 0 });
    expect(yieldRatio).toBe(6 / 4);
    expect(efficiencyRatio).toBeCloseTo(5 / 6 / (1 / 4), 12);
  });

  it('may have its columns replaced as well', async () => {
    const varied = '{ up: { samples: { tt: tt_jes }, replace: { w: w*w, x: -x } } }';
    const [yieldRatio, efficiencyRatio] = await of(varied, { side: 'up', class: 0 });
    expect(yieldRatio).toBe(18 / 4);
    expect(efficiencyRatio).toBeCloseTo(1 / 18 / (1 / 4), 12);
  });

  it('leaves the columns of the other samples to the replacement', async () => {
    const varied = '{ up: { samples: { tt: tt_jes }, replace: { w: w*w } } }';
    const [yieldRatio, efficiencyRatio] = await of(varied, { side: 'up', class: 1 });
    expect(yieldRatio).toBe(7 / 5);
    expect(efficiencyRatio).toBeCloseTo(6 / 7 / (4 / 5), 12);
  });

  it('of another class is said to be one, and not a yield of nothing', async () => {
    const report = await folder.run(`${head}nuisances: { jes: { up: { samples: { tt: ttH } } } }\n`);
    const said = outcomesOf(report, 'nuisance/large', { nuisance: 'jes', class: 0 });
    expect(said.map(({ status, message }) => [status, message])).toEqual([
      [
        'finding',
        "'jes' up cannot be compared for 'tt': 'ttH' has no events of that class. Give it the label of the sample it stands for.",
      ],
    ]);
  });

  it('says nothing of a class that it does not touch', async () => {
    const report = await folder.run(`${head}nuisances: { jes: { up: { samples: { tt: tt_jes } } } }\n`);
    expect(outcomesOf(report, 'nuisance/large', { class: 1 })).toEqual([]);
  });
});

describe('a sample of several classes', () => {
  const mixed = `pullscope: 1
samples: { all: { file: mixed.csv, weight: w, label: kind } }
model: { file: model.onnx, features: [x], working-points: { half: 0.5 } }
nominal: [all]
nuisances: { pileup: { up: { replace: { w: w*w } }, down: { replace: { w: 1 } } } }
`;

  it('is judged class by class', async () => {
    const report = await folder.run(mixed);
    const ratios = [0, 1].map((number) =>
      valueOf(evidenceOf(report, 'nuisance/large', { side: 'up', class: number }, 'yieldRatio')['yieldRatio']),
    );
    expect(ratios).toEqual([1, 10 / 4]);
    expect(valueOf(evidenceOf(report, 'model/output', { model: 'model' }, 'auc')['auc'])).toBe(1);
  });

  it('without labels is judged as a whole, and has no AUC', async () => {
    const report = await folder.run(mixed.replace(', label: kind', ''));
    const [found, ...others] = outcomesOf(report, 'nuisance/large', { side: 'up' }).filter(
      ({ evidence }) => 'yieldRatio' in evidence,
    );
    expect(others).toEqual([]);
    expect(found?.target).toEqual({ nuisance: 'pileup', side: 'up', sample: 'all' });
    expect(valueOf(found?.evidence['yieldRatio'])).toBe(12 / 6);
    expect(outcomesOf(report, 'model/output').filter(({ evidence }) => 'auc' in evidence)).toEqual([]);
  });

  it('has only the classes of its selected events', async () => {
    folder.csv('unmatched.csv', { x: [-2, -1, 1, 2, 1], w: [1, 1, 1, 3, 1], kind: [0, 0, 1, 1, -1] });
    const report = await folder.run(
      mixed.replace('mixed.csv', 'unmatched.csv').replace('label', 'select: kind >= 0, label'),
    );
    expect(outcomesOf(report, 'nuisance/large', { class: -1 })).toEqual([]);
    expect(valueOf(evidenceOf(report, 'model/output', { model: 'model' }, 'auc')['auc'])).toBe(1);
  });

  it('with a label that is no whole number stops the run, at the label', async () => {
    const run = folder.run(mixed.replace('label: kind', 'label: kind/2'));
    await expect(run).rejects.toMatchObject({ code: 'label', at: { path: ['samples', 'all', 'label'] } });
  });
});
