import { describe } from 'vitest';
import { factsOf, modelWith, tensor } from './knownFacts';
import { findEach, example, inExample, scaled, small, smallFacts, withPreprocessing } from './oneMistake';

describe('a mistake about the model gives one finding at its word:', () => {
  findEach([
    {
      mistake: 'features in another order than in training',
      text: inExample('[HT_all, nJets, nBTags_70]', '«[nJets, HT_all, nBTags_70]»'),
      facts: example,
      code: 'model/inputs',
      message:
        "The features stand in another order than in training: number 1 is 'nJets', where the model expects 'HT_all' " +
        '(HT_all, nJets, nBTags_70).',
      fix: '[HT_all, nJets, nBTags_70]',
      evidence: { expected: 3, given: 3, firstDifference: 0 },
    },
    {
      mistake: 'too few features',
      text: small({ model: 'features: «[a, b]»' }),
      facts: smallFacts(modelWith({ features: 3, names: ['a', 'b', 'w'] })),
      code: 'model/inputs',
      message: "The model takes 3 features, but 2 are listed (not listed: 'w').",
      evidence: { expected: 3, given: 2 },
    },
    {
      mistake: 'too many features for a model that names none',
      text: small({ model: 'features: «[a, b]»' }),
      facts: smallFacts(modelWith({ features: 1 })),
      code: 'model/inputs',
      message: 'The model takes 1 feature, but 2 are listed.',
      evidence: { expected: 1, given: 2 },
    },
    {
      mistake: 'a feature that the model does not know',
      text: small({ model: 'features: [a, «b»]' }),
      facts: smallFacts(modelWith({ features: 2, names: ['a', 'b2'] })),
      code: 'model/inputs',
      message: "The model knows no feature 'b'. Did you mean 'b2'?",
      fix: 'b2',
    },
    {
      mistake: 'an order that is wrong around an expression',
      text: small({ model: "features: «['a + 1', b, a]»" }),
      facts: smallFacts(modelWith({ features: 3, names: ['a', 'shifted', 'b'] })),
      code: 'model/inputs',
      message:
        "The features stand in another order than in training: number 2 is 'b', where the model expects 'shifted' " +
        '(a, shifted, b).',
      fix: '[a, a + 1, b]',
      evidence: { expected: 3, given: 3, firstDifference: 1 },
    },
    {
      mistake: 'a model with two inputs',
      text: inExample('  features: [', '  «features»: ['),
      facts: factsOf({}, { 'tth.onnx': modelWith({ inputs: [tensor('x', ['n', 3]), tensor('z', ['n', 1])] }) }),
      code: 'model/inputs',
      message:
        "The model has 2 inputs ('x' float32 [n, 3], 'z' float32 [n, 1]): say under 'inputs' which features each of them takes.",
    },
    {
      mistake: 'features in another order than in the scaler',
      text: small({ model: 'features: «[a, b]», preprocessing: scaler.json' }),
      facts: withPreprocessing({ kind: 'scaler', byName: false, variables: ['b', 'a'].map(scaled) }),
      code: 'model/inputs',
      message:
        "The features stand in another order than in training: number 1 is 'a', where the scaler expects 'b' (b, a).",
      fix: '[b, a]',
      evidence: { expected: 2, given: 2, firstDifference: 0 },
    },
    {
      mistake: 'a feature that the scaler by name does not have',
      text: small({ model: 'features: [a, «b»], preprocessing: scaler.json' }),
      facts: withPreprocessing({ kind: 'scaler', byName: true, variables: ['a', 'b2'].map(scaled) }),
      code: 'model/inputs',
      message: "The scaler has no entry for the feature 'b'. Did you mean 'b2'?",
      fix: 'b2',
    },
    {
      mistake: 'a feature that weaver calls otherwise',
      text: small({
        model: 'inputs: { features: { features: [a, «b»], layout: positions-first } }, preprocessing: scaler.json',
      }),
      facts: withPreprocessing(
        { kind: 'weaver', classes: [], inputs: [{ name: 'features', length: 1, variables: ['a', 'b2'].map(scaled) }] },
        modelWith({ inputs: [tensor('features', ['N', 1, 2])] }),
      ),
      code: 'model/inputs',
      message: "The preprocessing of 'features' knows no feature 'b'. Did you mean 'b2'?",
      fix: 'b2',
    },
    {
      mistake: 'a preprocessing file that is a model',
      text: small({ model: 'features: [a, b], preprocessing: «scaler.json»' }),
      facts: factsOf({}, { 'm.onnx': modelWith({ features: 2 }), 'scaler.json': modelWith({ features: 2 }) }),
      code: 'config/file-unreadable',
      message: "'scaler.json' is a model, where a scaler in JSON or weaver's preprocess.json is needed.",
    },
    {
      mistake: 'an input that the model does not have',
      text: small({ model: 'inputs: { «featurs»: [a, b] }' }),
      facts: smallFacts(modelWith({ features: 2 })),
      code: 'model/inputs',
      message: "The model has no input 'featurs'; it has 'features' float32 [batch, 2]. Did you mean 'features'?",
      fix: 'features',
    },
    {
      mistake: 'a class that the model does not have',
      text: small({ model: "features: [a, b], classes: [u, c, b], output: «'b/(b + charm)'»" }),
      facts: smallFacts(modelWith({ features: 2, outputs: [tensor('p', ['n', 3])] })),
      code: 'model/output',
      message: "The model has no output 'charm'; it has 'p' float32 [n, 3], with classes u, c, b.",
    },
    {
      mistake: 'an output that the model does not have',
      text: small({ model: 'features: [a, b], output: «scores»' }),
      facts: smallFacts(modelWith({ features: 2 })),
      code: 'model/output',
      message: "The model has no output 'scores'; it has 'score' float32 [batch, 1]. Did you mean 'score'?",
      fix: 'score',
    },
    {
      mistake: 'several outputs of which none is named',
      text: small().replace('m.onnx', '«m.onnx»'),
      facts: smallFacts(modelWith({ features: 2, outputs: [tensor('score', ['n']), tensor('mass', ['n'])] })),
      code: 'model/output',
      message:
        "The model has several outputs ('score' float32 [n], 'mass' float32 [n]): say under 'output' which is the score.",
    },
  ]);
});
