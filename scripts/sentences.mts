/**
 * `npm run sentences`: l10n/bundle.l10n.json, every sentence that goes through `l10n.t`, for translators. A translation
 * is the same file with the language in its name, `bundle.l10n.de.json`; VS Code finds it by package.json's `l10n`.
 */
import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import ts from 'typescript';
import { writeGenerated } from './generatedFile.mts';
import { inRepository, repositoryFolder } from './repository.mts';

export async function main(): Promise<number> {
  console.log((await writeSentences()) ? `Wrote ${sentencesFile}.` : `${sentencesFile} is as the sources say.`);
  return 0;
}

export const sentencesFile = 'l10n/bundle.l10n.json';

/** Where people are spoken to: the editor, and the pages. */
export const speakingSources = ['src/editor/**/*.ts', 'webview/**/*.ts'];

/** @returns whether the file has changed */
export async function writeSentences(): Promise<boolean> {
  const sentences = await translatableSentences();
  const text = `${JSON.stringify(Object.fromEntries(sentences.map((one) => [one, one])), undefined, 2)}\n`;
  return writeGenerated(sentencesFile, text);
}

/** In alphabetical order, each once. */
export async function translatableSentences(): Promise<string[]> {
  const files = speakingSources.flatMap((pattern) => globSync(pattern, { cwd: repositoryFolder }));
  const found = await Promise.all(
    files.map(async (file) => sentencesIn(await readFile(inRepository(file), 'utf8'), file)),
  );
  return [...new Set(found.flat())].sort();
}

/** @throws Error for a sentence that is not written out where it is said: nobody could find it to translate it */
export function sentencesIn(text: string, file: string): string[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(vscode\.)?l10n\.t$/.test(node.expression.getText())) {
      const [sentence] = node.arguments;
      if (sentence === undefined || !ts.isStringLiteralLike(sentence)) {
        const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
        throw new Error(`${file}:${line}: l10n.t needs its sentence as a string, not as ${sentence?.getText()}.`);
      }
      found.push(sentence.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
