import { describe, expect, it } from 'vitest';
import type { Judged } from '../../../src/checks';
import { Random } from '../../../src/stats/random';
import { column, measure, outcomes, valueOf, type Events } from './judging';

const code = 'shift/kind';
const text = `pullscope: 1
samples: { tt: { file: tt.csv, label: kind }, applied: { file: applied.csv, LABEL } }
model: { file: m.onnx, features: [x, y] }
nominal: [tt]
application: { data: applied }
`;
const labelled = text.replace('LABEL', 'label: kind');
const unlabelled = text.replace(', LABEL', '');

/** Classes at x = ∓1, a fraction of them of class 1; y hangs on the class as well. */
function mixture(name: string, n: number, fraction: number): Events {
  const kind = column(`${name} kind`, n, (random) => (random.uniform() < fraction ? 1 : 0));
  const noise = (of: string): number[] => column(`${name} ${of}`, n, (random) => random.normal());
  return {
    kind,
    x: noise('x').map((value, event) => value + 2 * kind[event]! - 1),
    y: noise('y').map((value, event) => value + 0.5 * kind[event]!),
  };
}

/** x about a mean with a width, and the class as it says: 1/(1 + exp(−1.5(x − middle))). */
function meaning(name: string, n: number, mean: number, width: number, middle: number): Events {
  const random = new Random(name);
  const x = Array.from({ length: n }, () => mean + width * random.normal());
  return {
    x,
    y: x.map(() => random.normal()),
    kind: x.map((value) => (random.uniform() < 1 / (1 + Math.exp(-1.5 * (value - middle))) ? 1 : 0)),
  };
}

const n = 12_000;
const kindOf = async (judged: Promise<Judged>): Promise<ReturnType<typeof outcomes>[number]> =>
  outcomes(await judged, code)[0]!;

describe(code, () => {
  it('calls it a label shift where another mixture of the classes takes it away, and says which', async () => {
    const samples = { tt: mixture('tt', n, 0.5), applied: mixture('applied', n, 0.75) };
    const found = await kindOf(measure(unlabelled, samples));
    expect(found.status).toBe('finding');
    expect(found.message).toContain('(label shift)');
    const fraction = found.evidence['classFraction'] as { value: number; low: number; high: number };
    expect(Math.abs(fraction.value - 0.75)).toBeLessThan(3 * (fraction.high - fraction.value));
    expect(valueOf(found.evidence['nominalFraction'])).toBeCloseTo(0.5, 1);
  });

  it('calls it a covariate shift where a score means what it meant', async () => {
    const samples = { tt: meaning('tt', n, 0, 1.5, 0), applied: meaning('applied', n, 0.5, 0.8, 0) };
    const found = await kindOf(measure(labelled, samples));
    expect(found.message).toContain('(covariate shift)');
    expect(valueOf(found.evidence['probabilityChange'])).toBeLessThan(0.03);
  });

  it('calls it a concept shift where a score means something else', async () => {
    const samples = { tt: meaning('tt', n, 0, 1.5, 0), applied: meaning('applied', n, 0.5, 0.8, 1) };
    const found = await kindOf(measure(labelled, samples));
    expect(found.message).toContain('(concept shift)');
    expect(valueOf(found.evidence['probabilityChange'])).toBeGreaterThan(0.1);
  });

  it('says how large a change of the probability it would have seen where events are too few', async () => {
    const applied = meaning('applied', 700, 0.5, 0.8, 0.2);
    const found = await kindOf(
      measure(labelled, {
        tt: meaning('tt', 700, 0, 1.5, 0),
        applied: { ...applied, y: applied['y']!.map((value) => value + 1) },
      }),
    );
    expect(found.status).toBe('undecided');
    const { value, low, high } = found.evidence['probabilityChange'] as { value: number; low: number; high: number };
    expect(low).toBeLessThan(value);
    expect(valueOf(found.evidence['minimumDetectable'])).toBeGreaterThan(Math.max(0.1, high));
    expect(valueOf(found.evidence['minimumDetectable'])).toBeLessThan(0.3);
    expect(found.message).toContain('it would have been seen');
  });

  it('cannot tell without labels where the mixture alone does not do it', async () => {
    const samples = { tt: meaning('tt', n, 0, 1.5, 0), applied: meaning('applied', n, 0.5, 0.8, 0) };
    const found = await kindOf(measure(unlabelled, samples));
    expect(found.status).toBe('undecided');
    expect(found.message).toContain('takes labels');
  });

  it('has nothing to explain where nothing is shifted, and does not ask of what is not certain', async () => {
    const same = { tt: mixture('tt', n, 0.5), applied: mixture('applied', n, 0.5) };
    expect((await kindOf(measure(unlabelled, same))).status).toBe('pass');
    const few = { tt: mixture('tt', n, 0.5), applied: mixture('applied', 100, 0.6) };
    expect((await kindOf(measure(unlabelled, few))).status).toBe('undecided');
  });

  it('cannot tell where the score does not tell the classes apart', async () => {
    const blind = (events: Events, shift: number): Events => ({
      ...events,
      x: column(`blind ${shift}`, n, (random) => random.normal() + shift),
      y: column(`blind y ${shift}`, n, (random) => random.normal()),
    });
    const samples = { tt: blind(mixture('tt', n, 0.5), 0), applied: blind(mixture('applied', n, 0.5), 0.5) };
    const found = await kindOf(measure(unlabelled, samples));
    expect(found.status).toBe('undecided');
    expect(found.message).toMatch(/too badly|cannot be estimated/);
  });

  it('asks only where there are two classes, and where the model is applied', async () => {
    const samples = { tt: mixture('tt', 200, 0.5), applied: mixture('applied', 200, 0.5) };
    expect(outcomes(await measure(unlabelled.replace('label: kind', 'label: 0'), samples), code)).toEqual([]);
    const without = await measure(unlabelled.replace(/application.*\n/, ''), samples);
    expect(outcomes(without, code)).toMatchObject([{ status: 'skipped' }]);
  });

  it('finds nothing in 20 pairs of samples of one distribution', async () => {
    for (let pair = 0; pair < 20; pair++) {
      const samples = { tt: mixture(`tt ${pair}`, 1500, 0.4), applied: mixture(`applied ${pair}`, 1500, 0.4) };
      expect((await kindOf(measure(unlabelled, samples))).status).not.toBe('finding');
    }
  });
});
