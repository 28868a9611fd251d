import { fileURLToPath } from 'node:url';
import path from 'node:path';

/** The folder of package.json. */
export const repositoryFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What is fetched or made for tests: kept between runs, ignored by git, safe to delete. */
export const testFolder = path.join(repositoryFolder, '.vscode-test');

/** Where every test runner leaves its results as JSON. */
export const resultsFolder = path.join(repositoryFolder, 'test-results');

export function inRepository(...parts: string[]): string {
  return path.join(repositoryFolder, ...parts);
}
