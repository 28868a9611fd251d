/** What must be read of which sample, for everything an analysis asks. */
import { AnalysisError } from '../config/analysisError';
import type { Analysis, ExpressionText, Model, Sample, Variation } from '../config/analysis';
import {
  columnText,
  ExpressionError,
  numberExpression,
  parseExpression,
  substitute,
  type Expression,
} from '../data/expression/expression';
import { gridKey, gridOf, sidesOf, standInFor } from '../profile/nuisanceSides';
import { parameterCentres } from '../profile/parameters';
import { missingValues, withoutMissing } from '../profile/measured';
import type { EventExpressions, Pass } from '../profile/pass';

export interface PlannedModel {
  readonly model: Model;
  /** Positions of its features among `Plan.features`. */
  readonly features: readonly number[];
}

export interface Plan {
  /** The features of all models, each once, as written. */
  readonly features: readonly string[];
  readonly models: readonly PlannedModel[];
  /** By sample; the nominal ones first. */
  readonly passes: ReadonlyMap<string, Pass>;
}

/** @throws AnalysisError where an expression does not parse or a name is not defined */
export function planAnalysis(analysis: Analysis): Plan {
  const features: ExpressionText[] = [];
  const models = [...analysis.models.values()].map((model) => ({
    model,
    features: model.features.map((feature) => {
      const known = features.findIndex(({ text }) => text === feature.text);
      return known >= 0 ? known : features.push(feature) - 1;
    }),
  }));
  const featureExpressions = features.map(parsed);
  const protectedVariables = analysis.protected.map((variable): Variable => ({
    name: variable.text,
    of: parsed(variable),
  }));
  const truths = distinct(
    models.flatMap(({ model: { truth } }) => (truth === undefined ? [] : [{ name: truth.text, of: parsed(truth) }])),
  ).filter(({ name }) => !protectedVariables.some((variable) => variable.name === name));
  // Beside the names of variables that are kept anyway.
  const observables = distinct(
    (analysis.learned?.observables ?? []).map(({ expression }) => ({ name: expression.text, of: parsed(expression) })),
  ).filter(({ name }) => ![...protectedVariables, ...truths].some((variable) => variable.name === name));
  const thresholds = models.map(({ model }) => model.workingPoints.map(({ threshold }) => threshold));
  const centres = new Map(
    [...parameterCentres(analysis.nuisances.values())].map(([name, value]) => [name, numberExpression(value)] as const),
  );
  const roles = samplesInUse(analysis);
  const passes = new Map<string, Pass>();
  for (const [name, role] of roles) {
    const sample = analysis.samples.get(name);
    if (sample === undefined) throw new AnalysisError('undefined-name', `There is no sample '${name}'.`, role.at);
    const variables = distinct([...role.columns, ...(role.nominal ? protectedVariables : [])]);
    const written: Written = {
      weight: sample.weight === undefined ? parseExpression('1') : parsed(sample.weight),
      select: sample.select === undefined ? parseExpression('1') : parsed(sample.select),
    };
    const nominal: EventExpressions = {
      weight: substitute(written.weight, centres),
      select: substitute(written.select, centres),
      label: labelOf(
        sample,
        role.standsFor.map((standsFor) => analysis.samples.get(standsFor)),
      ),
      features: featureExpressions,
      missing: sample.missing,
      extra: [...variables, ...(role.nominal ? [...truths, ...observables] : [])].map(({ of }) =>
        withoutMissing(of, sample.missing),
      ),
    };
    const variations = new Map<string, EventExpressions>();
    for (const [key, variation] of role.variations) variations.set(key, varied(nominal, written, variation, centres));
    passes.set(name, {
      sample: name,
      nominal,
      declaredMissing: featureExpressions.map((feature) => missingValues(feature, sample.missing)),
      variations,
      grids: role.grids,
      conditions: variables.map(({ name: variable, prior }) => ({ name: variable, ...(prior && { prior }) })),
      thresholds,
      ...(analysis.learned !== undefined && role.nominal && { variedRows: true }),
    });
  }
  return { features: features.map(({ text }) => text), models, passes };
}

interface Role {
  readonly at: { readonly path: readonly (string | number)[] };
  /** Nominal samples that this one stands for in a variation. */
  readonly standsFor: string[];
  readonly variations: Map<string, Variation>;
  /** Only nominal samples must have the protected variables. */
  nominal: boolean;
  readonly grids: Map<string, readonly string[]>;
  /** Continuous nuisances that are columns of this sample. */
  readonly columns: Variable[];
}

