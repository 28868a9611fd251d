import { checkInfo } from '../../config/catalogue';
import type { CheckOption } from '../../config/checkInfo';
import { count } from '../../checks/wording';
import type { Outcome } from '../../report/report';
import type { Knowledge } from '../knowledge';
import { say, type Words } from '../words';
import type { Block } from './markdown';
import { table } from './sampleHover';

/** A check: its question, its options, and what it said last. */
export function checkBlocks(code: string, { report }: Knowledge, words: Words): readonly Block[] {
  const info = checkInfo(code);
  if (info === undefined) return [{ kind: 'title', name: code, what: '' }];
  const options = Object.entries<CheckOption>(info.options).map(([name, option]) => [
    name,
    defaultText(option),
    option.description,
  ]);
  const outcomes = (report?.outcomes ?? []).filter((outcome) => outcome.code === code);
  return [
    { kind: 'title', name: code, what: say(words, 'defaultLevel', info.level) },
    { kind: 'text', text: info.title },
    ...table(options, [words.option, words.default, words.meaning]),
    ...lastResult(outcomes, words),
  ];
}

/** `20%` or `0.01`, as it would be written. */
export function defaultText({ kind, default: value }: CheckOption): string {
  return kind === 'fraction' ? `${Number((value * 100).toPrecision(6))}%` : String(value);
}

const gravity = ['error', 'warning', 'information', 'hint'];

/** `Last result: 2 findings, 9 passed.`, and what the worst of them says; nothing before there is one. */
export function lastResult(outcomes: readonly Outcome[], words: Words): readonly Block[] {
  if (outcomes.length === 0) return [];
  const worst = outcomes
    .filter(({ status }) => status === 'finding')
    .toSorted((a, b) => gravity.indexOf(a.severity) - gravity.indexOf(b.severity))[0];
  const text = say(words, 'lastResult', tally(outcomes, words));
  return [{ kind: 'text', text }, ...(worst === undefined ? [] : [{ kind: 'text' as const, text: worst.message }])];
}

/** `2 findings, 1 undecided, 9 passed`; rows of a finding that is told once count for nothing. */
export function tally(outcomes: readonly Pick<Outcome, 'status' | 'severity'>[], words: Words): string {
  const counts = { findings: 0, undecided: 0, skipped: 0, passed: 0 };
  for (const { status, severity } of outcomes) {
    if (status === 'finding') counts.findings += severity === 'hint' ? 0 : 1;
    else counts[status === 'pass' ? 'passed' : status] += 1;
  }
  return (['findings', 'undecided', 'skipped', 'passed'] as const)
    .flatMap((word) => {
      if (counts[word] === 0) return [];
      return [word === 'findings' && counts[word] === 1 ? words.oneFinding : say(words, word, count(counts[word]))];
    })
    .join(', ');
}
