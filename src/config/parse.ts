import type { Analysis, ConfigPath, Place } from './analysis';
import { buildAnalysis } from './buildAnalysis';
import { checkInfo, type CheckCode } from './catalogue';
import type { Position, TextRange } from './document';
import { grammarProblems } from './grammarProblems';
import { invertedRanges } from './invertedRanges';
import { plainValue } from './plainValue';
import type { Problem } from './problem';
import { suppressionsOf } from './suppressions';
import { syntaxProblem } from './syntaxProblem';
import { writtenNodes, type WrittenNode } from './writtenNodes';
import { YamlSource, type LocatedNode } from './yamlSource';
import { yamlTraps } from './yamlTraps';

export type { Problem } from './problem';

/** The text of an analysis file, understood as far as it can be. */
export interface ParsedAnalysis {
  /** Without a byte order mark; all ranges are in this text. */
  readonly text: string;
  /** What is valid in it; `undefined` where the file is too large or too deep to be read at all. */
  readonly analysis: Analysis | undefined;
  readonly problems: readonly Problem[];
  /** Problems that a comment silences, and why. */
  readonly silenced: readonly (Problem & { readonly reason: string })[];
  /** False where an error is among the problems. */
  readonly runnable: boolean;
  /**
   * Line of the first mistake in the YAML itself: what stands from there on may be understood wrongly, and what is
   * missing may only be hidden by it.
   */
  readonly brokenFrom: number | undefined;
  /**
   * The text of a place; never throws. Without `on`, a map or a long list is shown by its key; `on: 'value'` is all of
   * the value. What is no longer there gives the longest part of its path that is.
   */
  locate(place: Place): TextRange;
  /** The innermost node at a position. */
  pathAt(position: Position): ConfigPath;
  /** The outermost nodes that begin on a line or, where none does, on the next line that has any. */
  nodesFrom(line: number): readonly LocatedNode[];
  /** Everything as it is written, aliases not followed; made when first asked for. */
  written(): readonly WrittenNode[];
}

/**
 * UTF-16 units; some ten thousand lines. Longer files are not read: no analysis is, and every keystroke would wait for it
 * (up to 3 µs a unit, and half a kilobyte of memory).
 */
const maximumLength = 512 * 1024;

/** Codes whose findings always stop a run: what is wrong there cannot be run, whatever `checks:` says. */
const structural: ReadonlySet<CheckCode> = new Set<CheckCode>([
  'config/syntax',
  'config/duplicate-key',
  'config/missing-key',
  'config/value',
]);

const lineFeed = 10;
const openBracket = 91;
const closeBracket = 93;
const openBrace = 123;
const closeBrace = 125;

/** Never throws; takes milliseconds: it runs on every keystroke. */
export function parseAnalysis(original: string): ParsedAnalysis {
  const text = original.startsWith('\uFEFF') ? original.slice(1) : original;
  if (text.length > maximumLength) {
    const megabytes = (text.length / (1024 * 1024)).toFixed(1);
    return unread(text, `The file is too large to be an analysis (${megabytes} MB; at most 0.5 MB are read).`);
  }
  const source = isTooDeep(text) ? undefined : sourceOf(text);
  if (source === undefined) return unread(text, 'The file is nested too deeply to be an analysis.');
  return understand(text, source);
}

