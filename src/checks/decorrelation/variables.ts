/** What the score must not depend on: protected variables, and continuous nuisances that events carry as a column. */
import type { ConfigPath } from '../../config/analysis';
import { columnText } from '../../data/expression/expression';
import { emptyJoint, type JointSums } from '../../profile/conditionProfile';
import type { ClassLabel, MeasuredModel, Measurements } from '../measurements';

export interface Variable {
  /** As written. */
  readonly name: string;
  readonly path: ConfigPath;
  readonly place: 'key' | 'value';
  /** Name of the nuisance that it is the value of. */
  readonly nuisance?: string;
  /** Samples whose events have it. */
  readonly samples: readonly string[];
}

export function protectedVariables({ analysis }: Measurements): Variable[] {
  const samples = analysis.nominal.map(({ sample }) => sample);
  return analysis.protected.map(({ text, path }) => ({ name: text, path, place: 'value', samples }));
}

export function nuisanceVariables({ analysis }: Measurements): Variable[] {
  return [...analysis.nuisances.values()].flatMap(({ name: nuisance, path, continuous }): Variable[] => {
    if (continuous?.kind !== 'column' || continuous.sample === undefined || continuous.prior === undefined) return [];
    return [{ name: columnText(continuous.column), path, place: 'key', nuisance, samples: [continuous.sample] }];
  });
}

/** Score, variable and weight of kept rows; samples of which only a part was kept count for all their events. */
export interface Rows {
  readonly score: Float64Array;
  readonly value: Float64Array;
  readonly weight: Float64Array;
}

export function rowsOf(measured: Measurements, variable: Variable, model: MeasuredModel, label: ClassLabel): Rows {
  const score: number[] = [];
  const value: number[] = [];
  const weight: number[] = [];
  for (const sample of variable.samples) {
    const { rows } = measured.sample(sample);
    const values = rows.extra.get(variable.name);
    const scores = rows.scores[model.index];
    if (values === undefined || scores === undefined) continue;
    const scale = rows.events / rows.weights.length;
    rows.weights.forEach((w, row) => {
      if (label !== undefined && rows.labels[row] !== label) return;
      if (!Number.isFinite(values[row]!) || !Number.isFinite(scores[row]!)) return;
      score.push(scores[row]!);
      value.push(values[row]!);
      weight.push(scale * w);
    });
  }
  return {
    score: Float64Array.from(score),
    value: Float64Array.from(value),
    weight: Float64Array.from(weight),
  };
}

/** Σw, Σw² and Σw⁴ of all events by bin of the score (rows) and of the variable. */
export function jointOf(
  measured: Measurements,
  variable: Variable,
  model: MeasuredModel,
  label: ClassLabel,
): { readonly sums: JointSums; readonly edges: Float64Array } | undefined {
  const edges = measured.profiles.edges.conditions.get(variable.name);
  if (edges === undefined) return undefined;
  const sums = emptyJoint(model.binning.bins * (edges.length + 1));
  for (const sample of variable.samples) {
    const condition = measured.sample(sample).conditions.find(({ name }) => name === variable.name);
    const joint = condition?.classes.find((one) => one.label === label)?.scores[model.index]?.joint;
    if (joint === undefined) continue;
    for (const name of ['sumWeights', 'sumWeights2', 'sumWeights4', 'counts'] as const) {
      joint[name].forEach((content, cell) => {
        sums[name][cell]! += content;
      });
    }
  }
  return { sums, edges };
}

/** The nodes of the analysis file that a variable is spoken of at. */
export function aboutVariable(variable: Variable, model: MeasuredModel): ConfigPath[] {
  return [variable.path, model.model.path];
}

/** `'mass'`, or `nuisance 'z'` */
export function variableName({ name, nuisance }: Variable): string {
  return `'${nuisance ?? name}'`;
}
