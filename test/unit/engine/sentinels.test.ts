import { beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf } from './runs';
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
});
