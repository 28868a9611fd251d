import { describe, expect, it } from 'vitest';
import { drawFigures, type Judged } from '../../../src/checks';
import { column, measure, outcomes, valueOf, type Events } from './judging';

/** One file, of whose events each sample selects some. */
const text = (checks = ''): string => `pullscope: 1
samples:
  tt: { file: all.csv, weight: w, select: part < 0.8 }
  applied: { file: all.csv, weight: w, select: part > 0.3 }
model: { file: m.onnx, features: [x, y], working-points: { half: 0.5 } }
nominal: [tt]
application: { data: applied }
${checks}`;

/** Selected as each sample does it; the second file may be another one. */
function judged(file: 'the same file' | 'another file', n = 4000, checks = ''): Promise<Judged> {
  const events: Events = {
    x: column('x', n, (random) => random.uniform()),
    y: column('y', n, (random) => random.normal()),
    w: column('w', n, (random) => (random.uniform() < 0.1 ? -1 : 1)),
    part: column('part', n, (random) => random.uniform()),
  };
  const files = { tt: 'all.csv', applied: file === 'the same file' ? 'all.csv' : 'other.csv' };
  return measure(text(checks), { tt: events, applied: events }, {}, files);
}

/** √(1/n + 1/n' − 2 n_both/(n n')) over √(1/n + 1/n'): of n = 0.8, n' = 0.7 and 0.5 in both. */
const smaller = Math.sqrt(1 - (2 * 0.5) / (0.8 + 0.7));

describe('events that are where the model was trained and where it is applied', () => {
  it('make the error of a ratio of efficiencies as much smaller as they do that of a difference of means', async () => {
    const [shared, apart] = await Promise.all(
      (['the same file', 'another file'] as const).map(async (file) => {
        const [outcome] = outcomes(await judged(file), 'shift/score');
        const { low, high } = outcome!.evidence['efficiencyRatio@half'] as { low: number; high: number };
        return (high - low) / 2;
      }),
    );
    expect(shared! / apart!).toBeCloseTo(smaller, 1);
  });

  it('make smaller shifts visible', async () => {
    const [shared, apart] = await Promise.all(
      (['the same file', 'another file'] as const).map(async (file) => {
        const undecided = await judged(file, 1000, 'checks: { shift/feature: { tolerance: 0.02 } }\n');
        const [first] = outcomes(undecided, 'shift/feature', { feature: 'x' });
        expect(first?.status).toBe('undecided');
        return valueOf(first?.evidence['minimumDetectable']) - 0.02;
      }),
    );
    expect(shared! / apart!).toBeCloseTo(smaller, 1);
  });

  it('are told of with their fraction, and by the figure', async () => {
    const found = await judged('the same file');
    for (const code of ['shift/feature', 'shift/score'] as const) {
      expect(valueOf(outcomes(found, code)[0]?.evidence['sharedFraction'])).toBeCloseTo(0.5 / 0.7, 1);
    }
    const captions = drawFigures(found).flatMap(({ id, caption }) =>
      id.startsWith('shift/feature/') ? [caption] : [],
    );
    expect(captions[0]).toMatch(/errors of samples that share events: 7\d(\.\d)? % of the applied ones are nominal/);
  });

  it('are none where the same values stand in another file', async () => {
    const found = await judged('another file');
    expect(outcomes(found, 'shift/feature')[0]?.evidence).not.toHaveProperty('sharedFraction');
  });

  it('leave no difference of a sample from itself', async () => {
    const itself = text()
      .replace('data: applied', 'data: tt')
      .replace(/ {2}applied.*\n/, '');
    const n = 12_000;
    const events: Events = {
      x: column('x', n, (random) => random.uniform()),
      y: column('y', n, (random) => random.normal()),
      w: column('w', n, (random) => random.uniform()),
      part: column('part', n, (random) => random.uniform() / 2),
    };
    // More events than are kept as rows.
    const found = outcomes(await measure(itself, { tt: events }), 'shift/feature');
    expect(found.map(({ status }) => status)).toEqual(['pass', 'pass']);
    for (const { evidence } of found) {
      expect(evidence).toMatchObject({ ks: 0, sharedFraction: 1, adjustedPValue: 1 });
    }
  });
});
