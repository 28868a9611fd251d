/** What must be read of which sample, for everything an analysis asks. */
import { AnalysisError } from '../config/analysisError';
import type { Analysis, ExpressionText, Model, Sample, Variation } from '../config/analysis';
import { ExpressionError, parseExpression, substitute, type Expression } from '../data/expression/expression';
import { sidesOf, standInFor } from '../profile/nuisanceSides';
import { missingValues } from '../profile/measured';
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
  const protectedExpressions = analysis.protected.map(parsed);
  const roles = samplesInUse(analysis);
  const passes = new Map<string, Pass>();
  for (const [name, role] of roles) {
    const sample = analysis.samples.get(name);
    if (sample === undefined) throw new AnalysisError('undefined-name', `There is no sample '${name}'.`, role.at);
    const nominal: EventExpressions = {
      weight: sample.weight === undefined ? parseExpression('1') : parsed(sample.weight),
      select: sample.select === undefined ? parseExpression('1') : parsed(sample.select),
      label: labelOf(
        sample,
        role.standsFor.map((standsFor) => analysis.samples.get(standsFor)),
      ),
      features: featureExpressions,
      missing: sample.missing,
      extra: role.nominal ? protectedExpressions : [],
    };
    const variations = new Map<string, EventExpressions>();
    for (const [key, variation] of role.variations) variations.set(key, varied(nominal, variation));
    passes.set(name, {
      sample: name,
      nominal,
      declaredMissing: featureExpressions.map((feature) => missingValues(feature, sample.missing)),
      variations,
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
}

function samplesInUse(analysis: Analysis): Map<string, Role> {
  const roles = new Map<string, Role>();
  const roleOf = (name: string, path: readonly (string | number)[]): Role => {
    const role = roles.get(name) ?? { at: { path }, standsFor: [], variations: new Map(), nominal: false };
    roles.set(name, role);
    return role;
  };
  for (const { sample, path } of analysis.nominal) roleOf(sample, path).nominal = true;
  for (const { sample, path } of analysis.application.values()) roleOf(sample, path);
  for (const nuisance of analysis.nuisances.values()) {
    for (const { variation } of sidesOf(nuisance)) {
      for (const nominal of analysis.nominal) {
        const standIn = standInFor(nominal.sample, variation);
        const role = roleOf(standIn.sample, variation.samples.get(nominal.sample)?.path ?? variation.path);
        if (standIn.sample !== nominal.sample) role.standsFor.push(nominal.sample);
        if (standIn.variation !== undefined) role.variations.set(standIn.variation, variation);
      }
    }
  }
  return roles;
}

/** A sample without a label that stands for a nominal one has that one's label. */
function labelOf(sample: Sample, standsFor: readonly (Sample | undefined)[]): Expression | undefined {
  const label = sample.label ?? standsFor.find((nominal) => nominal?.label !== undefined)?.label;
  return label === undefined ? undefined : parsed(label);
}

function varied(nominal: EventExpressions, variation: Variation): EventExpressions {
  const replacements = new Map([...variation.replace].map(([column, text]) => [column, parsed(text)]));
  // An expression that names no replaced column stays the same object, and is not computed twice.
  const apply = (expression: Expression): Expression =>
    expression.columns.some(({ name }) => replacements.has(name)) ? substitute(expression, replacements) : expression;
  return {
    weight: apply(nominal.weight),
    select: apply(nominal.select),
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
