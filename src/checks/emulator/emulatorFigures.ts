/** Figures of an emulator's fits: contours, profile curves and posteriors, widths by nuisance, and the spectrum. */
import type { Scenario } from '../../config/emulatorSection';
import { planeHeights } from '../../inference/emulator/planes';
import type {
  CurveFigure,
  Figure,
  HistogramFigure,
  IntervalFigure,
  PullFigure,
  RankingFigure,
  SeriesRole,
} from '../../report/figure';
import { count, plain } from '../wording';
import { halfWidthOf, profileWidth, sharesOf, type Emulated } from './emulatorNumbers';

/** The colour of a scenario, the same in all figures. */
const roles: Readonly<Record<Scenario, SeriesRole>> = { known: 'reference', tight: 'nominal', loose: 'alternative' };

export function emulatorFigures(emulated: Emulated): Figure[] {
  return [
    ...emulated.emulator.parameters.map((_, index) => intervalFigure(emulated, index)),
    ...contourFigures(emulated),
    ...emulated.emulator.parameters.flatMap((_, index) => [
      profileFigure(emulated, index),
      ...posteriorFigure(emulated, index),
    ]),
    ...emulated.emulator.parameters.flatMap((_, index) => widthFigure(emulated, index)),
    spectrumFigure(emulated),
    residualFigure(emulated),
  ];
}

function intervalFigure({ emulator, fits, predictions }: Emulated, index: number): IntervalFigure {
  const { name, path } = emulator.parameters[index]!;
  return {
    kind: 'intervals',
    id: `emulator/intervals/${name}`,
    title: `Intervals of ${name}`,
    caption: `Profile and posterior intervals (68.3 %) of ${name} under each scenario. The line is the best fit of the first. The emulator was asked for ${count(predictions)} predictions in all.`,
    target: { feature: name },
    about: [emulator.path, path],
    x: { label: name },
    reference: fits[0]?.fit.parameters[index]!.value ?? 0,
    bands: [],
    rows: fits.flatMap(({ scenario, fit }) => {
      const { value, low, high, marginal } = fit.parameters[index]!;
      const posterior = marginal && {
        label: `${scenario}, posterior`,
        point: { value: marginal.median.value, low: marginal.low.value, high: marginal.high.value },
      };
      return [
        { label: `${scenario}, profile`, point: { value, low: low.at, high: high.at } },
        ...(posterior ? [posterior] : []),
      ];
    }),
  };
}

/** One figure for each probability, so that a scenario has its colour in both. */
function contourFigures({ emulator, fits }: Emulated): CurveFigure[] {
  const [first] = fits;
  return (first?.fit.planes ?? []).flatMap(({ x, y }, position) =>
    planeHeights.flatMap((height, level): CurveFigure[] => {
      const [across, up] = [emulator.parameters[x]!, emulator.parameters[y]!];
      const series = fits.flatMap(({ scenario, fit }) =>
        fit.planes[position]!.contours.flatMap((contour) =>
          contour.height === height ? [{ label: scenario, role: roles[scenario], points: contour.points }] : [],
        ),
      );
      if (series.length === 0) return [];
      const probability = level === 0 ? '68.3 %' : '95 %';
      return [
        {
          kind: 'curves',
          id: `emulator/plane/${across.name}/${up.name}/${level === 0 ? 68 : 95}`,
          title: `${across.name} and ${up.name}, ${probability}`,
          caption: `Profile likelihood of both together, all nuisances fitted: where −2 ln λ is ${height.toFixed(2)}, which holds the true pair in ${probability} of repetitions. Contours that are open end where the range does.`,
          target: {},
          about: [emulator.path, across.path, up.path],
          x: { label: across.name },
          y: { label: up.name },
          style: 'lines',
          series,
          lines: [],
        },
      ];
    }),
  );
}

