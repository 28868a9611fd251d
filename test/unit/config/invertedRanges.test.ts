import { describe, expect, it } from 'vitest';
import { parseAnalysis } from '../../../src/config/parse';
import { annotated } from './annotatedText';

describe('a range that is written from its higher end', () => {
  it.each([
    ['emulator: { parameters: { radius: «[17, 8]» } }', "'radius' runs from 17 down to 8", '[8, 17]'],
    ['emulator: { nuisances: { nH: { known: 0, trained: «[1, -1.5]» } } }', "'trained' runs from 1", '[-1.5, 1]'],
    [
      "emulator: { nuisances: { nH: { tight: «'uniform(0.12, 0)'» } } }",
      "'tight' runs from 0.12 down to 0",
      "'uniform(0, 0.12)'",
    ],
    ['nuisances: { z: { parameter: z, grid: «[2, -2, 5]» } }', "'grid' runs from 2 down to -2", '[-2, 2, 5]'],
    ["nuisances: { z: { parameter: z, prior: «'uniform(1, 0)'» } }", "'prior' runs from 1", "'uniform(0, 1)'"],
    ['inference: { neyman: { grid: «[3, 0, 4]» } }', "'grid' runs from 3 down to 0", '[0, 3, 4]'],
  ])('is told at its ends, with a fix that swaps them: %s', (line, message, text) => {
    const { text: written, ranges } = annotated(`pullscope: 1\n${line}\n`);
    const found = parseAnalysis(written).problems.filter(({ message: one }) => one.includes('runs from'));
    expect(found).toMatchObject([{ code: 'config/value', severity: 'error', range: ranges[0] }]);
    expect(found[0]?.message).toContain(message);
    expect(found[0]?.fix).toMatchObject({ range: ranges[0], text });
  });

  it('is swapped whole where it is a list of lines', () => {
    const block = 'pullscope: 1\nemulator:\n  parameters:\n    radius:\n      - 17\n      - 8\n    mass: [1, 2]\n';
    const [problem] = parseAnalysis(block).problems.filter(({ message }) => message.includes('runs from'));
    expect(problem?.fix).toMatchObject({
      range: { start: { line: 4, character: 6 }, end: { line: 5, character: 9 } },
      text: '[8, 17]',
    });
  });

  it('is not what a list of trained values is, nor a range of one point', () => {
    const text = `pullscope: 1
model: { file: m.onnx, features: [{ nuisance: z, trained: [1, -1] }] }
nuisances: { z: { parameter: z, prior: 'normal(2, 1)' } }
emulator: { parameters: { radius: [8, 8] } }
`;
    expect(parseAnalysis(text).problems.filter(({ message }) => message.includes('runs from'))).toEqual([]);
  });
});
