/** What must be read of which sample, for everything an analysis asks. */
import { AnalysisError } from '../config/analysisError';
import type { Analysis, ExpressionText, Model, ParameterValue, Sample, Variation } from '../config/analysis';
import {
  columnText,
  ExpressionError,
  numberExpression,
  parseExpression,
  substitute,
  type Expression,
} from '../data/expression/expression';
import { statesUncertainty } from '../config/calibrated';
import { hypothesesOf, toldModels } from '../profile/hypotheses';
import { abcdSamples, regionNames, scoreNames } from '../config/abcdSection';
import { gridKey, gridOf, sidesOf, spreadOf, standInFor } from '../config/nuisanceSides';
import { toldVariations } from '../config/toldFits';
import { parameterCentres } from '../profile/parameters';
import { missingValues, withoutMissing } from '../profile/measured';
import type { AbcdQuestion } from '../profile/abcdProfile';
import type { EventExpressions, Pass } from '../profile/pass';

export interface PlannedModel {
  readonly model: Model;
  /** Positions of its features among `Plan.features`, after which come `Plan.hypotheses`. */
  readonly features: readonly number[];
}

export interface Plan {
  /** The features of all models, each once, as written. */
  readonly features: readonly string[];
  /** Nuisances whose values models are told, each once. */
  readonly hypotheses: readonly string[];
  readonly models: readonly PlannedModel[];
  /** By sample; the nominal ones first. */
  readonly passes: ReadonlyMap<string, Pass>;
}

/**
 * @param holds whether a sample is known to have these columns: only nominal samples must have what regressions predict, as
 * it is in truth
 * @throws AnalysisError where an expression does not parse or a name is not defined
 */
export function planAnalysis(
  analysis: Analysis,
  holds: (sample: Sample, columns: readonly string[]) => boolean = () => false,
): Plan {
  const features: ExpressionText[] = [];
  const written = [...analysis.models.values()].map((model) => ({
    model,
    features: model.features.map((feature) => {
      if (feature.nuisance !== undefined) return feature;
      const known = features.findIndex(({ text }) => text === feature.text);
      return known >= 0 ? known : features.push(feature) - 1;
    }),
  }));
  const hypotheses = hypothesesOf(analysis);
  const models = written.map(({ model, features: given }) => ({
    model,
    features: given.map((one) =>
      typeof one === 'number' ? one : features.length + hypotheses.indexOf(one.nuisance?.name ?? ''),
    ),
  }));
  const featureExpressions = features.map(parsed);
  const protectedVariables = analysis.protected.map((variable): Variable => ({
    name: variable.text,
    of: parsed(variable),
  }));
  const everyTruth = distinct(
    models.flatMap(({ model: { truth } }) => (truth === undefined ? [] : [{ name: truth.text, of: parsed(truth) }])),
  );
  const truths = everyTruth.filter(({ name }) => !protectedVariables.some((variable) => variable.name === name));
  const stated = new Set(models.flatMap(({ model }) => (statesUncertainty(model) ? model.truth!.text : [])));
  const appliedTo = new Set([...analysis.application.values()].map(({ sample }) => sample));
  // Beside the names of variables that are kept anyway.
  const observables = distinct(
    (analysis.learned?.observables ?? []).map(({ expression }) => ({ name: expression.text, of: parsed(expression) })),
  ).filter(({ name }) => ![...protectedVariables, ...truths].some((variable) => variable.name === name));
  const thresholds = models.map(({ model }) => model.workingPoints.map(({ threshold }) => threshold));
  const centres = new Map(
    [...parameterCentres(analysis.nuisances.values())].map(([name, value]) => [name, numberExpression(value)] as const),
  );
  const told = toldModels(analysis).flatMap(({ truths }) => truths.flatMap(({ of }) => of));
  const predictions = predictionsOf(analysis);
  const roles = samplesInUse(analysis);
  const passes = new Map<string, Pass>();
  for (const [name, role] of roles) {
    const sample = analysis.samples.get(name);
    if (sample === undefined) throw new AnalysisError('undefined-name', `There is no sample '${name}'.`, role.at);
    const variables = distinct([...role.columns, ...(role.nominal ? protectedVariables : [])]);
    const truthsThere = everyTruth.filter(
      ({ name: truth, of }) =>
        appliedTo.has(name) &&
        stated.has(truth) &&
        holds(
          sample,
          of.columns.map((column) => column.name),
        ),
    );
    const asWritten: Written = {
      weight: sample.weight === undefined ? parseExpression('1') : parsed(sample.weight),
      select: sample.select === undefined ? parseExpression('1') : parsed(sample.select),
    };
    const nominal: EventExpressions = {
      weight: substitute(asWritten.weight, centres),
      select: substitute(asWritten.select, centres),
      label: labelOf(
        sample,
        role.standsFor.map((standsFor) => analysis.samples.get(standsFor)),
      ),
      features: featureExpressions,
      ...(hypotheses.length > 0 && { hypotheses: hypotheses.map((one) => toldOf(analysis, one, name, role)) }),
      missing: sample.missing,
      extra: [...variables, ...(role.nominal ? [...truths, ...observables] : truthsThere)].map(({ of }) =>
        withoutMissing(of, sample.missing),
      ),
    };
    const variations = new Map<string, EventExpressions>();
    for (const [key, variation] of role.variations)
      variations.set(key, varied(nominal, asWritten, variation, centres, hypotheses));
    passes.set(name, {
      sample: name,
      nominal,
      declaredMissing: featureExpressions.map((feature) => missingValues(feature, sample.missing)),
      variations,
      grids: role.grids,
      conditions: variables.map(({ name: variable, prior }) => ({ name: variable, ...(prior && { prior }) })),
      ...(told.length > 0 && {
        hypotheses: told.filter((one) => one.sample === name).map(({ question }) => question),
      }),
      thresholds,
      ...(analysis.learned !== undefined && role.nominal && { variedRows: true }),
      ...abcdOf(predictions, name, sample),
    });
  }
  return { features: features.map(({ text }) => text), hypotheses, models, passes };
}

