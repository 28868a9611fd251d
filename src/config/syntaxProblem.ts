import { isMap, isScalar, isSeq, type YAMLError } from 'yaml';
import type { Problem } from './problem';
import { spanOf, type Span, type YamlNode, type YamlSource } from './yamlSource';

/**
 * The first mistake in the YAML itself. Those that the library finds after it are mostly its echo; the next real one
 * shows as soon as the first is mended.
 */
export function syntaxProblem(source: YamlSource): Problem | undefined {
  const tab = tabProblem(source);
  const error = source.errors[0];
  if (error === undefined) return tab;
  const { span, message } = explain(error, source);
  const problem: Problem = {
    code: 'config/syntax',
    severity: 'error',
    message,
    range: source.rangeOf(source.firstLine(span)),
  };
  return tab !== undefined && tab.range.start.line <= problem.range.start.line ? tab : problem;
}

/** A tab in the indentation, which the library takes for many things; one problem for all of them. */
function tabProblem(source: YamlSource): Problem | undefined {
  if (!source.errors.some(({ code }) => code === 'TAB_AS_INDENT')) return undefined;
  const found = /^( *)(\t+)/m.exec(source.text);
  if (found === null) return undefined;
  const [, spaces = '', tabs = ''] = found;
  const span = { from: found.index + spaces.length, to: found.index + spaces.length + tabs.length };
  const range = source.rangeOf(span);
  return {
    code: 'config/syntax',
    severity: 'error',
    message: 'YAML does not allow tabs for indentation: use spaces, two for each level.',
    range,
    fix: { range, text: '  '.repeat(tabs.length), title: 'Replace the tab with spaces' },
  };
}

function explain(error: YAMLError, source: YamlSource): { readonly span: Span; readonly message: string } {
  const [from, to] = error.pos;
  const span = { from, to };
  const word = source.text.slice(from, to).split(/\r?\n/, 1)[0]?.trim() ?? '';
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { span, message: 'YAML does not allow tabs for indentation: use spaces, two for each level.' };
    case 'MULTILINE_IMPLICIT_KEY':
      return { span, message: `'${word}' needs a colon and a value: no key goes over two lines.` };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { span, message: "A second key on one line: put it on its own line, or quote the value that holds ': '." };
    case 'BAD_ALIAS':
      return { span, message: "'*' begins an alias: quote the value if it is an expression." };
    case 'BAD_SCALAR_START':
      return { span, message: `A value cannot begin with '${word.slice(0, 1)}' unless it is quoted.` };
    case 'MULTIPLE_DOCS':
      return {
        span: { from, to: from + 3 },
        message: "A second document begins here: an analysis file holds one; remove '---'.",
      };
    default:
  }
  if (error.message.includes('call stack')) return { span, message: 'This is nested too deeply for an analysis file.' };
  const opening = unclosed(source, from);
  if (opening !== undefined) return opening;
  if (error.code === 'MISSING_CHAR') {
    if (error.message.startsWith('Implicit map keys')) return { span, message: `'${word}' needs a colon and a value.` };
    if (error.message.includes('comma') || error.message.includes(',')) {
      return { span, message: `A comma is missing before '${word}'.` };
    }
  }
  if (error.code === 'BAD_INDENT') {
    const line = source.positionAt(from).line;
    const start = source.offsetAt({ line, character: 0 });
    const text = source.text.slice(start).split(/\r?\n/, 1)[0] ?? '';
    const indent = text.length - text.trimStart().length;
    return {
      span: { from: start + indent, to: start + text.trimEnd().length },
      message: 'This line is indented differently from the lines that it belongs to: line them up.',
    };
  }
  return { span, message: `${error.message.replace(/[.:\s]+$/, '')}.` };
}

/** The innermost quote or bracket that begins before an error and is never closed. */
function unclosed(source: YamlSource, at: number): { readonly span: Span; readonly message: string } | undefined {
  let found: { span: Span; message: string } | undefined;
  const look = (node: YamlNode | undefined): void => {
    if (node === undefined) return;
    const { from, to } = spanOf(node);
    if (from > at) return;
    const text = source.text.slice(from, to).trimEnd();
    if (isScalar(node) && (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE')) {
      const quote = source.text.charAt(from);
      if (to >= at && (text.length < 2 || !text.endsWith(quote))) {
        found = { span: { from, to }, message: `This quote is never closed: add ${quote} at its end.` };
      }
    } else if ((isMap(node) || isSeq(node)) && node.flow === true) {
      const close = isMap(node) ? '}' : ']';
      if (to >= at - 1 && !text.endsWith(close)) {
        const message = `'${source.text.charAt(from)}' is never closed: add '${close}' at its end.`;
        found = { span: { from, to: from + 1 }, message };
      }
    }
    for (const entry of source.entries(node)) {
      look(entry.key);
      look(entry.value);
    }
  };
  look(source.root);
  return found;
}
