/** How two models, a nuisance or an observable order events, and how far an efficiency could be wrong: known for normal features. */
import { normalCdf, normalQuantile } from '../../src/stats/normal';
import { aboutSoMany, columnsOf, type QuotedNumbers } from './quotedNumbers';
import { flipped, separation } from './questionsOfModels';

const noise = 0.7;
const sample = 'samples: { tt: { file: 1.csv, weight: w, label: y } }\nnominal: [tt]\n';

const events: QuotedNumbers['draw'] = (n, random, weight) => {
  const column = columnsOf(aboutSoMany(2 * n, random));
  const y = column(() => (random.uniform() < 0.5 ? 1 : 0));
  return {
    tt: {
      y,
      x: y.map((one) => separation * one + random.normal()),
      noise: column(() => noise * random.normal()),
      size: column(() => Math.exp(sizeSigma * random.normal())),
      w: column(() => weight(random)),
    },
  };
};

/** Half of the events are above 1: moved by the bound, so much of the efficiency is lost and won. */
const [bound, lost] = [0.05, 0.1];
const sizeSigma = -Math.log1p(-bound) / normalQuantile((1 + lost) / 2);
/** Half of those near 1 on either side are moved across it. */
const won = normalCdf(Math.log1p(bound) / sizeSigma) - 0.5;

const auc = (variance: number): number => normalCdf(separation / Math.sqrt(2 * variance));

export const orderNumbers: readonly QuotedNumbers[] = [
  {
    name: 'a model, and the same with noise',
    code: 'model/comparison',
    text: `pullscope: 1
models: { first: { file: m.onnx, features: [x], output: score }, other: { file: m.onnx, features: [x, noise], output: score } }
${sample}`,
    stubs: { other: { score: ([x, added]) => x! + added! } },
    draw: events,
    count: (held, laboratory, measured) => {
      for (const { evidence } of laboratory.outcomes(measured, 'model/comparison')) {
        held.quoted(evidence, 'aucDifference', auc(1 + noise ** 2) - auc(1), 'aucDifference of two models');
      }
    },
  },
  {
    name: 'a score, with noise',
    code: 'learned/flips',
    text: `pullscope: 1
model: { file: m.onnx, features: [x], output: score }
learned: { observables: { first: x } }
nuisances: { n: { up: { replace: { x: x+noise } } } }
${sample}`,
    draw: events,
    count: (held, laboratory, measured) => {
      for (const { evidence } of laboratory.outcomes(measured, 'learned/flips')) {
        held.quoted(evidence, 'reversedPairs', flipped(noise));
      }
    },
  },
  {
    name: 'a score without its noise',
    code: 'learned/observables',
    text: `pullscope: 1
model: { file: m.onnx, features: [x, noise], output: score }
learned: { observables: { first: x } }
${sample}`,
    stubs: { model: { score: ([x, added]) => x! + added! } },
    draw: events,
    count: (held, laboratory, measured) => {
      for (const { evidence } of laboratory.outcomes(measured, 'learned/observables')) {
        held.quoted(evidence, 'averageDecisionOrdering@x', 1 - flipped(noise), 'averageDecisionOrdering');
      }
    },
  },
  {
    name: 'sizes that may be 5 % wrong',
    code: 'safety/undetected',
    text: `pullscope: 1
model: { file: m.onnx, features: [size], output: score, working-points: { one: 1 } }
undetected: { within: { size: ${100 * bound}% }, ks: 1, correlation: 1 }
${sample}`,
    draw: events,
    count: (held, _, measured) => {
      // What lowers the efficiency, and what raises it.
      for (const { change, random } of measured.profiles.worstShifts?.get('model')?.shifts ?? []) {
        held.estimate('efficiencyChange', change.value < 0 ? -lost : 2 * won, change);
        held.estimate('efficiencyChangeRandom', won - lost / 2, random);
      }
    },
  },
];
