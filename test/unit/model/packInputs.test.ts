import { describe, expect, it } from 'vitest';
import { bindInputs } from '../../../src/model/bindInputs';
import type { TensorInfo } from '../../../src/model/modelFacts';
import { InputPacker, type FeatureValues, type PackedTensor } from '../../../src/model/packInputs';
import { modelOf } from './modelText';

function info(name: string, ...shape: TensorInfo['shape']): TensorInfo {
  return { name, type: 'float32', shape };
}

function packed(
  text: string,
  inputs: readonly TensorInfo[],
  features: readonly FeatureValues[],
  n: number,
): PackedTensor[] {
  const bound = bindInputs({ inputs }, modelOf(`file: m.onnx\n${text}`));
  if (!bound.ok) throw new Error(bound.message);
  const packer = new InputPacker(bound, 'm.onnx');
  packer.begin(features, n);
  return packer.pack(features, 0, n, new Uint8Array(n));
}

/** Three events with one, none and three jets. */
const offsets = Int32Array.of(0, 1, 1, 4);
const pt = { offsets, values: Float64Array.of(10, 20, 30, 40) };
const eta = { offsets, values: Float64Array.of(1, 2, 3, 4) };

describe('columns of lists', () => {
  const jets = 'inputs: { jets: { features: [Jet_pt, Jet_eta], layout: positions-first }, mask: { mask: jets } }';

  it('become the positions of a sequence, with its mask, as long as the longest', () => {
    const [sequence, mask] = packed(jets, [info('jets', 'N', 'n', 2), info('mask', 'N', 'n')], [pt, eta], 3);
    expect(sequence?.dims).toEqual([3, 3, 2]);
    expect([...(sequence?.data ?? [])]).toEqual([10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 2, 30, 3, 40, 4]);
    expect(mask?.dims).toEqual([3, 3]);
    expect([...(mask?.data ?? [])]).toEqual([1, 0, 0, 0, 0, 0, 1, 1, 1]);
  });

  it('are cut at the length that the model takes', () => {
    const [sequence, mask] = packed(jets, [info('jets', 'N', 2, 2), info('mask', 'N', 2)], [pt, eta], 3);
    expect([...(sequence?.data ?? [])]).toEqual([10, 1, 0, 0, 0, 0, 0, 0, 20, 2, 30, 3]);
    expect([...(mask?.data ?? [])]).toEqual([1, 0, 0, 0, 1, 1]);
  });

  it('of different lengths in one event are an error that says so', () => {
    const other = { offsets: Int32Array.of(0, 1, 2, 4), values: eta.values };
    expect(() => packed(jets, [info('jets', 'N', 2, 2), info('mask', 'N', 2)], [pt, other], 3)).toThrow(
      "The features of the input 'jets' of the model 'm.onnx' have lists of different lengths (0 and 1) in one event.",
    );
  });

  it('may not stand where one number is needed', () => {
    expect(() => packed('features: [HT, Jet_pt]', [info('x', 'N', 2)], [Float64Array.of(1, 2, 3), pt], 3)).toThrow(
      "The model 'm.onnx' takes one number for each event where a feature is a list",
    );
  });
});

describe('the value of a nuisance', () => {
  const jets = 'inputs: { jets: { features: [Jet_pt, { nuisance: z }], layout: positions-first } }';
  const z = Float64Array.of(-1, 0, 1.5);

  it('stands at every object of a sequence, and where there is none is padding', () => {
    const [sequence] = packed(jets, [info('jets', 'N', 'n', 2)], [pt, z], 3);
    expect(sequence?.dims).toEqual([3, 3, 2]);
    expect([...(sequence?.data ?? [])]).toEqual([10, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 20, 1.5, 30, 1.5, 40, 1.5]);
  });

  it('may come first', () => {
    const turned = jets.replace('[Jet_pt, { nuisance: z }]', '[{ nuisance: z }, Jet_pt]');
    const [sequence] = packed(turned, [info('jets', 'N', 2, 2)], [z, pt], 3);
    expect([...(sequence?.data ?? [])]).toEqual([-1, 10, 0, 0, 0, 0, 0, 0, 1.5, 20, 1.5, 30]);
  });

  it('is no object: a sequence of nothing else is refused', () => {
    const alone = jets.replace('Jet_pt, ', '');
    const bound = bindInputs({ inputs: [info('jets', 'N', 'n', 1)] }, modelOf(`file: m.onnx\n${alone}`));
    expect(bound).toMatchObject({
      ok: false,
      message: "'jets' has no feature of its objects, so nothing says how many there are.",
    });
  });
});

describe('a column for each position', () => {
  const columns = [
    Float64Array.of(10, -999),
    Float64Array.of(20, -999),
    Float64Array.of(1, -999),
    Float64Array.of(-999, -999),
  ];

  it('ends where all features have the value that means missing', () => {
    const text = 'inputs: { jets: { features: [[a, b], [c, d]], missing: -999 } }';
    const [sequence] = packed(text, [info('jets', 'N', 3, 2)], columns, 2);
    expect([...(sequence?.data ?? [])]).toEqual([10, 1, 20, -999, 0, 0, 0, 0, 0, 0, 0, 0]);
  });
});

describe('a call', () => {
  it('takes fewer events of long sequences, so that it does not block for long', () => {
    const bound = bindInputs(
      { inputs: [info('jets', 'N', 128, 2)] },
      modelOf('file: m.onnx, inputs: { jets: { features: [[a], [b]] } }'),
    );
    if (!bound.ok) throw new Error(bound.message);
    const packer = new InputPacker(bound, 'm.onnx');
    const values = new Float64Array(4096);
    packer.begin([values, values], 4096);
    expect(packer.eventsFrom(0, 4096)).toBe(1020);
    expect(packer.eventsFrom(4000, 4096)).toBe(96);
  });
});
