/** How a number follows a continuous nuisance parameter u, in standard deviations of its prior. */
import type { Estimate } from './estimate';
import { effectiveEvents } from './moments';
import {
  leastSquaresRows,
  linearCombination,
  linearCovariance,
  ratiosOf,
  type CorrelatedValues,
  type RatioSums,
} from './ratioGrid';
import { polynomialRegression, type RegressionSums } from './regression';

export interface Slope {
  /** The number at nominal. */
  readonly centre: Estimate;
  /** Its change for one standard deviation, along the line of least squares. */
  readonly slope: Estimate;
  /** The same in units of the number at nominal; undefined where that is not positive. */
  readonly relative: Estimate | undefined;
  /** Coefficient of u² of the parabola of least squares; undefined with too few points. */
  readonly curvature: Estimate | undefined;
}

/**
 * Of the same events at several points. The line is the ordinary one of least squares; its error has all correlations
 * between the points.
 * @param sums of the points, and of nominal as the last
 * @param positions of the points (without nominal), in standard deviations from the prior's mean
 * @returns undefined where a denominator is not positive, or there are not two different points
 */
export function slopeOverGrid(sums: RatioSums, positions: readonly number[]): Slope | undefined {
  const ratios = ratiosOf(sums);
  const points = Float64Array.from(positions);
  const different = new Set(positions).size;
  if (ratios === undefined || different < 2) return undefined;
  const nominal = new Float64Array(sums.points);
  nominal[sums.points - 1] = 1;
  const line = withNominal(leastSquaresRows(points, 1)[1]!);
  return {
    ...slopeAt(ratios, nominal, line),
    curvature: different < 3 ? undefined : linearCombination(ratios, withNominal(leastSquaresRows(points, 2)[2]!)),
  };
}

/**
 * Of events that carry their own value of the parameter. A line passes through two points whatever they are, so errors of few
 * events are those of n_eff − 2 degrees of freedom (and a parabola's of one less).
 *
 * @returns undefined where the regression is, or the events are worth fewer than three
 */
export function slopeOfRegression(sums: RegressionSums): Slope | undefined {
  const line = polynomialRegression(sums, 1);
  const freedom = effectiveEvents(sums.w[0]!, sums.w2[0]!) - 2;
  if (line === undefined || !(freedom >= 1)) return undefined;
  const parabola = freedom >= 2 ? polynomialRegression(sums, 2) : undefined;
  const { centre, slope, relative } = slopeAt(line, Float64Array.of(1, 0), Float64Array.of(0, 1));
  return {
    centre: ofFreedom(centre, freedom),
    slope: ofFreedom(slope, freedom),
    relative: relative && ofFreedom(relative, freedom),
    curvature: parabola && ofFreedom(linearCombination(parabola, Float64Array.of(0, 0, 1)), freedom - 1),
  };
}

function ofFreedom(estimate: Estimate, freedom: number): Estimate {
  return { ...estimate, studentised: { freedom, skewness: 0 } };
}

/** The same sums taken in another order give another rounding, which is no slope. */
const rounding = 1e-12;

function slopeAt(values: CorrelatedValues, centreRow: Float64Array, slopeRow: Float64Array): Omit<Slope, 'curvature'> {
  const centre = linearCombination(values, centreRow);
  const line = linearCombination(values, slopeRow);
  const slope = Math.abs(line.value) > rounding * Math.abs(centre.value) ? line : { ...line, value: 0 };
  const relative = slope.value / centre.value;
  const variance =
    slope.error ** 2 + relative ** 2 * centre.error ** 2 - 2 * relative * linearCovariance(values, centreRow, slopeRow);
  return {
    centre,
    slope,
    relative:
      centre.value > 0 ? { value: relative, error: Math.sqrt(Math.max(variance, 0)) / centre.value } : undefined,
  };
}

function withNominal(row: Float64Array): Float64Array {
  const longer = new Float64Array(row.length + 1);
  longer.set(row);
  return longer;
}
