import type { Analysis, FileReference, Model, Place } from '../../config/analysis';
import { nearestName } from '../../config/nearestName';
import type { ModelFacts } from '../../model/modelFacts';
import { chooseInput, chooseOutput, describeTensor } from '../../model/signature';
import type { Outcome } from '../../report/report';
import type { Facts } from '../facts';
import { finding, listed, pass, suggestion } from './staticOutcome';

/** `model/inputs`, and of `model/output` what the header tells. Silent of models of which nothing is known. */
export function checkModels(analysis: Analysis, facts: Facts): Outcome[] {
  return [...analysis.models.values()].flatMap((model) => {
    const known = model.files.flatMap((file) => {
      const found = facts.model(file.text);
      return found?.ok === true ? [{ file, facts: found }] : [];
    });
    // The members of an ensemble take the same features: the first that does not tells.
    const inputs = known.map((member) => inputOutcomes(analysis, model, member));
    const wrong = inputs.find((outcomes) => outcomes.some(({ status }) => status === 'finding'));
    const outputs = known.map((member) => outputOutcomes(analysis, model, member));
    return [...(wrong ?? inputs[0] ?? []), ...(outputs.find((outcomes) => outcomes.length > 0) ?? [])];
  });
}

interface Member {
  readonly file: FileReference;
  readonly facts: ModelFacts;
}

function inputOutcomes(analysis: Analysis, model: Model, { file, facts }: Member): Outcome[] {
  const target = { model: model.name };
  const input = chooseInput(facts);
  if (!input.ok) return finding(analysis, 'model/inputs', { at: { path: file.path }, message: input.message, target });
  if (model.features.length === 0) return [];

  const names = facts.featureNames;
  const columns = facts.inputs[0]?.shape[1];
  const expected = typeof columns === 'number' ? columns : names?.length;
  const given = model.features.map(({ text }) => text.trim());
  if (expected !== undefined && expected !== given.length) {
    return wrongNumber(analysis, model, { file, facts }, expected);
  }
  if (names?.length === given.length) return compareNames(analysis, model, { file, facts }, names);
  if (expected === undefined) return [];
  const message = `The model takes ${expected} features, as many as are listed; it says nothing of their names.`;
  return pass(analysis, 'model/inputs', {
    at: featuresOf(model),
    message,
    target,
    evidence: { features: given.length },
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
    message: `The model takes ${features(expected)}, but ${given.length} ${given.length === 1 ? 'is' : 'are'} listed${more}.`,
    target: { model: model.name },
    evidence: { expected, given: given.length },
    related: modelSays(file, facts),
  });
}

/** Every name that can be compared is: a feature that is an expression stands for any, unless it is written the same. */
function compareNames(analysis: Analysis, model: Model, { file, facts }: Member, names: readonly string[]): Outcome[] {
  const target = { model: model.name };
  const given = model.features.map(({ text }) => text.trim());
  const known = new Set(names);
  const evidence = { features: given.length };
  if (!given.some((name) => known.has(name))) {
    const message =
      `The model takes ${features(names.length)}, as many as are listed; it calls them ${listed(names)}, ` +
      'none of which is listed, so their order is not verified.';
    return pass(analysis, 'model/inputs', { at: featuresOf(model), message, target, evidence });
  }

  const unknown = model.features.filter(({ text }) => isPlain(text.trim()) && !known.has(text.trim()));
  if (unknown.length > 0) {
    const free = names.filter((name) => !given.includes(name));
    return unknown.flatMap(({ text, path }) => {
      const { hint, fix } = suggestion({ path }, text.trim(), free);
      const message = `The model knows no feature '${text.trim()}'.${hint || ` It expects ${listed(names)}.`}`;
      const said = {
        at: { path },
        message,
        target: { ...target, feature: text.trim() },
        related: modelSays(file, facts),
      };
      return finding(analysis, 'model/inputs', { ...said, ...(fix && { fix }) });
    });
  }

  const firstDifference = given.findIndex((name, index) => known.has(name) && names[index] !== name);
  if (firstDifference < 0) {
    const message = `The features are those that the model was trained with, in its order.`;
    return pass(analysis, 'model/inputs', { at: featuresOf(model), message, target, evidence });
  }
  const order = inOrderOf(names, given);
  const at = featuresOf(model);
  const text = order && `[${order.map(flowText).join(', ')}]`;
  return finding(analysis, 'model/inputs', {
    at,
    message:
      `The features stand in another order than in training: number ${firstDifference + 1} is ` +
      `'${given[firstDifference] ?? ''}', where the model expects '${names[firstDifference] ?? ''}' (${names.join(', ')}).`,
    target,
    evidence: { expected: names.length, given: given.length, firstDifference },
    related: modelSays(file, facts),
    ...(text !== undefined && { fix: { at: { ...at, on: 'value' }, text, title: "Put them in the model's order" } }),
  });
}

/** The given features as the model orders them; undefined where more than one could take a place, or names repeat. */
function inOrderOf(names: readonly string[], given: readonly string[]): readonly string[] | undefined {
  const free = given.filter((name) => !names.includes(name));
  if (free.length > 1 || new Set(given).size < given.length) return undefined;
  const order = names.map((name) => (given.includes(name) ? name : free[0]));
  return order.every((name) => name !== undefined) ? order : undefined;
}

function outputOutcomes(analysis: Analysis, model: Model, { file, facts }: Member): Outcome[] {
  const { output } = model;
  const choice = chooseOutput(facts, output?.text);
  if (choice.ok) return [];
  const at: Place = { path: output?.path ?? file.path };
  const nearest =
    output &&
    (choice.suggestion ??
      nearestName(
        output.text,
        facts.outputs.map(({ name }) => name),
      ));
  const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
  return finding(analysis, 'model/output', {
    at,
    message: choice.message.includes('Did you mean') ? choice.message : `${choice.message}${hint}`,
    target: { model: model.name },
    ...(output && { related: modelSays(file, facts, 'outputs') }),
    ...(nearest !== undefined && { fix: { at, text: nearest, title: `Change to '${nearest}'` } }),
  });
}

function modelSays({ path }: FileReference, facts: ModelFacts, what: 'inputs' | 'outputs' = 'inputs') {
  const names = what === 'inputs' && facts.featureNames ? `; its features are ${facts.featureNames.join(', ')}` : '';
  return [{ at: { path }, message: `The model has ${what} ${facts[what].map(describeTensor).join(', ')}${names}.` }];
}

function featuresOf({ path }: Model): Place {
  return { path: [...path, 'features'] };
}

function features(count: number): string {
  return `${count} feature${count === 1 ? '' : 's'}`;
}

function isPlain(text: string): boolean {
  return /^(?:[\w.$]+|`[^`]*`)$/.test(text) && !/^[\d.]/.test(text);
}

/** A feature as an entry of a list in brackets. */
function flowText(text: string): string {
  return /^[A-Za-z_][\w .*/+()-]*$/.test(text) && !text.endsWith(' ') ? text : `'${text.replaceAll("'", "''")}'`;
}
