import type { Analysis, Place } from '../../config/analysis';
import type { CheckCode } from '../../config/catalogue';
import { didYouMean, nearestName } from '../../config/nearestName';
import type { Edit, Outcome } from '../../report/report';
import { severityOf } from '../severity';

export type Finding = Pick<Outcome, 'message' | 'at'> &
  Partial<Pick<Outcome, 'target' | 'evidence' | 'related' | 'fix' | 'severity'>>;

/** A finding with the level that holds for its code; nothing where the code is off. */
export function finding(analysis: Analysis, code: CheckCode, said: Finding): Outcome[] {
  return outcome(analysis, code, 'finding', said);
}

/** Only where something was really verified. */
export function pass(analysis: Analysis, code: CheckCode, said: Finding): Outcome[] {
  return outcome(analysis, code, 'pass', said);
}

/** What to do about a misspelt word: the end of a message, and the edit that mends it. */
export function suggestion(
  at: Place,
  word: string,
  candidates: Iterable<string>,
  write: (name: string) => string = (name) => name,
): { readonly hint: string; readonly fix?: Edit } {
  const nearest = nearestName(word, candidates);
  if (nearest === undefined) return { hint: '' };
  return { hint: didYouMean(nearest), fix: { at, text: write(nearest), title: `Change to '${nearest}'` } };
}

/** `'a'`, `'a' and 'b'`, `'a', 'b' and 3 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.length > 4 ? names.slice(0, 3) : names;
  const words = shown.map((name) => `'${name}'`);
  if (names.length > shown.length) return `${words.join(', ')} and ${names.length - shown.length} more`;
  const last = words.pop() ?? '';
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`;
}

function outcome(analysis: Analysis, code: CheckCode, status: 'finding' | 'pass', said: Finding): Outcome[] {
  const level = severityOf(analysis, code);
  if (level === undefined) return [];
  const { message, at, severity = level, target = {}, evidence = {}, related, fix } = said;
  return [{ code, status, severity, message, at, target, evidence, ...(related && { related }), ...(fix && { fix }) }];
}
