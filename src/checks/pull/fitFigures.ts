/** Parameters of a fit as they are drawn everywhere: one to a row, before bands of one and two σ. */
import type { ConfigPath } from '../../config/analysis';
import type { FitParameter } from '../../data/fit/fitParameter';
import type { Figure, IntervalFigure } from '../../report/figure';
import type { PullDefinition } from '../../stats/pulls';
import type { Judged } from '../check';
import { count } from '../wording';
import { definitionOf, distance, formulas, nuisancesOf, type FittedNuisance } from './fittedNuisance';

interface Drawn {
  readonly definition: PullDefinition;
  readonly formula: string;
  readonly nuisances: readonly FittedNuisance[];
  /** σ/σ₀ below which a row is noted. */
  readonly constraint: number;
}

/** More rows than this say less: of parameters of bins, the farthest are drawn. */
const mostBins = 100;

export function fitFigures({ analysis, fit }: Judged, path: ConfigPath, drawn: Drawn): Figure[] {
  const parameters = fit?.parameters ?? [];
  const { definition, formula, nuisances } = drawn;
  const figures: Figure[] = [];
  if (nuisances.length > 0) {
    const declared = nuisances.flatMap(({ parameter }) => {
      const nuisance = analysis.nuisances.get(parameter.name);
      return nuisance === undefined ? [] : [nuisance.path];
    });
    figures.push({
      kind: 'intervals',
      id: 'pulls/fit/nuisances',
      title: 'Pulls of the fit',
      caption:
        `Pull ${formula} of each nuisance parameter` +
        (definition === 'pre-fit' ? '; the bar is what the fit leaves of its uncertainty, σ/σ₀' : '') +
        '. Bands: ±1 and ±2.',
      target: {},
      about: [path, ...declared],
      x: { label: formula },
      reference: 0,
      bands: [1, 2],
      rows: nuisances.map((one) => pullRow(one, drawn)),
    });
  }
  const factors = (kind: FitParameter['kind']): FitParameter[] => parameters.filter((one) => one.kind === kind);
  const add = (id: string, title: string, caption: string, of: readonly FitParameter[]): void => {
    const [first] = of;
    if (first === undefined) return;
    figures.push({
      kind: 'intervals',
      id: `pulls/fit/${id}`,
      title,
      caption,
      target: {},
      about: [path],
      x: { label: 'post-fit value' },
      reference: first.nominal,
      bands: [],
      rows: of.map(factorRow),
    });
  };
  add('normalisation', 'Free parameters of the fit', 'Post-fit values with their errors.', factors('normalisation'));
  const bins = factors('gamma');
  const kept = bins.length <= mostBins ? bins : [...bins].sort((a, b) => distance(b) - distance(a)).slice(0, mostBins);
  add(
    'gammas',
    'Parameters of single bins',
    `Post-fit values with their errors${kept.length < bins.length ? `: the ${mostBins} of ${count(bins.length)} farthest from nominal` : ''}.`,
    kept,
  );
  return figures;
}

type Row = IntervalFigure['rows'][number];

/** The pull of each parameter with what the fit leaves of its uncertainty, by name, for a plot of impacts. */
export function fittedPulls(judged: Judged): FittedPulls | undefined {
  const definition = definitionOf(judged);
  const points = nuisancesOf(judged).flatMap((one) => {
    const { point } = pullRow(one, { definition, constraint: 0 });
    return point === null ? [] : [[one.parameter.name, point] as const];
  });
  return points.length === 0 ? undefined : { formula: formulas[definition], points: new Map(points) };
}

export interface FittedPulls {
  readonly formula: string;
  readonly points: ReadonlyMap<string, NonNullable<Row['point']>>;
}

function pullRow(
  { parameter, pull, constraint, fixed }: FittedNuisance,
  drawn: Pick<Drawn, 'definition' | 'constraint'>,
): Row {
  const label = parameter.name;
  if (pull === undefined) return { label, point: null, note: fixed ? 'kept constant' : 'pull undefined' };
  const { error, prior } = parameter;
  const note = constraint !== undefined && constraint < drawn.constraint ? { note: 'over-constrained' } : {};
  if (drawn.definition !== 'pre-fit' || error === undefined || prior === undefined) {
    return { label, point: { value: pull }, ...note };
  }
  const unit = pull > 0 ? prior.up : prior.down;
  return { label, point: { value: pull, low: pull - error.down / unit, high: pull + error.up / unit }, ...note };
}

function factorRow({ name, value, error }: FitParameter): Row {
  return {
    label: name,
    point: error === undefined ? { value } : { value, low: value - error.down, high: value + error.up },
  };
}
