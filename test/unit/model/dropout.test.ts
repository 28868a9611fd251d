/** Passes with dropout against all masks of a small model, each with its probability: dropout.py. */
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Model } from '../../../src/config/analysis';
import { bindDropout } from '../../../src/model/bindDropout';
import { readModelFacts } from '../../../src/model/modelFile';
import { Scorer } from '../../../src/model/scorer';
import { aleatoricEntropy, epistemicEntropy, spreadOf } from '../../../src/stats/ensemble';
import reference from '../../fixtures/reference/dropout.json';

const folder = join(__dirname, '../../fixtures/models');
const features = [Float64Array.from(reference.events.x), Float64Array.from(reference.events.y)];
const n = reference.score.length;
const passes = 200;
const opened: Scorer[] = [];

afterAll(async () => {
  for (const scorer of opened) await scorer.close();
});

async function open(file: string, more: Partial<Model> = { dropout: { passes, path: ['model', 'dropout'] } }) {
  const model: Model = {
    name: 'm',
    path: ['model'],
    files: [{ text: `${file}.onnx`, path: ['model', 'file'] }],
    features: ['x', 'y'].map((text) => ({ text, path: [] })),
    workingPoints: [],
    ...more,
  };
  const scorer = await Scorer.open({ folder, model, threads: 1 });
  opened.push(scorer);
  return scorer;
}

async function passesOf(scorer: Scorer): Promise<Float64Array[]> {
  await scorer.score(features, n);
  return scorer.memberScores.map((scores) => scores.slice());
}

/** Of numbers with the mean 0, in standard errors of their mean. */
function pullOfMean(differences: readonly number[]): number {
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
  const variance = differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (differences.length - 1);
  return mean / Math.sqrt(variance / differences.length);
}

describe('a model whose Dropout takes its training mode as an input', () => {
  it('scores with its Dropout switched off', async () => {
    for (const more of [{}, undefined]) {
      const scores = await (await open('dropout', more)).score(features, n);
      expect(Math.max(...scores.map((score, event) => Math.abs(score - reference.score[event]!)))).toBeLessThan(1e-6);
    }
  });

  it('has passes with the mean and deviation of all masks', async () => {
    const members = await passesOf(await open('dropout'));
    expect(members).toHaveLength(passes);
    const events = [...reference.score.keys()].filter((event) => reference.deviation[event]! > 1e-3);
    const means = events.map((event) => members.reduce((sum, scores) => sum + scores[event]! / passes, 0));
    const pulls = means.map(
      (mean, index) =>
        ((mean - reference.mean[events[index]!]!) / reference.deviation[events[index]!]!) * Math.sqrt(passes),
    );
    expect(Math.abs(pullOfMean(pulls))).toBeLessThan(4);
    const squares = pulls.reduce((sum, pull) => sum + pull ** 2, 0) / pulls.length;
    expect(Math.abs(squares - 1)).toBeLessThan(4 * Math.sqrt(2 / pulls.length));
    const variances = events.map((event) => spreadOf(members, event) ** 2 - reference.deviation[event]! ** 2);
    expect(Math.abs(pullOfMean(variances))).toBeLessThan(4);
  });

  it('has the entropies of all masks', async () => {
    const members = await passesOf(await open('dropout'));
    const events = [...reference.score.keys()];
    const aleatoric = events.map((event) => aleatoricEntropy(members, event));
    expect(Math.abs(pullOfMean(aleatoric.map((one, event) => one - reference.aleatoric[event]!)))).toBeLessThan(4);
    const epistemic = events.map((event) => epistemicEntropy(members, event, aleatoric[event]!));
    const differences = epistemic.map((one, event) => one - reference.epistemic[event]!);
    // For finitely many passes the mutual information has a bias of the third order: a per cent of it is allowed.
    const mean = reference.epistemic.reduce((sum, one) => sum + one / n, 0);
    expect(Math.abs(differences.reduce((sum, one) => sum + one / n, 0))).toBeLessThan(0.02 * mean);
  });

  it('answers the same again where its Dropout has a seed, whatever was asked before', async () => {
    const scorer = await open('dropout');
    const first = await passesOf(scorer);
    await scorer.score(
      features.map((values) => values.slice(0, 7)),
      7,
    );
    expect(await passesOf(scorer)).toEqual(first);
    expect(await passesOf(await open('dropout'))).toEqual(first);
    expect(first[0]).not.toEqual(first[1]);
  });

  it('does not where it has none', async () => {
    const scorer = await open('dropout-unseeded');
    expect(await passesOf(scorer)).not.toEqual(await passesOf(scorer));
  });

  it('has no input for a feature there', async () => {
    const facts = await readModelFacts(folder, 'dropout.onnx');
    expect(facts).toMatchObject({
      inputs: [{ name: 'x' }],
      dropout: { nodes: 1, switches: ['training_mode'], seeded: true },
    });
  });
});

describe('a model that cannot be asked with dropout', () => {
  it.each([
    ['dropout-fixed', /^The Dropout of the model does not take the training mode as an input of the model/],
    ['logit', /^The model has no Dropout, so all passes would be the same/],
  ])('of %s is said why', async (name, message) => {
    const facts = await readModelFacts(folder, `${name}.onnx`);
    if (!facts.ok) throw new Error(facts.message);
    const bound = bindDropout(facts, { dropout: { passes: 10, path: ['model', 'dropout'] } });
    if (bound?.ok !== false) throw new Error('it was not refused');
    expect(bound.path).toEqual(['model', 'dropout']);
    expect(bound.message).toMatch(message);
  });
});
