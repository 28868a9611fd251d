import { describe, expect, it } from 'vitest';
import { column, findings, measure, outcomes, statuses, valueOf, type Events } from './judging';

const code = 'data/duplicates';
const text = `pullscope: 1
samples: { tt: { file: tt.csv }, applied: { file: applied.csv } }
model: { file: m.onnx, features: [x, y, jets] }
nominal: [tt]
application: { data: applied }
`;

/** Values in steps of `step`; jets is a whole number. */
function sample(name: string, n: number, step = 1e-9): Events {
  const rounded = (value: number): number => Math.round(value / step) * step;
  return {
    x: column(`${name} x`, n, (random) => rounded(random.normal())),
    y: column(`${name} y`, n, (random) => rounded(random.normal())),
    jets: column(`${name} jets`, n, (random) => Math.floor(5 * random.uniform())),
  };
}

/** The rows of a sample, and after them some of another. */
function joined(a: Events, b: Events, from: number, to: number): Events {
  return Object.fromEntries(
    Object.entries(a).map(([name, values]) => [name, [...values, ...b[name]!.slice(from, to)]]),
  );
}

const tt = sample('tt', 3000);
const applied = sample('applied', 3000);

describe(code, () => {
  it('passes samples without a copy', async () => {
    expect(statuses(await measure(text, { tt, applied }), code)).toEqual(['pass', 'pass', 'pass']);
  });

  it('finds events that are twice in a sample, at the sample, with their fraction', async () => {
    const [found, ...others] = findings(await measure(text, { tt: joined(tt, tt, 0, 150), applied }), code);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ target: { sample: 'tt' }, at: { path: ['samples', 'tt'], on: 'key' } });
    expect(valueOf(found?.evidence['duplicateFraction'])).toBeCloseTo(150 / 3150, 10);
    expect(valueOf(found?.evidence['expectedDuplicates'])).toBeLessThan(1e-4);
  });

  it('names a fraction of copies that is found where it is too uncertain to tell', async () => {
    const judged = await measure(text, { tt: joined(tt, tt, 0, 12), applied });
    const undecided = outcomes(judged, code).find(({ status }) => status === 'undecided');
    const named = undecided?.evidence['minimumDetectable'] as number;
    expect(undecided?.message).toContain('it would have been seen');
    const copies = Math.ceil((3000 * named) / (1 - named));
    expect(findings(await measure(text, { tt: joined(tt, tt, 0, copies), applied }), code)).toHaveLength(1);
  });

  it('finds a sample that is there three times over', async () => {
    const [found] = findings(await measure(text, { tt: joined(joined(tt, tt, 0, 3000), tt, 0, 3000), applied }), code);
    expect(valueOf(found?.evidence['duplicateFraction'])).toBeCloseTo(2 / 3, 10);
  });

  it('finds copies among more events than are kept, to the statistical error', async () => {
    const many = sample('many', 40_000);
    const [found] = findings(await measure(text, { tt: joined(many, many, 0, 4000), applied }), code);
    const { low, high } = found!.evidence['duplicateFraction'] as { low: number; high: number };
    expect((low + high) / 2).toBeGreaterThan(4 / 44 - 2 * (high - low));
    expect((low + high) / 2).toBeLessThan(4 / 44 + 2 * (high - low));
  });

  it('finds events of the training where the model is applied', async () => {
    const [found, ...others] = findings(await measure(text, { tt, applied: joined(applied, tt, 0, 1000) }), code);
    expect(others).toEqual([]);
    expect(found?.target).toEqual({ sample: 'applied' });
    expect(found?.message).toContain("as an event of 'tt'");
    expect(valueOf(found?.evidence['duplicateFraction'])).toBeCloseTo(1 / 4, 10);
  });

  it('finds events of the training in a cross-check, not in an alternative', async () => {
    const nuisances = (role: string): string =>
      text
        .replace('applied: { file: applied.csv }', 'other: { file: o.csv }, third: { file: t.csv }')
        .replace(/application.*\n/, '') +
      `nuisances: { generator: { kind: two-point, alternative: { tt: ${role === 'alternative' ? 'third' : 'other'} }, cross-check: { tt: ${role === 'alternative' ? 'other' : 'third'} } } }\n`;
    const samples = { tt, other: applied, third: joined(sample('third', 1000), tt, 0, 1000) };
    expect(findings(await measure(nuisances('cross-check'), samples), code).map(({ target }) => target.sample)).toEqual(
      ['third'],
    );
    expect(findings(await measure(nuisances('alternative'), samples), code)).toEqual([]);
  });

  it.each([
    ['whole numbers', 1],
    ['few digits', 0.1],
    ['digits enough for some to coincide', 0.01],
  ])('accuses nobody of values of %s', async (_, step) => {
    const coarse = { tt: sample('tt', 20_000, step), applied: sample('applied', 20_000, step) };
    expect(findings(await measure(text, coarse), code)).toEqual([]);
  });

  it('accuses nobody of events that all have the same defaults', async () => {
    const defaults = (events: Events): Events =>
      Object.fromEntries(
        Object.entries(events).map(([name, values]) => [
          name,
          values.map((value, event) => (event % 20 === 0 ? 0.5 : value)),
        ]),
      );
    expect(findings(await measure(text, { tt: defaults(tt), applied: defaults(applied) }), code)).toEqual([]);
  });

  it('is skipped where values are too few to tell', async () => {
    const coarse = { tt: sample('tt', 2000, 1), applied: sample('applied', 2000, 1) };
    const [found] = outcomes(await measure(text, coarse), code);
    expect(found?.status).toBe('skipped');
    expect(found?.message).toContain('whether chance does it');
  });
});