function profileFigure({ emulator, fits }: Emulated, index: number): CurveFigure {
  const { name, path } = emulator.parameters[index]!;
  const widths = fits.map(({ scenario, fit }) => `± ${plain(profileWidth(fit.parameters[index]!))} (${scenario})`);
  return {
    kind: 'curves',
    id: `emulator/profile/${name}`,
    title: `Profile likelihood of ${name}`,
    caption: `−2 ln of the likelihood ratio, all else fitted at each ${name}: 1 ends the interval of 68.3 %, 3.84 that of 95 %. Half the intervals: ${widths.join(', ')}.`,
    target: { feature: name },
    about: [emulator.path, path],
    x: { label: name },
    y: { label: '−2 ln λ' },
    style: 'lines',
    series: fits.map(({ scenario, fit }) => ({
      label: scenario,
      role: roles[scenario],
      points: fit.parameters[index]!.curve.filter(({ y }) => y <= highestShown),
    })),
    lines: [],
  };
}

/** Of −2 ln λ. */
const highestShown = 9;

function posteriorFigure({ emulator, fits }: Emulated, index: number): CurveFigure[] {
  const { name, path } = emulator.parameters[index]!;
  const series = fits.flatMap(({ scenario, fit }) => {
    const { marginal } = fit.parameters[index]!;
    if (marginal === undefined) return [];
    const most = Math.max(...marginal.density);
    const points = marginal.xs.map((x, point) => ({ x, y: marginal.density[point]! }));
    return [{ label: scenario, role: roles[scenario], points: points.filter(({ y }) => y > negligible * most) }];
  });
  if (series.length === 0) return [];
  return [
    {
      kind: 'curves',
      id: `emulator/posterior/${name}`,
      title: `Posterior of ${name}`,
      caption: `Density of ${name} with everything else integrated out: flat in the parameters within their ranges, and with the priors of the nuisances.`,
      target: { feature: name },
      about: [emulator.path, path],
      x: { label: name },
      y: { label: 'density' },
      style: 'lines',
      series,
      lines: [],
    },
  ];
}

const negligible = 1e-3;

function widthFigure({ emulator, fits }: Emulated, index: number): RankingFigure[] {
  const { name, path } = emulator.parameters[index]!;
  if (emulator.nuisances.length === 0) return [];
  const bar = (value: number) => ({ value, low: value, high: value });
  const of = fits.map(({ scenario, fit }) => {
    const parameter = fit.parameters[index]!;
    return {
      scenario,
      total: profileWidth(parameter),
      alone: halfWidthOf(parameter.dataAlone),
      shares: new Map(sharesOf(parameter).map((share) => [share.nuisance, share.width])),
    };
  });
  const largest = (nuisance: string): number => Math.max(...of.map(({ shares }) => shares.get(nuisance) ?? 0));
  const ranked = emulator.nuisances.map((one) => one.name).sort((a, b) => largest(b) - largest(a));
  return [
    {
      kind: 'ranking',
      id: `emulator/width/${name}`,
      title: `What makes the width of ${name}`,
      caption: `Half the profile interval, and what each nuisance makes of it: √(w² − w₀²), w₀ with the nuisance held where it fits best. Nuisances that go together are counted in each, so the parts need not add up.`,
      target: { feature: name },
      about: [emulator.path, path, ...emulator.nuisances.map((one) => one.path)],
      x: { label: `half the interval of ${name}` },
      series: of.map(({ scenario }) => ({ label: scenario, role: roles[scenario] })),
      rows: [
        { label: 'all together', bars: of.map(({ total }) => bar(total)) },
        { label: 'data alone', bars: of.map(({ alone }) => bar(alone)) },
        ...ranked.map((nuisance) => ({
          label: nuisance,
          bars: of.map(({ shares }) => {
            const width = shares.get(nuisance);
            return width === undefined ? null : bar(width);
          }),
        })),
      ],
    },
  ];
}

