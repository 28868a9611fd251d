/** Histograms of what was measured: the score under each variation, features and score where the model is applied. */
import { binRatios, rebin, squares, type Contrast } from '../stats/contrast';
import type { NuisanceSide } from '../config/nuisanceSides';
import type { VariableEdges } from '../profile/binnings';
import type { Axis, Figure, HistogramFigure, SeriesRole } from '../report/figure';
import { quotedDistance } from './decision';
import type { MeasuredModel, Measurements } from './measurements';
import { sharedFraction } from './sharedEvents';
import { className, classTarget, percent } from './wording';

interface Overlay {
  readonly label: string;
  readonly role: SeriesRole;
  readonly contrast: Contrast;
}

/** One plot for each nuisance, model and class: nominal, all its sides, and their ratios to nominal. */
export function scoreFigures(measured: Measurements): Figure[] {
  return [...measured.analysis.nuisances.values()].flatMap((nuisance) => {
    const sides = measured.sides.filter((side) => side.nuisance === nuisance);
    return sides.length === 0
      ? []
      : measured.models.flatMap((model) =>
          measured.labels.flatMap((label): Figure[] => {
            const overlays = sides
              .map((side) => ({
                label: labelOf(side),
                role: side.side,
                contrast: measured.contrast(model, side, label),
              }))
              .filter(({ contrast }) => changes(contrast));
            const events = className(measured, label).replaceAll("'", '');
            return overlays.length === 0
              ? []
              : [
                  {
                    ...histogram(measured, model.edges, overlays),
                    id: `score/${model.model.name}/${nuisance.name}/${label ?? 'all'}`,
                    title: `${nuisance.name}: score${ofModel(measured, model)} for ${events}`,
                    caption: `Sum of weights per bin for nominal and each variation of ${nuisance.name}; below, the ratio to nominal with ${measured.sameEvents(sides[0]!) ? 'errors of the same events (paired)' : 'errors of independent samples'}.`,
                    target: { nuisance: nuisance.name, model: model.model.name, ...classTarget(measured, label) },
                    about: [nuisance.path, ...aboutOf(model)],
                    x: scoreAxis(model),
                    y: { label: 'Σw per bin' },
                    lines: workingPoints(model),
                  },
                ];
          }),
        );
  });
}

/** Features and scores of each application sample, normalised, against all nominal samples together. */
export function shiftFigures(measured: Measurements): Figure[] {
  return [...measured.analysis.application].flatMap(([application, { sample, path }]) => {
    const figures: Figure[] = [];
    const shared = sharedFraction(measured, sample);
    const errors =
      shared > 0
        ? `errors of samples that share events: ${percent(shared)} of the applied ones are nominal`
        : 'errors of independent samples';
    const add = (
      kind: 'features' | 'scores',
      index: number,
      edges: VariableEdges,
      own: Pick<HistogramFigure, 'id' | 'title' | 'target' | 'about' | 'x' | 'lines'>,
    ): void => {
      const result = measured.shapeAgainst(kind, index, sample);
      if (result === undefined) return;
      figures.push({
        ...histogram(measured, edges, [{ label: sample, role: 'application', contrast: normalised(result.contrast) }]),
        ...own,
        caption: `The nominal samples together against '${sample}', both normalised to 1; below, the ratio with ${errors}.`,
        y: { label: 'fraction of Σw per bin' },
      });
    };
    for (const model of measured.models) {
      add('scores', model.index, model.edges, {
        id: `shift/score/${application}/${model.model.name}`,
        title: `${application}: score${ofModel(measured, model)}`,
        target: { sample, model: model.model.name },
        about: [path, ['samples', sample], ...aboutOf(model)],
        x: scoreAxis(model),
        lines: workingPoints(model),
      });
    }
    measured.features.forEach(({ name, edges }, index) => {
      add('features', index, edges, {
        id: `shift/feature/${application}/${name}`,
        title: `${application}: ${name}`,
        target: { sample, feature: name },
        about: [path, ['samples', sample], ...featurePaths(measured, name)],
        x: { label: name },
        lines: [],
      });
    });
    return figures;
  });
}

