import type { Place } from '../../config/analysis';
import { checkInfo } from '../../config/catalogue';
import type { Outcome } from '../../report/report';
import { groupFindings, type FindingRow } from '../panels/findingGroups';

/** The answers of one check about one nuisance, or of one kind: a test. */
export interface CheckTest {
  readonly code: string;
  /** The check's question. */
  readonly label: string;
  readonly at: Place;
  readonly result: 'passed' | 'failed' | 'skipped';
  /** What it found, or why it is skipped; of a test that passed, what is told all the same. */
  readonly messages: readonly { readonly text: string; readonly at: Place }[];
}

export interface TestGroup {
  readonly id: string;
  readonly label: string;
  readonly tests: readonly CheckTest[];
}

/** Tests in the order of the analysis file. An answer that is undecided is no pass: its test is skipped. */
export function checkTests(outcomes: readonly Outcome[]): readonly TestGroup[] {
  return groupFindings(outcomes).map(({ id, label, rows }) => {
    const byCode = new Map<string, FindingRow[]>();
    for (const row of rows) byCode.set(row.code, [...(byCode.get(row.code) ?? []), row]);
    return { id, label, tests: [...byCode].map(([code, of]) => testOf(code, of)).toSorted(byName) };
  });
}

/** @param rows the most serious first; at least one */
function testOf(code: string, rows: readonly FindingRow[]): CheckTest {
  const [first] = rows;
  const findings = rows.filter(({ status, severity }) => status === 'finding' && severity !== 'hint');
  const failed = findings.filter(({ severity }) => severity !== 'information');
  const open = rows.filter(({ status }) => status === 'undecided' || status === 'skipped');
  const passed = rows.some(({ status }) => status === 'pass' || status === 'finding');
  const told = failed.length > 0 ? failed : findings.length > 0 ? findings : open;
  return {
    code,
    label: checkInfo(code)?.title ?? code,
    at: (told[0] ?? first)?.at ?? { path: [] },
    result:
      failed.length > 0
        ? 'failed'
        : open.some(({ status }) => status === 'undecided') || !passed
          ? 'skipped'
          : 'passed',
    messages: told.map(({ message, at }) => ({ text: message, at })),
  };
}

function byName(a: CheckTest, b: CheckTest): number {
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0;
}
