/** A line over each sample, model and nuisance: what was last measured of it, in few words. */
import type { ConfigPath } from '../config/analysis';
import type { TextRange } from '../config/document';
import type { ParsedAnalysis } from '../config/parse';
import { count } from '../checks/wording';
import type { Measured, Outcome, Report } from '../report/report';
import { tally } from './hover/checkHover';
import { firstOf, movedBy, outcomesOf, type Moved } from './hover/measured';
import { changeOf, numberOf, valueOf } from './hover/numbers';
import { outcomesIn } from './hover/quantities';
import { groupName, sideWord } from './hover/sampleHover';
import type { Knowledge } from './knowledge';
import { namesOf } from './names';
import { say, type Words } from './words';

export interface Lens {
  readonly range: TextRange;
  readonly path: ConfigPath;
  /** None before a run has said something of it. */
  readonly text: string | undefined;
}

export function lensesOf(parsed: ParsedAnalysis, knowledge: Knowledge, words: Words): readonly Lens[] {
  return [...ofNames(parsed, knowledge, words), ...ofQuestions(parsed, knowledge, words)];
}

function ofNames(parsed: ParsedAnalysis, { report, age }: Knowledge, words: Words): readonly Lens[] {
  return namesOf(parsed).occurrences.flatMap(({ kind, name, defines, range, path }) => {
    if (!defines || (kind !== 'sample' && kind !== 'model' && kind !== 'nuisance')) return [];
    const parts = report === undefined ? [] : partsOf(kind, name, report, words);
    if (parts.length > 0 && age === 'stale') parts.push(words.beforeChange);
    return [{ range, path, text: parts.length === 0 ? undefined : parts.join(' \u00B7 ') }];
  });
}

/** Over what must not matter, over pulls, and over every section that asks a question: of what was learned, of a fit, … */
function ofQuestions(parsed: ParsedAnalysis, { report, age }: Knowledge, words: Words): readonly Lens[] {
  const { analysis } = parsed;
  if (analysis === undefined) return [];
  const { pulls } = analysis;
  const paths: ConfigPath[] = [
    ...(analysis.protected.length > 0 ? [['protected']] : []),
    ...(pulls.theory === undefined ? [] : [['pulls', 'theory']]),
    ...(pulls.fit === undefined ? [] : [['pulls', 'fit']]),
    ...(analysis.learned === undefined ? [] : [['learned']]),
    ...(analysis.undetected === undefined ? [] : [['undetected']]),
    ...(analysis.inference === undefined ? [] : [['inference']]),
    ...(analysis.corruptions === undefined ? [] : [['corruptions']]),
    ...(analysis.emulator === undefined ? [] : [['emulator']]),
    ...[...(analysis.abcd?.values() ?? [])].map(({ path }) => path),
  ];
  return paths.map((path) => {
    const result = tally(outcomesIn(report?.outcomes ?? [], path), words);
    const text = result !== '' && age === 'stale' ? `${result} \u00B7 ${words.beforeChange}` : result;
    return { range: parsed.locate({ path, on: 'key' }), path, text: text === '' ? undefined : text };
  });
}

function partsOf(kind: 'sample' | 'model' | 'nuisance', name: string, report: Report, words: Words): string[] {
  const outcomes = outcomesOf(report, (target) =>
    kind === 'nuisance' ? target.nuisance === name : target.nuisance === undefined && target[kind] === name,
  );
  const parts = {
    sample: () => ofSample(outcomes, words),
    model: () => ofModel(outcomes, words),
    nuisance: () => ofNuisance(report, name, words),
  }[kind]();
  const judged = tally(
    outcomes.filter(({ status }) => status === 'finding' || status === 'undecided'),
    words,
  );
  return [...parts, ...(judged === '' ? [] : [judged])];
}

function ofSample(outcomes: readonly Outcome[], words: Words): string[] {
  const sizes = outcomes.filter(({ code }) => code === 'data/negative-weights' || code === 'data/low-statistics');
  const events = firstOf(sizes, 'events');
  const effective = firstOf(sizes, 'effectiveEvents');
  if (events === undefined || effective === undefined) return [];
  const [shown, worth] = [events, effective].map((one) => count(valueOf(one)));
  if (shown === undefined || worth === undefined) return [];
  return [shown === worth ? say(words, 'eventsAre', shown) : say(words, 'eventsWorth', shown, worth)];
}

function ofModel(outcomes: readonly Outcome[], words: Words): string[] {
  const auc = firstOf(
    outcomes.filter(({ code }) => code === 'model/output'),
    'auc',
  );
  return auc === undefined ? [] : [`${words.auc} ${numberOf(auc)}`];
}

/** The change that is largest, of all yields and efficiencies. */
function ofNuisance(report: Report, name: string, words: Words): string[] {
  let largest: { readonly of: Moved['of']; readonly side: string; readonly ratio: Measured } | undefined;
  for (const { of, sides } of movedBy(report, name)) {
    for (const [side, ratio] of sides) {
      if (side === 'cross-check') continue;
      if (largest !== undefined && Math.abs(valueOf(ratio) - 1) <= Math.abs(valueOf(largest.ratio) - 1)) continue;
      largest = { of, side, ratio };
    }
  }
  if (largest === undefined) return [];
  const { of, side, ratio } = largest;
  const group = groupName(of, words);
  const what =
    of.workingPoint === undefined ? say(words, 'yieldOf', group) : say(words, 'efficiencyOf', group, of.workingPoint);
  return [say(words, 'changes', what, changeOf(ratio), words[sideWord(side)])];
}
