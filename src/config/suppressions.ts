import type { Suppression } from './analysis';
import { catalogue, checkInfo } from './catalogue';
import type { TextRange } from './document';
import { didYouMean, nearestName } from './nearestName';
import type { Problem } from './problem';
import { spanOf, type YamlSource } from './yamlSource';

const comment = /(?:^|\s)(#\s*pullscope\s*:\s*ignore\b[ \t]*([^\s#]*)[ \t]*([^\r\n]*))/;

/** The comments `# pullscope: ignore CODE -- reason`; those that say it wrongly are reported. */
export function suppressionsOf(source: YamlSource): {
  readonly suppressions: readonly Suppression[];
  readonly problems: readonly Problem[];
} {
  const suppressions: Suppression[] = [];
  const problems: Problem[] = [];
  if (!source.text.includes('pullscope')) return { suppressions, problems };
  const inText = textLines(source);
  source.text.split('\n').forEach((text, line) => {
    const found = comment.exec(text);
    if (found === null) return;
    const [, whole = '', code = '', rest = ''] = found;
    const start = found.index + found[0].length - whole.length;
    if (inText(line, start)) return;
    const report = (message: string, from: number, length: number, instead?: string): void => {
      const range = { start: { line, character: from }, end: { line, character: from + length } };
      const fix = instead === undefined ? {} : { fix: { range, text: instead, title: `Change to '${instead}'` } };
      problems.push({ code: 'config/suppression', severity: 'warning', message, range, ...fix });
    };
    const wholeLength = whole.trimEnd().length;
    const codeAt = start + whole.indexOf(code, whole.indexOf('ignore') + 'ignore'.length);
    if (code === '' || code === '--') {
      report(
        "A suppression names the code that it silences: '# pullscope: ignore CODE -- reason'.",
        start,
        wholeLength,
      );
      return;
    }
    if (checkInfo(code) === undefined) {
      const nearest = nearestName(
        code,
        catalogue.map((info) => info.code),
      );
      report(`No check is called '${code}'.${didYouMean(nearest)}`, codeAt, code.length, nearest);
      return;
    }
    const reason = /^--\s*(\S.*)$/.exec(rest.trim())?.[1]?.trim() ?? '';
    if (reason === '') {
      report(`Say why ${code} is silenced here: '# pullscope: ignore ${code} -- reason'.`, start, wholeLength);
    }
    suppressions.push({ code, reason, line });
  });
  return { suppressions, problems };
}

/** Where comments name a code, and the reason that they give, by their form alone. */
export function suppressionComments(text: string): readonly {
  readonly code: string;
  readonly range: TextRange;
  readonly reason: string;
  readonly reasonRange: TextRange;
}[] {
  if (!text.includes('pullscope')) return [];
  return text.split('\n').flatMap((lineText, line) => {
    const found = comment.exec(lineText);
    const [, whole = '', code = '', rest = ''] = found ?? [];
    if (found === null || checkInfo(code) === undefined) return [];
    const start = found.index + found[0].length - whole.length;
    const from = start + whole.indexOf(code, whole.indexOf('ignore') + 'ignore'.length);
    const at = (character: number, length: number): TextRange => ({
      start: { line, character },
      end: { line, character: character + length },
    });
    const reason = rest.trimEnd();
    return [
      {
        code,
        range: at(from, code.length),
        reason,
        reasonRange: at(start + whole.length - rest.length, reason.length),
      },
    ];
  });
}

/** The comment on a line that silences something. */
export function suppressionRange(text: string, line: number): TextRange {
  const found = comment.exec(text.split('\n')[line] ?? '');
  const whole = found?.[1] ?? '';
  const from = found === null ? 0 : found.index + found[0].length - whole.length;
  return { start: { line, character: from }, end: { line, character: from + whole.trimEnd().length } };
}

/** What goes with a comment that is taken away: the space before it, or the line that has nothing else. */
export function suppressionLine(text: string, line: number): TextRange {
  const { start, end } = suppressionRange(text, line);
  const lines = text.split('\n');
  const before = (lines[line] ?? '').slice(0, start.character);
  if (before.trim() === '' && line + 1 < lines.length) {
    return { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
  }
  return { start: { line, character: before.trimEnd().length }, end };
}

/** Whether a place stands inside of a quoted or block scalar, where `#` begins no comment. */
function textLines(source: YamlSource): (line: number, character: number) => boolean {
  const spans: { from: number; to: number }[] = [];
  source.eachScalar((scalar) => {
    if (scalar.type !== 'PLAIN') spans.push(spanOf(scalar));
  });
  return (line, character) => {
    const offset = source.offsetAt({ line, character });
    return spans.some(({ from, to }) => from < offset && offset < to && !isHeader(source.text, from, offset));
  };
}

/** A comment behind `|` or `>` belongs to no text. */
function isHeader(text: string, from: number, offset: number): boolean {
  return /^[|>][^\n]*$/.test(text.slice(from, offset));
}
