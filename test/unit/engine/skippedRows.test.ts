/** Row groups of Parquet of which the file itself says that no event in them is selected. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parquetMetadata } from 'hyparquet';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEvents } from '../../../src/data/openEvents';
import type { Report } from '../../../src/report/report';
import { workspace } from './workspace';

const folder = workspace();
/** The same file without statistics. */
const plain = workspace();
const fixture = join(__dirname, '../../fixtures/data/sorted.parquet');

/** Twelve row groups of 10,000 events; `run` is the number of the group. */
function analysis(file: string, select: string): string {
  return `pullscope: 1
samples:
  tt: { file: ${file}, select: '${select}', weight: 'weight > 0 || weight < 0 ? weight : 1', label: label }
model: { file: model.onnx, features: [x, run], working-points: { half: 0.5 } }
nominal: [tt]
nuisances:
  scale: { up: { replace: { x: x * 1.1 } }, down: { replace: { x: x * 0.9 } } }
`;
}

function told({ outcomes, figures, provenance }: Report): unknown {
  const measured = outcomes.map(({ code, status, target, evidence }) => ({ code, status, target, evidence }));
  return { measured, figures, events: provenance.files.map(({ events }) => events), scores: provenance.firstScores };
}

beforeAll(() => {
  copyFileSync(fixture, join(folder.path, 'tt.parquet'));
  copyFileSync(fixture.replace('sorted', 'sorted-plain'), join(plain.path, 'tt.parquet'));
  for (const one of [folder, plain]) one.model('model.onnx', [0.3, -0.1]);
});

describe('statistics of row groups', () => {
  it('are the smallest and largest values in them', async () => {
    const source = await openEvents(folder.path, ['tt.parquet']);
    expect(source.limits?.({ file: 0, from: 25_000, to: 35_000 }).get('run')).toEqual({ low: 2, high: 3 });
    expect(source.limits?.({ file: 0, from: 0, to: 10 }).get('weight')).toEqual({ low: -1, high: 1 });
  });

  it('change nothing in a report', async () => {
    const text = analysis('tt.parquet', 'run >= 7 && x > 1');
    const [skipped, read] = [await folder.run(text), await plain.run(text)];
    expect(told(skipped)).toEqual(told(read));
    expect(skipped.outcomes.length).toBeGreaterThan(5);
  });

  it('leave unread what no event is selected from', async () => {
    const bytes = readFileSync(fixture);
    // The fifth is not in the first look at the sample.
    const group = parquetMetadata(new Uint8Array(bytes).buffer).row_groups[4]!;
    for (const { meta_data: data } of group.columns) {
      const start = Number(data!.dictionary_page_offset ?? data!.data_page_offset);
      bytes.fill(0xff, start, start + Number(data!.total_compressed_size));
    }
    writeFileSync(join(folder.path, 'damaged.parquet'), bytes);
    const failing = folder.run(analysis('damaged.parquet', 'max(run, -1) >= 7'));
    await expect(failing).rejects.toMatchObject({ code: 'damaged-file' });
    const report = await folder.run(analysis('damaged.parquet', 'run >= 7'));
    expect(report.outcomes.filter(({ code }) => code === 'data/missing')).not.toEqual([]);
  });
});
