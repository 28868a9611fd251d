/** Models that are told the value of a nuisance, against numpy event by event: test/fixtures/reference/told.py. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/repository.mts';
import type { HistogramFigure } from '../../../src/report/figure';
import type { Outcome, Report } from '../../../src/report/report';
import reference from '../../fixtures/reference/told.json';
import { buildModel, type Node } from '../model/onnxBuilder';
import { errorOf, evidenceOf, exampleReport, outcomesOf, runExample, valueOf } from './runs';
import { workspace } from './workspace';

/** Bins instead of events (docs/statistics.md), and the error of the difference from the bins of the plot. */
const [ofArea, ofError] = [1e-4, 0.06];

interface Compared {
  readonly auc: number;
  readonly excess: { readonly value: number; readonly error: number };
}

function expectExcess(outcome: Outcome | undefined, name: string, sign: number, wanted: Compared): void {
  const found = outcome?.evidence[name];
  expect(Math.abs(sign * valueOf(found) - wanted.excess.value)).toBeLessThan(ofArea);
  expect(Math.abs(errorOf(found) / wanted.excess.error - 1)).toBeLessThan(ofError);
}

describe('examples/pivot', () => {
  let report: Report;

  beforeAll(async () => {
    report = await exampleReport('pivot/pullscope.yaml');
  });

  const places = [
    ...Object.entries(reference.fixed).map(([z, wanted]) => ({ place: `At z = ${z} `, z, sliced: false, wanted })),
    ...Object.entries(reference.slices).map(([z, wanted]) => ({
      place: `At z from ${Number(z) - 0.5} to ${Number(z) + 0.5} `,
      z,
      sliced: true,
      wanted,
    })),
  ].map(({ place, ...rest }) => ({ ...rest, place: place.replaceAll('-', '−') }));

  describe.each(places)('$place', ({ place, z, sliced, wanted }) => {
    const startingHere = (code: string): Outcome[] =>
      outcomesOf(report, code, { model: 'aware' }).filter(({ message }) => message.startsWith(place));

    it('compares the model that is told with those that are not', () => {
      for (const [model, compared] of Object.entries(wanted.others)) {
        const outcome = startingHere('aware/gain').find(({ message }) => message.includes(`'${model}'`));
        expectExcess(outcome, 'aucDifference', -1, compared);
        expect(Math.abs(valueOf(outcome?.evidence['auc']) - wanted.auc)).toBeLessThan(ofArea);
      }
    });

    it('finds the value at which it does best beside the truth', () => {
      const told: Record<string, Compared> = wanted.told;
      const [best] = Object.entries(told).sort(([, a], [, b]) => b.excess.value - a.excess.value);
      const [outcome, ...others] = startingHere('aware/interpolation');
      expect(others).toEqual([]);
      expectExcess(outcome, 'aucExcess', 1, best![1]);
      expect(outcome?.evidence['toldValue']).toBe(Number(best![0]));
      expect(outcome?.status).toBe('pass');
    });

    it('draws the AUC told the truth and told the nominal value', () => {
      const figure = report.figures.find(
        ({ id }) => id === `aware/aware/z${sliced ? '/slices' : ''}`,
      ) as HistogramFigure;
      const bin = figure.edges.findIndex((edge) => edge > Number(z)) - 1;
      const [truth, nominal] = figure.series;
      expect(Math.abs((truth?.values[bin] ?? 0) - wanted.auc)).toBeLessThan(ofArea);
      const zero = Object.entries(wanted.told).find(([value]) => value === '0')?.[1].auc ?? wanted.auc;
      expect(Math.abs((nominal?.values[bin] ?? 0) - zero)).toBeLessThan(ofArea);
    });
  });

  it('tells the largest gain from being told', () => {
    const { aucGain } = evidenceOf(report, 'aware/gain', { model: 'aware' }, 'aucGain');
    expect(Math.abs(valueOf(aucGain) + reference.slices['-2'].told['0'].excess.value)).toBeLessThan(2e-3);
  });

  it('is the same as with the value in a column, for nuisances', async () => {
    const column = await runExample('pivot/pullscope.yaml', (text) => text.replace('{ nuisance: z }', 'z'));
    const numbers = (of: Report): unknown =>
      outcomesOf(of, 'nuisance/large', { model: 'aware' }).map(({ evidence, target }) => [
        target,
        evidence['ks'],
        evidence['efficiencyRatio'],
        evidence['auc'],
      ]);
    expect(outcomesOf(report, 'nuisance/large', { model: 'aware' }).length).toBeGreaterThan(0);
    expect(numbers(report)).toEqual(numbers(column));
  }, 30_000);

  it('finds up and down exchanged: the model does better when it is told the other one', async () => {
    const exchanged = await runExample('pivot/pullscope.yaml', (text) =>
      text
        .replace('nominal: z_up', 'nominal: z_')
        .replace('nominal: z_down', 'nominal: z_up')
        .replace('z_ }', 'z_down }'),
    );
    const [finding] = outcomesOf(exchanged, 'aware/interpolation').filter(
      ({ status, severity }) => status === 'finding' && severity !== 'hint',
    );
    expect(finding?.message).toMatch(
      /^At z = −1 'aware' separates better when it is told 0 than when it is told the truth: by 0\.\d+ ± 0\.\d+ in AUC/,
    );
  }, 30_000);
});

