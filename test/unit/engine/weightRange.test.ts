/** Weights whose squares are nothing or infinite would have no errors: what they are is said instead. */
import { describe, expect, it } from 'vitest';
import { workspace } from './workspace';

const folder = workspace();
const events = 200;
const x = Float64Array.from({ length: events }, (_, event) => ((event * 37) % events) / events);
const ones = new Float64Array(events).fill(1);

function analysis(factor: string, varied: string): string {
  return `pullscope: 1
samples:
  tt: { file: tt.csv, weight: 'w*${factor}', label: label }
model: { file: model.onnx, features: [x, y], working-points: { half: 0.5 } }
nominal: [tt]
nuisances:
  rate: { up: { replace: { w: 'w*${varied}' } }, down: { replace: { w: w*0.9 } } }
`;
}

describe('weights', () => {
  folder.csv('tt.csv', { x, y: x.toReversed(), w: ones, label: x.map((value) => Number(value > 0.5)) });
  folder.model('model.onnx', [1, -1]);

  it.each(['1e-300', '1e-120', '1e120', '1e300'])('of %s are told at the expression', async (factor) => {
    const failed = folder.run(analysis(factor, '1.1'));
    await expect(failed).rejects.toThrow(/^The weights of 'tt' add up to .* Multiply them by a constant\.$/);
    await expect(failed).rejects.toMatchObject({ code: 'weights', at: { path: ['samples', 'tt', 'weight'] } });
  });

  it('that only a nuisance makes so are told there', async () => {
    const failed = folder.run(analysis('1', '1e-200'));
    await expect(failed).rejects.toThrow(/^The weights of 'tt' with 'rate' up add up to /);
    await expect(failed).rejects.toMatchObject({ at: { path: ['nuisances', 'rate'] } });
  });

  it('may be cross sections in cm², or all zero', async () => {
    // 2^-146, about 1e-44: a power of two changes no digit.
    const [usual, small] = [await folder.run(analysis('1', '1.1')), await folder.run(analysis(`${2 ** -146}`, '1.1'))];
    const rates = (report: typeof usual): unknown =>
      report.outcomes.filter(({ code }) => code === 'nuisance/large').map(({ status, message }) => [status, message]);
    expect(rates(small)).toEqual(rates(usual));
    const none = await folder.run(analysis('0', '1.1'));
    expect(none.outcomes.map(({ code }) => code)).toContain('data/low-statistics');
  });
});
