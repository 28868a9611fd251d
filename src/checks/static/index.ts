/** What can be said of an analysis without reading an event. */
import type { Analysis, Place } from '../../config/analysis';
import type { Position, TextRange } from '../../config/document';
import type { ParsedAnalysis } from '../../config/parse';
import type { Outcome } from '../../report/report';
import type { Facts } from '../facts';
import { checkColumns } from './columns';
import { checkEmulator } from './emulator';
import { checkFiles } from './files';
import { checkInference } from './inference';
import { checkModels } from './modelContract';
import { checkNames } from './names';
import { listed } from './staticOutcome';

export { runtimeProblems } from './modelRuntime';
export { collectReferences } from './references';
export { applySuppressions, type Suppressed } from './suppress';

/**
 * The static outcomes of a text as it is being typed: where it is broken, nothing is said of what may only be a
 * consequence. Comments are not applied yet: see `applySuppressions`.
 */
export function checkParsed(parsed: ParsedAnalysis, facts: Facts): Outcome[] {
  const { analysis, brokenFrom, problems } = parsed;
  if (analysis === undefined) return [];
  const errors = problems.filter(({ severity }) => severity === 'error');
  const isTouched = (place: Place): boolean => {
    const { start, end } = parsed.locate({ ...place, on: 'value' });
    return errors.some(({ range }) => !isBefore(range.start, start) && !isBefore(end, range.end));
  };
  return checkStatic(analysis, facts, (place) => parsed.locate(place)).filter(({ code, at }) => {
    if (errors.length > 0 && absence.has(code)) return false;
    // What is wrong among the features is left out of them: they are not yet the list that is meant.
    if (code === 'model/inputs' && isTouched(at)) return false;
    // Nor is an output the one that is meant while it is being typed: then the model's file is blamed.
    if (errors.length > 0 && code === 'model/output' && !at.path.includes('output')) return false;
    if (brokenFrom === undefined) return true;
    return code !== 'config/undefined-name' && parsed.locate(at).end.line < brokenFrom;
  });
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}

/** Codes that complain of what is not there, which a mistake elsewhere may be hiding. */
const absence: ReadonlySet<string> = new Set(['config/unused', 'config/missing-key']);

/**
 * @param locate where a place stands in the text; with it, a word that several samples share through an alias gives
 * one finding, not one for each sample
 */
export function checkStatic(analysis: Analysis, facts: Facts, locate?: (place: Place) => TextRange): Outcome[] {
  const columns = checkColumns(analysis, facts);
  const unknown = new Set(
    columns.flatMap(({ code, target }) => (code === 'config/unknown-column' ? (target.feature ?? []) : [])),
  );
  // A misspelt feature is one mistake: not also one that the model does not know.
  const models = checkModels(analysis, facts).filter(({ target }) => !unknown.has(target.feature ?? ''));
  const outcomes = [
    ...checkNames(analysis),
    ...checkInference(analysis),
    ...checkEmulator(analysis, facts),
    ...checkFiles(analysis, facts),
    ...columns,
    ...models,
  ];
  return locate === undefined ? outcomes : oneForEachWord(outcomes, locate);
}

function oneForEachWord(outcomes: readonly Outcome[], locate: (place: Place) => TextRange): Outcome[] {
  const words = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const { start, end } = locate(outcome.at);
    const word = [outcome.status, outcome.code, start.line, start.character, end.line, end.character].join(' ');
    // What stands at a key may be said of different things; only a shared value is the same mistake.
    const key = outcome.at.on === 'key' ? `${word} ${outcome.message}` : word;
    const same = words.get(key);
    if (same === undefined) words.set(key, [outcome]);
    else same.push(outcome);
  }
  return [...words.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const samples = new Set(others.flatMap(({ target }) => target.sample ?? []));
    samples.delete(first.target.sample ?? '');
    if (samples.size === 0) return [first];
    return [{ ...first, message: `${first.message} The same holds for ${listed([...samples])}.` }];
  });
}
