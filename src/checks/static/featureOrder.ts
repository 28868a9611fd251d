/** Whether features stand in the order of training, by name. */
import type { Analysis, Place } from '../../config/analysis';
import type { NamedFeature } from '../../model/scaling';
import type { Outcome, Target } from '../../report/report';
import { finding, listed, pass, suggestion } from './staticOutcome';

export interface TrainedOrder {
  readonly features: readonly NamedFeature[];
  /** In the order of training; as many as there are features. */
  readonly names: readonly string[];
  /** The list of features. */
  readonly at: Place;
  /** Who tells the names: `the model`. */
  readonly source: string;
  readonly related: NonNullable<Outcome['related']>;
}

/** Whether any of the features goes by a name of training. */
export function isCompared({ features, names }: Pick<TrainedOrder, 'features' | 'names'>): boolean {
  return features.some(({ name }) => name !== undefined && names.includes(name));
}

/**
 * Every name that can be compared is: a feature that is an expression or a list of columns stands for any, unless it is
 * written the same.
 */
export function compareNames(analysis: Analysis, target: Target, order: TrainedOrder): Outcome[] {
  const { features, names, at, source, related } = order;
  const known = new Set(names);
  const evidence = { features: features.length };
  const given = features.map(({ name }) => name ?? '');
  if (!isCompared(order)) {
    const message =
      `${capital(source)} takes ${names.length} feature${names.length === 1 ? '' : 's'}, as many as are listed; ` +
      `it calls them ${listed(names)}, none of which is listed, so their order is not verified.`;
    return pass(analysis, 'model/inputs', { at, message, target, evidence });
  }

  const unknown = features.filter(({ name }) => name !== undefined && isPlain(name) && !known.has(name));
  if (unknown.length > 0) {
    const free = names.filter((name) => !given.includes(name));
    return unknown.flatMap(({ name = '', path }) => {
      const { hint, fix } = suggestion({ path }, name, free);
      const message = `${capital(source)} knows no feature '${name}'.${hint || ` It expects ${listed(names)}.`}`;
      const said = { at: { path }, message, target: { ...target, feature: name }, related };
      return finding(analysis, 'model/inputs', { ...said, ...(fix && { fix }) });
    });
  }

  const firstDifference = given.findIndex((name, index) => known.has(name) && names[index] !== name);
  if (firstDifference < 0) {
    const message = 'The features are those that the model was trained with, in its order.';
    return pass(analysis, 'model/inputs', { at, message, target, evidence });
  }
  const sorted = at.on === 'key' ? undefined : inOrderOf(names, given);
  const text = sorted && `[${sorted.map(flowText).join(', ')}]`;
  return finding(analysis, 'model/inputs', {
    at,
    message:
      `The features stand in another order than in training: number ${firstDifference + 1} is ` +
      `'${given[firstDifference] ?? ''}', where ${source} expects '${names[firstDifference] ?? ''}' (${names.join(', ')}).`,
    target,
    evidence: { expected: names.length, given: given.length, firstDifference },
    related,
    ...(text !== undefined && { fix: { at: { ...at, on: 'value' }, text, title: "Put them in the model's order" } }),
  });
}

/** The given features as training ordered them; undefined where more than one could take a place, or names repeat. */
function inOrderOf(names: readonly string[], given: readonly string[]): readonly string[] | undefined {
  const free = given.filter((name) => !names.includes(name));
  if (free.length > 1 || free.includes('') || new Set(given).size < given.length) return undefined;
  const order = names.map((name) => (given.includes(name) ? name : free[0]));
  return order.every((name) => name !== undefined) ? order : undefined;
}

function isPlain(text: string): boolean {
  return /^(?:[\w.$]+|`[^`]*`)$/.test(text) && !/^[\d.]/.test(text);
}

/** A feature as an entry of a list in brackets. */
function flowText(text: string): string {
  return /^[A-Za-z_][\w .*/+()-]*$/.test(text) && !text.endsWith(' ') ? text : `'${text.replaceAll("'", "''")}'`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