function understand(text: string, source: YamlSource): ParsedAnalysis {
  const syntax = syntaxProblem(source);
  const brokenFrom = syntax?.range.start.line;
  const { value, problems: structure, leftOut } = plainValue(source);
  const grammar = [...grammarProblems(value, leftOut, source), ...invertedRanges(value, source)];
  const { suppressions, problems: badSuppressions } = suppressionsOf(source);
  const analysis = buildAnalysis(value, source, suppressions);

  const echoes = ({ code, range }: Problem): boolean =>
    brokenFrom !== undefined && (range.end.line >= brokenFrom || code === 'config/missing-key');
  const found = [...structure, ...grammar].filter((problem) => !echoes(problem));
  const taken = new Set(found.map(({ range }) => keyOf(range.start)));
  const traps = yamlTraps(source).filter((trap) => !echoes(trap) && !taken.has(keyOf(trap.range.start)));

  const all = distinct([...(syntax === undefined ? [] : [syntax]), ...found, ...traps, ...badSuppressions]);
  const graded = all.flatMap((problem) => withLevel(problem, analysis));
  const reasonOf = silencer(source, analysis);
  const problems = graded.filter((problem) => reasonOf(problem) === undefined).sort(byPosition);
  let written: readonly WrittenNode[] | undefined;
  return {
    text,
    analysis,
    problems,
    silenced: graded.flatMap((problem) => {
      const reason = reasonOf(problem);
      return reason === undefined ? [] : [{ ...problem, reason }];
    }),
    runnable: !problems.some(({ severity }) => severity === 'error'),
    brokenFrom,
    locate: (place) => source.locate(place),
    pathAt: (position) => source.pathAt(position),
    nodesFrom: (line) => source.entriesFrom(line),
    written: () => (written ??= writtenNodes(source)),
  };
}

/** Brackets or dashes by the hundred on one line, or by the thousand in all, which the YAML library takes seconds for. */
function isTooDeep(text: string): boolean {
  if (/(?:[-?:][ \t]+){100}/.test(text)) return true;
  let inLine = 0;
  let inAll = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === lineFeed) inLine = 0;
    else if (unit === openBracket || unit === openBrace) {
      if (++inLine > 100 || ++inAll > 5000) return true;
    } else if (unit === closeBracket || unit === closeBrace) {
      if (inLine > 0) inLine -= 1;
      if (inAll > 0) inAll -= 1;
    }
  }
  return false;
}

function sourceOf(text: string): YamlSource | undefined {
  try {
    return new YamlSource(text);
  } catch (error) {
    // The YAML library recurses: brackets by the ten thousand exhaust the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function unread(text: string, message: string): ParsedAnalysis {
  const end = text.slice(0, 200).search(/[\r\n]|$/);
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: end } };
  return {
    text,
    analysis: undefined,
    problems: [{ code: 'config/syntax', severity: 'error', message, range }],
    silenced: [],
    runnable: false,
    brokenFrom: 0,
    locate: () => range,
    pathAt: () => [],
    nodesFrom: () => [],
    written: () => [],
  };
}

function withLevel(problem: Problem, analysis: Analysis): readonly Problem[] {
  if (structural.has(problem.code)) return [problem];
  const level = analysis.checks.get(problem.code)?.level ?? checkInfo(problem.code)?.level ?? problem.severity;
  return level === 'off' ? [] : [{ ...problem, severity: level }];
}

/** The reason why a comment silences a problem, where one does. */
function silencer(source: YamlSource, { suppressions }: Analysis): (problem: Problem) => string | undefined {
  const silenced = suppressions.flatMap(({ code, line, reason }) =>
    source.entriesFrom(line).map(({ range }) => ({ code, range, reason })),
  );
  return (problem) =>
    problem.severity === 'error' || problem.code === 'config/suppression'
      ? undefined
      : silenced.find(({ code, range }) => code === problem.code && holds(range, problem.range.start))?.reason;
}

function holds(range: TextRange, position: Position): boolean {
  return compare(range.start, position) <= 0 && compare(position, range.end) <= 0;
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}

function byPosition(a: Problem, b: Problem): number {
  return compare(a.range.start, b.range.start);
}

function keyOf({ line, character }: Position): string {
  return `${String(line)}:${String(character)}`;
}

/** One word gives one problem of a kind, however many aliases lead to it. */
function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, range, message }) => {
    const key = `${code} ${keyOf(range.start)} ${keyOf(range.end)} ${code === 'config/missing-key' ? message : ''}`;
    return !seen.has(key) && seen.add(key).size > 0;
  });
}
