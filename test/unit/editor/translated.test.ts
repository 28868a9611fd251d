import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { repositoryFolder } from '../../../scripts/repository.mts';
import {
  sentencesFile,
  sentencesIn as translatable,
  speakingSources,
  translatableSentences,
} from '../../../scripts/sentences.mts';

/** Not for the person: what goes to the log, what is thrown as a bug, and what a program reads. */
const elsewhere: readonly RegExp[] = [
  /(^|\.)log(\[level\]|\.\w+)$/,
  /\.#log$/,
  /^(Range)?Error$/,
  /^(vscode\.)?l10n\.t$/,
  /createDiagnosticCollection$/,
  /host\.report$/,
  /matchMedia$/,
];

/**
 * Files whose texts are not of the editor: pages' markup, a report of a bug, which is written in English, tables for
 * programs, and drawings.
 */
const exempt: readonly RegExp[] = [/webviewPage\.ts$/, /issueReport\.ts$/, /figure\/csv\.ts$/, /svgContext\.ts$/];

/** What shows whatever stands in it, a single word too. */
const shown = /^(text|label|title|caption|header|columns|'aria-label'|shortTitle)$/;

/** What never shows. */
const hidden = /^(class|font|id)$/;

/** Words that are looked at as they are in any language, keys, and markup. */
const untranslated: readonly RegExp[] = [
  /^Pullscope(: \{\})?$/,
  /^\$\([a-z~-]+\) (Pullscope( \{\})?( %)?|\{\})$/,
  /^(check|sample|nuisance|family) \{\}$/,
  /^no sample$/,
  /^<path \{\}\{\}>$/,
  / # pullscope: ignore /,
  /^(JSON|SARIF|HTML|SHA-256)$/,
  /^(Escape|Home|End|Arrow\w+)$/,
  /^(<\w+ .*|viewBox=.*|bold \{\}px \{\})$/,
];

describe('what the editor says', () => {
  it('goes through l10n, sentence by sentence', () => {
    const files = speakingSources
      .flatMap((pattern) => globSync(pattern, { cwd: repositoryFolder }))
      .filter((file) => !exempt.some((pattern) => pattern.test(file)));
    expect(files.filter((file) => file.startsWith('webview')).length).toBeGreaterThan(30);
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap((file) => sentencesIn(file))).toEqual([]);
  });

  it('is found where it does not', () => {
    const text =
      "item.tooltip = 'Not measured yet.'; label = `${n} passed`; log.info('is read'); t = l10n.t('Run it');";
    expect(sentencesOf(text, 'x.ts')).toEqual(['x.ts:1: Not measured yet.', 'x.ts:1: {} passed']);
  });

  it('is found in a page, where a single word shows and names of styles do not', () => {
    const text = "element('p', { class: 'banner banner-empty', text: 'ratio' }); made({ columns: ['', 'actual'] });";
    expect(sentencesOf(text, 'x.ts')).toEqual(['x.ts:1: ratio', 'x.ts:1: actual']);
  });

  it('is all there for translators, with the keys of VS Code', async () => {
    const kept = JSON.parse(readFileSync(path.join(repositoryFolder, sentencesFile), 'utf8')) as Record<string, string>;
    const sentences = await translatableSentences();
    expect(Object.keys(kept), 'npm run sentences writes it anew').toEqual(sentences);
    expect(sentences).toContain('What to worry about first');
    expect(sentences).toContain('Run checks');
  });

  it('cannot be put together where it is said', () => {
    expect(() => translatable('l10n.t(`${n} plots`)', 'x.ts')).toThrow('x.ts:1: l10n.t needs its sentence as a string');
  });
});

function sentencesIn(file: string): string[] {
  return sentencesOf(readFileSync(path.join(repositoryFolder, file), 'utf8'), file);
}

/** Strings that look like words for a person: two of them, or one with a capital. */
function sentencesOf(text: string, file: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isPropertyAssignment(node) && hidden.test(node.name.getText())) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const called = node.expression.getText();
      if (elsewhere.some((pattern) => pattern.test(called))) return;
    }
    const said = wordsOf(node);
    if (
      said !== undefined &&
      !untranslated.some((pattern) => pattern.test(said)) &&
      (isForPeople(said) || isShown(node, said))
    ) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${said}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A string as it is written, with `{}` for what is put in. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node))
    return ts.isPropertyAssignment(node.parent) && node.parent.name === node ? undefined : node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}');
}

/** Letters that are the value of a property that shows, or one of several there. */
function isShown({ parent }: ts.Node, said: string): boolean {
  const owner = ts.isArrayLiteralExpression(parent) || ts.isConditionalExpression(parent) ? parent.parent : parent;
  return /[a-z]{2}/i.test(said) && ts.isPropertyAssignment(owner) && shown.test(owner.name.getText());
}

function isForPeople(said: string): boolean {
  const hasWords = /(^|[A-Za-z]{2,}[^A-Za-z/]* |\{\} )[a-z{]\w+/.test(said) && said.includes(' ');
  return hasWords || /^[A-Z][a-z]{2,}/.test(said);
}
