import { abcdSamples } from '../../config/abcdSection';
import type { Analysis, ConfigPath, Nuisance, Place, Variation } from '../../config/analysis';
import { ExpressionError, parseExpression } from '../../data/expression/expression';
import type { Outcome } from '../../report/report';
import { nameOf } from '../severity';
import { variationsOf } from './references';
import { finding, listed, suggestion } from './staticOutcome';

/** `config/undefined-name`, `config/unused` for samples, and what is missing across sections (`config/missing-key`). */
export function checkNames(analysis: Analysis): Outcome[] {
  return [
    ...missingSections(analysis),
    ...incompleteNuisances(analysis),
    ...undefinedNames(analysis),
    ...undefinedReference(analysis),
    ...undefinedFeatures(analysis),
    ...undefinedWeights(analysis),
    ...toldNuisances(analysis),
    ...unusedSamples(analysis),
  ];
}

interface SampleUse {
  readonly sample: string;
  readonly path: ConfigPath;
  readonly nuisance?: string;
}

function sampleUses(analysis: Analysis): readonly SampleUse[] {
  const continuous = [...analysis.nuisances.values()].flatMap(({ name, path, continuous }) =>
    continuous?.kind !== 'column' || continuous.sample === undefined
      ? []
      : [{ sample: continuous.sample, path: [...path, 'sample'], nuisance: name }],
  );
  return [
    ...analysis.nominal,
    ...analysis.application.values(),
    ...variationsOf(analysis).flatMap(({ nuisance, variation }) =>
      [...variation.samples.values()].map((use) => ({ ...use, nuisance })),
    ),
    ...continuous,
    ...(analysis.inference?.data === undefined ? [] : [analysis.inference.data]),
    ...[...(analysis.abcd?.values() ?? [])].flatMap(abcdSamples),
  ];
}

function undefinedNames(analysis: Analysis): Outcome[] {
  const { samples } = analysis;
  const uses = sampleUses(analysis);
  const first = uses[0];
  if (samples.size === 0) {
    if (first === undefined) return [];
    const message = "Samples are named here, but none is defined: there is no 'samples' in the file.";
    return finding(analysis, 'config/missing-key', { at: { path: first.path }, message });
  }
  const undefinedUses = uses.flatMap(({ sample, path, nuisance }) => {
    if (samples.has(sample)) return [];
    const { hint, fix } = suggestion({ path }, sample, samples.keys());
    const message = `No sample is called '${sample}'.${hint || ` There are ${listed([...samples.keys()])}.`}`;
    const target = nuisance === undefined ? {} : { nuisance };
    return finding(analysis, 'config/undefined-name', { at: { path }, message, target, ...(fix && { fix }) });
  });
  const replaced = variationsOf(analysis).flatMap(({ nuisance, variation }) =>
    notNominal(analysis, nuisance, variation),
  );
  return [...undefinedUses, ...replaced];
}

/** The model that a check is told to compare with. */
function undefinedReference(analysis: Analysis): Outcome[] {
  const code = 'decorrelation/cost';
  const name = nameOf(analysis, code, 'reference');
  if (name === undefined || analysis.models.has(name) || analysis.models.size === 0) return [];
  const at: Place = { path: ['checks', code, 'reference'] };
  const { hint, fix } = suggestion(at, name, analysis.models.keys());
  const message = `No model is called '${name}'.${hint || ` There are ${listed([...analysis.models.keys()])}.`}`;
  return finding(analysis, 'config/undefined-name', { at, message, ...(fix && { fix }) });
}

/** Features that `undetected` bounds and no model has. */
function undefinedFeatures(analysis: Analysis): Outcome[] {
  const features = new Set([...analysis.models.values()].flatMap((model) => model.features.map(({ text }) => text)));
  if (features.size === 0) return [];
  return [...(analysis.undetected?.within ?? [])].flatMap(([feature, { path }]) => {
    if (features.has(feature)) return [];
    const at: Place = { path, on: 'key' };
    const { hint, fix } = suggestion(at, feature, features);
    const message = `No model has the feature '${feature}'.${hint || ` There are ${listed([...features])}.`}`;
    return finding(analysis, 'config/undefined-name', { at, message, ...(fix && { fix }) });
  });
}