/**
 * What models are told of a nuisance: its nominal value, but of a sample that stands for one side alone the value of that,
 * and of a sample that was made with many values each event's own.
 */
function toldOf({ nuisances }: Analysis, name: string, sample: string, { nominal, sides }: Role): Expression {
  const nuisance = nuisances.get(name);
  if (nuisance === undefined) throw new AnalysisError('undefined-name', `There is no nuisance '${name}'.`);
  const { continuous } = nuisance;
  if (continuous?.kind === 'column' && continuous.sample === sample) {
    return parseExpression(columnText(continuous.column));
  }
  const [side, ...others] = new Set(sides.filter((one) => one.name === name).map(({ value }) => value));
  const alone = !nominal && side !== undefined && others.length === 0;
  return numberExpression(alone ? side : spreadOf(nuisance).mean);
}

interface Role {
  readonly at: { readonly path: readonly (string | number)[] };
  /** Nominal samples that this one stands for in a variation. */
  readonly standsFor: string[];
  readonly variations: Map<string, Variation>;
  /** Values of nuisances at whose sides it stands for nominal samples. */
  readonly sides: ParameterValue[];
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
  for (const prediction of analysis.abcd?.values() ?? []) {
    for (const { sample, path } of abcdSamples(prediction)) roleOf(sample, path);
  }
  for (const nuisance of analysis.nuisances.values()) {
    for (const { variation } of sidesOf(nuisance)) {
      for (const nominal of analysis.nominal) {
        const standIn = standInFor(nominal.sample, variation);
        const role = roleOf(standIn.sample, variation.samples.get(nominal.sample)?.path ?? variation.path);
        if (standIn.sample !== nominal.sample) {
          role.standsFor.push(nominal.sample);
          if (variation.hypothesis) role.sides.push(variation.hypothesis);
        }
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
  const told = toldVariations(analysis);
  for (const variation of told.nominal) {
    for (const nominal of analysis.nominal) {
      const standIn = standInFor(nominal.sample, variation);
      const role = roles.get(standIn.sample);
      if (role !== undefined && standIn.variation !== undefined) role.variations.set(standIn.variation, variation);
    }
  }
  for (const variation of told.data) {
    if (counted === undefined) break;
    const { variation: key } = standInFor(counted.sample, variation);
    if (key !== undefined) roles.get(counted.sample)?.variations.set(key, variation);
  }
  return roles;
}

/** What is asked of every sample of each prediction. */
function predictionsOf({ abcd, models }: Analysis): { samples: readonly string[]; question: AbcdQuestion }[] {
  const names = [...models.keys()];
  const known = scoreNames(names);
  return [...(abcd?.values() ?? [])].map((prediction) => {
    const regions = regionNames.map((region) => parsed(prediction.regions[region]));
    const axes = (prediction.axes ?? []).map(parsed);
    const variable = prediction.variable && parsed(prediction.variable);
    const named = new Set(
      [...regions, ...axes, ...(variable ? [variable] : [])].flatMap(({ columns }) => columns.map(({ name }) => name)),
    );
    return {
      samples: abcdSamples(prediction).map(({ sample }) => sample),
      question: {
        key: prediction.name,
        regions,
        axes,
        ...(variable && { variable }),
        ...(prediction.weight && { weight: names.indexOf(prediction.weight.model) }),
        scores: new Map([...known].filter(([name]) => named.has(name))),
      },
    };
  });
}

/** The questions to one sample. */
function abcdOf(predictions: ReturnType<typeof predictionsOf>, name: string, { missing }: Sample): Pick<Pass, 'abcd'> {
  const own = predictions.filter(({ samples }) => samples.includes(name));
  if (own.length === 0) return {};
  return {
    abcd: own.map(({ question }) => ({
      ...question,
      axes: question.axes.map((axis) => withoutMissing(axis, missing)),
      ...(question.variable && { variable: withoutMissing(question.variable, missing) }),
    })),
  };
}

function newRole(path: readonly (string | number)[]): Role {
  return {
    at: { path },
    standsFor: [],
    variations: new Map(),
    sides: [],
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

/** @param centres by name of a nuisance parameter: its value wherever the variation is not one of it
 * @param hypotheses nuisances whose values models are told */
function varied(
  nominal: EventExpressions,
  written: Written,
  { parameter, replace, hypothesis }: Variation,
  centres: Replacements,
  hypotheses: readonly string[],
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
    ...(nominal.hypotheses && {
      hypotheses: nominal.hypotheses.map((value, index) => {
        if (hypothesis === undefined || hypotheses[index] !== hypothesis.name) return value;
        const told = numberExpression(hypothesis.value);
        return told.text === value.text ? value : told;
      }),
    }),
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
