/** A model that predicts its own uncertainty: are (prediction − truth)/σ distributed like N(0, 1), everywhere? */
import type { Figure } from '../../report/figure';
import type { Outcome } from '../../report/report';
import { crpsName, normalScoreName, sigmaName, type RowSample } from '../../profile/rowSample';
import { normalCrps } from '../../stats/coverage';
import type { Estimate } from '../../stats/estimate';
import { skewedQuantile, studentHalfWidth } from '../../stats/studentisedLimits';
import { weightedMeanAndWidth, type WeightedPullSummary } from '../../stats/pulls';
import { checkOf, measuredOf } from '../check';
import { judgeChange, reportWorst, sigmasOfPower, simultaneousSigmas } from '../decision';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';
import { optionOf } from '../severity';
import { className, classTarget, count, interval, plain, signed } from '../wording';

const code = 'pull/regression';

/** Bins of equal numbers of events in which a protected variable is looked at. */
const bins = 5;
/** Fewer effective events have no width. */
const fewest = 50;

/** The pulls of one class, or of a part of it. */
export interface Pulls {
  readonly model: MeasuredModel;
  readonly label: ClassLabel;
  /** A bin of a protected variable; undefined for all events. */
  readonly bin?: { readonly variable: string; readonly from: number; readonly to: number };
  readonly summary: WeightedPullSummary;
  readonly pulls: Float64Array;
  readonly weights: Float64Array;
  readonly rows: readonly PulledRow[];
}

export const pullRegression = checkOf(code, measuredOf, {
  judge(measured, severity, { analysis }) {
    const accepted = { mean: optionOf(analysis, code, 'mean'), width: optionOf(analysis, code, 'width') };
    const alpha = optionOf(analysis, code, 'alpha');
    const all = regressionPulls(measured);
    const sigmas = simultaneousSigmas(alpha, 2 * all.length);
    const rows = all.map((one) => {
      const { model, label, bin, summary } = one;
      const { mean, width } = summary;
      const statuses = [
        judgeChange(mean, sigmas, accepted.mean),
        judgeChange({ ...width, value: width.value - 1 }, sigmas, accepted.width),
      ] as const;
      const status = statuses.includes('finding') ? 'finding' : statuses.includes('undecided') ? 'undecided' : 'pass';
      const missed = Math.max(
        accepted.mean + Math.max(...sigmasBeyond(mean, sigmas)) * mean.error,
        detectableWidth(sigmas, width, accepted.width),
      );
      const numbers = `${partName(measured, one)}, (prediction − truth)/σ has the mean ${signed(mean)} and the width ${signed(width).replace('+', '')}`;
      const message = {
        finding: `${numbers}: ${wrongs(one, statuses).join(', and ')}.`,
        pass: `${numbers}: as N(0, 1), within ${plain(accepted.mean)} and ${plain(accepted.width)}.`,
        undecided: `${numbers}: too uncertain to compare with N(0, 1); a bias or width beyond ${plain(missed)} would have been seen.`,
      }[status];
      const outcome: Outcome = {
        code,
        status,
        severity,
        message,
        at: { path: model.model.path, on: 'key' },
        target: {
          model: model.model.name,
          ...classTarget(measured, label),
          ...(bin && { feature: bin.variable }),
        },
        evidence: {
          mean: interval(mean),
          width: interval(width),
          effectiveEvents: summary.effectiveEvents,
          events: one.pulls.length,
          ...(bin && { from: bin.from, to: bin.to }),
          ...(status === 'undecided' ? { minimumDetectable: missed } : {}),
        },
      };
      const excess = Math.max(
        Math.abs(mean.value) / (accepted.mean || 1),
        Math.abs(width.value - 1) / (accepted.width || 1),
      );
      return { outcome, excess: bin === undefined ? excess + 1e9 : excess, one };
    });
    return [
      ...untested(measured, severity),
      ...reportWorst(
        rows,
        ({ one }) => one.model.model.name,
        ({ excess }) => excess,
        ({ outcome }, others) =>
          others.length === 0 ? outcome.message : `${outcome.message} Also ${listed(measured, others)}.`,
      ),
    ];
  },

  figures: figuresOf,
});

/**
 * Standard errors that an effect upwards, and one downwards, has to lie beyond the tolerance to be found: those of the limit that
 * faces it, and those by which an estimate may fall short of it.
 */
function sigmasBeyond({ studentised }: Estimate, sigmas: number): readonly [number, number] {
  const { freedom, skewness } = studentised ?? { freedom: Infinity, skewness: 0 };
  const [half, short] = [studentHalfWidth(sigmas, freedom), sigmasOfPower(sigmas)];
  return [
    skewedQuantile(half, skewness) - skewedQuantile(-short, skewness),
    skewedQuantile(short, skewness) - skewedQuantile(-half, skewness),
  ];
}

