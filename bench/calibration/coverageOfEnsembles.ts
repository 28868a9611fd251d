/** Ensembles whose members differ by what is known. */
import { memberEffectsOf } from '../../src/checks/epistemic/memberEffects';
import { binaryEntropy } from '../../src/stats/ensemble';
import { normalCdf, normalQuantile, normalTail } from '../../src/stats/normal';
import { varianceOf } from '../../src/profile/profile';
import type { Random } from '../../src/stats/random';
import { fromDigits, inDigits } from './fineDigits';
import type { Held, Limits } from './held';
import { ensembleOf, type Events, type Laboratory, type Stub } from './laboratory';
import { aboutSoMany, columnsOf, meanBetween, type QuotedNumbers, type WeightOf } from './quotedNumbers';

const header = (members: number, features: string): string => `pullscope: 1
model: { files: [${Array.from({ length: members }, (_, member) => `${member}.onnx`).join(', ')}], features: [${features}], output: score, working-points: { half: 0.5 } }
nominal: [tt]
`;
const alone = 'samples: { tt: { file: 1.csv, weight: w, label: y } }\n';

const members = 6;
/** Standard deviation of the members' efficiencies, and their mean. */
const [memberDeviation, passing] = [0.03, 0.5];
const offsets = Array.from({ length: members }, (_, member) => `m${member}`);

/** Each member cuts elsewhere: what a column says, the same for all events and new in each analysis. */
const differing: Stub = ensembleOf(offsets.map((_, member) => (x: readonly number[]) => x[0]! + x[member + 1]!));

function withOffsets(n: number, random: Random, weight: WeightOf): Events {
  const column = columnsOf(aboutSoMany(2 * n, random));
  const moved = offsets.map((name) => {
    const efficiency = passing + memberDeviation * random.normal();
    const by = 0.5 - normalQuantile(1 - efficiency);
    return [name, column(() => by)] as const;
  });
  return {
    x: column(() => random.normal()),
    y: column(() => (random.uniform() < 0.5 ? 1 : 0)),
    w: column(() => weight(random)),
    ...Object.fromEntries(moved),
  };
}

/** Of a number of the members that they were drawn with. */
const trained: QuotedNumbers = {
  name: 'members that cut elsewhere',
  code: 'epistemic/dominates',
  text: `${header(members, ['x', ...offsets].join(', '))}${alone}`,
  stubs: { model: differing },
  draw: (n, random, weight) => ({ tt: withOffsets(n, random, weight) }),
  count: (held, _, measured) => {
    for (const { members: found } of memberEffectsOf(measured)) {
      const limits = (sigmas: number): Limits => {
        const { low, high } = found.limits(normalTail(sigmas));
        return [low, high];
      };
      held.count('deviation of the members', memberDeviation, limits(1), limits(2));
    }
  },
};

/** Members are probabilities about one that is uniform; by how much they differ follows another feature. */
const [lowest, highest, apart] = [0.3, 0.7, 0.2];
const signs = [-1, 0, 1];
const stated = signs.map(
  (sign) =>
    (x: readonly number[]): number =>
      x[0]! + sign * apart * x[1]!,
);

const ofEvent = (of: (p: number, size: number) => number): number =>
  meanBetween(lowest, highest, (p) => meanBetween(0, 1, (size) => of(p, apart * size), 200), 200);
const aleatoric = (p: number, size: number): number =>
  signs.reduce((sum, sign) => sum + binaryEntropy(p + sign * size), 0) / signs.length;

const truths = {
  spread: ofEvent((_, size) => size),
  aleatoricEntropy: ofEvent(aleatoric),
  epistemicEntropy: ofEvent((p, size) => ((binaryEntropy(p) - aleatoric(p, size)) * signs.length) / (signs.length - 1)),
};

const uncertain: QuotedNumbers = {
  name: 'members whose scores are probabilities',
  code: 'epistemic/dominates',
  text: `${header(signs.length, 'x, d')}${alone}`,
  stubs: { model: ensembleOf(stated) },
  draw: (n, random, weight) => {
    const column = columnsOf(aboutSoMany(2 * n, random));
    return {
      tt: {
        x: column(() => lowest + (highest - lowest) * random.uniform()),
        d: column(() => random.uniform()),
        y: column(() => (random.uniform() < 0.5 ? 1 : 0)),
        w: column(() => weight(random)),
      },
    };
  },
  count: (held, laboratory, measured) => {
    for (const { evidence } of laboratory.outcomes(measured, 'epistemic/dominates')) {
      held.quoted(evidence, 'efficiency', 0.5);
      for (const [name, truth] of Object.entries(truths)) held.quoted(evidence, name, truth);
    }
  },
};

