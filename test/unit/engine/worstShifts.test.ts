/** The worst shift that nobody would notice, of a logistic model, against its closed form: worstShift.py. */
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomesOf, valueOf } from './runs';
import { workspace } from './workspace';
import reference from '../../fixtures/reference/worstShift.json';

const code = 'safety/undetected';
const folder = workspace();
folder.csv('s.csv', reference.signal);
folder.csv('b.csv', reference.background);
copyFileSync(join(__dirname, '../../fixtures/models/logistic.onnx'), join(folder.path, 'logistic.onnx'));

const text = (undetected: string): string => `pullscope: 1
samples:
  b: { file: b.csv, weight: w, label: 0 }
  s: { file: s.csv, weight: w, label: 1 }
model: { file: logistic.onnx, features: [a, b, c], working-points: { loose: 0.7, tight: 0.85 } }
nominal: [b, s]
${undetected}`;
const within = '{ a: 3%, b: 2%, c: 1% }';

describe('a logistic model', () => {
  const directions = ['lowers', 'raises'] as const;

  it('is moved by sign of the weight times bound where nothing else is asked', async () => {
    const report = await folder.run(text(`undetected: { within: ${within}, ks: 1, correlation: 1 }`));
    for (const workingPoint of ['loose', 'tight'] as const) {
      const changes = outcomesOf(report, code, { workingPoint }).map(({ evidence }) => evidence['efficiencyChange']);
      const expected = directions.map((direction) => reference[direction].efficiency[workingPoint]);
      expected.forEach(({ value, low, high }) => {
        const same = changes.find((change) => Math.sign(valueOf(change)) === Math.sign(value));
        const close = (number: number): unknown => expect.closeTo(number, 9);
        expect(same).toEqual({ value: close(value), low: close(low), high: close(high) });
      });
    }
  });

  it('is moved no further, and within the limits, where distributions and correlations have to stay', async () => {
    const report = await folder.run(text(`undetected: { within: ${within}, ks: 0.005, correlation: 0.002 }`));
    const found = outcomesOf(report, code);
    expect(found).toHaveLength(4);
    for (const { evidence } of found) {
      expect(valueOf(evidence['ks'])).toBeLessThanOrEqual(0.005);
      expect(valueOf(evidence['correlationChange'])).toBeLessThanOrEqual(0.002);
      expect(Math.abs(valueOf(evidence['efficiencyChange']))).toBeLessThanOrEqual(
        Math.abs(valueOf(evidence['efficiencyChangeUnlimited'])) + 1e-12,
      );
    }
  });

  it('does not move where no feature may', async () => {
    const report = await folder.run(text('undetected: { within: { a: 0, b: 0, c: 0 } }'));
    for (const { status, evidence } of outcomesOf(report, code)) {
      expect([status, valueOf(evidence['efficiencyChange']), valueOf(evidence['efficiencyChangeRandom'])]).toEqual([
        'pass',
        expect.closeTo(0, 12),
        expect.closeTo(0, 12),
      ]);
    }
  });

  it('gives the same report again, from the cache, too', async () => {
    const analysis = text(`undetected: { within: ${within} }`);
    const cache = join(folder.path, 'cache');
    const [first, second, third] = [
      await folder.run(analysis),
      await folder.run(analysis, { cache }),
      await folder.run(analysis, { cache }),
    ];
    expect(outcomesOf(second, code)).toEqual(outcomesOf(first, code));
    expect(outcomesOf(third, code)).toEqual(outcomesOf(first, code));
    expect(third.figures).toEqual(first.figures);
  });

  it('tells how far it is, and can be stopped', async () => {
    const stop = new AbortController();
    const told: number[] = [];
    const run = folder.run(text('undetected: {}'), {
      signal: stop.signal,
      onProgress: ({ fraction, message }) => {
        if (!message.endsWith('worst shift')) return;
        told.push(fraction);
        if (told.length === 5) stop.abort();
      },
    });
    await expect(run).rejects.toThrow(/abort/i);
    expect(told).toHaveLength(5);
    expect(told.every((fraction, index) => fraction > 0.5 && fraction >= (told[index - 1] ?? 0))).toBe(true);
  });

  it('is not asked unless the analysis asks', async () => {
    const report = await folder.run(text(''));
    expect(outcomesOf(report, code)).toEqual([]);
    expect(report.figures.filter(({ id }) => id.startsWith('safety/'))).toEqual([]);
  });

  it('says which feature is not one', async () => {
    const report = await folder.run(text('undetected: { within: { aa: 1% } }'));
    expect(outcomesOf(report, 'config/undefined-name')).toMatchObject([
      { message: "No model has the feature 'aa'. Did you mean 'a'?", fix: { text: 'a' } },
    ]);
  });
});