/** Features and scores against the samples where the model is applied: how far each is from nominal. */
export function shiftMap(measured: Measurements): Figure[] {
  const applications = [...measured.analysis.application];
  const rows = [
    ...measured.features.map(({ name }, index) => ({ name, kind: 'features' as const, index })),
    ...measured.models.map((model) => ({
      name: `score${ofModel(measured, model)}`,
      kind: 'scores' as const,
      index: model.index,
    })),
  ];
  const cells = rows.map(({ kind, index }) =>
    applications.map(([, { sample }]) => {
      const shape = measured.shapeAgainst(kind, index, sample)?.shape;
      if (shape === undefined) return null;
      return { value: quotedDistance(shape.wasserstein, shape.wassersteinWithin, shape.sigma).value };
    }),
  );
  if (applications.length === 0 || cells.every((row) => row.every((cell) => cell === null))) return [];
  return [
    {
      kind: 'matrix',
      id: 'shift/map',
      title: 'Shift of each feature and score',
      caption:
        'Wasserstein distance of each application sample from the nominal samples together, in standard deviations of nominal.',
      target: {},
      about: [['application']],
      value: { label: 'Wasserstein distance', unit: 'σ' },
      rows: rows.map(({ name }) => name),
      columns: applications.map(([application, { sample }]) =>
        application === sample ? application : `${application} (${sample})`,
      ),
      cells,
      colours: 'sizes',
    },
  ];
}

function histogram(
  measured: Measurements,
  edges: VariableEdges,
  overlays: readonly Overlay[],
): Pick<HistogramFigure, 'kind' | 'edges' | 'series' | 'underflow' | 'overflow' | 'ratio'> {
  const groups = measured.plotGroups(edges);
  const bins = edges.plot.length + 1;
  const drawn = overlays.map((overlay) => ({ ...overlay, contrast: rebin(overlay.contrast, groups, bins) }));
  const nominal = drawn[0]!.contrast;
  const columns = [
    { label: 'nominal', role: 'nominal' as const, values: nominal.nominal, variances: squares(nominal, 'nominal') },
    ...drawn.map(({ label, role, contrast }) => ({
      label,
      role,
      values: contrast.varied,
      variances: squares(contrast, 'varied'),
    })),
  ];
  const inside = <T>(values: ArrayLike<T>): T[] => Array.from(values).slice(1, -1);
  return {
    kind: 'histogram',
    edges: [...edges.plot],
    series: columns.map(({ label, role, values, variances }) => ({
      label,
      role,
      values: inside(values),
      errors: inside(variances.map(Math.sqrt)),
    })),
    underflow: columns.map(({ values }) => values[0]!),
    overflow: columns.map(({ values }) => values[bins - 1]!),
    ratio: {
      label: 'ratio to nominal',
      series: drawn.map(({ label, role, contrast }) => {
        const { values, errors } = binRatios(contrast);
        return { label, role, values: inside(values), errors: inside(errors) };
      }),
    },
  };
}

function labelOf({ side, variation }: NuisanceSide): string {
  const samples = [...variation.samples.values()].map(({ sample }) => sample);
  return samples.length === 0 ? side : `${side} (${[...new Set(samples)].join(', ')})`;
}

/** Whether any side differs from nominal in this class: otherwise there is nothing to draw. */
export function changes({ nominal, varied }: Contrast): boolean {
  return nominal.some((content, bin) => content !== varied[bin]);
}

/** Both sides divided by their totals. */
function normalised(contrast: Contrast): Contrast {
  const total = contrast.nominal.reduce((sum, content) => sum + content, 0);
  const variedTotal = contrast.varied.reduce((sum, content) => sum + content, 0);
  // Fourth powers belong to the other unit.
  const { fourths: _, ...cells } = contrast.cells;
  return {
    nominal: contrast.nominal.map((content) => content / total),
    varied: contrast.varied.map((content) => content / variedTotal),
    cells: {
      ...cells,
      nominal: cells.nominal.map((value) => value / total ** 2),
      cross: cells.cross.map((value) => value / (total * variedTotal)),
      varied: cells.varied.map((value) => value / variedTotal ** 2),
    },
  };
}

function scoreAxis(model: MeasuredModel): Axis {
  return { label: model.model.output?.text ?? 'score' };
}

function ofModel(measured: Measurements, model: MeasuredModel): string {
  return measured.models.length > 1 ? ` of ${model.model.name}` : '';
}

function workingPoints(model: MeasuredModel): { x: number; label: string }[] {
  return model.workingPoints.map(({ name, threshold }) => ({ x: threshold, label: name }));
}

function aboutOf(model: MeasuredModel): (readonly (string | number)[])[] {
  return [model.model.path];
}

/** Nodes of the feature lists where a feature is named. */
function featurePaths(measured: Measurements, name: string): (readonly (string | number)[])[] {
  return measured.models.flatMap(({ model }) =>
    model.features.filter(({ text }) => text === name).map(({ path }) => path),
  );
}