/** The models whose scores make the weights of predictions. */
function undefinedWeights(analysis: Analysis): Outcome[] {
  const { abcd, models } = analysis;
  return [...(abcd?.values() ?? [])].flatMap(({ weight }) => {
    if (weight === undefined || models.has(weight.model)) return [];
    const at: Place = { path: weight.path };
    const { hint, fix } = suggestion(at, weight.model, models.keys());
    const there = models.size > 0 ? ` There are ${listed([...models.keys()])}.` : '';
    const message = `No model is called '${weight.model}'.${hint || there}`;
    return finding(analysis, 'config/undefined-name', { at, message, ...(fix && { fix }) });
  });
}

/** Nuisances whose values models are told: they must be defined, and have a value. */
function toldNuisances(analysis: Analysis): Outcome[] {
  const { models, nuisances } = analysis;
  return [...models.values()].flatMap(({ name: model, features }) =>
    features.flatMap(({ nuisance: told, path }) => {
      if (told === undefined) return [];
      const at: Place = { path: [...path, 'nuisance'] };
      const nuisance = nuisances.get(told.name);
      if (nuisance === undefined) {
        const { hint, fix } = suggestion(at, told.name, nuisances.keys());
        const message = `No nuisance is called '${told.name}'.${hint || (nuisances.size > 0 ? ` There are ${listed([...nuisances.keys()])}.` : '')}`;
        return finding(analysis, 'config/undefined-name', { at, message, target: { model }, ...(fix && { fix }) });
      }
      if (nuisance.up || nuisance.down || nuisance.continuous) return [];
      const message = `'${told.name}' has no value that '${model}' could be told: give it 'up' and 'down', a 'column' or a 'parameter'.`;
      return finding(analysis, 'config/missing-key', { at, message, target: { model, nuisance: told.name } });
    }),
  );
}

/** Samples that a variation replaces though no model was trained on them. */
function notNominal(analysis: Analysis, nuisance: string, { samples }: Variation): Outcome[] {
  const nominal = new Set(analysis.nominal.map(({ sample }) => sample));
  if (nominal.size === 0) return [];
  return [...samples].flatMap(([replaced, { path }]) => {
    if (nominal.has(replaced)) return [];
    const at: Place = { path, on: 'key' };
    const known = analysis.samples.has(replaced);
    const { hint, fix } = known ? { hint: '' } : suggestion(at, replaced, nominal);
    const what = known ? `'${replaced}' is not among the nominal samples` : `No sample is called '${replaced}'`;
    const message = `${what}, so there is nothing to replace.${hint || ` Nominal: ${listed([...nominal])}.`}`;
    return finding(analysis, 'config/undefined-name', { at, message, target: { nuisance }, ...(fix && { fix }) });
  });
}

function unusedSamples(analysis: Analysis): Outcome[] {
  if (analysis.nominal.length === 0) return [];
  const replaced = variationsOf(analysis).flatMap(({ variation }) => [...variation.samples.keys()]);
  const used = new Set([...sampleUses(analysis).map(({ sample }) => sample), ...replaced]);
  return [...analysis.samples.values()].flatMap(({ name, path }) => {
    if (used.has(name)) return [];
    const message = `Nothing uses the sample '${name}': list it under 'nominal' or 'application', or take it in a nuisance.`;
    return finding(analysis, 'config/unused', { at: { path, on: 'key' }, message, target: { sample: name } });
  });
}

function missingSections(analysis: Analysis): Outcome[] {
  const { nominal, nuisances, models, samples } = analysis;
  const outcomes: Outcome[] = [];
  const nuisance = nuisances.values().next().value;
  const model = models.values().next().value;
  const section = nuisance?.path.slice(0, 1) ?? model?.path.slice(0, 1) ?? (samples.size > 0 ? ['samples'] : undefined);
  if (nominal.length === 0 && section !== undefined) {
    const message = "No sample is nominal: list under 'nominal' those that the model was trained on.";
    outcomes.push(...finding(analysis, 'config/missing-key', { at: { path: section, on: 'key' }, message }));
  }
  if (nuisance !== undefined && model === undefined) {
    const message = "There are nuisances but no model: add 'model' with its 'file' and 'features'.";
    outcomes.push(...finding(analysis, 'config/missing-key', { at: { path: ['nuisances'], on: 'key' }, message }));
  }
  return outcomes;
}

