import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/repository.mts';

const text = readFileSync(inRepository('ARCHITECTURE.md'), 'utf8');
const folders = /## Folders\n\n```text\n(.*?)```/s.exec(text)?.[1] ?? '';

/** Folders below, as they are written in the list: each by its own name. */
function below(folder: string): string[] {
  return readdirSync(inRepository(folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => [name, ...below(path.join(folder, name))]);
}

describe('the list of folders', () => {
  // Each family of checks has a folder: the catalogue names them.
  const families = new Set(below('src/checks').filter((name) => name !== 'static'));

  it.each([...below('src').filter((name) => !families.has(name)), ...below('webview')])('has %s', (name) => {
    expect(folders).toContain(`${name}/`);
  });

  it.each([...folders.matchAll(/^(\w+)\/ /gm)].map(([, name = '']) => name))('has %s, which exists', (name) => {
    expect(existsSync(inRepository(name))).toBe(true);
  });

  it.each([...folders.matchAll(/^ {2}(\w+)\/ /gm)].map(([, name = '']) => name))('has src/%s, which exists', (name) => {
    expect(existsSync(inRepository('src', name))).toBe(true);
  });
});

describe('every file that is named', () => {
  const named = [...text.matchAll(/`([\w/]+\.(?:ts|mts|mjs|wat))`/g)].map(([, name = '']) => name);
  const present = ['src', 'webview', 'scripts', 'test', '.'].flatMap((folder) =>
    readdirSync(inRepository(folder), { recursive: folder !== '.', encoding: 'utf8' }).map((name) =>
      name.replaceAll('\\', '/'),
    ),
  );

  it.each([...new Set(named)])('%s exists', (name) => {
    expect(
      present.some(
        (file) => file === name || file.endsWith(`/${name}`) || `test/${file}` === name || `webview/${file}` === name,
      ),
    ).toBe(true);
  });
});
