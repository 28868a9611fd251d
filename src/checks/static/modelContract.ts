import type { Analysis, FileReference, Model, Place } from '../../config/analysis';
import { bindDropout } from '../../model/bindDropout';
import { bindInputs } from '../../model/bindInputs';
import { bindOutput } from '../../model/bindOutput';
import type { ModelFacts, Preprocessing } from '../../model/modelFacts';
import { count, describeTensors, type Refusal } from '../../model/refusal';
import { featuresOfInput, type NamedFeature } from '../../model/scaling';
import type { Outcome } from '../../report/report';
import type { Facts } from '../facts';
import { compareNames, isCompared } from './featureOrder';
import { checkRuntime } from './modelRuntime';
import { finding, listed, pass } from './staticOutcome';

/**
 * `model/inputs`, `model/opset`, `model/missing-weights`, and of `model/output` what the header tells. Silent of models
 * of which nothing is known.
 */
export function checkModels(analysis: Analysis, facts: Facts): Outcome[] {
  return [...analysis.models.values()].flatMap((model) => {
    const known = model.files.flatMap((file) => {
      const found = facts.model(file.text);
      return found?.ok === true ? [{ file, facts: found }] : [];
    });
    const before = model.preprocessing && facts.preprocessing(model.preprocessing.text);
    // What is not known yet, or cannot be read, is said elsewhere.
    if (before?.ok === false || (model.preprocessing && before === undefined)) return [];
    const preprocessing = before?.preprocessing;
    // The members of an ensemble take the same features: the first that does not tells.
    const inputs = known.map((member) => inputOutcomes(analysis, model, member, preprocessing));
    const wrong = inputs.find((outcomes) => outcomes.some(({ status }) => status === 'finding'));
    const dropout = known.flatMap(({ file, facts: found }) => dropoutOutcomes(analysis, model, file, found));
    const outputs = known.map((member) => outputOutcomes(analysis, model, member, preprocessing));
    return [
      ...(wrong ?? inputs[0] ?? []),
      ...dropout,
      ...(outputs.find((outcomes) => outcomes.length > 0) ?? []),
      ...known.flatMap(({ file, facts: found }) => checkRuntime(analysis, file, found, { model: model.name })),
    ];
  });
}

interface Member {
  readonly file: FileReference;
  readonly facts: ModelFacts;
}

function inputOutcomes(
  analysis: Analysis,
  model: Model,
  member: Member,
  preprocessing: Preprocessing | undefined,
): Outcome[] {
  if (model.features.length === 0 && model.inputs === undefined) return [];
  const target = { model: model.name };
  const { file, facts } = member;
  const names = facts.featureNames;
  const given = model.features.map(({ text }) => text.trim());
  const bound = bindInputs(facts, model, preprocessing);
  const isList = model.inputs === undefined && facts.inputs.length === 1;
  // One matrix of free width: its names say how wide it is.
  const open = isList && bound.ok && typeof facts.inputs[0]?.shape.at(-1) !== 'number';
  const expected = bound.ok ? (open ? names?.length : given.length) : isList ? bound.expected : undefined;
  if (expected !== undefined && expected !== given.length) return wrongNumber(analysis, model, member, expected);
  if (!bound.ok) return refused(analysis, 'model/inputs', bound, model, file);

  const trained = comparisons(model, facts, preprocessing);
  const related = modelSays(file, facts);
  const outcomes = trained.map((one) => compareNames(analysis, target, { ...one, related }));
  const found = outcomes.find((one) => one.some(({ status }) => status === 'finding')) ?? outcomes[0];
  if (found) return found;
  if (expected === undefined) return [];
  const message =
    model.inputs === undefined
      ? `The model takes ${expected} features, as many as are listed; it says nothing of their names.`
      : `The model's ${count(facts.inputs.length, 'input')} get ${count(given.length, 'feature')} in a form that they take; it says nothing of their names.`;
  return pass(analysis, 'model/inputs', {
    at: featuresOf(model),
    message,
    target,
    evidence: { features: given.length },
  });
}

interface Comparison {
  readonly features: readonly NamedFeature[];
  /** In the order of training. */
  readonly names: readonly string[];
  /** The list to put in order. */
  readonly at: Place;
  /** Who says so: `the model`. */
  readonly source: string;
}