/** What the score may depend on. */
interface Variable {
  readonly name: string;
  readonly of: Expression;
  readonly prior?: { readonly mean: number; readonly sigma: number };
}

/** A column that is a nuisance and protected, too, is looked at once. */
function distinct(variables: readonly Variable[]): Variable[] {
  return variables.filter(({ name }, index) => variables.findIndex((other) => other.name === name) === index);
}

function samplesInUse(analysis: Analysis): Map<string, Role> {
  const roles = new Map<string, Role>();
  const roleOf = (name: string, path: readonly (string | number)[]): Role => {
    const role = roles.get(name) ?? newRole(path);
    roles.set(name, role);
    return role;
  };
  for (const { sample, path } of analysis.nominal) roleOf(sample, path).nominal = true;
  for (const { sample, path } of analysis.application.values()) roleOf(sample, path);
  const counted = analysis.inference?.data;
  if (counted !== undefined) roleOf(counted.sample, counted.path);
  for (const nuisance of analysis.nuisances.values()) {
    for (const { variation } of sidesOf(nuisance)) {
      for (const nominal of analysis.nominal) {
        const standIn = standInFor(nominal.sample, variation);
        const role = roleOf(standIn.sample, variation.samples.get(nominal.sample)?.path ?? variation.path);
        if (standIn.sample !== nominal.sample) role.standsFor.push(nominal.sample);
        if (standIn.variation !== undefined) role.variations.set(standIn.variation, variation);
      }
    }
    const grid = gridOf(nuisance);
    for (const { sample, path } of grid.length === 0 ? [] : analysis.nominal) {
      const role = roleOf(sample, path);
      for (const { key, variation } of grid) role.variations.set(key, variation);
      role.grids.set(gridKey(grid), [...new Set(grid.map(({ key }) => key))]);
    }
    const { continuous } = nuisance;
    if (continuous?.kind !== 'column' || continuous.sample === undefined || continuous.prior === undefined) continue;
    const name = columnText(continuous.column);
    const { mean, sigma } = continuous.prior;
    const of = parseExpression(name);
    roleOf(continuous.sample, [...nuisance.path, 'sample']).columns.push({ name, of, prior: { mean, sigma } });
  }
  return roles;
}

function newRole(path: readonly (string | number)[]): Role {
  return {
    at: { path },
    standsFor: [],
    variations: new Map(),
    nominal: false,
    grids: new Map(),
    columns: [],
  };
}

/** A sample without a label that stands for a nominal one has that one's label. */
function labelOf(sample: Sample, standsFor: readonly (Sample | undefined)[]): Expression | undefined {
  const label = sample.label ?? standsFor.find((nominal) => nominal?.label !== undefined)?.label;
  return label === undefined ? undefined : parsed(label);
}

/** Weight and selection as they stand in the file, with names of nuisance parameters in them. */
type Written = Pick<EventExpressions, 'weight' | 'select'>;

type Replacements = ReadonlyMap<string, Expression>;

/** @param centres by name of a nuisance parameter: its value wherever the variation is not one of it */
function varied(
  nominal: EventExpressions,
  written: Written,
  { parameter, replace }: Variation,
  centres: Replacements,
): EventExpressions {
  const own: Replacements = new Map(parameter && [[parameter.name, numberExpression(parameter.value)]]);
  const columns: Replacements = new Map(
    [...replace].map(([column, text]) => [column, substitute(parsed(text), own)] as const),
  );
  const everything: Replacements = new Map([...own, ...columns]);
  // An expression that names nothing of it stays the same object, and is not computed twice.
  const apply = (expression: Expression): Expression => substitute(expression, columns);
  const applyWritten = (expression: Expression, unchanged: Expression): Expression =>
    expression.columns.some(({ name }) => everything.has(name))
      ? substitute(expression, new Map([...centres, ...everything]))
      : unchanged;
  return {
    weight: applyWritten(written.weight, nominal.weight),
    select: applyWritten(written.select, nominal.select),
    label: nominal.label && apply(nominal.label),
    features: nominal.features.map(apply),
  };
}

function parsed({ text, path }: ExpressionText): Expression {
  try {
    return parseExpression(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw new AnalysisError('expression', error.message, {
      path,
      within: { offset: error.offset, length: error.length },
    });
  }
}
