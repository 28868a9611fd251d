/** How yields, efficiencies and mean scores follow each continuous nuisance, class by class. */
import type { ColumnNuisance, Nuisance, ParameterNuisance, Prior } from '../../config/analysis';
import { columnText } from '../../data/expression/expression';
import type { ConditionClass } from '../../profile/conditionProfile';
import type { GridClass } from '../../profile/gridProfile';
import { gridKey, gridOf, type GridPoint } from '../../config/nuisanceSides';
import { varianceOf } from '../../profile/profile';
import { mergeRatioSums, type RatioSums } from '../../stats/ratioGrid';
import type { RegressionSums } from '../../stats/regression';
import { slopeOfRegression, slopeOverGrid, type Slope } from '../../stats/slope';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';

export type ContinuousNuisance = Nuisance & { readonly prior: Prior } & (
    | { readonly column: ColumnNuisance & { readonly sample: string } }
    | { readonly parameter: ParameterNuisance; readonly points: readonly GridPoint[] }
  );

/** What follows the nuisance. */
export interface Response {
  readonly nuisance: ContinuousNuisance;
  readonly label: ClassLabel;
  readonly quantity: 'yield' | 'efficiency' | 'mean';
  /** A yield depends on no model. */
  readonly model?: MeasuredModel;
  readonly workingPoint?: string;
  /** In standard deviations of the prior. */
  readonly slope: Slope;
  /** Of a mean score: σ of the nominal score. */
  readonly sigma?: number;
}

const known = new WeakMap<Measurements, readonly Response[]>();

/** All responses of an analysis; worked out once. What is not defined (Σw not positive, one value only) is left out. */
export function responsesOf(measured: Measurements): readonly Response[] {
  let responses = known.get(measured);
  if (responses === undefined) {
    responses = continuousNuisances(measured).flatMap((nuisance) =>
      measured.labels.flatMap((label) =>
        'column' in nuisance ? ofColumn(measured, nuisance, label) : ofGrid(measured, nuisance, label),
      ),
    );
    known.set(measured, responses);
  }
  return responses;
}

export function continuousNuisances(measured: Measurements): ContinuousNuisance[] {
  return [...measured.analysis.nuisances.values()].flatMap((nuisance): ContinuousNuisance[] => {
    const { continuous } = nuisance;
    if (continuous?.prior === undefined) return [];
    const { prior } = continuous;
    if (continuous.kind === 'parameter') {
      const points = gridOf(nuisance);
      return points.length === 0 ? [] : [{ ...nuisance, prior, parameter: continuous, points }];
    }
    const { sample } = continuous;
    return sample === undefined ? [] : [{ ...nuisance, prior, column: { ...continuous, sample } }];
  });
}

/** The grid of one class: one entry for each nominal sample that has events of it. */
export function gridClasses(
  measured: Measurements,
  points: readonly GridPoint[],
  label: ClassLabel,
): readonly GridClass[] {
  const key = gridKey(points);
  return measured.analysis.nominal.flatMap(
    ({ sample }) =>
      measured.profiles.grids
        .get(sample)
        ?.get(key)
        ?.classes.find((one) => one.label === label) ?? [],
  );
}

/** The column of a nuisance for one class of its sample. */
export function columnClass(
  measured: Measurements,
  { sample, column }: { readonly sample: string; readonly column: string },
  label: ClassLabel,
): ConditionClass | undefined {
  const name = columnText(column);
  return measured
    .sample(sample)
    .conditions.find((condition) => condition.name === name)
    ?.classes.find((one) => one.label === label);
}

function ofGrid(
  measured: Measurements,
  nuisance: ContinuousNuisance & { readonly points: readonly GridPoint[] },
  label: ClassLabel,
): Response[] {
  const { points, prior } = nuisance;
  const classes = gridClasses(measured, points, label);
  const positions = points.map(({ value }) => (value - prior.mean) / prior.sigma);
  const slopeOf = (sums: (one: GridClass) => RatioSums | undefined): Slope | undefined => {
    const merged = mergeRatioSums(classes.flatMap((one) => sums(one) ?? []));
    return merged && slopeOverGrid(merged, positions);
  };
  const yields = slopeOf((one) => one.yields);
  return [
    ...(yields === undefined ? [] : [{ nuisance, label, quantity: 'yield' as const, slope: yields }]),
    ...scoreResponses(
      measured,
      nuisance,
      label,
      ({ index }) => slopeOf((one) => one.scores[index]?.mean),
      ({ index }, workingPoint) => slopeOf((one) => one.scores[index]?.efficiencies[workingPoint]),
    ),
  ];
}

function ofColumn(
  measured: Measurements,
  nuisance: ContinuousNuisance & { readonly column: ColumnNuisance & { readonly sample: string } },
  label: ClassLabel,
): Response[] {
  const one = columnClass(measured, nuisance.column, label);
  if (one === undefined) return [];
  const slopeOf = (sums: RegressionSums | undefined): Slope | undefined => sums && slopeOfRegression(sums);
  return scoreResponses(
    measured,
    nuisance,
    label,
    ({ index }) => slopeOf(one.scores[index]?.regressions?.mean),
    ({ index }, workingPoint) => slopeOf(one.scores[index]?.regressions?.efficiencies[workingPoint]),
  );
}

function scoreResponses(
  measured: Measurements,
  nuisance: ContinuousNuisance,
  label: ClassLabel,
  mean: (model: MeasuredModel) => Slope | undefined,
  efficiency: (model: MeasuredModel, workingPoint: number) => Slope | undefined,
): Response[] {
  return measured.models.flatMap((model): Response[] => {
    const responses: Response[] = [];
    model.workingPoints.forEach(({ name }, index) => {
      const slope = efficiency(model, index);
      if (slope !== undefined) {
        responses.push({ nuisance, label, quantity: 'efficiency', model, workingPoint: name, slope });
      }
    });
    const slope = mean(model);
    const nominal = measured.nominal('scores', model.index, label);
    const variance = nominal && varianceOf(nominal.sums);
    if (slope !== undefined && variance !== undefined) {
      responses.push({ nuisance, label, quantity: 'mean', model, slope, sigma: Math.sqrt(variance) });
    }
    return responses;
  });
}