/** Deviation m of a width from 1, whose error is in proportion to the width: m = tolerance + k σ (1 ± m)/width. */
function detectableWidth(sigmas: number, width: Estimate, tolerance: number): number {
  const [wider, narrower] = sigmasBeyond(width, sigmas).map((beyond) => (beyond * width.error) / width.value) as [
    number,
    number,
  ];
  // Where errors are as large as widths the number only has to be large.
  return Math.max((tolerance + wider) / Math.max(1 - wider, 0.01), (tolerance + narrower) / (1 + narrower));
}

/** What is wrong with pulls whose mean and width were judged. */
function wrongs({ summary: { mean, width } }: Pulls, [ofMean, ofWidth]: readonly [string, string]): string[] {
  return [
    ...(ofMean === 'finding'
      ? [`the prediction is too ${mean.value > 0 ? 'large' : 'small'} by ${plain(Math.abs(mean.value))} σ`]
      : []),
    ...(ofWidth === 'finding'
      ? [
          width.value > 1
            ? `σ is too small: errors are ${plain(width.value)} times as large`
            : `σ is too large: errors are only ${plain(width.value)} of it`,
        ]
      : []),
  ];
}

const listedAtMost = 3;

function listed(measured: Measurements, rows: readonly { readonly one: Pulls }[]): string {
  const names = rows
    .slice(0, listedAtMost)
    .map(({ one }) => partName(measured, one).replace(/:$/, '').replace(/^For/, 'for'));
  return rows.length > listedAtMost ? `${names.join(', ')} and ${rows.length - listedAtMost} more` : names.join(', ');
}

/** `For 'tt'`, `For 'tt' with 'mass' from 50 to 71` */
function partName(measured: Measurements, { model, label, bin }: Pulls): string {
  const ofModel = measured.models.length > 1 ? ` ('${model.model.name}')` : '';
  const within = bin === undefined ? '' : ` with '${bin.variable}' from ${plain(bin.from)} to ${plain(bin.to)}`;
  return `For ${className(measured, label)}${within}${ofModel}`;
}

/** Models that predict an uncertainty, but whose truth is not told. */
function untested(measured: Measurements, severity: Outcome['severity']): Outcome[] {
  return measured.models.flatMap(({ model }): Outcome[] => {
    const { output, truth } = model;
    const predicts =
      (output?.kind === 'regression' && output.sigma !== undefined) ||
      (output?.kind === 'mixture' && output.sigmas !== undefined);
    if (!predicts || truth !== undefined) return [];
    return [
      {
        code,
        status: 'skipped',
        severity,
        message: `'${model.name}' predicts its own uncertainty, but the true value is not given: add \`truth:\` with a column, and its pulls are looked at.`,
        at: { path: model.path, on: 'key' },
        target: { model: model.name },
        evidence: {},
      },
    ];
  });
}

const known = new WeakMap<Measurements, readonly Pulls[]>();

/** The pulls of every model, of all events of a class and in bins of each protected variable. */
export function regressionPulls(measured: Measurements): readonly Pulls[] {
  let found = known.get(measured);
  if (found === undefined) {
    found = measured.models.flatMap((model) =>
      measured.labels.flatMap((label) => pullsOfClass(measured, model, label)),
    );
    known.set(measured, found);
  }
  return found;
}

/** One event with a prediction, its error and the truth. */
export interface PulledRow {
  readonly pull: number;
  readonly sigma: number;
  readonly weight: number;
  /** Where the truth lies in what is predicted, as N(0, 1): Φ⁻¹(F(truth)). */
  readonly z: number;
  /** In the unit of the prediction. */
  readonly crps: number;
  /** What tells the event from others: its file and its number in it. */
  readonly event: string;
  readonly label: number;
  readonly row: number;
}

/** The kept events of a sample whose pull is known; none where the sample has no truth. */
export function pulledRows(model: MeasuredModel, rows: RowSample): PulledRow[] {
  const { name, truth } = model.model;
  if (truth === undefined) return [];
  const { extra, scores, weights, labels, events, files, positions } = rows;
  const [trues, sigmas, predictions] = [extra.get(truth.text), extra.get(sigmaName(name)), scores[model.index]];
  if (trues === undefined || sigmas === undefined || predictions === undefined) return [];
  const [ofMixture, crpsOfMixture] = [extra.get(normalScoreName(name)), extra.get(crpsName(name))];
  return Array.from(weights, (weight, row): PulledRow => {
    const sigma = sigmas[row]!;
    const pull = (predictions[row]! - trues[row]!) / sigma;
    return {
      pull,
      sigma,
      weight: (weight * events) / weights.length,
      z: ofMixture?.[row] ?? -pull,
      crps: crpsOfMixture?.[row] ?? sigma * normalCrps(pull),
      event: `${files[row]}/${positions[row]}`,
      label: labels[row]!,
      row,
    };
  }).filter(({ pull }) => Number.isFinite(pull));
}