/** Lists of features, each with the names that it had in training. */
function comparisons(model: Model, facts: ModelFacts, preprocessing: Preprocessing | undefined): Comparison[] {
  const found: Comparison[] = [];
  const inputs = model.inputs ?? [];
  const all =
    model.inputs === undefined
      ? model.features.map(({ text, path }): NamedFeature => ({ name: text.trim(), path }))
      : inputs.flatMap((input) => featuresOfInput(input, model));
  const at = featuresOf(model);
  const { featureNames } = facts;
  const byName = model.inputs === undefined && facts.inputs.length > 1;
  if (featureNames?.length === all.length && !byName) {
    found.push({ features: all, names: featureNames, at, source: 'the model' });
  }
  if (preprocessing?.kind === 'scaler' && !preprocessing.byName) {
    const names = preprocessing.variables.flatMap(({ name }) => name ?? []);
    if (names.length === all.length) found.push({ features: all, names, at, source: 'the scaler' });
  }
  if (preprocessing?.kind === 'weaver') {
    for (const { name: input, variables } of preprocessing.inputs) {
      const declared = inputs.find(({ name }) => name === input);
      const features = model.inputs === undefined ? all : declared && featuresOfInput(declared, model);
      const names = variables.flatMap(({ name }) => name ?? []);
      if (features?.length !== names.length) continue;
      const place = declared ? { path: [...declared.path, ...(declared.kind === 'sequence' ? ['features'] : [])] } : at;
      found.push({ features, names, at: place, source: `the preprocessing of '${input}'` });
    }
  }
  // A list in which nothing can be compared says nothing, if another can.
  return [...found].sort((a, b) => Number(isCompared(b)) - Number(isCompared(a)));
}

function outputOutcomes(
  analysis: Analysis,
  model: Model,
  { file, facts }: Member,
  preprocessing: Preprocessing | undefined,
): Outcome[] {
  const bound = bindOutput(facts, model, preprocessing);
  if (bound.ok) return [];
  const outcomes = refused(analysis, 'model/output', bound, model, file);
  return model.output === undefined
    ? outcomes
    : outcomes.map((outcome) => ({ ...outcome, related: modelSays(file, facts, 'outputs') }));
}

function dropoutOutcomes(analysis: Analysis, model: Model, file: FileReference, facts: ModelFacts): Outcome[] {
  const bound = bindDropout(facts, model);
  if (bound?.ok === false) return refused(analysis, 'model/inputs', bound, model, file);
  if (bound === undefined || model.dropout === undefined) return [];
  const drawn = bound.seeded
    ? 'every Dropout has a seed, so they are the same in every run'
    : 'its Dropout has no seed, so spread and entropies differ a little in every run';
  return pass(analysis, 'model/inputs', {
    at: { path: model.dropout.path, on: 'key' },
    message: `The model is asked ${bound.passes} times more with ${listed(bound.switches)} true: ${drawn}.`,
    target: { model: model.name },
    evidence: { passes: bound.passes },
  });
}

/** What does not go together, at the word to blame, with the word that would. */
function refused(
  analysis: Analysis,
  code: 'model/inputs' | 'model/output',
  { message, path, onKey, suggestion }: Refusal,
  model: Model,
  file: FileReference,
): Outcome[] {
  const at: Place = { path: path ?? file.path, ...(onKey === true && { on: 'key' as const }) };
  const hint =
    suggestion === undefined || path === undefined || /Did you mean|choose one, as in/.test(message)
      ? ''
      : ` Did you mean '${suggestion}'?`;
  return finding(analysis, code, {
    at,
    message: `${message}${hint}`,
    target: { model: model.name },
    ...(suggestion !== undefined &&
      path !== undefined && { fix: { at, text: suggestion, title: `Change to '${suggestion}'` } }),
  });
}

function wrongNumber(analysis: Analysis, model: Model, { file, facts }: Member, expected: number): Outcome[] {
  const given = model.features.map(({ text }) => text.trim());
  const names = facts.featureNames?.length === expected ? facts.featureNames : undefined;
  const lacking = names?.filter((name) => !given.includes(name)) ?? [];
  const extra = names === undefined ? [] : given.filter((name) => !names.includes(name));
  const details = [
    ...(lacking.length > 0 ? [`not listed: ${listed(lacking)}`] : []),
    ...(extra.length > 0 ? [`unknown to the model: ${listed(extra)}`] : []),
  ];
  const more = details.length > 0 ? ` (${details.join('; ')})` : '';
  return finding(analysis, 'model/inputs', {
    at: featuresOf(model),
    message: `The model takes ${count(expected, 'feature')}, but ${given.length} ${given.length === 1 ? 'is' : 'are'} listed${more}.`,
    target: { model: model.name },
    evidence: { expected, given: given.length },
    related: modelSays(file, facts),
  });
}

function modelSays({ path }: FileReference, facts: ModelFacts, what: 'inputs' | 'outputs' = 'inputs') {
  const names = what === 'inputs' && facts.featureNames ? `; its features are ${facts.featureNames.join(', ')}` : '';
  return [{ at: { path }, message: `The model has ${what} ${describeTensors(facts[what])}${names}.` }];
}

function featuresOf({ path, inputs }: Model): Place {
  return inputs === undefined ? { path: [...path, 'features'] } : { path: [...path, 'inputs'], on: 'key' };
}