/** Of log-normal spreads: ln s = −1 ± 0.3, and so many times larger far away. */
const [lnSpread, scatter, growth] = [-1.2, 0.3, 1.5];
const reading: Stub = ensembleOf([-1, 1].map((sign) => (x) => x[0]! + (sign * fromDigits(x[1]!)) / Math.SQRT2));

function spreading(n: number, far: number, times: number, random: Random, weight: WeightOf): Events {
  const column = columnsOf(aboutSoMany(2 * n, random));
  // Those that are not far are well within the nominal ones.
  const width = far > 0 ? 0.3 : 1;
  const x = column(() => width * random.normal() + (random.uniform() < far ? 20 : 0));
  return {
    x,
    v: column((event) => {
      const spread = Math.exp(lnSpread + scatter * random.normal()) * (x[event]! > 10 ? times : 1);
      return inDigits(width * random.normal(), spread);
    }),
    w: column(() => weight(random)),
  };
}

const meanSpread = Math.exp(lnSpread + scatter ** 2 / 2);

const applied: QuotedNumbers = {
  name: 'members that differ more far away',
  code: 'epistemic/blind',
  text: `${header(2, 'x, v')}samples: { tt: { file: 1.csv, weight: w }, data: { file: 2.csv, weight: w } }
application: { data: data }
`,
  stubs: { model: reading },
  draw: (n, random, weight) => ({
    tt: spreading(n, 0, growth, random, weight),
    data: spreading(n, 0.3, growth, random, weight),
  }),
  count: (held, laboratory, measured) => {
    for (const { evidence } of laboratory.outcomes(measured, 'epistemic/blind')) {
      held.quoted(evidence, 'spreadInside', meanSpread);
      held.quoted(evidence, 'spreadOutside', growth * meanSpread);
      held.factor(evidence, 'ratio', growth);
    }
  },
};

/** Noise of so many standard deviations on every feature. */
const noise = 0.7;
const separation = 2;
const aucOf = (variance: number): number => normalCdf(separation / Math.sqrt(2 * variance));

const spoilt: QuotedNumbers = {
  name: 'members that agree more on spoilt features',
  code: 'epistemic/corruption',
  text: `${header(2, 'x, v')}${alone}corruptions: { noise: [${noise}] }\n`,
  // Of a normal number with variance s² the mean of exp(−v²/2) is 1/√(1 + s²).
  stubs: {
    model: ensembleOf([-1, 1].map((sign) => (x) => x[0]! + (sign * Math.exp(-(x[1]! ** 2) / 2)) / Math.SQRT2)),
  },
  draw: (n, random, weight) => {
    const column = columnsOf(aboutSoMany(2 * n, random));
    const y = column(() => (random.uniform() < 0.5 ? 1 : 0));
    return {
      tt: {
        y,
        x: y.map((one) => separation * one + random.normal()),
        v: column(() => random.normal()),
        w: column(() => weight(random)),
      },
    };
  },
  count: (held: Held, laboratory: Laboratory, measured) => {
    for (const { evidence } of laboratory.outcomes(measured, 'epistemic/corruption')) {
      const before = 1 / Math.SQRT2;
      // The size of the noise is that of the events at hand.
      const [ofX, ofV] = [0, 1].map(
        (feature) => noise ** 2 * varianceOf(measured.nominal('features', feature, 'all')!.sums)!,
      ) as [number, number];
      const after = 1 / Math.sqrt(2 + ofV);
      held.quoted(evidence, 'auc', aucOf(1 + ofX));
      held.quoted(evidence, 'aucDifference', aucOf(1 + ofX) - aucOf(1));
      held.quoted(evidence, 'spread', after);
      held.factor(evidence, 'ratio', after / before);
    }
  },
};

export const ensembleNumbers: readonly QuotedNumbers[] = [trained, uncertain, applied, spoilt];