function incompleteNuisances(analysis: Analysis): Outcome[] {
  return [...analysis.nuisances.values()].flatMap((nuisance) => {
    const { name, path } = nuisance;
    const target = { nuisance: name };
    const outcomes = emptyVariations(analysis, nuisance);
    const message = whatIsMissing(nuisance);
    if (message !== undefined) {
      outcomes.push(...finding(analysis, 'config/missing-key', { at: { path, on: 'key' }, message, target }));
    }
    return [...outcomes, ...incompleteContinuous(analysis, nuisance)];
  });
}

function incompleteContinuous(analysis: Analysis, { name, path, continuous }: Nuisance): Outcome[] {
  if (continuous === undefined) return [];
  const target = { nuisance: name };
  const at: Place = { path: [...path, continuous.kind] };
  const missing = (message: string): Outcome[] => finding(analysis, 'config/missing-key', { at, message, target });
  const outcomes: Outcome[] = [];
  if (continuous.kind === 'column' && continuous.sample === undefined) {
    outcomes.push(...missing(`'${name}' takes its value from a column: say of which 'sample'.`));
  }
  if (continuous.prior === undefined) {
    const example = continuous.kind === 'column' ? 'normal(0, 1)' : 'normal(1, 0.01)';
    outcomes.push(
      ...missing(`'${name}' is continuous: say how it is distributed, with a width, as in \`prior: ${example}\`.`),
    );
  }
  if (continuous.kind !== 'parameter') return outcomes;
  const { parameter, replace } = continuous;
  const inSamples = [...analysis.samples.values()]
    .flatMap(({ weight, select }) => [weight, select])
    .some((expression) => expression !== undefined && mayName(expression.text, parameter));
  if (replace.size === 0 && !inSamples) {
    return [
      ...outcomes,
      ...missing(
        `'${name}' varies nothing: name '${parameter}' in the weight of a sample, or give it 'replace', with '${parameter}' in it.`,
      ),
    ];
  }
  const [namesake] = [...analysis.nuisances.values()].filter(
    ({ continuous: other }) => other?.kind === 'parameter' && other.parameter === parameter,
  );
  if (inSamples && namesake !== undefined && namesake.name !== name) {
    const message = `'${namesake.name}' and '${name}' both call their parameter '${parameter}', which stands in a weight or a selection: one of them needs another name.`;
    return [...outcomes, ...finding(analysis, 'config/expression', { at, message, target })];
  }
  if (inSamples || [...replace.values()].some(({ text }) => mayName(text, parameter))) return outcomes;
  const message = `No replacement of '${name}' names '${parameter}': every value of it gives the same events.`;
  return [...outcomes, ...finding(analysis, 'config/unused', { at, message, target })];
}

/** What cannot be understood is complained of elsewhere. */
function mayName(text: string, parameter: string): boolean {
  try {
    return parseExpression(text).columns.some(({ name }) => name === parameter);
  } catch (error) {
    if (error instanceof ExpressionError) return true;
    throw error;
  }
}

function whatIsMissing({ name, kind, up, down, alternative, crossCheck, continuous }: Nuisance): string | undefined {
  if (up || down || alternative || continuous) return undefined;
  if (crossCheck) return `'${name}' has a cross-check but no 'alternative' to compare it with.`;
  // A normalisation or a theory uncertainty may be no more than its size.
  if (kind === 'normalisation' || kind === 'theory') return undefined;
  if (kind === 'two-point') return `'${name}' varies nothing: give it an 'alternative' sample.`;
  return `'${name}' varies nothing: give it 'up' and 'down', or an 'alternative' sample.`;
}

function emptyVariations(analysis: Analysis, { name, up, down, alternative, crossCheck }: Nuisance): Outcome[] {
  return [up, down, alternative, crossCheck].flatMap((variation) => {
    if (variation === undefined || variation.replace.size > 0 || variation.samples.size > 0) return [];
    const side = String(variation.path.at(-1));
    const message =
      side === 'up' || side === 'down'
        ? `'${side}' of '${name}' varies nothing: give it 'replace' or 'samples'.`
        : `'${side}' of '${name}' names no sample.`;
    const at: Place = { path: variation.path, on: 'key' };
    return finding(analysis, 'config/missing-key', { at, message, target: { nuisance: name } });
  });
}
