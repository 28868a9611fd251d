import type * as z from 'zod';
import type { ConfigPath, Place } from './analysis';
import type { CheckCode } from './catalogue';
import { analysisSchema } from './grammar';
import { keysAt, wordsAt } from './grammarPlaces';
import { didYouMean, nearestName } from './nearestName';
import { isPlainMap, type PlainValue } from './plainValue';
import type { Problem } from './problem';
import type { YamlSource } from './yamlSource';

/** A mistake against the grammar; `path` is what must be left out for the rest to be valid. */
interface Mistake {
  readonly code: CheckCode;
  readonly path: ConfigPath;
  readonly at: Place;
  readonly message: string;
  /** What would stand at the place instead. */
  readonly instead?: string;
  /** The key that is missing. */
  readonly missing?: string;
}

/**
 * Everything in the file that the grammar does not allow, each at its word. Removes it from `value`, so that what
 * stays is valid, except for keys that are missing.
 * @param leftOut what is not in `value` though it stands in the file, because something else is wrong with it
 */
export function grammarProblems(
  value: PlainValue,
  leftOut: readonly ConfigPath[],
  source: YamlSource,
): readonly Problem[] {
  const result = analysisSchema.safeParse(value, { reportInput: false });
  const issues = result.success ? [] : result.error.issues;
  const mistakes = [...issues.flatMap((issue) => mistakesOf(issue, [], value)), ...exclusiveKeys(value)];
  const meant = mistakes.flatMap(({ code, path, instead }) =>
    code === 'config/unknown-key' && instead !== undefined ? [[...path.slice(0, -1), instead]] : [],
  );
  // A misspelt key is one mistake: not also a missing one.
  const known = new Set([...leftOut, ...meant].map((path) => JSON.stringify(path)));
  const wrong = mistakes.filter(({ path, missing }) => {
    return !known.has(JSON.stringify(missing === undefined ? path : [...path, missing]));
  });
  for (const mistake of mistakes) if (mistake.missing === undefined) leaveOut(value, mistake.path);
  return wrong.map((mistake) => problemOf(mistake, source));
}

function problemOf(mistake: Mistake, source: YamlSource): Problem {
  const range = source.locate(mistake.at);
  const problem = { code: mistake.code, severity: 'error' as const, message: mistake.message, range };
  if (mistake.instead !== undefined) {
    return { ...problem, fix: { range, text: mistake.instead, title: `Change to '${mistake.instead}'` } };
  }
  if (mistake.missing === 'pullscope' && mistake.path.length === 0) {
    const start = { line: 0, character: 0 };
    return { ...problem, fix: { range: { start, end: start }, text: 'pullscope: 1\n\n', title: "Add 'pullscope: 1'" } };
  }
  return problem;
}

function mistakesOf(issue: z.core.$ZodIssue, prefix: ConfigPath, root: PlainValue): readonly Mistake[] {
  const path = [...prefix, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  const found = valueAt(root, path);
  if (found === undefined && issue.code !== 'unrecognized_keys') return [missingKey(path)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key]));
    case 'invalid_union': {
      const inner = issue.errors.find((branch) => branch.length > 0 && branch.every((one) => isDeeper(one, found)));
      if (inner !== undefined) return inner.flatMap((one) => mistakesOf(one, path, root));
      break;
    }
    default:
  }
  return [wrongValue(path, found, issue.message)];
}

/** Whether a branch of a union takes values of this kind, and only something about it is wrong. */
function isDeeper(issue: z.core.$ZodIssue, found: PlainValue | undefined): boolean {
  if (issue.path.length > 0) return true;
  if (issue.code === 'unrecognized_keys') return isPlainMap(found);
  return issue.code === 'too_small' || issue.code === 'too_big' || issue.code === 'invalid_format';
}

function unknownKey(path: ConfigPath): Mistake {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const known = keysAt(parent).map(({ name }) => name);
  const nearest = nearestName(key, known);
  const at: Place = { path, on: 'key' };
  const instead = nearest === undefined ? {} : { instead: nearest };
  if (parent.length === 1 && parent[0] === 'checks') {
    return {
      code: 'config/unknown-check',
      path,
      at,
      message: `No check is called '${key}'.${didYouMean(nearest)}`,
      ...instead,
    };
  }
  const place = parent.length === 0 ? 'an analysis file' : `'${keyNameOf(parent)}'`;
  const allowed = nearest === undefined && known.length > 0 ? ` It may hold ${known.join(', ')}.` : didYouMean(nearest);
  return { code: 'config/unknown-key', path, at, message: `'${key}' is no key of ${place}.${allowed}`, ...instead };
}

function missingKey(path: ConfigPath): Mistake {
  const parent = path.slice(0, -1);
  const key = String(path.at(-1));
  const at: Place = { path: parent, on: 'key' };
  const message =
    parent.length === 0
      ? path.length === 0
        ? "The file is empty: it begins with 'pullscope: 1'."
        : `'${key}' is missing: the file begins with 'pullscope: 1'.`
      : `'${keyNameOf(parent)}' has no '${key}', which it needs.`;
  return { code: 'config/missing-key', path: parent, at, message, missing: key };
}

