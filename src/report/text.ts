import type { LocatedOutcome, LocatedReport, SilencedOutcome } from './located';

const worstFirst = ['error', 'warning', 'information', 'hint'];

/** Paints a word for a terminal, or leaves it alone. */
export type Paint = (style: 'red' | 'yellow' | 'blue' | 'dim' | 'bold', text: string) => string;

/**
 * The report for people: findings with place and code as compilers write them, how models compare, then what is undecided, then a summary.
 * @param details tell each undecided and skipped outcome rather than their number
 */
export function textReport(
  { name, outcomes, silenced, report }: LocatedReport,
  paint: Paint,
  details: boolean,
): string {
  const shown = outcomes.filter(({ severity }) => severity !== 'hint');
  const findings = shown
    .filter(({ status }) => status === 'finding')
    .sort((a, b) => worstFirst.indexOf(a.severity) - worstFirst.indexOf(b.severity) || before(a, b));
  const undecided = shown.filter(({ status }) => status === 'undecided');
  const skipped = shown.filter(({ status }) => status === 'skipped');
  const passed = shown.filter(({ status }) => status === 'pass');
  const lines = [
    ...findings.map((finding) => line(name, finding, paint)),
    ...passed.filter(({ code }) => answers.includes(code)).map((outcome) => line(name, outcome, paint)),
    ...undecidedLines(name, undecided, paint, details),
    ...(details ? skipped.map((outcome) => line(name, outcome, paint)) : []),
    summary(name, findings, [undecided.length, passed.length, skipped.length], silenced, paint),
  ];
  const { files, seconds } = report.provenance;
  const events = files.flatMap((file) => file.events ?? []);
  if (events.length > 0) {
    const total = events.reduce((sum, count) => sum + count, 0);
    const where = events.length === 1 ? '1 file' : `${events.length} files`;
    lines.push(paint('dim', `${total.toLocaleString('en-GB')} events in ${where}, ${seconds.toFixed(1)} s`));
  }
  return `${lines.join('\n')}\n`;
}

function before(a: LocatedOutcome, b: LocatedOutcome): number {
  return a.range.start.line - b.range.start.line || a.range.start.character - b.range.start.character;
}

function line(name: string, { range, severity, status, message, code }: LocatedOutcome, paint: Paint): string {
  const place = `${name}:${range.start.line + 1}:${range.start.character + 1}`;
  const word = status === 'finding' ? severity : status;
  const colour = word === 'error' ? 'red' : word === 'warning' ? 'yellow' : 'blue';
  return `${paint('bold', place)} ${paint(colour, word)} ${message} ${paint('dim', `[${code}]`)}`;
}

/** Who names several models asks what each costs and gains, and who asks what they learned wants to read it. */
const answers: readonly string[] = ['model/comparison', 'learned/observables'];

/** Undecided is not a pass: it is told, for each check the number and the first. */
function undecidedLines(name: string, undecided: readonly LocatedOutcome[], paint: Paint, details: boolean): string[] {
  if (details) return undecided.map((outcome) => line(name, outcome, paint));
  const codes = new Map<string, LocatedOutcome[]>();
  for (const outcome of undecided) codes.set(outcome.code, [...(codes.get(outcome.code) ?? []), outcome]);
  return [...codes].map(([code, of]) => {
    const about = [...new Set(of.flatMap(({ target }) => target.nuisance ?? target.feature ?? target.sample ?? []))];
    const names = about.length > 0 ? ` (${about.join(', ')})` : '';
    return paint(
      'dim',
      `${name}: undecided: ${of.length} × ${code}${names}; --details tells what could have been seen`,
    );
  });
}

function summary(
  name: string,
  findings: readonly LocatedOutcome[],
  [undecided, passed, skipped]: readonly [number, number, number],
  silenced: readonly SilencedOutcome[],
  paint: Paint,
): string {
  const counts = worstFirst.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count > 1 && severity !== 'information' ? 's' : ''}`];
  });
  const byComment = silenced.filter(({ by }) => by === 'comment').length;
  const rest = [
    `${passed} passed`,
    ...(undecided > 0 ? [`${undecided} undecided`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(byComment > 0 ? [`${byComment} silenced`] : []),
    ...(byComment < silenced.length ? [`${silenced.length - byComment} in the baseline`] : []),
  ];
  const found = counts.length === 0 ? 'no findings' : counts.join(', ');
  return `${paint('bold', `${name}: ${found}`)}; ${rest.join(', ')}`;
}
