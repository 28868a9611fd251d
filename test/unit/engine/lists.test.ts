/** Lists, friends and declared missing values together, from the files to the findings. */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { evidenceOf, outcomesOf } from './runs';
import { workspace } from './workspace';

const fixtures = join(__dirname, '../../fixtures/data');
const folder = workspace();

/** What is in lists.parquet, as pyarrow wrote it. */
const { pt } = JSON.parse(readFileSync(join(fixtures, 'lists.json'), 'utf8')) as {
  readonly pt: readonly (readonly number[] | null)[];
};
const events = pt.length;
/** Every fourth event has no HT. */
const ht = pt.map((_, event) => (event % 4 === 1 ? -9 : 100 + (event % 89)));

/** A structured array, as numpy.save writes it. */
function npy(name: string, values: readonly number[]): Buffer {
  const header = `{'descr': [('${name}', '<f8')], 'fortran_order': False, 'shape': (${values.length},), }`;
  const padded = `${header.padEnd(117)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length, 0]);
  return Buffer.concat([start, Buffer.from(padded), Buffer.from(Float64Array.from(values).buffer)]);
}

beforeAll(() => {
  copyFileSync(join(fixtures, 'lists.parquet'), join(folder.path, 'tt.parquet'));
  writeFileSync(join(folder.path, 'friend.npy'), npy('HT_all', ht));
  folder.model('model.onnx', [0.01, 0.1, 0.01]);
});

function analysis(features: string, missing: string): string {
  return `pullscope: 1
samples:
  tt: { file: tt.parquet, friends: friend.npy${missing} }
model: { file: model.onnx, features: ${features} }
nominal: [tt]
`;
}

const features = "['pt[0]', 'len(pt)', HT_all]";

describe('an analysis with lists and friends', () => {
  it('has as many missing values as the lists are empty, and as are declared', async () => {
    const report = await folder.run(analysis(features, ', missing: { HT_all: -9 }'));
    const fraction = (feature: string): unknown =>
      evidenceOf(report, 'data/missing', { sample: 'tt', feature }, 'missingFraction')['missingFraction'];
    expect(fraction('pt[0]')).toBe(pt.filter((list) => list === null || list.length === 0).length / events);
    expect(fraction('len(pt)')).toBe(0);
    expect(fraction('HT_all')).toBe(0.25);
    const [declared] = outcomesOf(report, 'data/missing', { feature: 'HT_all' });
    expect(declared).toMatchObject({
      status: 'pass',
      message: "'HT_all' has a value in all but 25 % of 'tt', where 'HT_all' is -9, as is declared.",
    });
  });

  it.each([
    ['HT_all', 'declare it: missing: { HT_all: -9 }'],
    ['HT_all / 1000', "declare what stands in 'HT_all' there, as in missing: { HT_all: -999 }"],
  ])('is told of which column to declare the missing values of %s', async (feature, advice) => {
    const report = await folder.run(analysis(`['len(pt)', 'sum(pt > 30)', '${feature}']`, ''));
    const [found] = outcomesOf(report, 'data/missing', { feature });
    expect(found).toMatchObject({ status: 'finding', evidence: { missingFraction: 0.25 } });
    expect(found?.message).toContain(advice);
  });

  it('says so where a feature is made of a declared column', async () => {
    const report = await folder.run(
      analysis("['len(pt)', 'sum(pt > 30)', 'HT_all / 1000']", ', missing: { HT_all: -9 }'),
    );
    expect(outcomesOf(report, 'data/missing', { feature: 'HT_all / 1000' })).toMatchObject([
      {
        status: 'pass',
        message: "'HT_all / 1000' has a value in all but 25 % of 'tt', where 'HT_all' is -9, as is declared.",
      },
    ]);
  });

  it('is told at the word which column is a list where one number is needed', async () => {
    const report = await folder.run(analysis('[pt, HT_all, x]', ''));
    const found = report.outcomes.filter(({ status, severity }) => status === 'finding' && severity === 'error');
    expect(found).toHaveLength(1);
    expect(found[0]?.message).toContain("'pt' has several values for each event");
  });

  it('is told of a friend that has other events', async () => {
    writeFileSync(join(folder.path, 'friend.npy'), npy('HT_all', ht.slice(1)));
    const report = await folder.run(analysis(features, '')).catch((error: unknown) => error);
    writeFileSync(join(folder.path, 'friend.npy'), npy('HT_all', ht));
    expect(JSON.stringify(report instanceof Error ? report.message : report)).toContain(
      `'friend.npy' has ${events - 1} entries and 'tt.parquet' ${events}: friends must have the same events.`,
    );
  });
});
