/** Where hardly anything was measured, nothing is said to be all right, and nothing to be wrong. */
import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/stats/random';
import { outcomesOf } from './runs';
import { workspace } from './workspace';

const folder = workspace();
const random = new Random('few events');

function write(name: string, events: number, weight = 1): void {
  const label = Float64Array.from({ length: events }, (_, event) => event % 2);
  const x = label.map((signal) => signal + 0.3 * random.normal());
  const z = label.map(() => random.normal());
  folder.csv(name, { x, y: x.map((value) => value / 2), z, label, w: label.map(() => weight) });
}

function analysis(nominal: string, other: string, data: string): string {
  return `pullscope: 1
samples:
  tt: { file: ${nominal}, weight: w, label: label }
  other: { file: ${other}, weight: w, label: label }
  data: { file: ${data}, weight: w }
model: { file: model.onnx, features: [x, y], working-points: { half: 0.6 } }
nominal: [tt]
application: { data: data }
nuisances:
  scale: { up: { replace: { x: x*1.000001 } }, down: { replace: { x: x*0.999999 } } }
  generator: { kind: two-point, alternative: { tt: other } }
  z: { column: z, sample: other, prior: 'normal(0, 1)' }
`;
}

beforeAll(() => {
  folder.model('model.onnx', [2, -1]);
  write('many.csv', 400);
  write('four.csv', 4);
  write('negative.csv', 400, -1);
});

describe('four events', () => {
  it('give no finding of a size, a slope or of no effect', async () => {
    const report = await folder.run(analysis('four.csv', 'four.csv', 'many.csv'));
    const found = report.outcomes.filter(({ status, code }) => status === 'finding' && code.startsWith('nuisance/'));
    expect(found.map(({ code }) => code).filter((code) => code !== 'nuisance/noise')).toEqual([]);
    const [pruned] = outcomesOf(report, 'nuisance/no-effect', { nuisance: 'scale' });
    expect(pruned?.status).toBe('skipped');
    expect(pruned?.message).toBe(
      "Whether 'scale' could be pruned cannot be said: a class that it varies is worth 2 events, and it takes 25.",
    );
  });

  it('do not make the efficiency of other events certain', async () => {
    const report = await folder.run(analysis('many.csv', 'four.csv', 'many.csv'));
    const ratios = outcomesOf(report, 'nuisance/large', { nuisance: 'generator', workingPoint: 'half' });
    expect(ratios.length).toBeGreaterThan(0);
    for (const { status, message } of ratios) {
      expect(status).toBe('undecided');
      expect(message).not.toContain('± 0.00 %');
    }
  });
});

describe('weights that cancel to less than the error of their sum', () => {
  it('have no shape', async () => {
    const label = Float64Array.from({ length: 400 }, (_, event) => event % 2);
    const x = label.map((signal) => signal + 0.3 * random.normal());
    const w = label.map((_, event) => (event % 4 < 2 ? 1 : -0.999));
    folder.csv('cancel.csv', { x, y: x.map((value) => value / 2), z: x, label, w });
    const report = await folder.run(analysis('many.csv', 'cancel.csv', 'cancel.csv'));
    expect(outcomesOf(report, 'shift/feature').map(({ status }) => status)).toEqual(['skipped']);
    expect(outcomesOf(report, 'nuisance/large').filter(({ evidence }) => 'ks' in evidence)).toEqual(
      outcomesOf(report, 'nuisance/large', { nuisance: 'scale' }).filter(({ evidence }) => 'ks' in evidence),
    );
  });
});

describe('weights that do not add up to anything positive', () => {
  it.each(['shift/feature', 'shift/score', 'shift/kind'])('are no pass of %s', async (code) => {
    const report = await folder.run(analysis('many.csv', 'many.csv', 'negative.csv'));
    expect(outcomesOf(report, code).map(({ status, message }) => [status, message])).toEqual([
      [
        'skipped',
        "Nothing of 'data' can be compared with the nominal samples: on a side the weights add up to nothing positive, or to less than the error of their sum, or the values have no width.",
      ],
    ]);
  });
});
