import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { repositoryFolder } from '../../../scripts/repository.mts';

/** Not for the person: what goes to the log, what is thrown as a bug, and what a program reads. */
const elsewhere: readonly RegExp[] = [
  /(^|\.)log(\[level\]|\.\w+)$/,
  /\.#log$/,
  /^Error$/,
  /^(vscode\.)?l10n\.t$/,
  /createDiagnosticCollection$/,
];

/** Files whose texts are not of the editor: pages' markup, and a report of a bug, which is written in English. */
const exempt: readonly RegExp[] = [/webviewPage\.ts$/, /issueReport\.ts$/];

/** Words that are looked at as they are in any language, and keys. */
const untranslated: readonly RegExp[] = [
  /^Pullscope(: \{\})?$/,
  /^\$\([a-z~-]+\) (Pullscope( \{\})?( %)?|\{\})$/,
  /^(check|sample|nuisance|family) \{\}$/,
  /^no sample$/,
  /^<path \{\}\{\}>$/,
  / # pullscope: ignore /,
];

describe('what the editor says', () => {
  it('goes through l10n, sentence by sentence', () => {
    const files = globSync('src/editor/**/*.ts', { cwd: repositoryFolder }).filter(
      (file) => !exempt.some((pattern) => pattern.test(file)),
    );
    expect(files.length).toBeGreaterThan(30);
    expect(files.flatMap((file) => sentencesIn(file))).toEqual([]);
  });

  it('is found where it does not', () => {
    const text =
      "item.tooltip = 'Not measured yet.'; label = `${n} passed`; log.info('is read'); t = l10n.t('Run it');";
    expect(sentencesOf(text, 'x.ts')).toEqual(['x.ts:1: Not measured yet.', 'x.ts:1: {} passed']);
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
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      const called = node.expression.getText();
      if (elsewhere.some((pattern) => pattern.test(called))) return;
    }
    const said = wordsOf(node);
    if (said !== undefined && isForPeople(said)) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${said}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A string as it is written, with `{}` for what is put in. */
function wordsOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('{}');
}

function isForPeople(said: string): boolean {
  const hasWords = /(^|[A-Za-z]{2,}[^A-Za-z/]* |\{\} )[a-z{]\w+/.test(said) && said.includes(' ');
  return (hasWords || /^[A-Z][a-z]{2,}/.test(said)) && !untranslated.some((pattern) => pattern.test(said));
}
