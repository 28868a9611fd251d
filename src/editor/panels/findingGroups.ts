import { l10n } from 'vscode';
import type { ConfigPath, Place } from '../../config/analysis';
import { checkInfo } from '../../config/catalogue';
import type { Outcome, Severity, Status, Target } from '../../report/report';

/** By what the tree of findings puts outcomes together. */
export type Grouping = 'nuisance' | 'check' | 'sample';

/** Outcomes that belong together in the tree of findings: those of a nuisance, of a check or of a sample. */
export interface FindingGroup {
  readonly id: string;
  readonly label: string;
  /** The node it is about, where there is one. */
  readonly path: ConfigPath | undefined;
  /** The most serious among its rows, and how grave. */
  readonly worst: Pick<FindingRow, 'status' | 'severity'>;
  /** `2 findings, 1 undecided`. */
  readonly summary: string;
  /** Findings first, then undecided, then skipped, then passed. */
  readonly rows: readonly FindingRow[];
}

export interface FindingRow {
  readonly id: string;
  readonly code: string;
  /** The check's question in plain words. */
  readonly title: string;
  readonly status: Status;
  readonly severity: Severity;
  /** What it speaks of: `large: ttH, up, tight`. */
  readonly label: string;
  readonly message: string;
  readonly at: Place;
}

/** The tree of findings: groups with the most serious first, otherwise in the order of the analysis file. */
export function groupFindings(outcomes: readonly Outcome[], by: Grouping = 'nuisance'): readonly FindingGroup[] {
  const groups = new Map<string, { label: string; path: ConfigPath | undefined; rows: FindingRow[] }>();
  for (const [index, outcome] of outcomes.entries()) {
    const { id, label, path } = groupOf(outcome, by);
    const group = groups.get(id) ?? { label, path, rows: [] };
    groups.set(id, group);
    group.rows.push(rowOf(outcome, index, by));
  }
  return [...groups]
    .map(([id, { label, path, rows }]) => {
      const sorted = rows.toSorted((a, b) => rank(a) - rank(b));
      const [first] = sorted;
      const worst = { status: first?.status ?? 'pass', severity: first?.severity ?? 'hint' };
      return { id, label, path, worst, summary: summarise(rows), rows: sorted };
    })
    .toSorted((a, b) => rank(a.worst) - rank(b.worst));
}

/** What the checks of a family are about; a family without a name here stands with that of its codes. */
function familyName(family: string): string {
  switch (family) {
    case 'config':
      return l10n.t('Analysis file');
    case 'model':
      return l10n.t('Model');
    case 'data':
      return l10n.t('Samples');
    case 'shift':
      return l10n.t('Domain shift');
    case 'nuisance':
      return l10n.t('Nuisances');
    case 'decorrelation':
      return l10n.t('Decorrelation');
    case 'pull':
      return l10n.t('Pulls');
    case 'calibration':
      return l10n.t('Calibration');
    case 'emulator':
      return l10n.t('Emulator');
    default:
      return family;
  }
}

interface GroupName {
  readonly id: string;
  readonly label: string;
  readonly path: ConfigPath | undefined;
}

function groupOf({ code, target }: Outcome, by: Grouping): GroupName {
  if (by === 'check') return { id: `check ${code}`, label: code, path: undefined };
  if (by === 'sample') {
    const { sample } = target;
    return sample === undefined
      ? { id: 'no sample', label: l10n.t('Of no single sample'), path: undefined }
      : { id: `sample ${sample}`, label: sample, path: ['samples', sample] };
  }
  if (target.nuisance !== undefined) {
    return { id: `nuisance ${target.nuisance}`, label: target.nuisance, path: ['nuisances', target.nuisance] };
  }
  const family = code.split('/', 1)[0] ?? code;
  return { id: `family ${family}`, label: familyName(family), path: undefined };
}

function rowOf({ code, status, severity, message, at, target }: Outcome, index: number, by: Grouping): FindingRow {
  const name = code.slice(code.indexOf('/') + 1).replaceAll('-', ' ');
  const of = wordsOf(target, by).join(', ');
  return {
    id: `${index.toString()} ${code}`,
    code,
    title: checkInfo(code)?.title ?? code,
    status,
    severity,
    label: of === '' ? name : by === 'check' ? of : `${name}: ${of}`,
    message,
    at,
  };
}

/** All that a target names, except what the group says. */
function wordsOf(
  { nuisance, model, sample, class: label, feature, side, workingPoint }: Target,
  by: Grouping,
): readonly string[] {
  const words = [
    by === 'nuisance' ? undefined : nuisance,
    model === 'model' ? undefined : model,
    by === 'sample' ? undefined : sample,
    feature,
    side,
    workingPoint,
  ];
  if (label !== undefined) words.push(l10n.t('class {0}', label));
  return words.filter((word) => word !== undefined);
}

const statusRank: Readonly<Record<Status, number>> = { finding: 0, undecided: 10, skipped: 20, pass: 30 };
const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, information: 2, hint: 3 };

/** Among what is not a finding, how grave it would have been does not matter. */
function rank({ status, severity }: Pick<FindingRow, 'status' | 'severity'>): number {
  return statusRank[status] + (status === 'finding' ? severityRank[severity] : 0);
}

/** `2 findings, 1 undecided, 9 passed`; hints are not counted. */
export function summarise(rows: readonly Pick<FindingRow, 'status' | 'severity'>[]): string {
  const of = (status: Status): number => rows.filter((row) => row.status === status).length;
  const findings = rows.filter(({ status, severity }) => status === 'finding' && severity !== 'hint').length;
  const told = (status: Status, text: string): string[] => (of(status) === 0 ? [] : [text]);
  return [
    ...(findings === 0 ? [] : [findings === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', findings)]),
    ...told('undecided', l10n.t('{0} undecided', of('undecided'))),
    ...told('skipped', l10n.t('{0} skipped', of('skipped'))),
    ...told('pass', l10n.t('{0} passed', of('pass'))),
  ].join(', ');
}