function wrongValue(path: ConfigPath, found: PlainValue | undefined, expected: string): Mistake {
  const name = keyNameOf(path);
  if (path.length === 0) {
    if (found === null) return missingKey(['pullscope']);
    return { code: 'config/value', path, at: { path }, message: `An analysis file is ${expected}.` };
  }
  if (path.length === 1 && path[0] === 'pullscope' && typeof found === 'number') {
    const message = `This Pullscope reads version 1 of the grammar, not ${String(found)}: update Pullscope, or write 1.`;
    return { code: 'config/value', path, at: { path }, message };
  }
  if (found === null) {
    const message = `'${name}' has no value yet: it must be ${expected}.`;
    return { code: 'config/missing-key', path, at: { path }, message };
  }
  const nearest = typeof found === 'string' ? nearestName(found, wordsAt(path)) : undefined;
  // A list where one is expected has the wrong length.
  const what = Array.isArray(found) && expected.startsWith('a list') ? `one of ${found.length}` : nameOf(found);
  const message = `'${name}' must be ${expected}, not ${what}.${didYouMean(nearest)}`;
  return { code: 'config/value', path, at: { path }, message, ...(nearest === undefined ? {} : { instead: nearest }) };
}

/** Keys that exclude each other, and those of which one is needed. */
function exclusiveKeys(root: PlainValue): readonly Mistake[] {
  if (!isPlainMap(root)) return [];
  const mistakes: Mistake[] = [];
  if ('model' in root && 'models' in root) {
    const message = "'model' and 'models' exclude each other: put this model under 'models' too.";
    mistakes.push({ code: 'config/value', path: ['model'], at: { path: ['model'], on: 'key' }, message });
  }
  const models: [ConfigPath, PlainValue | undefined][] = [[['model'], root['model']]];
  if (isPlainMap(root['models'])) {
    for (const [name, one] of Object.entries(root['models'])) models.push([['models', name], one]);
  }
  for (const [path, model] of models) {
    if (!isPlainMap(model)) continue;
    if ('file' in model && 'files' in model) {
      const message = "'file' and 'files' exclude each other: 'files' is for the members of an ensemble.";
      const inner = [...path, 'files'];
      mistakes.push({ code: 'config/value', path: inner, at: { path: inner, on: 'key' }, message });
    }
    if ('files' in model && 'dropout' in model) {
      const message = "'files' and 'dropout' exclude each other: passes with dropout are of one model, under 'file'.";
      const inner = [...path, 'dropout'];
      mistakes.push({ code: 'config/value', path: inner, at: { path: inner, on: 'key' }, message });
    }
    if (!('file' in model) && !('files' in model)) mistakes.push(missingKey([...path, 'file']));
    mistakes.push(...inputKeys(model, path), ...outputKeys(model['output'], [...path, 'output']));
  }
  return mistakes;
}

/** What a model is given: a list of features, or its inputs by name. */
function inputKeys(model: Readonly<Record<string, PlainValue>>, path: ConfigPath): readonly Mistake[] {
  const { features, inputs } = model;
  if (features !== undefined && inputs !== undefined) {
    const inner = [...path, 'inputs'];
    const message = "'features' and 'inputs' exclude each other: 'inputs' names the features of each input.";
    return [{ code: 'config/value', path: inner, at: { path: inner, on: 'key' }, message }];
  }
  if (features === undefined && inputs === undefined) return [missingKey([...path, 'features'])];
  if (!isPlainMap(inputs)) return [];
  return Object.entries(inputs).flatMap(([name, input]) => {
    if (!isPlainMap(input)) return [];
    const inner = [...path, 'inputs', name];
    const kinds = ['features', 'mask', 'padding'].filter((key) => key in input);
    if (kinds.length === 1) return [];
    if (kinds.length === 0) return [missingKey([...inner, 'features'])];
    const message = `An input has either ${kinds.map((key) => `'${key}'`).join(' or ')}: give a mask an input of its own.`;
    return [{ code: 'config/value', path: inner, at: { path: inner, on: 'key' }, message }];
  });
}

/** A map under `output` is a regression or a mixture. */
function outputKeys(output: PlainValue | undefined, path: ConfigPath): readonly Mistake[] {
  if (!isPlainMap(output)) return [];
  if ('weights' in output || 'means' in output) {
    if ('mean' in output || 'sigma' in output) {
      const message = "A mixture has 'weights', 'means' and 'sigmas'; 'mean' and 'sigma' are for a single prediction.";
      return [{ code: 'config/value', path, at: { path, on: 'key' }, message }];
    }
    return ['weights', 'means'].filter((key) => !(key in output)).map((key) => missingKey([...path, key]));
  }
  return 'mean' in output ? [] : [missingKey([...path, 'mean'])];
}

function leaveOut(root: PlainValue, path: ConfigPath): void {
  const parent = valueAt(root, path.slice(0, -1));
  const name = path.at(-1);
  if (name === undefined || parent === undefined || parent === null) return;
  if (Array.isArray(parent) && typeof name === 'number') parent[name] = null;
  else if (isPlainMap(parent)) Reflect.deleteProperty(parent, name);
}

function valueAt(root: PlainValue, path: ConfigPath): PlainValue | undefined {
  let value: PlainValue | undefined = root;
  for (const name of path) {
    if (Array.isArray(value) && typeof name === 'number') value = value[name];
    else if (isPlainMap(value) && Object.hasOwn(value, name)) value = value[String(name)];
    else return undefined;
  }
  return value;
}

/** The last name of a path; an entry of a list goes by its list. */
function keyNameOf(path: ConfigPath): string {
  return path.findLast((name) => typeof name === 'string') ?? '';
}

function nameOf(value: PlainValue | undefined): string {
  if (value === undefined || value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  return typeof value === 'string' ? `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'` : String(value);
}
