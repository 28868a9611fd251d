/** A question to each check that says that nothing is there: is an effect seen as one, as large as it names? */
import { normalTail } from '../../src/stats/normal';
import { asked, normal, scatter, type Asked } from './question';

const threshold = 0.5;
const efficiency = normalTail(threshold);
const model = `pullscope: 1
model: { file: m.onnx, features: [x], working-points: { cut: ${threshold} } }
nominal: [tt]
`;

export const questionsOfNothing: readonly Asked[] = [
  asked({
    name: 'nuisance/no-effect: efficiency, same events',
    text: `${model}samples: { tt: { file: 1.csv, weight: w } }
nuisances: { n: { up: { replace: { w: w*up } } } }
`,
    row: () => true,
    tolerance: 0.005,
    harmless: 0,
    seen: 'pass',
    draw: (effect, n, random) => {
      const { x, w } = normal(n, random);
      // (1 + a)/(1 + a·ε) = 1 + effect
      const a = effect / (1 - efficiency * (1 + effect));
      return { tt: { x, w, up: x.map((value) => 1 + (value >= threshold ? a : 0) + scatter * random.normal()) } };
    },
  }),
  asked({
    name: 'nuisance/noise: shape, other events',
    text: `${model}samples: { tt: { file: 1.csv, weight: w }, other: { file: 2.csv, weight: w } }
nuisances: { n: { alternative: { tt: other } } }
`,
    row: () => true,
    tolerance: 0.1,
    // Between what noise does and what it does not: undecided.
    harmless: 0.2,
    seen: 'pass',
    draw: (effect, n, random) => ({ tt: normal(n, random), other: normal(n, random, effect) }),
  }),
];
