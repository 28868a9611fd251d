/** What can be done about a finding, and at a place without one. */
import type { Analysis, Nuisance } from '../../config/analysis';
import type { Position } from '../../config/document';
import { parseAnalysis, type ParsedAnalysis } from '../../config/parse';
import { writtenAt } from '../../config/writtenNodes';
import { columnOfValue, ExpressionError, parseExpression } from '../../data/expression/expression';
import type { Outcome } from '../../report/report';
import { valueOf } from '../hover/numbers';
import type { Knowledge } from '../knowledge';
import { scalarLike } from '../names';
import type { TextChange } from '../rename';
import { say, type Words } from '../words';
import { commentOut, insertEntry, reorderList, setEntry } from './edits';
import { mirrored } from './mirror';

export interface Action {
  readonly title: string;
  readonly changes: readonly TextChange[];
  readonly isPreferred?: boolean;
}

/** The mends of a finding of a check, the one that its check proposes first. */
export function mendsOf(
  outcome: Outcome,
  parsed: ParsedAnalysis,
  knowledge: Knowledge,
  words: Words,
): readonly Action[] {
  const { analysis } = parsed;
  if (analysis === undefined) return [];
  const { code, target } = outcome;
  const nuisance = analysis.nuisances.get(target.nuisance ?? '');
  switch (code) {
    case 'data/missing':
      return present(declareMissing(outcome, parsed, analysis, words));
    case 'nuisance/no-effect':
      return nuisance === undefined ? [] : present(switchOff(nuisance, parsed, words));
    case 'nuisance/one-sided':
      return nuisance === undefined ? [] : mirrors(nuisance, parsed, analysis, knowledge, words);
    case 'decorrelation/apparent':
      return nuisance === undefined ? [] : crossChecks(nuisance, parsed, analysis, words);
    case 'model/inputs':
      return present(inOrder(outcome, parsed));
    default:
      return [];
  }
}

/** What can be added where the cursor stands, though nothing is wrong: a side that is missing, a cross-check. */
export function refactorsAt(
  parsed: ParsedAnalysis,
  position: Position,
  knowledge: Knowledge,
  words: Words,
): readonly Action[] {
  const [section, name] = parsed.pathAt(position);
  const { analysis } = parsed;
  const nuisance = section === 'nuisances' ? analysis?.nuisances.get(String(name)) : undefined;
  if (analysis === undefined || nuisance === undefined) return [];
  const isOneSided = (nuisance.up === undefined) !== (nuisance.down === undefined);
  return [
    ...(isOneSided ? mirrors(nuisance, parsed, analysis, knowledge, words) : []),
    ...crossChecks(nuisance, parsed, analysis, words),
  ];
}

/** Turns a check off for the whole file. */
export function turnOff(code: string, parsed: ParsedAnalysis, words: Words): Action | undefined {
  const checks = writtenAt(parsed.written(), ['checks']);
  const own = checks && writtenAt(parsed.written(), ['checks', code]);
  const change =
    checks === undefined
      ? insertEntry(parsed, [], 'checks', `{ ${code}: off }`)
      : own?.kind === 'map'
        ? setEntry(parsed, ['checks', code], 'level', 'off')
        : setEntry(parsed, ['checks'], code, 'off');
  return change && { title: say(words, 'turnOff', code), changes: [change] };
}

function declareMissing(
  { target, evidence }: Outcome,
  parsed: ParsedAnalysis,
  analysis: Analysis,
  words: Words,
): Action | undefined {
  const { sentinel } = evidence;
  const sample = analysis.samples.get(target.sample ?? '');
  const name = target.feature === undefined ? undefined : columnBehind(target.feature);
  if (sentinel === undefined || sample === undefined || name === undefined) return undefined;
  const value = String(valueOf(sentinel));
  const column = scalarLike({ style: 'plain' }, name);
  const change =
    writtenAt(parsed.written(), [...sample.path, 'missing']) === undefined
      ? insertEntry(parsed, sample.path, 'missing', `{ ${column}: ${value} }`)
      : setEntry(parsed, [...sample.path, 'missing'], name, value);
  return change && { title: say(words, 'declareMissing', value, name), changes: [change], isPreferred: true };
}

/** The column whose values a feature has; none where it is computed. */
function columnBehind(feature: string): string | undefined {
  try {
    return columnOfValue(parseExpression(feature).node);
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function switchOff({ name, path }: Nuisance, parsed: ParsedAnalysis, words: Words): Action | undefined {
  const changes = commentOut(parsed, path);
  return changes && { title: say(words, 'commentOut', name), changes };
}

/** The side that is missing, or either side from the other. */
function mirrors(
  { path, up, down }: Nuisance,
  parsed: ParsedAnalysis,
  analysis: Analysis,
  { facts }: Knowledge,
  words: Words,
): readonly Action[] {
  const sides = [
    ['up', 'down', up],
    ['down', 'up', down],
  ] as const;
  return sides.flatMap(([from, to, variation]) => {
    const text = variation && mirrored(variation, from, analysis, facts);
    const change = text === undefined ? undefined : setEntry(parsed, path, to, text);
    return change === undefined ? [] : [{ title: say(words, 'mirror', words[to], words[from]), changes: [change] }];
  });
}

/** A third sample for a comparison of two, out of those that nothing else is. */
function crossChecks(
  { path, kind, alternative, crossCheck }: Nuisance,
  parsed: ParsedAnalysis,
  analysis: Analysis,
  words: Words,
): readonly Action[] {
  if (kind !== 'two-point' || alternative === undefined || crossCheck !== undefined) return [];
  const taken = new Set([
    ...analysis.nominal.map(({ sample }) => sample),
    ...[...alternative.samples.values()].map(({ sample }) => sample),
    ...[...analysis.application.values()].map(({ sample }) => sample),
  ]);
  const [replaced] = alternative.samples.keys();
  if (replaced === undefined) return [];
  return [...analysis.samples.keys()]
    .filter((name) => !taken.has(name))
    .flatMap((name) => {
      const [key, value] = [replaced, name].map((one) => scalarLike({ style: 'plain' }, one));
      const change = insertEntry(parsed, path, 'cross-check', `{ ${key ?? ''}: ${value ?? ''} }`);
      return change === undefined ? [] : [{ title: say(words, 'addCrossCheck', name), changes: [change] }];
    });
}

/** The features as the model has them, each as it is written. */
function inOrder({ fix }: Outcome, parsed: ParsedAnalysis): Action | undefined {
  if (fix?.at.on !== 'value') return undefined;
  const changes = reorderList(parsed, fix.at.path, listItems(fix.text));
  return changes && changes.length > 0 ? { title: fix.title, changes, isPreferred: true } : undefined;
}

/** The entries of `[a, 'b']`. */
function listItems(text: string): readonly string[] {
  const [list] = parseAnalysis(`protected: ${text}`).written();
  return list?.children.flatMap(({ scalar }) => scalar?.text ?? []) ?? [];
}

function present(action: Action | undefined): readonly Action[] {
  return action === undefined ? [] : [action];
}
