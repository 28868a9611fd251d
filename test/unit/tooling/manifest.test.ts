/** The manifest: what VS Code shows of it can be translated, and names nothing that is not there. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { inRepository } from '../../../scripts/repository.mts';
import manifest from '../../../package.json';
import strings from '../../../package.nls.json';
import { catalogue } from '../../../src/config/catalogue';

/** Keys whose values people read. */
const shown = /^(title|displayName|description|markdownDescription|deprecationMessage|contents|altText|label)$/;
const listed = /^(enumDescriptions|markdownEnumDescriptions|enumItemLabels)$/;
/** Names of products stay what they are. */
const names = ['Pullscope', 'npm'];

describe('package.json', () => {
  const texts = textsOf({ contributes: manifest.contributes, capabilities: manifest.capabilities });

  it('has no text of its own that VS Code shows: all are in package.nls.json', () => {
    expect(texts.length).toBeGreaterThan(30);
    const own = texts.filter(({ text }) => !/^%[\w.]+%$/.test(text) && !names.includes(text));
    expect(own).toEqual([]);
  });

  it('names only texts that are there, and all of them', () => {
    const named = [...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!);
    expect(named.filter((key) => !(key in strings))).toEqual([]);
    expect(Object.keys(strings).filter((key) => !named.includes(key))).toEqual([]);
  });

  it('has each command once, and none in a menu that is not declared', () => {
    const declared = manifest.contributes.commands.map(({ command }) => command);
    expect(new Set(declared).size).toBe(declared.length);
    const used = Object.values(manifest.contributes.menus).flatMap((items) => items.map(({ command }) => command));
    expect(used.filter((command) => !declared.includes(command))).toEqual([]);
    const linked = [...JSON.stringify(strings).matchAll(/command:(pullscope\.\w+)/g)].map(([, command]) => command!);
    expect(linked.filter((command) => !declared.includes(command))).toEqual([]);
  });

  it('describes every setting, and says where it may be set', () => {
    const settings = Object.entries(manifest.contributes.configuration.properties);
    const poor = settings.filter(
      ([, setting]) => !('markdownDescription' in setting) || !/^(resource|machine-overridable)$/.test(setting.scope),
    );
    expect(poor.map(([name]) => name)).toEqual([]);
  });

  it('names only files that are there', () => {
    const media = [...JSON.stringify(manifest.contributes).matchAll(/"((?:\.\/)?media\/[^"]+)"/g)].map(
      ([, file]) => file!,
    );
    expect(media.length).toBeGreaterThan(3);
    expect(media.filter((file) => !existsSync(inRepository(file)))).toEqual([]);
  });
});

describe('src/editor', () => {
  const files = globSync('src/editor/**/*.ts', { cwd: inRepository() });

  it('shows no message, prompt or title that does not go through vscode.l10n', () => {
    expect(files.flatMap((file) => unlocalised(file))).toEqual([]);
  });

  it('registers every command of the manifest', () => {
    const text = files.map((file) => readFileSync(inRepository(file), 'utf8')).join('\n');
    const missing = manifest.contributes.commands.filter(({ command }) => !text.includes(`'${command}'`));
    expect(missing.map(({ command }) => command)).toEqual([]);
  });
});

it('the setting of levels is for codes that there are', () => {
  const example = /"([a-z-]+\/[a-z-]+)"/.exec(strings['setting.levels.description'])?.[1];
  expect(catalogue.map(({ code }) => code as string)).toContain(example);
});

function textsOf(value: unknown, path = ''): { readonly path: string; readonly text: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const here = path === '' ? key : `${path}.${key}`;
    if (typeof inner === 'string' && shown.test(key)) return [{ path: here, text: inner }];
    if (listed.test(key) && Array.isArray(inner)) {
      return inner.map((text, index) => ({ path: `${here}.${index}`, text: String(text) }));
    }
    // A step of a walkthrough, a view: `name` is shown there, and nowhere else.
    if (key === 'name' && typeof inner === 'string' && path.includes('views.')) return [{ path: here, text: inner }];
    return textsOf(inner, here);
  });
}

const messages = /^show(Information|Warning|Error)Message$/;
const dialogs = /^(showQuickPick|showInputBox|showOpenDialog|showSaveDialog|withProgress|createQuickPick)$/;
const properties = /^(title|prompt|placeHolder|openLabel|saveLabel|detail|description)$/;

/** Calls that show a literal. */
function unlocalised(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(inRepository(file), 'utf8'), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const isText = (node: ts.Node): boolean => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const name = node.expression.name.text;
      const told = messages.test(name) ? node.arguments.filter(isText) : [];
      const options = dialogs.test(name) ? node.arguments.filter(ts.isObjectLiteralExpression) : [];
      const properly = options.flatMap((option) =>
        option.properties
          .filter(ts.isPropertyAssignment)
          .filter((one) => properties.test(one.name.getText()) && isText(one.initializer)),
      );
      for (const one of [...told, ...properly]) {
        found.push(`${file}:${source.getLineAndCharacterOfPosition(one.getStart()).line + 1}: ${one.getText()}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
