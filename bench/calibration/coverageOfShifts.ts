/** Numbers of applied samples whose truth is known: how much lies beyond, and how bins, correlations and probabilities differ. */
import { regressionPulls } from '../../src/checks/pull/regression';
import { correlationChanges, mostRows } from '../../src/checks/shift/joint';
import { jointRows } from '../../src/checks/shift/jointRows';
import { probabilityChange } from '../../src/checks/shift/probabilityChange';
import { residualsOf, summaryOf } from '../../src/checks/shift/pulls';
import { outsideOf } from '../../src/checks/shift/support';
import { fractionLimits } from '../../src/stats/fractionLimits';
import { normalTail } from '../../src/stats/normal';
import { fractions } from './coverageOfDivergences';
import type { Limits } from './held';
import type { Events } from './laboratory';
import { aboutSoMany, columnsOf, type QuotedNumbers } from './quotedNumbers';

const applied = (features: string, label = ''): string => `pullscope: 1
model: { file: m.onnx, features: [${features}] }
samples: { tt: { file: 1.csv, weight: w${label} }, data: { file: 2.csv, weight: w${label} } }
nominal: [tt]
application: { data: data }
`;

/** Both intervals that are counted, from what gives the one of so many standard errors. */
function both(within: (sigmas: number) => { readonly low: number; readonly high: number }): [Limits, Limits] {
  const [one, two] = [within(1), within(2)];
  return [
    [one.low, one.high],
    [two.low, two.high],
  ];
}

/** The applied x is so much wider. */
const width = 1.3;
/** The applied x is moved by so much. */
const shift = 0.3;
const [nominalCorrelation, appliedCorrelation] = [0.3, 0.5];
/** Probability of a class on either side of a score of 0, and by how much it is larger in the applied sample. */
const [rare, frequent, larger] = [0.1, 0.6, 0.1];
/** Of (prediction − truth)/σ. */
const [bias, spread] = [0.1, 1.1];

/** x of an applied sample is another than that of the nominal one. */
const differing =
  (factor: number, mean: number): QuotedNumbers['draw'] =>
  (n, random, weight) => {
    const one = (of: () => number): Events => {
      const column = columnsOf(aboutSoMany(n, random));
      return { x: column(of), w: column(() => weight(random)) };
    };
    return { tt: one(() => random.normal()), data: one(() => mean + factor * random.normal()) };
  };

const correlated: QuotedNumbers['draw'] = (n, random, weight) => {
  const one = (rho: number): Events => {
    const column = columnsOf(aboutSoMany(n, random));
    const x = column(() => random.normal());
    const y = x.map((value) => rho * value + Math.sqrt(1 - rho ** 2) * random.normal());
    return { x, y, w: column(() => weight(random)) };
  };
  return { tt: one(nominalCorrelation), data: one(appliedCorrelation) };
};

const twoClasses: QuotedNumbers['draw'] = (n, random, weight) => {
  const one = (more: number): Events => {
    const column = columnsOf(aboutSoMany(n, random));
    const x = column(() => random.normal());
    const c = x.map((value) => (random.uniform() < (value > 0 ? frequent : rare) + more ? 1 : 0));
    return { x, c, w: column(() => weight(random)) };
  };
  return { tt: one(0), data: one(larger) };
};

const predicted: QuotedNumbers['draw'] = (n, random, weight) => {
  const column = columnsOf(aboutSoMany(n, random));
  const x = column(() => random.normal());
  return {
    tt: { x, energy: x.map((value) => value - bias - spread * random.normal()), w: column(() => weight(random)) },
  };
};

export const shiftNumbers: readonly QuotedNumbers[] = [
  {
    name: `x is ${width} times as wide`,
    code: 'shift/support',
    text: applied('x'),
    draw: differing(width, 0),
    count: (held, _, measured) => {
      // Of so few events none is cut off: the range ends with them.
      const values = measured.sample('tt').rows.features[0]!;
      const [low, high] = [Math.min(...values), Math.max(...values)];
      const truth = normalTail(high / width) + normalTail(-low / width);
      const { outside } = outsideOf(measured)[0]!;
      held.count('outsideFraction', truth, ...both((sigmas) => fractionLimits(outside.applied, sigmas)));
    },
  },
  {
    name: `x is moved by ${shift} σ`,
    code: 'shift/pulls',
    text: applied('x'),
    draw: differing(1, shift),
    count: (held, _, measured) => {
      const residuals = residualsOf(measured, 'data');
      const summary = summaryOf(residuals, 0.01);
      if (summary === undefined) return;
      const [p, q] = fractions(residuals[0]!, measured.profiles.edges.features[0]!.edges, shift);
      const squared = p.reduce((sum, here, bin) => sum + (2 * (q[bin]! - here) ** 2) / (q[bin]! + here), 0);
      held.length('binDifference', squared, summary.difference);
    },
  },
  {
    name: `correlations of ${nominalCorrelation} and ${appliedCorrelation}`,
    code: 'shift/joint',
    text: applied('x, y'),
    draw: correlated,
    count: (held, _, measured) => {
      for (const { change } of correlationChanges(measured, jointRows(measured, 'data', mostRows)!)) {
        held.estimate('correlationChange', appliedCorrelation - nominalCorrelation, change);
      }
    },
  },
  {
    name: `probabilities ${larger} larger`,
    code: 'shift/kind',
    text: applied('x', ', label: c'),
    draw: twoClasses,
    count: (held, _, measured) => {
      const change = probabilityChange(measured, measured.models[0]!, 'data', [0, 1]);
      if (change !== undefined) held.count('probabilityChange', larger, ...both(change.within));
    },
  },
  {
    name: `bias ${bias}, width ${spread}`,
    code: 'pull/regression',
    text: `pullscope: 1
model: { file: m.onnx, features: [x], output: { mean: mu, sigma: sd }, truth: energy }
samples: { tt: { file: 1.csv, weight: w } }
nominal: [tt]
`,
    stubs: { model: { score: ([x]) => x!, sigma: 1 } },
    draw: predicted,
    count: (held, _, measured) => {
      for (const { summary } of regressionPulls(measured)) {
        held.estimate('mean of pulls', bias, summary.mean);
        held.estimate('width of pulls', spread, summary.width);
      }
    },
  },
];
