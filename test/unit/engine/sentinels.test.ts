import { beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf, outcomesOf } from './runs';
import { workspace } from './workspace';

const folder = workspace();

/** Positive values, and −999 in the first `sentinels` of 1,000 events. */
function values(sentinels: number): number[] {
  return Array.from({ length: 1000 }, (_, event) => (event < sentinels ? -999 : 1 + (event % 97)));
}

beforeAll(() => {
  folder.csv('tt.csv', { x: values(10) });
  folder.csv('data.csv', { x: values(3) });
  folder.model('model.onnx', [1]);
});

describe('a value that means "not computed" in the nominal samples', () => {
  it('means it in every sample, however rare it is there', async () => {
    const report = await folder.run(`pullscope: 1
samples: { tt: { file: tt.csv }, cr: { file: data.csv } }
model: { file: model.onnx, features: [x] }
nominal: [tt]
application: { data: cr }
`);
    const missing = evidenceOf(report, 'data/missing', { sample: 'cr', feature: 'x' }, 'missingFraction');
    expect(missing['missingFraction']).toBe(0.003);
    const shift = evidenceOf(report, 'shift/feature', { sample: 'cr', feature: 'x' }, 'ks');
    expect(shift['ks']).toBeLessThan(0.01);
  });

  it('means it in all files of a sample, though one alone would not show it, and enters no sum and no histogram', async () => {
    const measured = async (missing: number): Promise<unknown> => {
      const file = (name: string, missingEvents: number): void => {
        folder.csv(name, { x: values(missingEvents).map((value) => (value === -999 ? missing : value)) });
      };
      file('first.csv', 40);
      file('second.csv', 1);
      file('cr.csv', 3);
      const report = await folder.run(`pullscope: 1
samples: { tt: { file: [first.csv, second.csv] }, cr: { file: cr.csv } }
model: { file: model.onnx, features: [x] }
nominal: [tt]
application: { data: cr }
`);
      const found = ['data/missing', 'data/constant', 'shift/feature'].flatMap((code) =>
        outcomesOf(report, code, { feature: 'x' }).map(({ target, evidence: { sentinel: _, ...evidence } }) => ({
          code,
          target,
          evidence,
        })),
      );
      expect(found.length).toBeGreaterThanOrEqual(3);
      expect(evidenceOf(report, 'data/missing', { sample: 'tt', feature: 'x' }, 'missingFraction')).toMatchObject({
        missingFraction: 41 / 2000,
      });
      return found;
    };
    // Without a value they are left out by everybody.
    expect(await measured(-999)).toEqual(await measured(Number.NaN));
  });
});
