/**
 * Outcomes as JUnit's XML, as GitLab, GitHub's actions and Jenkins show it: a suite for each analysis, a case for each
 * answer of a check. What is undecided is skipped, not passed. No case has a time: checks are not timed one by one.
 */
import type { LocatedOutcome, LocatedReport } from './located';
import type { Target } from './report';

/** @param fails whether a finding fails its case; others are told in its output */
export function junitReport(reports: readonly LocatedReport[], fails: (outcome: LocatedOutcome) => boolean): string {
  const suites = reports.map((report) => suite(report, fails));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="pullscope">',
    ...suites,
    '</testsuites>',
    '',
  ].join('\n');
}

function suite(
  { name, outcomes, silenced, report }: LocatedReport,
  fails: (outcome: LocatedOutcome) => boolean,
): string {
  const told = outcomes.filter(({ status, severity }) => !(status === 'finding' && severity === 'hint'));
  const names = new Map<string, number>();
  const cases = [
    ...told.map((outcome) => testCase(name, outcome, bodyOf(outcome, name, fails), names)),
    ...silenced.map((outcome) =>
      testCase(name, outcome, [element('skipped', { message: `Accepted: ${outcome.reason}` }, outcome.message)], names),
    ),
  ];
  const failures = told.filter((outcome) => outcome.status === 'finding' && fails(outcome)).length;
  const skipped = told.filter(({ status }) => status === 'undecided' || status === 'skipped').length + silenced.length;
  const attributes = {
    name,
    tests: cases.length.toString(),
    failures: failures.toString(),
    errors: '0',
    skipped: skipped.toString(),
    time: report.provenance.seconds.toFixed(3),
  };
  return `  <testsuite ${written(attributes)}>\n${cases.join('\n')}${cases.length === 0 ? '' : '\n'}  </testsuite>`;
}

function testCase(
  file: string,
  { code, target, range }: LocatedOutcome,
  body: readonly string[],
  names: Map<string, number>,
): string {
  const about = wordsOf(target).join(', ');
  const name = about === '' ? code : `${code}: ${about}`;
  // Viewers tell cases apart by their names.
  const count = (names.get(name) ?? 0) + 1;
  names.set(name, count);
  const attributes = written({
    classname: file,
    name: count === 1 ? name : `${name} (${count.toString()})`,
    file,
    line: (range.start.line + 1).toString(),
  });
  if (body.length === 0) return `    <testcase ${attributes}/>`;
  return `    <testcase ${attributes}>\n${body.map((line) => `      ${line}\n`).join('')}    </testcase>`;
}

function bodyOf(outcome: LocatedOutcome, file: string, fails: (outcome: LocatedOutcome) => boolean): string[] {
  const { status, severity, code, message, range } = outcome;
  if (status === 'pass') return [];
  if (status !== 'finding') return [element('skipped', { message: `${status}: ${message}` }, '')];
  const place = `${file}:${(range.start.line + 1).toString()}:${(range.start.character + 1).toString()}`;
  const line = `${place} ${severity} ${message} [${code}]`;
  return [fails(outcome) ? element('failure', { type: severity, message }, line) : element('system-out', {}, line)];
}

function wordsOf({ nuisance, side, sample, class: label, model, feature, workingPoint }: Target): string[] {
  return [
    nuisance,
    side,
    sample,
    label === undefined ? undefined : `class ${label.toString()}`,
    model,
    feature,
    workingPoint,
  ].filter((word) => word !== undefined);
}

function element(name: string, attributes: Readonly<Record<string, string>>, text: string): string {
  const start = [name, written(attributes)].filter((part) => part !== '').join(' ');
  return text === '' ? `<${start}/>` : `<${start}>${escaped(text)}</${name}>`;
}

function written(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(' ');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 has no other control characters than tab and line ends, not even escaped, and no lone surrogates. */
function escaped(text: string): string {
  return text
    .replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter)
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[\t\n\r]/g, ' ');
}
