/** What a prediction looks like in the bins of its variable, and how well each way of making it closes. */
import type { ConfigPath } from '../../config/analysis';
import type { Figure, HistogramFigure, IntervalFigure } from '../../report/figure';
import type { Measurements } from '../measurements';
import { percent } from '../wording';
import { deviation, ofMean, predictionsOf, targetOf, type PredictedBins, type Prediction } from './predictions';

export function abcdFigures(measured: Measurements, tolerance: number): Figure[] {
  return predictionsOf(measured).flatMap((one) => [
    ...closures(one, tolerance),
    ...(one.bins === undefined ? [] : [distribution(measured, one, one.bins)]),
  ]);
}

/** Prediction and truth with their ratio. */
function distribution(measured: Measurements, one: Prediction, bins: PredictedBins): HistogramFigure {
  const { abcd, predicted, weighted } = one;
  const groups = measured.plotGroups(bins.edges);
  const grouped = (values: Float64Array): Float64Array => {
    const sums = new Float64Array(bins.edges.plot.length + 1);
    values.forEach((value, bin) => (sums[groups[bin]!]! += value));
    return sums;
  };
  // What all bins have in common: the errors of A and B.
  const common = Math.hypot(
    Math.sqrt(weighted.A.variance) / weighted.A.sum,
    Math.sqrt(weighted.B.variance) / weighted.B.sum,
  );
  const observed = grouped(bins.observed.sumWeights);
  const observedSquares = grouped(bins.observed.sumWeights2);
  const values = grouped(bins.predicted.sumWeights);
  const squares = grouped(bins.predicted.sumWeights2);
  const members = bins.members.map(grouped);
  const errors = values.map((value, bin) =>
    Math.hypot(
      Math.sqrt(squares[bin]!),
      common * value,
      ofMean(members.length) * deviation(members.map((member) => member[bin]!)),
    ),
  );
  const observedErrors = observedSquares.map(Math.sqrt);
  const inside = <T>(all: ArrayLike<T>): T[] => Array.from(all).slice(1, -1);
  const last = values.length - 1;
  const ratios = Array.from(values, (value, bin) => (observed[bin]! > 0 ? value / observed[bin]! : null));
  const ratioErrors = ratios.map((ratio, bin) =>
    ratio === null ? null : Math.hypot(errors[bin]!, ratio * observedErrors[bin]!) / observed[bin]!,
  );
  const spread = members.length > 1 ? ' and the spread of the members' : '';
  return {
    kind: 'histogram',
    id: `abcd/distribution/${abcd.name}`,
    title: `${abcd.name}: ${abcd.variable?.text ?? ''} in D`,
    caption: `What is there, and what ${wayOf(one)} predicts${predicted === undefined ? '' : ` (± ${percent(predicted.error / predicted.value)} of statistics)`}; errors with those of A and B, which all bins share (± ${percent(common)})${spread}. Below, the ratio.`,
    target: { ...targetOf(abcd), feature: abcd.variable?.text ?? '' },
    about: aboutOf(one),
    x: { label: abcd.variable?.text ?? '' },
    y: { label: 'Σw per bin' },
    edges: [...bins.edges.plot],
    series: [
      { label: 'in D', role: 'nominal', values: inside(observed), errors: inside(observedErrors) },
      { label: 'predicted', role: 'alternative', values: inside(values), errors: inside(errors) },
    ],
    underflow: [observed[0]!, values[0]!],
    overflow: [observed[last]!, values[last]!],
    ratio: {
      label: 'predicted / in D',
      series: [{ label: 'predicted', role: 'alternative', values: inside(ratios), errors: inside(ratioErrors) }],
    },
    lines: [],
  };
}

/** Non-closure by the transfer factor, by reweighting, and of each member. */
function closures(one: Prediction, tolerance: number): IntervalFigure[] {
  const { abcd, closure, transferClosure, members, weighted } = one;
  if (closure === undefined || transferClosure === undefined) return [];
  const point = ({ change: { value, error } }: NonNullable<Prediction['closure']>) => ({
    value: 100 * value,
    low: 100 * (value - error),
    high: 100 * (value + error),
  });
  return [
    {
      kind: 'intervals',
      id: `abcd/closure/${abcd.name}`,
      title: `${abcd.name}: how well D is predicted`,
      caption: `Prediction over what is in D, less 1, with one standard error${members.length > 1 ? '; of reweighting with the spread of the members, of whom each stands without an error below' : ''}. The band is what is accepted.`,
      target: targetOf(abcd),
      about: aboutOf(one),
      x: { label: 'non-closure', unit: '%' },
      reference: 0,
      bands: [100 * tolerance],
      rows: [
        { label: 'transfer factor', point: point(transferClosure) },
        ...(abcd.weight === undefined
          ? []
          : [{ label: `reweighted with ${abcd.weight.model}`, point: point(closure) }]),
        ...members.map((member, index) => ({
          label: `member ${index}`,
          point: { value: 100 * (member / weighted.D.sum - 1) },
        })),
      ],
    },
  ];
}

function wayOf({ abcd }: Prediction): string {
  return abcd.weight === undefined ? 'the transfer factor' : `reweighting with ${abcd.weight.model}`;
}

function aboutOf({ abcd, model }: Prediction): readonly ConfigPath[] {
  return [abcd.path, ...(model ? [model.model.path] : [])];
}