describe('a model that is told a parameter', () => {
  const folder = workspace();
  // Whole numbers: bins of their own, so that no area is approximate.
  const x = Array.from({ length: 4000 }, (_, event) => ((event * 7919) % 40) - 20);
  folder.csv('events.csv', { x, label: x.map((value, event) => ((event * 104729) % 40 < value + 20 ? 1 : 0)) });
  const text = (nuisance: string, feature = '{ nuisance: t }'): string => `pullscope: 1
samples: { s: { file: events.csv, label: label } }
model: { file: m.onnx, features: [x, ${feature}] }
nominal: [s]
nuisances: { t: { ${nuisance} } }
`;
  const parameter = "parameter: k, prior: 'normal(0, 1)', grid: [-2, 2, 5], replace: { x: x + k }";

  it('that it takes off again needs not be told where it moves all events alike', async () => {
    folder.model('m.onnx', [0.5, -0.5]);
    const report = await folder.run(text(parameter));
    const [finding] = outcomesOf(report, 'aware/gain');
    expect(finding?.status).toBe('finding');
    expect(finding?.message).toMatch(
      /nowhere more than 0\.005\. It need not be told, or has not learnt what it is told\.$/,
    );
    // Told the truth at each point, every event has its nominal score.
    expect(outcomesOf(report, 'nuisance/no-effect', { nuisance: 't' }).map(({ status }) => status)).toContain(
      'finding',
    );
    expect(outcomesOf(report, 'data/constant')).toHaveLength(1);
  });

  it('is no question of the worst shift, which moves features', async () => {
    folder.model('m.onnx', [0.5, -0.5]);
    const asked = text(parameter).replace('{ nuisance: t }] }', '{ nuisance: t }], working-points: { half: 0.5 } }');
    const report = await folder.run(`${asked}undetected: { within: { x: 1% } }\n`);
    expect(outcomesOf(report, 'safety/undetected').map(({ status, message }) => [status, message])).toEqual([
      [
        'skipped',
        "No shift is looked for with 'model': it is told the value of a nuisance, which is kept with no event.",
      ],
    ]);
  });

  it('says where its value lies among those of the training', async () => {
    folder.model('m.onnx', [0.5, -0.5]);
    const report = await folder.run(text(parameter, '{ nuisance: t, trained: [-1, 1] }'));
    const messages = outcomesOf(report, 'aware/interpolation').map(
      ({ message }) => /^[^']*(?= 'model')/.exec(message)?.[0],
    );
    expect(messages).toEqual([
      'At t = −2, outside of what it was trained with,',
      'At t = −1',
      'At t = 0, between −1 and 1 that it was trained with,',
      'At t = 1',
      'At t = 2, outside of what it was trained with,',
    ]);
  });

  it('that learnt its order at two values and not between them does not interpolate', async () => {
    // score = sigmoid(x·(t² − ½)/16): it rises with x at t = ±1, and falls at t = 0.
    const model = buildModel({
      inputs: [{ name: 'features', shape: ['batch', 2] }],
      outputs: [{ name: 'score', shape: ['batch', 1] }],
      nodes: [
        { op: 'MatMul', inputs: ['features', 'first'], outputs: ['x'] },
        { op: 'MatMul', inputs: ['features', 'second'], outputs: ['t'] },
        { op: 'Mul', inputs: ['t', 't'], outputs: ['square'] },
        { op: 'Mul', inputs: ['x', 'square'], outputs: ['rising'] },
        { op: 'MatMul', inputs: ['features', 'falling'], outputs: ['half'] },
        { op: 'Add', inputs: ['rising', 'half'], outputs: ['sum'] },
        { op: 'Sigmoid', inputs: ['sum'], outputs: ['score'] },
      ],
      initializers: [
        { name: 'first', dims: [2, 1], data: Float32Array.of(0.0625, 0) },
        { name: 'second', dims: [2, 1], data: Float32Array.of(0, 1) },
        { name: 'falling', dims: [2, 1], data: Float32Array.of(-0.03125, 0) },
      ],
    });
    writeFileSync(join(folder.path, 'm.onnx'), model);
    const report = await folder.run(text(parameter, '{ nuisance: t, trained: [-1, 1] }'));
    const found = outcomesOf(report, 'aware/interpolation').filter(({ status }) => status === 'finding');
    expect(found.map(({ message }) => message)).toHaveLength(1);
    const [{ message, evidence }] = found as [Outcome];
    expect(readFileSync(inRepository('docs/checks/aware/interpolation.md'), 'utf8')).toContain(message);
    // Of events in the opposite order the AUC is what is left of 1.
    expect(evidence).toMatchObject({ from: 0, to: 0, toldValue: -1 });
    expect(valueOf(evidence['aucExcess'])).toBeCloseTo(1 - 2 * valueOf(evidence['auc']), 6);
  });

  it('may be told it at every object of a sequence: as a matrix with the value beside each object', async () => {
    folder.csv('jets.csv', {
      jet1: x,
      jet2: x.map((value, event) => ((event * 31) % 17) + value),
      label: x.map((value, event) => ((event * 104729) % 40 < value + 20 ? 1 : 0)),
    });
    const weights = [0.1, -0.1, 0.05, 0.3];
    const layer = (input: string): Node[] => [
      { op: 'MatMul', inputs: [input, 'weights'], outputs: ['sum'] },
      { op: 'Sigmoid', inputs: ['sum'], outputs: ['score'] },
    ];
    const sequence = buildModel({
      inputs: [{ name: 'jets', shape: ['batch', 2, 2] }],
      outputs: [{ name: 'score', shape: ['batch', 1] }],
      nodes: [{ op: 'Flatten', inputs: ['jets'], outputs: ['flat'] }, ...layer('flat')],
      initializers: [{ name: 'weights', dims: [4, 1], data: Float32Array.from(weights) }],
    });
    writeFileSync(join(folder.path, 'sequence.onnx'), sequence);
    folder.model('matrix.onnx', weights);
    const jets = (model: string): string =>
      text(parameter.replace('x: x + k', 'jet1: jet1 + k'))
        .replace('events.csv', 'jets.csv')
        .replace(/^model:.*$/m, `model: { ${model} }`);
    const layout = 'layout: positions-first';
    const told = '{ nuisance: t }';
    const asSequence = await folder.run(
      jets(`file: sequence.onnx, inputs: { jets: { features: [[jet1, jet2], ${told}], ${layout} } }`),
    );
    const asMatrix = await folder.run(jets(`file: matrix.onnx, features: [jet1, ${told}, jet2, ${told}]`));
    const answers = (of: Report): unknown =>
      ['aware/gain', 'aware/interpolation', 'nuisance/large'].map((code) =>
        outcomesOf(of, code).map(({ message, evidence }) => [message, evidence]),
      );
    expect(outcomesOf(asSequence, 'aware/gain')).toHaveLength(1);
    expect(answers(asSequence)).toEqual(answers(asMatrix));
  });

  it('has a value of 0 nominally and of ±1 at sides that say nothing else', async () => {
    folder.model('m.onnx', [0.05, 0.1]);
    const report = await folder.run(text('up: { replace: { x: x + 1 } }, down: { replace: { x: x - 1 } }'));
    const logit = (side: 'up' | 'down'): number => {
      const { meanScore } = evidenceOf(report, 'nuisance/large', { nuisance: 't', side, class: 0 }, 'meanScore');
      return valueOf(meanScore);
    };
    const mean = (z: number): number => {
      const of = x.filter((value, event) => (event * 104729) % 40 >= value + 20);
      return of.reduce((total, value) => total + 1 / (1 + Math.exp(-0.05 * (value + z) - 0.1 * z)), 0) / of.length;
    };
    expect(logit('up')).toBeCloseTo(mean(1), 5);
    expect(logit('down')).toBeCloseTo(mean(-1), 5);
  });
});