function pullsOfClass(measured: Measurements, model: MeasuredModel, label: ClassLabel): Pulls[] {
  const protectedNames = measured.analysis.protected.map(({ text }) => text);
  const rows = measured.nominalSamples().flatMap(({ profile }) => {
    const variables = protectedNames.map((name) => profile.rows.extra.get(name));
    return pulledRows(model, profile.rows)
      .filter((one) => label === undefined || one.label === label)
      .map((one) => ({ ...one, values: variables.map((variable) => variable?.[one.row] ?? Number.NaN) }));
  });
  const part = (chosen: readonly PulledRow[], bin?: Pulls['bin']): Pulls[] => {
    const pulls = Float64Array.from(chosen, ({ pull }) => pull);
    const weights = Float64Array.from(chosen, ({ weight }) => weight);
    const summary = weightedMeanAndWidth(pulls, weights);
    if (summary === undefined || summary.effectiveEvents < fewest) return [];
    return [{ model, label, ...(bin && { bin }), summary, pulls, weights, rows: chosen }];
  };
  return [
    ...part(rows),
    ...protectedNames.flatMap((variable, index) => {
      const ordered = rows
        .filter(({ values }) => Number.isFinite(values[index]))
        .sort((a, b) => a.values[index]! - b.values[index]!);
      return Array.from({ length: bins }, (_, bin) => {
        const chosen = ordered.slice((bin * ordered.length) / bins, ((bin + 1) * ordered.length) / bins);
        const [first, last] = [chosen[0], chosen.at(-1)];
        return first === undefined || last === undefined
          ? []
          : part(chosen, { variable, from: first.values[index]!, to: last.values[index]! });
      }).flat();
    }),
  ];
}

const edges = Array.from({ length: 41 }, (_, edge) => (edge - 20) / 4);

/** The pulls of each class with N(0, 1) over them; mean and width along each protected variable. */
function figuresOf(measured: Measurements): Figure[] {
  return regressionPulls(measured).flatMap((one): Figure[] => {
    const { model, label, bin, summary, pulls, weights } = one;
    if (bin !== undefined) return [];
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const counts = new Array<number>(edges.length + 1).fill(0);
    pulls.forEach((pull, row) => {
      const at = Math.min(Math.max(Math.floor((pull + 5) * 4) + 1, 0), edges.length);
      counts[at]! += (weights[row]! * pulls.length) / total;
    });
    const events = className(measured, label).replaceAll("'", '');
    const figure: Figure = {
      kind: 'pulls',
      id: `pull/regression/${model.model.name}/${label ?? 'all'}`,
      title: `Pulls of ${model.model.name} for ${events}`,
      caption: `(prediction − truth)/σ of ${count(pulls.length)} events, with their weights; N(0, 1) where the model knows its uncertainty.`,
      target: { model: model.model.name, ...classTarget(measured, label) },
      about: [model.model.path],
      x: { label: '(prediction − truth)/σ' },
      definition: '(prediction − truth)/σ',
      edges,
      series: [
        {
          label: events,
          counts: counts.slice(1, -1),
          underflow: counts[0]!,
          overflow: counts.at(-1)!,
          mean: summary.mean,
          width: summary.width,
        },
      ],
      rows: [],
    };
    return [figure, ...alongVariables(measured, one)];
  });
}

function alongVariables(measured: Measurements, { model, label }: Pulls): Figure[] {
  return measured.analysis.protected.flatMap(({ text: variable, path }): Figure[] => {
    const parts = regressionPulls(measured).filter(
      (one) => one.model === model && one.label === label && one.bin?.variable === variable,
    );
    const first = parts[0]?.bin;
    if (first === undefined || parts.length < 2) return [];
    const limits = [first.from, ...parts.map(({ bin }) => bin!.to)];
    // A variable of few values has bins without a width.
    if (limits.some((limit, index) => index > 0 && !(limit > limits[index - 1]!))) return [];
    const events = className(measured, label).replaceAll("'", '');
    return [
      {
        kind: 'histogram',
        profile: true,
        id: `pull/regression/${model.model.name}/${variable}/${label ?? 'all'}`,
        title: `Pulls of ${model.model.name} along ${variable} for ${events}`,
        caption: `Mean and width of (prediction − truth)/σ in bins of ${variable}: 0 and 1 where the model knows its uncertainty.`,
        target: { model: model.model.name, feature: variable, ...classTarget(measured, label) },
        about: [model.model.path, path],
        x: { label: variable },
        y: { label: '(prediction − truth)/σ' },
        edges: limits,
        series: [
          {
            label: 'mean',
            role: 'nominal',
            values: parts.map(({ summary }) => summary.mean.value),
            errors: parts.map(({ summary }) => summary.mean.error),
          },
          {
            label: 'width',
            role: 'alternative',
            values: parts.map(({ summary }) => summary.width.value),
            errors: parts.map(({ summary }) => summary.width.error),
          },
        ],
        underflow: [0, 0],
        overflow: [0, 0],
        lines: [],
      },
    ];
  });
}
