/** Efficiencies (or the mean score, without a working point) along a continuous nuisance, with the fitted line. */
import type { Figure, HistogramFigure } from '../../report/figure';
import { columnText } from '../../data/expression/expression';
import { mergeRatioSums, ratiosOf } from '../../stats/ratioGrid';
import type { Measurements } from '../measurements';
import { passing, profileAlong, type Profile } from '../profileAlong';
import { className, classTarget, plain } from '../wording';
import { columnClass, gridClasses, responsesOf, type ContinuousNuisance, type Response } from './responses';

export function slopeFigures(measured: Measurements): Figure[] {
  return responsesOf(measured).flatMap((response): Figure[] => {
    const { nuisance, model, label, quantity, workingPoint, slope } = response;
    if (model === undefined || (quantity === 'mean' && model.workingPoints.length > 0)) return [];
    const points = 'column' in nuisance ? columnPoints(measured, response) : gridPoints(measured, response);
    if (points === undefined) return [];
    const { edges, values, errors } = points;
    const { prior } = nuisance;
    const middles = values.map((_, bin) => (edges[bin]! + edges[bin + 1]!) / 2);
    const centre = lineCentre(response, middles, values);
    const what = quantity === 'mean' ? 'mean score' : `efficiency at ${workingPoint ?? ''}`;
    const ofModel = measured.models.length > 1 ? ` of ${model.model.name}` : '';
    const events = className(measured, label).replaceAll("'", '');
    const figure: HistogramFigure = {
      kind: 'histogram',
      profile: true,
      id: `slope/${nuisance.name}/${model.model.name}/${workingPoint ?? 'mean'}/${label ?? 'all'}`,
      title: `${nuisance.name}: ${what}${ofModel} for ${events}`,
      caption:
        'column' in nuisance
          ? `In bins of ${nuisance.name}, and the line of the regression over all events. The prior is ${prior.text}.`
          : `At each point of the grid, and the line of least squares; all points are the same events, so their errors move together. The prior is ${prior.text}.`,
      target: {
        nuisance: nuisance.name,
        model: model.model.name,
        ...classTarget(measured, label),
        ...(workingPoint === undefined ? {} : { workingPoint }),
      },
      about: [nuisance.path, model.model.path],
      x: { label: nameOf(nuisance) },
      y: { label: what },
      edges: [...edges],
      series: [
        { label: events, role: 'nominal', values: [...values], errors: [...errors] },
        {
          label: `line (${plain(slope.slope.value / prior.sigma)} per unit)`,
          role: 'reference',
          values: middles.map((at) => centre + ((at - prior.mean) / prior.sigma) * slope.slope.value),
        },
      ],
      underflow: [0, 0],
      overflow: [0, 0],
      lines: [-1, 0, 1].flatMap((sigmas) => {
        const x = prior.mean + sigmas * prior.sigma;
        return x < edges[0]! || x > edges.at(-1)!
          ? []
          : [{ x, label: sigmas === 0 ? 'centre' : sigmas > 0 ? '+1σ' : '−1σ' }];
      }),
    };
    return [figure];
  });
}

function nameOf(nuisance: ContinuousNuisance): string {
  return 'column' in nuisance ? nuisance.column.column : nuisance.parameter.parameter;
}

/** The line of a grid goes through the mean of its points, that of a regression through its own centre. */
function lineCentre({ nuisance, slope }: Response, middles: readonly number[], values: readonly number[]): number {
  if ('column' in nuisance) return slope.centre.value;
  const { prior, points } = nuisance;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  const at = points.reduce((total, { value }) => total + value, 0) / middles.length;
  return mean - ((at - prior.mean) / prior.sigma) * slope.slope.value;
}

function gridPoints(measured: Measurements, response: Response): Profile | undefined {
  const { nuisance, model, label, workingPoint } = response;
  if ('column' in nuisance || model === undefined) return undefined;
  const sums = mergeRatioSums(
    gridClasses(measured, nuisance.points, label).flatMap((one) => {
      const scores = one.scores[model.index];
      const index = model.workingPoints.findIndex(({ name }) => name === workingPoint);
      return (index < 0 ? scores?.mean : scores?.efficiencies[index]) ?? [];
    }),
  );
  const ratios = sums && ratiosOf(sums);
  if (ratios === undefined) return undefined;
  const at = nuisance.points.map(({ value }) => value);
  const half = (at[1]! - at[0]!) / 2;
  const row = ratios.values.length + 1;
  return {
    edges: [...at.map((value) => value - half), at.at(-1)! + half],
    values: at.map((_, point) => ratios.values[point]!),
    errors: at.map((_, point) => Math.sqrt(Math.max(ratios.covariance[point * row]!, 0))),
  };
}

function columnPoints(measured: Measurements, response: Response): Profile | undefined {
  const { nuisance, model, label, workingPoint } = response;
  if (!('column' in nuisance) || model === undefined) return undefined;
  const one = columnClass(measured, nuisance.column, label);
  const edges = measured.profiles.edges.conditions.get(columnText(nuisance.column.column));
  const joint = one?.scores[model.index]?.joint;
  if (edges === undefined || joint === undefined) return undefined;
  const firstBin = model.workingPoints.find(({ name }) => name === workingPoint)?.firstBin;
  const value = firstBin === undefined ? measured.positions(model) : passing(model, firstBin);
  return profileAlong(joint, value, edges);
}
