/** Distance correlations of each model's score with each variable that it must not depend on, class by class. */
import { distanceCorrelation } from '../../stats/distanceCorrelation';
import { effectiveEvents } from '../../stats/moments';
import { normalQuantile } from '../../stats/normal';
import type { SquaredLength } from '../../stats/squaredLength';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';
import { nuisanceVariables, protectedVariables, rowsOf, type Rows, type Variable } from './variables';

/** Of the two columns of some rows. */
export interface RowDependence {
  readonly rows: number;
  readonly effectiveEvents: number;
  /** dCor². */
  readonly length: SquaredLength;
  readonly covarianceSquared: number;
}

export interface Dependence extends RowDependence {
  readonly variable: Variable;
  readonly model: MeasuredModel;
  readonly label: ClassLabel;
}

const known = new WeakMap<Measurements, readonly Dependence[]>();

/** Worked out once. What is not defined (fewer than four events, weights that cancel, a constant) is left out. */
export function dependencesOf(measured: Measurements): readonly Dependence[] {
  let found = known.get(measured);
  if (found === undefined) {
    found = [...protectedVariables(measured), ...nuisanceVariables(measured)].flatMap((variable) =>
      measured.models.flatMap((model) =>
        measured.labels.flatMap((label) => dependence(measured, variable, model, label)),
      ),
    );
    known.set(measured, found);
  }
  return found;
}

/**
 * What dCor² exceeds with probability p without any dependence. Its distribution there is that of Σ λ(Z² − 1)
 * (arXiv:0803.4101); of all with the same variance, a single term has the longest tail.
 */
export function floorOf({ length }: Pick<Dependence, 'length'>, p: number): number {
  return Math.sqrt(length.nullVariance / 2) * (normalQuantile(1 - p / 2) ** 2 - 1);
}

function dependence(measured: Measurements, variable: Variable, model: MeasuredModel, label: ClassLabel): Dependence[] {
  const found = dependenceOfRows(rowsOf(measured, variable, model, label));
  return found === undefined ? [] : [{ variable, model, label, ...found }];
}

/** Undefined where it is not defined: fewer than four events, weights that cancel, a constant. */
export function dependenceOfRows({ score, value, weight }: Rows): RowDependence | undefined {
  const found = distanceCorrelation(score, value, weight);
  return found && { rows: score.length, effectiveEvents: effective(weight), ...found };
}

function effective(weight: Float64Array): number {
  return effectiveEvents(
    weight.reduce((total, w) => total + w, 0),
    weight.reduce((total, w) => total + w * w, 0),
  );
}
