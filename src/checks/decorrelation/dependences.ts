/** Distance correlations of each model's score with each variable that it must not depend on, class by class. */
import { arrayFingerprint } from '../../stats/drawMemo';
import { hash } from '../../stats/hash';
import { distanceCorrelation, permutedCorrelations } from '../../stats/distanceCorrelation';
import { effectiveEvents } from '../../stats/moments';
import type { Estimate } from '../../stats/estimate';
import { Random } from '../../stats/random';
import { normalQuantile } from '../../stats/normal';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';
import { nuisanceVariables, protectedVariables, rowsOf, type Rows, type Variable } from './variables';

export interface Dependence {
  readonly variable: Variable;
  readonly model: MeasuredModel;
  readonly label: ClassLabel;
  readonly rows: number;
  readonly effectiveEvents: number;
  /** dCor², with its error: first-order, and the scatter without any dependence. */
  readonly correlationSquared: Estimate;
  readonly covarianceSquared: number;
  /** Scatter of dCor² without any dependence. */
  readonly noise: number;
}

/** Draws of random order, of so many rows at most: the scatter is that of one over their number. */
const draws = 99;
const drawnRows = 1000;

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
export function floorOf({ noise }: Pick<Dependence, 'noise'>, p: number): number {
  return (noise / Math.SQRT2) * (normalQuantile(1 - p / 2) ** 2 - 1);
}

function dependence(measured: Measurements, variable: Variable, model: MeasuredModel, label: ClassLabel): Dependence[] {
  const rows = rowsOf(measured, variable, model, label);
  const { score, value, weight } = rows;
  const found = distanceCorrelation(score, value, weight);
  if (found === undefined) return [];
  const name = `${measured.seed}/dependence/${model.model.name}/${variable.name}/${label}`;
  const noise = measured.memo.remember(`${name}/${arrayFingerprint(score, value, weight)}`, () =>
    noiseOf(rows, new Random(hash(name))),
  );
  if (noise === undefined) return [];
  const { correlationSquared, covarianceSquared } = found;
  return [
    {
      variable,
      model,
      label,
      rows: score.length,
      effectiveEvents: effective(weight),
      correlationSquared: {
        value: correlationSquared.value,
        error: Math.hypot(correlationSquared.error, noise),
      },
      covarianceSquared,
      noise,
    },
  ];
}

/** Standard deviation about 0 of what random orders give, brought to all rows. */
function noiseOf(rows: Rows, random: Random): number | undefined {
  const step = Math.max(Math.floor(rows.score.length / drawnRows), 1);
  const chosen = (values: Float64Array): Float64Array => values.filter((_, row) => row % step === 0);
  const weight = chosen(rows.weight);
  const drawn = permutedCorrelations(chosen(rows.score), chosen(rows.value), weight, draws, random);
  if (drawn.length === 0) return undefined;
  const square = drawn.reduce((total, value) => total + value * value, 0) / drawn.length;
  return Math.sqrt(square) * (effective(weight) / effective(rows.weight));
}

function effective(weight: Float64Array): number {
  return effectiveEvents(
    weight.reduce((total, w) => total + w, 0),
    weight.reduce((total, w) => total + w * w, 0),
  );
}
