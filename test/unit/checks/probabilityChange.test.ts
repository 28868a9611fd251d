import { describe, expect, it } from 'vitest';
import { probabilityChange } from '../../../src/checks/shift/probabilityChange';
import { measure, type Events } from './judging';

const text = `pullscope: 1
samples: { tt: { file: tt.csv, label: kind }, applied: { file: applied.csv, label: kind } }
model: { file: m.onnx, features: [x] }
nominal: [tt]
application: { data: applied }
`;

/** Two values of x with so many events each, of which so many have the label 1. */
function at(events: number, signal: number): Events {
  const each = Array.from({ length: 2 * events }, (_, event) => event);
  return { x: each.map((event) => event % 2), kind: each.map((event) => (event < 2 * signal ? 1 : 0)) };
}

describe('the change of the probability of a class', () => {
  it('is the root mean square of its change in each region, less that of chance with n − 1', async () => {
    const { measured } = await measure(text, { tt: at(40, 20), applied: at(40, 30) });
    const change = probabilityChange(measured!, measured!.models[0]!, 'applied', [0, 1])!;
    const chance = (0.5 * 0.5) / 39 + (0.75 * 0.25) / 39;
    expect(change.value).toBeCloseTo(Math.sqrt(0.25 ** 2 - chance), 12);
  });

  it('is none without enough events in any region', async () => {
    const { measured } = await measure(text, { tt: at(40, 20), applied: at(10, 5) });
    expect(probabilityChange(measured!, measured!.models[0]!, 'applied', [0, 1])).toBeUndefined();
  });
});