function spectrumFigure({ emulator, observed, fits }: Emulated): HistogramFigure {
  const { xs, values, errors } = observed;
  const isPoisson = emulator.likelihood === 'poisson';
  const none = [0, ...fits.map(() => 0)];
  return {
    kind: 'histogram',
    id: 'emulator/spectrum',
    title: 'Observed and predicted',
    caption: `What was observed, and the best prediction under each scenario; below, observed over predicted. Errors are ${isPoisson ? 'the square roots of the prediction' : 'those that the fit went by'}.`,
    target: {},
    about: [emulator.path, emulator.data.path],
    x: { label: emulator.data.x?.text ?? 'observable' },
    y: { label: emulator.data.value.text },
    edges: edgesOf(xs),
    series: [
      { label: 'observed', role: 'application', values, errors },
      ...fits.map(({ scenario, fit }) => ({ label: scenario, role: roles[scenario], values: fit.prediction })),
    ],
    profile: true,
    underflow: none,
    overflow: none,
    ratio: {
      label: 'observed / predicted',
      series: fits.map(({ scenario, fit }) => ({
        label: scenario,
        role: roles[scenario],
        values: values.map((value, row) => ratio(value, fit.prediction[row]!)),
        errors: errors.map((error, row) => ratio(error, Math.abs(fit.prediction[row]!))),
      })),
    },
    lines: [],
  };
}

function ratio(value: number, over: number): number | null {
  const found = value / over;
  return Number.isFinite(found) && over > 0 ? found : null;
}

/** Between neighbours in the middle, where these ascend; else one bin for each observable. */
function edgesOf(xs: readonly number[]): number[] {
  const ascends = xs.every((x, i) => i === 0 || x > xs[i - 1]!);
  if (!ascends || xs.length < 2) return Array.from({ length: xs.length + 1 }, (_, i) => i + 0.5);
  const inner = xs.slice(1).map((x, i) => (x + xs[i]!) / 2);
  return [2 * xs[0]! - inner[0]!, ...inner, 2 * xs.at(-1)! - inner.at(-1)!];
}

function residualFigure({ emulator, observed, fits }: Emulated): PullFigure {
  const edges = Array.from({ length: 25 }, (_, i) => -4 + i / 3);
  const residuals = fits.map(({ fit }) =>
    observed.values.map((value, row) =>
      residual(emulator.likelihood, value, fit.prediction[row]!, observed.errors[row]!),
    ),
  );
  return {
    kind: 'pulls',
    id: 'emulator/residuals',
    title: 'Residuals of the spectrum',
    caption: `(observed − predicted)/error of each observable at the best fit, before a standard normal. Runs of one sign are what the emulator does not know.`,
    target: {},
    about: [emulator.path, emulator.data.path],
    x: { label: '(observed − predicted)/error' },
    definition: emulator.likelihood === 'poisson' ? '(n − μ)/√μ' : '(d − μ)/σ',
    edges,
    series: fits.map(({ scenario }, index) => {
      const own = residuals[index]!;
      const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
      const width = Math.sqrt(own.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(own.length - 1, 1));
      return {
        label: scenario,
        counts: edges.slice(1).map((high, bin) => own.filter((one) => one >= edges[bin]! && one < high).length),
        underflow: own.filter((one) => one < edges[0]!).length,
        overflow: own.filter((one) => one >= edges.at(-1)!).length,
        mean: { value: mean, error: width / Math.sqrt(own.length) },
        width: { value: width, error: width / Math.sqrt(2 * Math.max(own.length - 1, 1)) },
      };
    }),
    row: emulator.data.x?.text ?? 'observable',
    rows: observed.xs.map((x, row) => ({ label: plain(x), pulls: residuals.map((own) => own[row]!) })),
  };
}

function residual(likelihood: 'gaussian' | 'poisson', value: number, predicted: number, error: number): number {
  return (value - predicted) / (likelihood === 'poisson' ? Math.sqrt(predicted) : error);
}
