/**
 * Findings that somebody has accepted for a reason: `pullscope-baseline.json`. What is in it is not reported again,
 * unless it has become worse.
 */
import type { ConfigPath } from '../config/analysis';
import { stopsTheRun } from '../config/stopsTheRun';
import { isWorse } from './baselineEffects';
import { findingIdentity } from './findingIdentity';
import type { Measured, Outcome, Severity, Target } from './report';

/** Its name, beside the analysis file. */
export const baselineName = 'pullscope-baseline.json';

/** One row of a finding as it was when it was accepted. */
export interface AcceptedRow {
  readonly target: Target;
  readonly question?: string;
  readonly evidence: Readonly<Record<string, Measured>>;
}

export interface AcceptedFinding {
  /** The analysis file, relative to the baseline's folder, with `/`. */
  readonly analysis: string;
  readonly code: string;
  readonly node: ConfigPath;
  readonly severity: Exclude<Severity, 'hint'>;
  /** What it said, for those who read the file. */
  readonly message: string;
  readonly reason: string;
  /** `2026-03-14` */
  readonly date: string;
  /** The reported row first. */
  readonly rows: readonly AcceptedRow[];
}

export interface Baseline {
  readonly accepted: readonly AcceptedFinding[];
}

export const emptyBaseline: Baseline = { accepted: [] };

/** A baseline, and what the analysis is called in it. */
export interface KnownFindings {
  readonly baseline: Baseline;
  /** As in `AcceptedFinding`. */
  readonly analysis: string;
}

export const nothingKnown: KnownFindings = { baseline: emptyBaseline, analysis: '' };

export interface Compared {
  /** Without what is accepted and no worse. */
  readonly outcomes: readonly Outcome[];
  readonly accepted: readonly { readonly outcome: Outcome; readonly reason: string }[];
}

/**
 * Takes the findings out that are accepted. Where only a further row of a finding is new or worse, that row is reported
 * with the finding's severity.
 */
export function applyBaseline({ baseline, analysis }: KnownFindings, outcomes: readonly Outcome[]): Compared {
  const known = rowsOf(baseline, analysis);
  if (known.size === 0) return { outcomes, accepted: [] };
  const severities = severitiesOf(outcomes);
  const reasons = new Map<Outcome, string>();
  for (const outcome of outcomes) {
    const before = outcome.status === 'finding' ? known.get(rowKey(nodeOf(outcome))) : undefined;
    if (before === undefined || stopsTheRun(outcome)) continue;
    const severity = severities.get(identityOf(outcome)) ?? outcome.severity;
    const graver = severityRank[severity] < severityRank[before.finding.severity];
    if (!graver && !isWorse(before.row.evidence, outcome.evidence)) reasons.set(outcome, before.finding.reason);
  }
  const told = new Set(
    outcomes.filter((outcome) => isReported(outcome) && !reasons.has(outcome)).map((outcome) => identityOf(outcome)),
  );
  const remaining = outcomes
    .filter((outcome) => !reasons.has(outcome))
    .map((outcome) => {
      const identity = identityOf(outcome);
      if (outcome.status !== 'finding' || told.has(identity)) return outcome;
      told.add(identity);
      return { ...outcome, severity: severities.get(identity) ?? outcome.severity };
    });
  return { outcomes: remaining, accepted: [...reasons].map(([outcome, reason]) => ({ outcome, reason })) };
}

/** Whether a finding may be accepted: what keeps the analysis from being measured can only be mended. */
export function isAcceptable(outcome: Outcome): boolean {
  return isReported(outcome) && !stopsTheRun(outcome) && outcome.code !== 'config/suppression';
}

/**
 * The baseline with these findings, too; what was accepted of the same rows before is replaced.
 * @param findings those of `outcomes` that are accepted
 * @param outcomes all of the run, with the further rows of the findings
 */
export function accept(
  { baseline, analysis }: KnownFindings,
  findings: readonly Outcome[],
  outcomes: readonly Outcome[],
  { reason, date }: Pick<AcceptedFinding, 'reason' | 'date'>,
): Baseline {
  const added = findings.filter(isAcceptable).map((finding): AcceptedFinding => {
    const { code, severity, message } = finding;
    const identity = identityOf(finding);
    const further = outcomes.filter(
      (outcome) => outcome.status === 'finding' && outcome.severity === 'hint' && identityOf(outcome) === identity,
    );
    const rows = [finding, ...further].map(({ target, question, evidence }): AcceptedRow => ({
      target,
      ...(question !== undefined && { question }),
      evidence,
    }));
    const graded = severity === 'hint' ? 'information' : severity;
    return { analysis, code, node: finding.at.path, severity: graded, message, reason, date, rows };
  });
  const replaced = new Set(added.flatMap((finding) => keysOf(finding)));
  return sorted([...keepRows(baseline, (finding, row) => !isOf(analysis, finding) || !replaced.has(row)), ...added]);
}

/** The baseline after the file of an analysis got another name. */
export function renamed({ accepted }: Baseline, from: string, to: string): Baseline {
  return sorted(accepted.map((finding) => (isOf(from, finding) ? { ...finding, analysis: to } : finding)));
}

/** The baseline without what a whole run does not find any more. @param outcomes of the run, before the baseline */
export function tidy({ baseline, analysis }: KnownFindings, outcomes: readonly Outcome[]): Baseline {
  const found = new Set(
    outcomes.filter(({ status }) => status === 'finding').map((outcome) => rowKey(nodeOf(outcome))),
  );
  return sorted(keepRows(baseline, (finding, row) => !isOf(analysis, finding) || found.has(row)));
}

const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

function isReported({ status, severity }: Outcome): boolean {
  return status === 'finding' && severity !== 'hint';
}

function isOf(analysis: string, finding: AcceptedFinding): boolean {
  return finding.analysis === analysis;
}

/** What a row is recognised by. */
type Recognised = Pick<AcceptedFinding, 'code' | 'node' | 'message'> & AcceptedRow;

function nodeOf({ code, target, question, at, message, evidence }: Outcome): Recognised {
  return { code, target, ...(question !== undefined && { question }), node: at.path, message, evidence };
}

function identityOf(outcome: Outcome): string {
  return findingIdentity(nodeOf(outcome));
}

/**
 * Key of one row. A finding that names no target is known by its node; two of them at one node are told apart by their
 * words, without names and numbers. What was measured in a bin belongs to that bin.
 */
function rowKey({ code, node, message, target, question, evidence }: Recognised): string {
  const named = Object.entries(target).sort(([a], [b]) => (a < b ? -1 : 1));
  const words = message.replaceAll(/'[^']*'|[-+]?\d[\d.,]*(e[-+]?\d+)?/g, '').replaceAll(/\s+/g, ' ');
  const { from, to } = evidence;
  return JSON.stringify([code, question, ...(named.length > 0 ? named : [node, words]), from, to]);
}

function keysOf(finding: AcceptedFinding): string[] {
  return finding.rows.map((row) => rowKey({ ...finding, ...row }));
}

function rowsOf(
  { accepted }: Baseline,
  analysis: string,
): ReadonlyMap<string, { readonly finding: AcceptedFinding; readonly row: AcceptedRow }> {
  return new Map(
    accepted
      .filter((finding) => isOf(analysis, finding))
      .flatMap((finding) => finding.rows.map((row) => [rowKey({ ...finding, ...row }), { finding, row }])),
  );
}

/** By identity: how grave a finding is at its worst row. */
function severitiesOf(outcomes: readonly Outcome[]): ReadonlyMap<string, Severity> {
  const severities = new Map<string, Severity>();
  for (const outcome of outcomes.filter(isReported)) {
    const known = severities.get(identityOf(outcome));
    if (known === undefined || severityRank[outcome.severity] < severityRank[known]) {
      severities.set(identityOf(outcome), outcome.severity);
    }
  }
  return severities;
}

function keepRows(
  { accepted }: Baseline,
  keep: (finding: AcceptedFinding, row: string) => boolean,
): readonly AcceptedFinding[] {
  return accepted
    .map((finding) => ({
      ...finding,
      rows: finding.rows.filter((row) => keep(finding, rowKey({ ...finding, ...row }))),
    }))
    .filter(({ rows }) => rows.length > 0);
}

/** So that two people who accept different findings change different lines. */
function sorted(accepted: readonly AcceptedFinding[]): Baseline {
  const keyOf = ({ analysis, code, node }: AcceptedFinding): string => [analysis, code, ...node].join('\0');
  return { accepted: accepted.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0)) };
}
